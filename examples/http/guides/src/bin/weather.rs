use std::sync::atomic::{AtomicU32, Ordering};

use axum::{Router, routing::get};
use x402_offline::{
    schemes::evm::assets::{self, OfferInit},
    tower::{HttpFacilitator, Paywall, Secret, Sqlite},
    types::Network,
};

static FORECASTS: AtomicU32 = AtomicU32::new(0);

async fn weather() -> String {
    let number = FORECASTS.fetch_add(1, Ordering::Relaxed) + 1;
    format!("fair (forecast {number})\n")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The facilitator settles the payments. `check` fails if you cannot sell with it.
    let facilitator = HttpFacilitator::new("http://127.0.0.1:4020")?;
    let secret: [u8; 32] = std::fs::read("secret")?.try_into().map_err(|_| "the secret needs 32 bytes")?;
    let paywall = Paywall::new(facilitator, Sqlite::open("sales.sqlite")?, Secret::new(secret));
    paywall.check().await?;

    // One cent, in USDC on Base Sepolia, to your address.
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").ok_or("unknown token")?;
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
    let offer = usdc.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 })?;
    let paid = paywall.sell("http://127.0.0.1:4030/weather", vec![offer])?;

    let routes = Router::new().route("/weather", get(weather).layer(paid));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4030").await?;
    println!("selling http://127.0.0.1:4030/weather");
    Ok(axum::serve(listener, routes).await?)
}
