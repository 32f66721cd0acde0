//! A facilitator over HTTP, and a node beside it.

mod node;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connect, HttpConnector},
    },
    rt::TokioExecutor,
};
use x402_seller::{OnChain, Settle};
use x402_types::{FacilitatorRequest, Network, Wire};

use crate::{BoxError, Facilitator, Reply};

/// The most bytes of an answer.
const MOST: usize = 1 << 20;

/// A facilitator over HTTP. It follows no redirect, uses no proxy, and reads at most a megabyte of an answer. If its URL is of no use,
/// nobody is asked, and each call is an error that says what the URL needs.
#[derive(Clone)]
pub struct HttpFacilitator<C = HttpConnector> {
    client: Client<C, Full<Bytes>>,
    url: Result<Uri, &'static str>,
    headers: HeaderMap,
    nodes: Vec<(Network, String)>,
}

/// Paths and queries may have keys in them, and a log gets none.
impl<C> fmt::Debug for HttpFacilitator<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes: Vec<_> = self.nodes.iter().map(|(network, _)| network).collect();
        let host = self.url.as_ref().map(Uri::host);
        f.debug_struct("HttpFacilitator")
            .field("host", &host)
            .field("headers", &self.headers)
            .field("nodes", &nodes)
            .finish_non_exhaustive()
    }
}

/// The URL, if a path can be appended to it.
fn base(url: &str) -> Result<Uri, &'static str> {
    if url.contains(['?', '#']) {
        return Err("a path is appended to the facilitator's URL: leave out its query, and send a key by with_header");
    }
    let uri = url.parse::<Uri>().ok().filter(|uri| uri.scheme().is_some() && uri.host().is_some());
    uri.ok_or("the facilitator's URL needs a scheme and a host, such as https://facilitator.example")
}

impl HttpFacilitator {
    /// The facilitator at this `http:` URL, such as one on the same machine. `/verify` and `/settle` are appended to the URL.
    #[must_use]
    #[doc(alias = "facilitator client")]
    pub fn http(url: &str) -> Self {
        Self::by(HttpConnector::new(), url)
            .only("http", "HttpFacilitator::http takes http: URLs: call HttpFacilitator::https")
    }
}

#[cfg(feature = "tls")]
impl HttpFacilitator<hyper_rustls::HttpsConnector<HttpConnector>> {
    /// The facilitator at this `https:` URL. `/verify` and `/settle` are appended to the URL.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "ring has all versions of TLS that rustls has")]
    pub fn https(url: &str) -> Self {
        // rustls chooses no provider where a program has several.
        let ring = rustls::crypto::ring::default_provider();
        let builder = hyper_rustls::HttpsConnectorBuilder::new().with_provider_and_webpki_roots(ring);
        // A node beside it may be one on the same machine.
        let connector = builder.expect("versions of TLS").https_or_http().enable_http1().build();
        Self::by(connector, url).only("https", "HttpFacilitator::https takes https: URLs: call HttpFacilitator::http")
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> HttpFacilitator<C> {
    /// The facilitator at this URL, by a connector of the caller's.
    #[must_use]
    pub fn by(connector: C, url: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { client, url: base(url), headers: HeaderMap::new(), nodes: Vec::new() }
    }

    /// The same facilitator, if its URL has this scheme.
    fn only(mut self, scheme: &str, otherwise: &'static str) -> Self {
        self.url = self.url.and_then(|url| if url.scheme_str() == Some(scheme) { Ok(url) } else { Err(otherwise) });
        self
    }

    /// The same facilitator, with this header on each request to it, such as `Authorization` with a key. It replaces one of the same
    /// name. A node does not get it, and a log has only its name.
    #[must_use]
    #[doc(alias("bearer", "token", "API key"))]
    pub fn with_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.insert(name, value);
        self
    }

    /// The same facilitator, and a node of this EVM chain at this URL, which takes JSON-RPC. It is asked about payments that the
    /// facilitator left open: whether the chain shows for good that they were never settled, once their window has ended. It has to know
    /// the state of its last final block.
    #[must_use]
    pub fn with_node(mut self, network: Network, url: &str) -> Self {
        self.nodes.push((network, url.into()));
        self
    }

    async fn ask(&self, path: &str, request: &FacilitatorRequest, key: Option<&str>) -> Result<Reply, BoxError> {
        let url = self.url.as_ref().map_err(|&error| error)?.to_string();
        let mut headers = self.headers.clone();
        if let Some(key) = key {
            headers.insert("idempotency-key", key.parse()?);
        }
        self.post(&format!("{}/{path}", url.trim_end_matches('/')), request.to_json(), headers).await
    }

    async fn post(&self, url: &str, body: String, headers: HeaderMap) -> Result<Reply, BoxError> {
        let mut post = Request::post(url).body(Full::from(body))?;
        *post.headers_mut() = headers;
        post.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = self.client.request(post).await?;
        let (parts, body) = response.into_parts();
        let content_type = parts.headers.get(CONTENT_TYPE).map(HeaderValue::to_str).transpose()?.map(Into::into);
        let body = Limited::new(body, MOST).collect().await?.to_bytes();
        Ok(Reply { status: parts.status, content_type, body })
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Facilitator for HttpFacilitator<C> {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, BoxError> {
        self.ask("verify", request, None).await
    }

    async fn settle(&self, request: &FacilitatorRequest, idempotency_key: &str) -> Result<Reply, BoxError> {
        self.ask("settle", request, Some(idempotency_key)).await
    }

    async fn on_chain(&self, settle: &Settle) -> Result<Option<OnChain>, BoxError> {
        let asked = settle.request().network().network();
        match self.nodes.iter().find(|(network, _)| Some(network) == asked.as_ref()) {
            Some((_, url)) => self.never_settled(settle, url).await,
            None => Ok(None),
        }
    }
}
