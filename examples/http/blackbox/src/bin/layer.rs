//! A seller to be attacked: `layer ADDRESS FACILITATOR STORE`, where the store is `memory`, a file, or `postgres://…`.

use std::{env, error::Error, sync::atomic::AtomicU64, sync::atomic::Ordering};

use axum::{Router, http::HeaderValue, routing::get};
use tokio::net::TcpListener;
use x402_schemes::evm::assets::{self, OfferInit};
use x402_tower::{HttpFacilitator, Memory, Options, Paywall, Postgres, Secret, Sqlite, Store};
use x402_types::{Network, RawJson, v2::ResourceInfo};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator), Some(store)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: layer ADDRESS FACILITATOR STORE".into());
    };
    if store == "memory" {
        sell(&address, &facilitator, Memory::default()).await
    } else if store.starts_with("postgres:") {
        sell(&address, &facilitator, Postgres::connect(&store).await.map_err(|error| error.to_string())?).await
    } else {
        sell(&address, &facilitator, Sqlite::open(store)?).await
    }
}

async fn sell(address: &str, facilitator: &str, store: impl Store) -> Result<(), Box<dyn Error>> {
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").ok_or("no USDC")?;
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
    let offer = usdc.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 })?;
    // Short, so that a test does not wait for long. A real shop keeps its secret to itself.
    let mut options = Options::default();
    (options.work_timeout, options.settle_timeout) = (2, 2);
    options.origin = Some(HeaderValue::from_static("*"));
    options.extensions = Some(RawJson::parse(r#"{"payment-identifier":{"info":{"required":false}}}"#)?);
    let paywall = Paywall::with_options(HttpFacilitator::http(facilitator), store, Secret::new([7; 32]), options);
    let url = format!("http://{address}/forecast");
    let paid = paywall.sell(ResourceInfo::new(&*url), vec![offer])?;
    let routes = Router::new().route("/forecast", get(forecast).post(forecast).layer(paid));
    let listener = TcpListener::bind(address).await?;
    println!("selling {url}");
    Ok(axum::serve(listener, routes).await?)
}

/// No two are alike, also those of another process.
async fn forecast() -> Result<String, &'static str> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let random = getrandom::u64().map_err(|_| "no random numbers")?;
    Ok(format!("fair {} {random:016x}", MADE.fetch_add(1, Ordering::Relaxed)))
}
