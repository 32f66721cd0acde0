//! A node, which is asked about the outcome of a payment that a facilitator left open.

use http::{HeaderMap, Method};
use x402_seller::{Lookup, OnChain};
use x402_types::RawJson;

use super::Url;
use crate::{BoxError, HttpFacilitator, Unanswered, calls::with_causes};

impl HttpFacilitator {
    /// The outcome on the chain of this lookup's payment.
    pub(super) async fn look_up(&self, mut lookup: Lookup, url: &Url) -> Result<Option<OnChain>, BoxError> {
        while let Some(request) = lookup.request() {
            lookup.response(&self.call(url, request.as_str().into()).await?)?;
        }
        Ok(lookup.shown())
    }

    async fn call(&self, url: &Url, request: String) -> Result<RawJson, BoxError> {
        let reply = self.exchange.exchange(Method::POST, &url.whole(), HeaderMap::new(), Some(request)).await;
        let reply = reply.map_err(|why: Unanswered| with_causes(&**why.cause()))?;
        let body = || Ok::<_, BoxError>(RawJson::parse(std::str::from_utf8(&reply.body)?)?);
        if reply.status.is_success() {
            return body();
        }
        // Some nodes refuse a range of blocks with a status.
        let refused = matches!(reply.status.as_u16(), 400 | 413).then(body).and_then(Result::ok);
        match refused.filter(|refused| refused.as_json().non_null("error").is_some()) {
            Some(refused) => Ok(refused),
            None => Err(format!("the node answers with the status {}", reply.status).into()),
        }
    }
}
