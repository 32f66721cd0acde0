//! A facilitator over HTTP, and the nodes to ask in addition.

mod exchange;
mod headers;
mod node;
mod supported;
mod url;

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use x402_seller::{Finality, OnChain, Settle};
use x402_types::{FacilitatorRequest, Network, SupportedResponse, Wire};

use self::{
    exchange::Exchange,
    headers::Headers,
    url::{Https, Url, Whose},
};
pub use self::{headers::KeyFormat, url::UrlError};
use crate::{BoxError, Facilitator, Reply, Unanswered};

/// A facilitator over HTTP or HTTPS. It follows no redirect, uses no proxy, waits at most three seconds for a
/// connection, and reads at most a megabyte of an answer.
#[derive(Clone)]
pub struct HttpFacilitator {
    exchange: Arc<dyn Exchange>,
    https: Https,
    url: Url,
    headers: Headers,
    nodes: Vec<(Network, Url)>,
    finality: Finality,
}

/// Hides paths and queries from logs, because they may contain keys.
impl fmt::Debug for HttpFacilitator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes: Vec<_> = self.nodes.iter().map(|(network, _)| network).collect();
        f.debug_struct("HttpFacilitator")
            .field("url", &self.url.shown())
            .field("headers", &self.headers.fixed)
            .field("idempotency_key", &self.headers.key)
            .field("nodes", &nodes)
            .field("finality", &self.finality)
            .finish_non_exhaustive()
    }
}

impl HttpFacilitator {
    /// Creates a client of the facilitator at this URL, such as `https://facilitator.example`, or
    /// `http://127.0.0.1:4020` on the same machine. `/verify`, `/settle` and `/supported` are appended to the URL.
    /// `https:` needs the feature `tls`. This sends no request; [`Paywall::check`](crate::Paywall::check) sends the
    /// first one.
    ///
    /// # Errors
    /// The URL cannot be used. The error explains what it needs.
    #[doc(alias("facilitator client", "client", "http", "https"))]
    pub fn new(url: &str) -> Result<Self, UrlError> {
        Self::of(default_connector(), Https::BY_DEFAULT, url)
    }

