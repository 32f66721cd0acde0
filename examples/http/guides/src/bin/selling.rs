use axum::{Router, routing::get};
use x402_offline::{
    schemes::{evm::assets as evm, solana::assets as solana},
    tower::{HttpFacilitator, Paywall, Secret, Sqlite},
    types::Network,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let facilitator = HttpFacilitator::new("http://127.0.0.1:4020")?;
    let secret: [u8; 32] = std::fs::read("target/secret")?.try_into().map_err(|_| "a secret has 32 bytes")?;
    let paywall = Paywall::new(facilitator, Sqlite::open("target/sales.sqlite")?, Secret::new(secret));
    paywall.check().await?;

    let usdc = evm::by_symbol(&Network::eip155(84_532), "USDC").ok_or("no USDC")?;
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
    let offer = usdc.offer(evm::OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 })?;
    let base = paywall.sell("http://127.0.0.1:4030/base", vec![offer])?;
    let usdc = solana::by_symbol(&Network::SOLANA_DEVNET, "USDC").ok_or("no USDC")?;
    let pay_to = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4".parse()?;
    // The facilitator names the account that pays the fee.
    let offer = usdc.offer(solana::OfferInit { price: "0.01", pay_to, fee_payer: None, max_timeout_seconds: 60 })?;
    let on_solana = paywall.sell("http://127.0.0.1:4030/solana", vec![offer])?;

    let routes = Router::new()
        .route("/base", get(async || "fair").layer(base))
        .route("/solana", get(async || "fair").layer(on_solana));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:4030").await?;
    println!("selling http://127.0.0.1:4030/base and /solana");
    Ok(axum::serve(listener, routes).await?)
}
