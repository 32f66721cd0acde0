//! A reqwest client that pays. Wrap it once; the calls of your program stay unchanged.

use std::time::Duration;

use reqwest::{Body, ClientBuilder, IntoUrl, Request, RequestBuilder, Response, header::HeaderMap, redirect::Policy};
use x402_offline::buyer::{Answer, Bought, Buyer, Headers, NotBought, SqliteLedger};

type Error = Box<dyn std::error::Error>;

/// The most bytes of an answer that are read.
const LONGEST: usize = 1 << 20;

pub struct Client {
    http: reqwest::Client,
    buyer: Buyer<SqliteLedger>,
}

impl Client {
    /// A payment is for the host of the request, so the client follows no redirect.
    pub fn new(http: ClientBuilder, buyer: Buyer<SqliteLedger>) -> Result<Self, Error> {
        Ok(Self { http: http.redirect(Policy::none()).timeout(Duration::from_secs(30)).build()?, buyer })
    }

    pub fn get(&self, url: impl IntoUrl) -> Paid<'_> {
        Paid { client: self, request: self.http.get(url) }
    }

    #[allow(dead_code, reason = "the example only reads")]
    pub fn post(&self, url: impl IntoUrl, body: impl Into<Body>) -> Paid<'_> {
        Paid { client: self, request: self.http.post(url).body(body) }
    }

    async fn execute(&self, request: &Request, payment: Headers) -> Result<Answer, Error> {
        let mut request = request.try_clone().ok_or("a stream cannot be sent twice")?;
        request.headers_mut().extend(HeaderMap::try_from(&payment)?);
        // A query may contain a key.
        let mut answer = self.http.execute(request).await.map_err(reqwest::Error::without_url)?;
        let (status, headers, mut body) = (answer.status(), answer.headers().clone(), Vec::new());
        while let Some(chunk) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err("the answer is too long".into());
            }
        }
        Ok(Answer::new(status, &headers, body))
    }
}

pub struct Paid<'a> {
    client: &'a Client,
    request: RequestBuilder,
}

impl Paid<'_> {
    /// Sends the request and pays for it if necessary. A payment without an answer is sent once more, without a new
    /// signature.
    pub async fn send(self) -> Result<Response, Error> {
        let (client, request) = (self.client, self.request.build()?);
        let host = request.url().host_str().ok_or("the URL has no host")?;
        let body = request.body().and_then(Body::as_bytes).unwrap_or_default();
        let name = format!("{} {} {}", request.method(), request.url(), String::from_utf8_lossy(body));
        let buy = || client.buyer.buy(host, &name, async |payment| client.execute(&request, payment).await);
        let bought = match buy().await {
            Err(lost @ NotBought::Unknown(..)) => {
                eprintln!("{lost}");
                buy().await?
            }
            bought => bought?,
        };
        if bought.sent.is_some() && !bought.is_served() {
            return Err(bought.to_string().into());
        }
        response(bought)
    }
}

/// Converts the answer to the type that callers of reqwest know.
fn response(bought: Bought) -> Result<Response, Error> {
    let mut response = http::Response::builder().status(bought.answer.status);
    for (name, value) in bought.answer.headers() {
        response = response.header(name, value);
    }
    Ok(response.body(bought.answer.body.clone())?.into())
}
