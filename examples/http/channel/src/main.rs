//! A shop that is paid by channels of `batch-settlement`, behind axum: `channel ADDRESS FACILITATOR`.

mod ledger;
mod shop;

use std::{env, error::Error, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse, Response},
    routing::{get, post},
};
use paywall::Answer;
use tokio::net::TcpListener;
use x402_types::{DecodeOptions, http::decode_payment};

use crate::shop::Shop;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: channel ADDRESS FACILITATOR".into());
    };
    let listener = TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let shop = Arc::new(Shop::open(&origin, &facilitator)?);
    println!("selling {origin}/forecast");
    let routes = Router::new().route("/forecast", get(forecast)).route("/claim", post(claim)).with_state(shop);
    Ok(axum::serve(listener, routes).await?)
}

async fn forecast(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    let payment = decode_payment(&headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    // A task of its own goes on when the buyer hangs up: a charge that has begun must be recorded.
    match tokio::spawn(async move { shop.sell(payment).await }).await {
        Ok(answer) => respond(answer),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// For the owner of the shop. A real one asks who calls.
async fn claim(State(shop): State<Arc<Shop>>) -> Response {
    respond(shop.claim().await)
}

fn respond(answer: Answer) -> Response {
    (StatusCode::from(answer.outcome), AppendHeaders(answer.headers), Body::from(answer.body)).into_response()
}