    /// Creates a client of the facilitator at this URL with the caller's connector, such as one with other trust
    /// anchors. The connector decides whether it connects to an `https:` URL.
    ///
    /// # Errors
    /// The errors of [`new`](Self::new), except the one about the feature.
    pub fn by<C: Connect + Clone + Send + Sync + 'static>(connector: C, url: &str) -> Result<Self, UrlError> {
        Self::of(connector, Https::Taken, url)
    }

    fn of<C: Connect + Clone + Send + Sync + 'static>(connector: C, https: Https, url: &str) -> Result<Self, UrlError> {
        let url = Url::read(url, Whose::Facilitator, https)?;
        let exchange = exchange::by(connector);
        let headers = Headers::new();
        Ok(Self { exchange, https, url, headers, nodes: Vec::new(), finality: Finality::default() })
    }

    /// Sends this header with each request to the facilitator, such as `Authorization` with a key. It replaces one of
    /// the same name. Nodes do not get it, and logs contain only its name.
    #[must_use]
    #[doc(alias("bearer", "token", "API key"))]
    pub fn with_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.fixed.insert(name, value);
        self
    }

    /// Sends the headers that this function returns for the method, the URL and the body of each request to the
    /// facilitator, such as a token that is signed only for this request. It is called for each attempt. Its headers
    /// replace those of [`with_header`](Self::with_header) with the same names, but not `Content-Type` or the
    /// idempotency key. Nodes do not get them, and no log contains them. If a token needs a request of its own, let a
    /// separate task fetch it ahead of time, and return it here.
    ///
    /// If the function returns an error, nothing is sent, and the text of the error is logged.
    ///
    /// ```
    /// use x402_tower::{BoxError, HttpFacilitator, http::{HeaderMap, HeaderValue, header::AUTHORIZATION}};
    ///
    /// fn sign(what: &str) -> Result<String, BoxError> {
    ///     // …a token for this request that ends in a minute
    /// #   Ok(what.into())
    /// }
    ///
    /// let facilitator = HttpFacilitator::new("http://127.0.0.1:4020")?.with_headers(|method, url, _body| {
    ///     let token = sign(&format!("{method} {}{}", url.host().unwrap_or_default(), url.path()))?;
    ///     let bearer = HeaderValue::try_from(format!("Bearer {token}"))?;
    ///     Ok(HeaderMap::from_iter([(AUTHORIZATION, bearer)]))
    /// });
    /// # Ok::<(), BoxError>(())
    /// ```
    #[must_use]
    #[doc(alias("JWT", "sign", "token"))]
    pub fn with_headers(
        mut self,
        make: impl Fn(&Method, &Uri, &[u8]) -> Result<HeaderMap, BoxError> + Send + Sync + 'static,
    ) -> Self {
        self.headers.made = Some(Arc::new(make));
        self
    }

    /// Sends the idempotency key of a settlement in this header and format, instead of `Idempotency-Key` with 32
    /// hexadecimal digits. `docs/how-to/lost-answers.md` in the repository lists what facilitators expect. Do not
    /// change it while payments are open.
    #[must_use]
    #[doc(alias("UUID", "X-Idempotency-Key"))]
    pub fn with_idempotency_key(mut self, name: HeaderName, format: KeyFormat) -> Self {
        self.headers.key = (name, format);
        self
    }

    /// Adds the node at this URL for this chain: a JSON-RPC node of an EVM chain, of Solana, of Stellar, or of the XRP
    /// Ledger. The layer asks it about payments that the facilitator left open, before it asks the facilitator again. On
    /// EVM chains and the XRP Ledger it also asks about payments that the facilitator refuses at the first attempt. [`Settle::lookup`] lists what a node
    /// can show. With a node, a settled payment is served although the answer was lost, whatever the facilitator
    /// remembers. The node must know the state of its last [final](Self::with_finality) block, and the logs since the
    /// payment was sent. Logs contain the network, but nothing of the URL.
    ///
    /// A chain does not show for which shop a payment was settled. So everything that is sold for one recipient must be
    /// sold from one store. Otherwise a payment that is sent to two shops at once may be served by both, if one of them
    /// gets no answer to its settlement.
    ///
    /// # Errors
    /// The URL cannot be used. The error explains what it needs.
    pub fn with_node(mut self, network: Network, url: &str) -> Result<Self, UrlError> {
        self.nodes.push((network, Url::read(url, Whose::Node, self.https)?));
        Ok(self)
    }

    /// Sets which blocks of the nodes count as final. By default it is the block that each chain calls finalized.
    #[must_use]
    pub fn with_finality(mut self, finality: Finality) -> Self {
        self.finality = finality;
        self
    }

    async fn ask(&self, path: &str, request: &FacilitatorRequest, key: Option<&str>) -> Result<Reply, Unanswered> {
        let (url, body) = (self.url.with_path(path), request.to_json());
        let headers = self.headers.of(&Method::POST, &url, body.as_bytes(), key).map_err(Unanswered::NotSent)?;
        self.exchange.exchange(Method::POST, &url, headers, Some(body)).await
    }
}

#[cfg(not(feature = "tls"))]
fn default_connector() -> HttpConnector {
    HttpConnector::new()
}

#[cfg(feature = "tls")]
#[expect(clippy::expect_used, reason = "ring has all versions of TLS that rustls has")]
fn default_connector() -> hyper_rustls::HttpsConnector<HttpConnector> {
    // rustls chooses no provider if a program has several.
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
        let node = self.nodes.iter().find(|(network, _)| Some(network) == asked.as_ref());
        match node.zip(settle.lookup(self.finality)) {
            Some(((_, url), lookup)) => self.look_up(lookup, url).await,
            None => Ok(None),
        }
    }
}
