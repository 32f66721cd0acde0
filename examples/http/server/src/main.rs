//! The shop behind axum: `server [ADDRESS]`, by default a free port of this machine. Headers go in and out in axum's own
//! types, by the feature `http` of `x402-types`.

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
use shop::{Answer, CACHING, Shop};
use tokio::net::TcpListener;
use x402_types::{
    DecodeOptions, PaymentPayload,
    http::{decode_payment, insert_payment_required, insert_settlement},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".into());
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}/forecast", listener.local_addr()?);
    println!("selling {url}");
    let routes = Router::new().route("/forecast", get(forecast)).with_state(Arc::new(Shop::new(&url)?));
    Ok(axum::serve(listener, routes).await?)
}

async fn forecast(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    let payment = decode_payment(&headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
    let answer = shop.answer(payment.as_ref(), shop::now());
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
