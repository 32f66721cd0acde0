//! A facilitator over HTTP, and a node beside it.

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

/// A facilitator over HTTP or HTTPS. It follows no redirect, uses no proxy, waits at most three seconds for a connection, and reads at most a
/// megabyte of an answer.
#[derive(Clone)]
pub struct HttpFacilitator {
    exchange: Arc<dyn Exchange>,
    https: Https,
    url: Url,
    headers: Headers,
    nodes: Vec<(Network, Url)>,
    finality: Finality,
}

/// Paths and queries may have keys in them, and a log gets none.
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
    /// The facilitator at this URL, such as `https://facilitator.example`, or `http://127.0.0.1:4020` on the same machine. `/verify`, `/settle`
    /// and `/supported` are appended to the URL. `https:` needs the feature `tls`. Nothing is asked yet:
    /// [`Paywall::check`](crate::Paywall::check) does.
    ///
    /// # Errors
    /// The URL is none that can be asked. The error says what it needs.
    #[doc(alias("facilitator client", "client", "http", "https"))]
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
        let headers = Headers::new();
        Ok(Self { exchange, https, url, headers, nodes: Vec::new(), finality: Finality::default() })
    }

    /// The same facilitator, with this header on each request to it, such as `Authorization` with a key. It replaces one of the same
    /// name. A node does not get it, and a log has only its name.
    #[must_use]
    #[doc(alias("bearer", "token", "API key"))]
    pub fn with_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.fixed.insert(name, value);
        self
    }

    /// The same facilitator, with headers that this function makes of the method, the URL and the body of each request to it, such as a
    /// token that is signed for this request alone. It is called for each attempt to send one. Its headers replace those of
    /// [`with_header`](Self::with_header) with the same names, but neither `Content-Type` nor the idempotency key. A node does not get
    /// them, and no log has them. If a token takes another request, let a task of your own fetch it ahead of time, and give it here.
    ///
    /// If the function returns an error, nothing is sent, and its text is logged.
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

    /// The same facilitator, which gets the idempotency key of a settlement in this header and this form, in place of `Idempotency-Key` with 32
    /// hexadecimal digits. `docs/how-to/lost-answers.md` of the repository lists what facilitators want. Do not change it while payments are open.
    #[must_use]
    #[doc(alias("UUID", "X-Idempotency-Key"))]
    pub fn with_idempotency_key(mut self, name: HeaderName, format: KeyFormat) -> Self {
        self.headers.key = (name, format);
        self
    }

    /// The same facilitator, and a node of this chain at this URL, which takes JSON-RPC: of an EVM chain, of Solana, or of Stellar. It is asked
    /// about payments that the facilitator left open, before the facilitator is asked again, and on EVM chains about those that it refuses at
    /// the first attempt: [`Settle::lookup`] lists what it can show.
    /// With it, what is settled is served although the answer was lost, whatever the facilitator remembers. It has to know
    /// the state of its last [final](Self::with_finality) block, and the logs since the payment was sent. A log has the network alone, and
    /// nothing of the URL.
    ///
    /// A chain does not show for which shop a payment was settled. So all that is sold for one recipient has to be sold by one store:
    /// otherwise a payment that is sent to two shops at once may be served by both, if one of them gets no answer to its settlement.
    ///
    /// # Errors
    /// The URL is none that can be asked. The error says what it needs.
    pub fn with_node(mut self, network: Network, url: &str) -> Result<Self, UrlError> {
        self.nodes.push((network, Url::read(url, Whose::Node, self.https)?));
        Ok(self)
    }

    /// The same facilitator, whose nodes are asked about blocks that are final in this sense. By default it is what each chain calls
    /// finalized.
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
        let node = self.nodes.iter().find(|(network, _)| Some(network) == asked.as_ref());
        match node.zip(settle.lookup(self.finality)) {
            Some(((_, url), lookup)) => self.look_up(lookup, url).await,
            None => Ok(None),
        }
    }
}
