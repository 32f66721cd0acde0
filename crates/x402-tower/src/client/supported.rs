//! A facilitator's answer to `GET /supported`. The errors are written for the seller who starts a shop.

use std::time::Duration;

use http::{Method, StatusCode};
use tokio::time::timeout;
use x402_types::{DecodeOptions, SupportedResponse, Wire};

use crate::{BoxError, HttpFacilitator, calls::with_causes};

/// The time limit for the whole answer.
const MOST: Duration = Duration::from_secs(5);

impl HttpFacilitator {
    pub(super) async fn ask_supported(&self) -> Result<SupportedResponse, BoxError> {
        let shown = format!("{}/supported", self.url.shown());
        let url = self.url.with_path("supported");
        let headers = self.headers.of(&Method::GET, &url, b"", None);
        let headers =
            headers.map_err(|why| format!("the headers for {shown} cannot be made: {}", with_causes(&*why)))?;
        let ask = self.exchange.exchange(Method::GET, &url, headers, None);
        let Ok(answered) = timeout(MOST, ask).await else {
            let seconds = MOST.as_secs();
            return Err(format!("{shown} does not answer within {seconds} s: {AWAY}").into());
        };
        let reply =
            answered.map_err(|why| format!("{shown} does not answer ({}): {AWAY}", with_causes(&**why.cause())))?;
        if let Some(remedy) = remedy(reply.status) {
            return Err(format!("{shown} answers with the status {}: {remedy}", reply.status).into());
        }
        let decoded = SupportedResponse::decode_bytes(&*reply.body, &DecodeOptions::STRICT);
        let decoded = decoded
            .map_err(|why| format!("{shown} does not answer with the list of what it supports ({why}): {OTHER}"))?;
        Ok(decoded.value)
    }
}

const AWAY: &str = "start the facilitator, or pass the URL of one that runs";
const OTHER: &str = "pass the URL of a facilitator, to which /supported is appended";

/// The remedy for a status. `None` for a status of a usable answer.
fn remedy(status: StatusCode) -> Option<&'static str> {
    Some(match status.as_u16() {
        200..=299 => return None,
        300..=399 => "redirects are not followed: pass the URL to which it leads",
        401 | 403 => "it requires a key: pass one using with_header, or a token for each request using with_headers",
        408 | 425 | 429 | 500.. => "it is busy or broken: try again later",
        _ => OTHER,
    })
}
