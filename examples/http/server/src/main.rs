//! The shop behind axum: `server ADDRESS FACILITATOR`. The payment is read from axum's own headers, by the
//! feature `http` of `x402-types`.

use std::{env, error::Error, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse, Response},
    routing::get,
};
use paywall::Paywall;
use shop::FORECAST;
use tokio::net::TcpListener;
use x402_types::{DecodeOptions, http::decode_payment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: server ADDRESS FACILITATOR".into());
    };
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}/forecast", listener.local_addr()?);
    let shop = Arc::new(shop::open(&url, &facilitator)?);
    println!("selling {url}");
    let routes = Router::new().route("/forecast", get(forecast)).with_state(shop);
    Ok(axum::serve(listener, routes).await?)
}

async fn forecast(State(shop): State<Arc<Paywall>>, headers: HeaderMap) -> Response {
    let payment = decode_payment(&headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    let answer = shop.answer(payment, || FORECAST.into()).await;
    (StatusCode::from(answer.outcome), AppendHeaders(answer.headers), Body::from(answer.body)).into_response()
}
