//! A facilitator over HTTP, and a node beside it.

mod exchange;
mod node;
mod supported;
mod url;

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use x402_seller::{OnChain, Settle};
use x402_types::{FacilitatorRequest, Network, SupportedResponse, Wire};

pub use self::url::UrlError;
use self::{
    exchange::Exchange,
    url::{Https, Url, Whose},
};
use crate::{BoxError, Facilitator, Reply, Unanswered};

/// A facilitator over HTTP or HTTPS. It follows no redirect, uses no proxy, waits at most three seconds for a connection, and reads at most a
/// megabyte of an answer.
#[derive(Clone)]
pub struct HttpFacilitator {
    exchange: Arc<dyn Exchange>,
    https: Https,
    url: Url,
    headers: HeaderMap,
    nodes: Vec<(Network, Url)>,
}

/// Paths and queries may have keys in them, and a log gets none.
impl fmt::Debug for HttpFacilitator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes: Vec<_> = self.nodes.iter().map(|(network, _)| network).collect();
        f.debug_struct("HttpFacilitator")
            .field("url", &self.url.shown())
            .field("headers", &self.headers)
            .field("nodes", &nodes)
            .finish_non_exhaustive()
    }
}

impl HttpFacilitator {
    /// The facilitator at this URL, such as `https://facilitator.example`, or `http://127.0.0.1:4020` on the same machine. `/verify`, `/settle`
    /// and `/supported` are appended to the URL. `https:` needs the feature `tls`. Nothing is asked yet:
    /// [`Paywall::check`](crate::Paywall::check) does.
    ///
    /// # Errors
    /// The URL is none that can be asked. The error says what it needs.
    #[doc(alias("facilitator client", "http", "https"))]
    pub fn new(url: &str) -> Result<Self, UrlError> {
        Self::of(own_connector(), Https::OWN, url)
    }

    /// The facilitator at this URL, by a connector of the caller's, such as one with other roots of trust. It decides by itself whether it
    /// connects to an `https:` URL.
    ///
    /// # Errors
    /// The errors of [`new`](Self::new), except the one about the feature.
    pub fn by<C: Connect + Clone + Send + Sync + 'static>(connector: C, url: &str) -> Result<Self, UrlError> {
        Self::of(connector, Https::Taken, url)
    }

    fn of<C: Connect + Clone + Send + Sync + 'static>(connector: C, https: Https, url: &str) -> Result<Self, UrlError> {
        let url = Url::read(url, Whose::Facilitator, https)?;
        let exchange = exchange::by(connector);
        Ok(Self { exchange, https, url, headers: HeaderMap::new(), nodes: Vec::new() })
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
    /// the state of its last final block. A log has the network alone, and nothing of the URL.
    ///
    /// # Errors
    /// The URL is none that can be asked. The error says what it needs.
    pub fn with_node(mut self, network: Network, url: &str) -> Result<Self, UrlError> {
        self.nodes.push((network, Url::read(url, Whose::Node, self.https)?));
        Ok(self)
    }

    async fn ask(&self, path: &str, request: &FacilitatorRequest, key: Option<&str>) -> Result<Reply, Unanswered> {
        let mut headers = self.headers.clone();
        if let Some(key) = key {
            let key = key.parse().map_err(|error| Unanswered::NotSent(BoxError::from(error)))?;
            headers.insert("idempotency-key", key);
        }
        let body = Some(request.to_json());
        self.exchange.exchange(Method::POST, &self.url.with_path(path), headers, body).await
    }
}

#[cfg(not(feature = "tls"))]
fn own_connector() -> HttpConnector {
    HttpConnector::new()
}

#[cfg(feature = "tls")]
#[expect(clippy::expect_used, reason = "ring has all versions of TLS that rustls has")]
fn own_connector() -> hyper_rustls::HttpsConnector<HttpConnector> {
    // rustls chooses no provider where a program has several.
    let ring = rustls::crypto::ring::default_provider();
    let builder = hyper_rustls::HttpsConnectorBuilder::new().with_provider_and_webpki_roots(ring);
    builder.expect("versions of TLS").https_or_http().enable_http1().build()
}

impl Facilitator for HttpFacilitator {
    async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        self.ask("verify", request, None).await
    }

    async fn settle(&self, request: &FacilitatorRequest, idempotency_key: &str) -> Result<Reply, Unanswered> {
        self.ask("settle", request, Some(idempotency_key)).await
    }

    async fn supported(&self) -> Result<SupportedResponse, BoxError> {
        self.ask_supported().await
    }

    async fn on_chain(&self, settle: &Settle) -> Result<Option<OnChain>, BoxError> {
        let asked = settle.request().network().network();
        match self.nodes.iter().find(|(network, _)| Some(network) == asked.as_ref()) {
            Some((_, url)) => self.never_settled(settle, url).await,
            None => Ok(None),
        }
    }
}
