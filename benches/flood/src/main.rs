//! A shop of x402-axum, which sells what `layer` of the black box sells: `flood ADDRESS FACILITATOR`.

use std::{env, error::Error};

use axum::{Router, routing::get};
use tokio::net::TcpListener;
use x402_axum::X402Middleware;
use x402_chain_eip155::{KnownNetworkEip155, V2Eip155Exact, chain::ChecksummedAddress};
use x402_types::networks::USDC;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: flood ADDRESS FACILITATOR".into());
    };
    let pay_to: ChecksummedAddress = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
    let price = V2Eip155Exact::price_tag(pay_to, USDC::base_sepolia().amount(10_000u64));
    let resource = format!("http://{address}/forecast").parse()?;
    let paid = X402Middleware::new(&facilitator).with_price_tag(price).with_resource(resource);
    let routes = Router::new().route("/forecast", get(async || "fair").layer(paid));
    let listener = TcpListener::bind(&address).await?;
    Ok(axum::serve(listener, routes).await?)
}
