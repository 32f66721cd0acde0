//! The shop behind axum: `server ADDRESS FACILITATOR [FILE]`.

use std::{env, error::Error};

use axum::{
    Router,
    extract::RawQuery,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: server ADDRESS FACILITATOR [FILE]".into());
    };
    let listener = TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let shop = shop::open(&origin, &facilitator, args.next().as_deref())?;
    println!("selling {origin}/forecast");
    Ok(axum::serve(listener, Router::new().route("/forecast", get(forecast).layer(shop))).await?)
}

async fn forecast(RawQuery(query): RawQuery) -> Response {
    match shop::forecast(&query.unwrap_or_default()) {
        Some(forecast) => ([(CONTENT_TYPE, "application/json")], forecast).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no forecast").into_response(),
    }
}
