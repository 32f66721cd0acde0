//! Conversion of an answer to a response, and of a response to the stored answer.

use std::future::ready;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_MAX_AGE, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, VARY,
    },
};
use http_body::Body;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use tracing::Span;
use x402_seller::{ALLOWED_HEADERS, Answer, Served};
use x402_types::RawJson;

use crate::BoxError;

/// The body of a response.
pub type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// The prefix of a trailer's name among the headers of a stored answer. No header can have this name.
const TRAILER: &str = "trailer:";

pub(crate) fn boxed<B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static>(body: B) -> ResponseBody {
    body.map_err(Into::into).boxed_unsync()
}

/// An answer with an error message.
pub(crate) fn refused(status: u16, error: &str) -> Answer {
    Answer::new(status, "application/json", format!(r#"{{"error":{}}}"#, RawJson::string(error).as_str()))
}

/// The answer to a browser's preflight request.
pub(crate) fn preflight(origin: &HeaderValue) -> Response<ResponseBody> {
    let mut response = Response::new(boxed(Full::default()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    allow(headers, origin);
    response
}

fn allow(headers: &mut HeaderMap, origin: &HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.append(VARY, HeaderValue::from_static("Origin"));
}

/// A free response, for the pages that may buy. If the inner service sets the header itself, it stays.
pub(crate) fn free(mut response: Response<ResponseBody>, origin: Option<&HeaderValue>) -> Response<ResponseBody> {
    if let Some(origin) = origin
        && !response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)
    {
        allow(response.headers_mut(), origin);
    }
    response
}

/// Converts an answer to a response, and records its log fields.
pub(crate) fn sent(answer: Answer, origin: Option<&HeaderValue>, span: &Span) -> Response<ResponseBody> {
    span.record("status", answer.status);
    if answer.status >= 400 && !span.is_disabled() {
        record_reason(&answer, span);
    }
    metrics::counter!("x402_answers_total", "status" => answer.status.to_string()).increment(1);
    let mut trailers = HeaderMap::new();
    let mut headers = HeaderMap::new();
    for (name, value) in &answer.headers {
        let (to, name) = name.strip_prefix(TRAILER).map_or((&mut headers, &**name), |name| (&mut trailers, name));
        // A body without a type, such as that of a 204.
        if value.is_empty() && name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()) {
            continue;
        }
        // The handler's values were headers, and the other values are ASCII.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&from_latin_1(value))) {
            to.append(name, value);
        }
    }
    if let Some(origin) = origin {
        allow(&mut headers, origin);
    }
    let body = Full::from(answer.body);
    let body = if trailers.is_empty() { boxed(body) } else { boxed(body.with_trailers(ready(Some(Ok(trailers))))) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    response
}

/// Records the reason of a refusal: the field `error` of the body.
fn record_reason(answer: &Answer, span: &Span) {
    let text = core::str::from_utf8(&answer.body).ok();
    let body = text.and_then(|text| RawJson::parse(text).ok());
    let error = body.as_ref().and_then(|body| body.as_json().get("error")?.string().ok());
    if let Some(error) = error {
        span.record("reason", &*error);
    }
}

/// The stored form of a response, and whether it is to be paid for: its status is a success, and so is that of gRPC.
pub(crate) fn kept(
    status: StatusCode,
    headers: &HeaderMap,
    trailers: Option<&HeaderMap>,
    body: &Bytes,
) -> (Served, bool) {
    let texts = |prefix: &'static str, map: &HeaderMap| -> Vec<_> {
        // The server sets the length and the framing of the body again.
        let map = map.iter().filter(|(name, _)| ![CONTENT_TYPE, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name));
        map.map(|(name, value)| (format!("{prefix}{name}"), to_latin_1(value.as_bytes()))).collect()
    };
    let mut all = texts("", headers);
    all.extend(trailers.iter().flat_map(|trailers| texts(TRAILER, trailers)));
    let grpc = trailers.and_then(|trailers| trailers.get("grpc-status")).or_else(|| headers.get("grpc-status"));
    let is_success = status.is_success() && grpc.is_none_or(|status| status == "0");
    let content_type = headers.get(CONTENT_TYPE).map(|value| to_latin_1(value.as_bytes())).unwrap_or_default();
    let served = Served { status: status.as_u16(), content_type, headers: all, body: body.to_vec() };
    (served, is_success)
}

/// A header's bytes, each as the character with its number.
fn to_latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn from_latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect()
}
