//! A seller to attack: `layer ADDRESS FACILITATOR STORE [failing]`, where the store is `memory`, a file, or
//! `postgres://…`. With `failing`, the clock jumps forward and back by almost a payment's window, and a store in memory
//! is small.

use std::{
    env,
    error::Error,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::{Router, http::HeaderValue, routing::get};
use tokio::net::TcpListener;
use x402_schemes::evm::assets::{self, OfferInit};
use x402_tower::{HttpFacilitator, Memory, Options, Paywall, Postgres, Secret, Sqlite, Store};
use x402_types::{Network, RawJson, v2::ResourceInfo};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator), Some(store)) = (args.next(), args.next(), args.next()) else {
        return Err("usage: layer ADDRESS FACILITATOR STORE [failing]".into());
    };
    let is_failing = match args.next().as_deref() {
        None => false,
        Some("failing") => true,
        Some(other) => return Err(format!("not `failing`: {other}").into()),
    };
    if store == "memory" {
        sell(&address, &facilitator, if is_failing { Memory::new(LITTLE) } else { Memory::default() }, is_failing).await
    } else if store.starts_with("postgres:") {
        sell(&address, &facilitator, Postgres::connect(&store).await.map_err(|error| error.to_string())?, is_failing)
            .await
    } else {
        sell(&address, &facilitator, Sqlite::open(store)?, is_failing).await
    }
}

async fn sell(address: &str, facilitator: &str, store: impl Store, is_failing: bool) -> Result<(), Box<dyn Error>> {
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").ok_or("no USDC")?;
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
    let offer = usdc.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 })?;
    // Short, so that a test does not take long. A real shop keeps its secret to itself.
    let mut options = Options::default();
    (options.work_timeout, options.settle_timeout) = (2, 2);
    options.origin = Some(HeaderValue::from_static("*"));
    options.extensions = Some(RawJson::parse(r#"{"payment-identifier":{"info":{"required":false}}}"#)?);
    if is_failing {
        // More than the jump of the clock, or the store would forget a payment that may still be sent.
        (options.clock, options.keep) = (jumping, 2 * JUMP);
    }
    let paywall = Paywall::with_options(HttpFacilitator::new(facilitator)?, store, Secret::new([7; 32]), options);
    let url = format!("http://{address}/forecast");
    let paid = paywall.sell(ResourceInfo::new(&*url), vec![offer])?;
    let routes = Router::new().route("/forecast", get(forecast).post(forecast).layer(paid));
    let listener = TcpListener::bind(address).await?;
    println!("selling {url}");
    Ok(axum::serve(listener, routes).await?)
}

/// Bytes for the sales of a few seconds.
const LITTLE: usize = 4 << 20;
/// How many seconds the clock jumps in each direction.
const JUMP: u64 = 50;

/// The clock is right for seven seconds, fast for seven, right for seven, and slow for seven.
fn jumping() -> u64 {
    let now = (Options::default().clock)();
    match now / 7 % 4 {
        1 => now + JUMP,
        3 => now.saturating_sub(JUMP),
        _ => now,
    }
}

/// No two answers are alike, even from a different process.
async fn forecast() -> Result<String, &'static str> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let random = getrandom::u64().map_err(|_| "no random numbers")?;
    Ok(format!("fair {} {random:016x}", MADE.fetch_add(1, Ordering::Relaxed)))
}
