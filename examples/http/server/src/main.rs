//! The shop behind axum: `server ADDRESS FACILITATOR`. The payment is read from axum's own headers, by the
//! feature `http` of `x402-types`.

use std::{env, error::Error, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse, Response},
    routing::get,
};
use paywall::{Paywall, Request};
use tokio::net::TcpListener;
use x402_extensions::sign_in_with_x::decode_sign_in_headers;
use x402_types::{DecodeOptions, RawJson, http::decode_payment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: server ADDRESS FACILITATOR".into());
    };
    let listener = TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let shop = Arc::new(shop::open(&origin, &facilitator)?);
    println!("selling {origin}/forecast");
    let routes = Router::new().route("/forecast", get(forecast)).with_state(shop);
    Ok(axum::serve(listener, routes).await?)
}

async fn forecast(State(shop): State<Arc<Paywall>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let request = Request {
        payment: decode_payment(&headers, &DecodeOptions::STRICT).map(|decoded| decoded.value),
        sign_in: decode_sign_in_headers(pairs, &DecodeOptions::STRICT).map(|decoded| decoded.value),
        parameters: RawJson::string(&query),
    };
    let answer = shop.answer(request, || shop::forecast(&query)).await;
    (StatusCode::from(answer.outcome), AppendHeaders(answer.headers), Body::from(answer.body)).into_response()
}
