//! The shop behind axum: `server ADDRESS FACILITATOR`. Headers go in and out in axum's own types, by the feature `http` of
//! `x402-types`.

use std::{env, error::Error, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{
        self, HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use paywall::{Answer, CACHING, Paywall};
use shop::FORECAST;
use tokio::net::TcpListener;
use x402_types::{
    DecodeOptions, PaymentPayload,
    http::{decode_payment, insert_payment_required, insert_settlement},
};

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
    let answer = shop.answer(payment.as_ref(), || FORECAST.into()).await;
    respond(payment.ok().as_ref(), answer).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn respond(payment: Option<&PaymentPayload>, answer: Answer) -> http::Result<Response> {
    let status = StatusCode::from(answer.outcome);
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, CACHING)];
    let mut response = (status, headers, answer.body).into_response();
    if let Some(demand) = answer.demand {
        insert_payment_required(response.headers_mut(), &demand)?;
    }
    if let (Some(payment), Some(settlement)) = (payment, answer.settlement) {
        insert_settlement(response.headers_mut(), payment, &settlement)?;
    }
    Ok(response)
}
