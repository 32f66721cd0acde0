//! Who verifies and settles payments.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;
use x402_seller::{OnChain, Settle};
use x402_types::{FacilitatorRequest, SupportedResponse};

use crate::BoxError;

/// Who verifies and settles payments. The layer ends an ask that takes too long, by dropping its future. That and an error is an answer that
/// was lost: then it is unknown what the facilitator did, unless the error says that the request was [never sent](Unanswered::NotSent).
pub trait Facilitator: Send + Sync + 'static {
    /// Asks `/verify`.
    fn verify(&self, request: &FacilitatorRequest) -> impl Future<Output = Result<Reply, Unanswered>> + Send;

    /// Asks `/settle`. `idempotency_key` has 32 hexadecimal digits, the same for each attempt to settle this payment. `HttpFacilitator` sends it
    /// in the header `Idempotency-Key`, unless another one is chosen.
    fn settle(
        &self,
        request: &FacilitatorRequest,
        idempotency_key: &str,
    ) -> impl Future<Output = Result<Reply, Unanswered>> + Send;

    /// Asks `/supported`, for [`Paywall::check`](crate::Paywall::check). The error is for the seller who starts the shop: it names the facilitator
    /// and what to do, and no credential. By default there is no answer.
    fn supported(&self) -> impl Future<Output = Result<SupportedResponse, BoxError>> + Send {
        async { Err("this facilitator does not implement Facilitator::supported".into()) }
    }

    /// What the chain shows of a payment that may be settled: [an answer was lost](Settle::unanswered), its window has
    /// [ended](Settle::ends), or the facilitator refuses it at the [first attempt](Settle::doubted). The layer asks this before it asks the
    /// facilitator once more, or believes the refusal. [`Settle::lookup`] has the calls to a node, and reads
    /// what it answers. `None`: nobody here can tell, which is the default, and the payment stays open.
    fn on_chain(&self, settle: &Settle) -> impl Future<Output = Result<Option<OnChain>, BoxError>> + Send {
        let _ = settle;
        async { Ok(None) }
    }
}

/// Why there is no answer of a facilitator. `?` makes every error one after which the outcome is unknown, which is always safe. There are only
/// these two, and a third is a breaking change, because a seller has to know what follows from it.
#[derive(Debug)]
pub enum Unanswered {
    /// The request was not sent, not even in part: there was no connection. A payment that was never asked for is not settled, and its buyer is
    /// told so.
    NotSent(BoxError),
    /// The request may have been sent. The payment may be settled, now or later.
    Unknown(BoxError),
}

impl Unanswered {
    pub(crate) const fn cause(&self) -> &BoxError {
        let (Self::NotSent(cause) | Self::Unknown(cause)) = self;
        cause
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent(_) => "the request was not sent: ",
            Self::Unknown(_) => "there was no answer: ",
        })?;
        f.write_str(&crate::steps::with_causes(&**self.cause()))
    }
}

impl<E: Into<BoxError>> From<E> for Unanswered {
    fn from(error: E) -> Self {
        Self::Unknown(error.into())
    }
}

/// What a facilitator answered, whatever it is. The layer judges it. The struct gets no further members.
#[derive(Clone)]
pub struct Reply {
    /// The status, unchanged: whoever follows redirects on the way may take somebody else's answer for the facilitator's.
    pub status: StatusCode,
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// The body. Whoever reads it stops at a megabyte.
    pub body: Bytes,
    /// After what time the request may be sent again: the value of `Retry-After` (RFC 9110 §10.2.3), if it has a meaning.
    pub retry_after: Option<Duration>,
}

/// A log gets the length of what a stranger wrote.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, content_type, body, retry_after } = self;
        f.debug_struct("Reply")
            .field("status", status)
            .field("content_type", content_type)
            .field("bytes", &body.len())
            .field("retry_after", retry_after)
            .finish_non_exhaustive()
    }
}
