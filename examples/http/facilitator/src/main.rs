//! A facilitator with axum: `facilitator [ADDRESS [LOOKS]]`. Without ADDRESS it listens on a free port of this machine.
//! A transaction is pending until it was looked at LOOKS times; without LOOKS it is confirmed at once.

mod chain;
mod channels;
mod facilitator;
mod ledger;
mod soroban;
mod submit;

use std::{
    env,
    error::Error,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{net::TcpListener, time::timeout};
use x402_types::{DecodeError, DecodeOptions, ErrorKind, FacilitatorRequest, Limits, ReasonCode, VerifyResponse, Wire};

use crate::{chain::MemoryChain, facilitator::Facilitator};

type Shared = State<Arc<Facilitator<MemoryChain>>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let address = args.next().unwrap_or_else(|| "127.0.0.1:0".into());
    let looks = args.next().map_or(Ok(0), |looks| looks.parse())?;
    let listener = TcpListener::bind(address).await?;
    println!("settling http://{}", listener.local_addr()?);
    let routes = Router::new()
        .route("/supported", get(supported))
        .route("/verify", post(verify))
        .route("/settle", post(settle))
        .layer(from_fn(whole))
        .with_state(Arc::new(Facilitator::new(MemoryChain::new(looks))));
    Ok(axum::serve(listener, routes).await?)
}

/// How many bytes of a body that is too long the facilitator reads before it answers, and how long it waits for them.
const HEARD: usize = 64 << 20;
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads the whole body before a handler sees the request.
async fn whole(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match timeout(PATIENCE, read(body)).await {
        Ok(Ok(Some(body))) => next.run(Request::from_parts(parts, body.into())).await,
        Ok(Ok(None)) => {
            let why = format!("the body has more than {} bytes", Limits::DEFAULT.body);
            (StatusCode::PAYLOAD_TOO_LARGE, why).into_response()
        }
        Ok(Err(_)) => StatusCode::BAD_REQUEST.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// The body. `None` if it is too long: then the rest is still read, because a connection that is closed with unread
/// bytes is reset, and the caller does not see the answer.
async fn read(mut body: Body) -> Result<Option<Vec<u8>>, axum::Error> {
    let (mut bytes, mut heard) = (Vec::new(), 0_usize);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame?.into_data() else { continue };
        heard = heard.saturating_add(data.len());
        if heard > HEARD {
            break;
        }
        if heard <= Limits::DEFAULT.body {
            bytes.extend_from_slice(&data);
        }
    }
    Ok((heard <= Limits::DEFAULT.body).then_some(bytes))
}

async fn supported(State(facilitator): Shared) -> Response {
    json(StatusCode::OK, facilitator.supported().to_json())
}

async fn verify(State(facilitator): Shared, body: Bytes) -> Response {
    let request = match FacilitatorRequest::decode_bytes(body, &DecodeOptions::STRICT) {
        Ok(decoded) => decoded.value,
        Err(error) => return json(StatusCode::BAD_REQUEST, VerifyResponse::invalid(reason_of(&error)).to_json()),
    };
    let Ok(now) = now() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    json(StatusCode::OK, facilitator.verify(&request, now).await.to_json())
}

async fn settle(State(facilitator): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let request = match FacilitatorRequest::decode_bytes(body, &DecodeOptions::STRICT) {
        Ok(decoded) => decoded.value,
        Err(error) => {
            let reason = reason_of(&error);
            let body = format!(r#"{{"success":false,"errorReason":"{reason}","transaction":""}}"#);
            return json(StatusCode::BAD_REQUEST, body);
        }
    };
    let Ok(now) = now() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let attempt = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(String::from);
    // A separate task continues when the caller disconnects, because a settlement that has begun must be recorded.
    match tokio::spawn(async move { facilitator.settle(&request, attempt, now).await }).await {
        Ok(response) => json(StatusCode::OK, response.to_json()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn reason_of(error: &DecodeError) -> ReasonCode {
    if error.kind() == ErrorKind::Version { ReasonCode::X402_VERSION } else { ReasonCode::PAYLOAD }
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn now() -> Result<u64, std::time::SystemTimeError> {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs())
}
