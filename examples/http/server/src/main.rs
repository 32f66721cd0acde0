//! The shop with axum: `server ADDRESS FACILITATOR [FILE]`.

use std::{env, error::Error, time::Duration};

use axum::{
    Router,
    extract::RawQuery,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let (Some(address), Some(facilitator)) = (args.next(), args.next()) else {
        return Err("usage: server ADDRESS FACILITATOR [FILE]".into());
    };
    let listener = TcpListener::bind(address).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let shop = shop::open(&origin, &facilitator, args.next().as_deref()).await?;
    println!("selling {origin}/forecast");
    serve(&listener, &Router::new().route("/forecast", get(forecast).layer(shop))).await
}

/// `axum::serve` waits for headers without a limit, so clients that send none would hold all file handles of the
/// process.
async fn serve(listener: &TcpListener, routes: &Router) -> ! {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_READ_TIMEOUT);
    loop {
        // The connection is gone, or there are no file handles for now: other clients can still be served.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                eprintln!("{error}");
            }
        });
    }
}

async fn forecast(RawQuery(query): RawQuery) -> Response {
    match shop::forecast(&query.unwrap_or_default()) {
        Some(forecast) => ([(CONTENT_TYPE, "application/json")], forecast).into_response(),
        None => (StatusCode::NOT_FOUND, "there is no forecast").into_response(),
    }
}
