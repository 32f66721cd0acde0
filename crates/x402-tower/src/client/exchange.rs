//! One request over HTTP and its answer, with the information whether the request was sent.

use std::{
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request,
    header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect, capture_connection},
    },
    rt::TokioExecutor,
};
use tokio::time::timeout;

use crate::{BoxError, Reply, Unanswered};

/// The most bytes of an answer.
const MOST: usize = 1 << 20;
/// The time limit for a connection: the name of the host, TCP and TLS. A settlement may take longer than this, so that
/// the layer learns that nothing was sent.
const TO_CONNECT: Duration = Duration::from_secs(3);

type Exchanged<'a> = Pin<Box<dyn Future<Output = Result<Reply, Unanswered>> + Send + 'a>>;

/// A client with any connector.
pub(super) trait Exchange: Send + Sync {
    /// Sends JSON, if there is any, and reads the answer. Errors contain nothing of the URL.
    fn exchange<'a>(&'a self, method: Method, url: &'a str, headers: HeaderMap, json: Option<String>) -> Exchanged<'a>;
}

pub(super) fn by<C: Connect + Clone + Send + Sync + 'static>(connector: C) -> Arc<dyn Exchange> {
    let client: Client<C, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
    Arc::new(client)
}

impl<C: Connect + Clone + Send + Sync + 'static> Exchange for Client<C, Full<Bytes>> {
    fn exchange<'a>(&'a self, method: Method, url: &'a str, headers: HeaderMap, json: Option<String>) -> Exchanged<'a> {
        Box::pin(async move {
            let request = request(method, url, headers, json).map_err(Unanswered::NotSent)?;
            send(self, request).await
        })
    }
}

fn request(
    method: Method,
    url: &str,
    headers: HeaderMap,
    json: Option<String>,
) -> Result<Request<Full<Bytes>>, BoxError> {
    let json_type = HeaderValue::from_static("application/json");
    let name = if json.is_some() { CONTENT_TYPE } else { ACCEPT };
    let mut request = Request::builder().method(method).uri(url).body(Full::from(json.unwrap_or_default()))?;
    *request.headers_mut() = headers;
    request.headers_mut().insert(name, json_type);
    Ok(request)
}

async fn send<C: Connect + Clone + Send + Sync + 'static>(
    client: &Client<C, Full<Bytes>>,
    mut request: Request<Full<Bytes>>,
) -> Result<Reply, Unanswered> {
    let connection = capture_connection(&mut request);
    let mut asked = std::pin::pin!(client.request(request));
    let answered = match timeout(TO_CONNECT, &mut asked).await {
        Ok(answered) => answered,
        // The request gets its connection before any of it is written.
        Err(_) if connection.connection_metadata().is_none() => {
            return Err(Unanswered::NotSent(format!("no connection within {} s", TO_CONNECT.as_secs()).into()));
        }
        Err(_) => asked.await,
    };
    let answered = answered.map_err(|error| {
        let is_unsent = error.is_connect();
        let error = BoxError::from(error);
        if is_unsent { Unanswered::NotSent(error) } else { Unanswered::Unknown(error) }
    });
    let (parts, body) = answered?.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).map(HeaderValue::to_str).transpose()?.map(Into::into);
    let retry_after = parts.headers.get(RETRY_AFTER).and_then(|value| wait_of(value, SystemTime::now()));
    let body = Limited::new(body, MOST).collect().await?.to_bytes();
    Ok(Reply { status: parts.status, content_type, body, retry_after })
}

/// The time from now that `Retry-After` sets: seconds, or a date in one of its three formats (RFC 9110 §10.2.3,
/// §5.6.7). A date in the past is zero. `None` if the value is neither.
fn wait_of(value: &HeaderValue, now: SystemTime) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than 2^64 seconds is forever.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
