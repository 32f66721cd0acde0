//! A 402 response, and the offers in it.

use alloc::{string::String, vec::Vec};

use x402_schemes::Terms;
use x402_types::{
    DecodeError, DecodeOptions, Offer, PaymentRequired, declare::sentences, decode_payment_required, v1, v2,
};

/// A 402 response, with the host of the seller and the request that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    pub(crate) host: String,
    request: String,
    pub(crate) required: PaymentRequired,
}

impl Payable {
    /// Reads an answer with status 402. The payment requirements are in a header, or in V1 in the body. `host` is the
    /// host of the request; the ledger stores it in lower case and without a trailing dot. A payment is only for the
    /// server that asked for it, so follow no redirect with one. A `&HeaderMap` of the crate `http` can be passed as
    /// the headers.
    ///
    /// # Errors
    /// The answer is not a 402 response, or it cannot be decoded.
    pub fn of_answer<N: AsRef<str>, V: AsRef<[u8]>>(
        status: u16,
        host: impl Into<String>,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Self, NotPayable> {
        if status != 402 {
            return Err(NotPayable::Status(status));
        }
        let headers: Vec<_> = headers.into_iter().collect();
        let headers = headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let required =
            decode_payment_required(headers, body, &DecodeOptions::STRICT).map_err(NotPayable::Unreadable)?;
        Ok(Self::new(host, required.value))
    }

    /// Creates a 402 response that came through a carrier other than HTTP, such as MCP. `host` is the seller.
    #[must_use]
    pub fn new(host: impl Into<String>, required: impl Into<PaymentRequired>) -> Self {
        let required = required.into();
        Self { host: normalized_host(host), request: resource_of(&required).into(), required }
    }

    /// Sets the name of the request that this 402 response answers. The name must contain everything that distinguishes
    /// the request from others to the host, such as its method, its URL and its body. A payment without an answer is
    /// sent again only for the same request ([`Buyer::unanswered`](crate::Buyer::unanswered)). By default the name is the resource that the 402
    /// response names.
    #[must_use]
    pub fn for_request(self, request: impl Into<String>) -> Self {
        Self { request: request.into(), ..self }
    }

    /// Returns the name of the request.
    #[must_use]
    pub fn request(&self) -> &str {
        &self.request
    }

    /// Returns the host that is paid, in lower case and without a trailing dot.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the seller's error message, such as the reason why a payment was refused. It is not escaped: escape it
    /// before you show it ([`printable`](x402_types::printable::printable)).
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        error_of(&self.required)
    }

    /// Returns the decoded 402 response.
    #[must_use]
    pub const fn required(&self) -> &PaymentRequired {
        &self.required
    }

    pub(crate) fn offer(&self, index: usize) -> Option<OfferRef<'_>> {
        match &self.required {
            PaymentRequired::V1(required) => required.accepts.get(index)?.get().map(OfferRef::V1),
            PaymentRequired::V2(required) => required.accepts.get(index)?.get().map(OfferRef::V2),
        }
    }
}

/// Different spellings of one host would each have their own limits.
pub(crate) fn normalized_host(host: impl Into<String>) -> String {
    let mut host = host.into().to_ascii_lowercase();
    if host.ends_with('.') {
        host.pop();
    }
    host
}

fn resource_of(required: &PaymentRequired) -> &str {
    match required {
        PaymentRequired::V1(required) => {
            required.accepts.iter().find_map(Offer::get).map_or("", |offer| offer.resource.as_str())
        }
        PaymentRequired::V2(required) => required.resource.as_ref().map_or("", |resource| resource.url.as_str()),
    }
}

/// The field `error` of a 402 response.
pub(crate) fn error_of(required: &PaymentRequired) -> Option<&str> {
    match required {
        PaymentRequired::V1(required) => required.error.as_deref(),
        PaymentRequired::V2(required) => required.error.as_deref(),
    }
}

/// An offer of either version.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OfferRef<'a> {
    V1(&'a v1::PaymentRequirements),
    V2(&'a v2::PaymentRequirements),
}

impl<'a> OfferRef<'a> {
    pub(crate) fn terms(self) -> Option<Terms<'a>> {
        match self {
            Self::V1(offer) => Terms::of_v1(offer),
            Self::V2(offer) => Some(offer.into()),
        }
    }
}

sentences! {
    /// The reason why an answer is not a 402 response.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NotPayable {
        /// The status is not 402.
        Status(status: u16) = "the status is {status}, not 402, so there are no payment requirements",
        /// The 402 response cannot be decoded.
        Unreadable(error: DecodeError) = |f| error.fmt(f),
    }
}

impl core::error::Error for NotPayable {}
