//! A shop that is paid from channels of `batch-settlement`, with axum: `channel ADDRESS FACILITATOR`.

mod shop;

use std::{env, error::Error, sync::Arc};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::net::TcpListener;
use x402_schemes::evm::batch_settlement::Payload;
use x402_tower::Charge;
use x402_types::{Amount, DecodeOptions, PaymentPayload, http::decode_payment};

use crate::shop::{CHARGE, Shop};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: channel ADDRESS FACILITATOR".into());
    };
    let listener = TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let (shop, sold) = Shop::open(&origin, &facilitator).await?;
    let shop = Arc::new(shop);
    println!("selling {origin}/forecast");
    let refunds = middleware::from_fn_with_state(Arc::clone(&shop), refund);
    let routes = Router::new()
        .route("/forecast", get(forecast).layer(sold).layer(refunds))
        .route("/claim", post(claim))
        .with_state(shop);
    Ok(axum::serve(listener, routes).await?)
}

/// The goods, and the charge of this request.
async fn forecast() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], Extension(Charge(Amount::from(CHARGE))), r#"{"forecast":"fair"}"#)
}

/// Handles refunds before the layer, because a refund pays for no service.
async fn refund(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let decoded = decode_payment(request.headers(), &DecodeOptions::STRICT);
    let Ok(PaymentPayload::V2(payment)) = decoded.map(|decoded| decoded.value) else { return next.run(request).await };
    let Ok(Payload::Refund(asked)) = Payload::try_from(&payment.payload) else { return next.run(request).await };
    // A separate task continues when the buyer disconnects, so that the turn of the channel ends.
    let task = tokio::spawn(async move { shop.refund(payment, *asked).await });
    task.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// For the owner of the shop. A real shop authenticates the caller.
async fn claim(State(shop): State<Arc<Shop>>) -> Result<Response, Response> {
    shop.claim().await
}
