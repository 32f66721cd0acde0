//! The facilitator that verifies and settles payments.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::StatusCode;
use x402_seller::{OnChain, Settle};
use x402_types::{FacilitatorRequest, SupportedResponse};

use crate::{BoxError, calls::with_causes};

/// Verifies and settles payments. The layer ends a call that takes too long by dropping its future. A call that was
/// dropped or that failed counts as a lost answer: it is unknown what the facilitator did, unless the error is that the
/// request was [never sent](Unanswered::NotSent).
pub trait Facilitator: Send + Sync + 'static {
    /// Asks `/verify`.
    fn verify(&self, request: &FacilitatorRequest) -> impl Future<Output = Result<Reply, Unanswered>> + Send;

    /// Asks `/settle`. `idempotency_key` has 32 hexadecimal digits, the same for each attempt to settle this payment.
    /// `HttpFacilitator` sends it in the header `Idempotency-Key`, unless a different one is chosen.
    fn settle(
        &self,
        request: &FacilitatorRequest,
        idempotency_key: &str,
    ) -> impl Future<Output = Result<Reply, Unanswered>> + Send;

    /// Asks `/supported`, for [`Paywall::check`](crate::Paywall::check). The error is for the seller who starts the
    /// shop: it should name the facilitator and what to do, and no credential. The default implementation returns an
    /// error.
    fn supported(&self) -> impl Future<Output = Result<SupportedResponse, BoxError>> + Send {
        async { Err("this facilitator does not implement Facilitator::supported".into()) }
    }

    /// Returns the outcome on the chain of a payment that may be settled: [an answer was lost](Settle::unanswered), its
    /// window has [ended](Settle::ends), or the facilitator refuses it at the [first attempt](Settle::doubted). The
    /// layer calls this before it asks the facilitator again, or believes the refusal. [`Settle::lookup`] returns the
    /// calls to a node, and reads the responses. `None`: the outcome is not known, and the payment stays open. The
    /// default implementation returns this.
    fn on_chain(&self, settle: &Settle) -> impl Future<Output = Result<Option<OnChain>, BoxError>> + Send {
        let _ = settle;
        async { Ok(None) }
    }
}

/// The reason why a facilitator did not answer. `?` converts every error to [`Unknown`](Self::Unknown), which is always
/// safe. The enum gets no third variant without a breaking change, because a seller must know what follows from it.
#[derive(Debug)]
pub enum Unanswered {
    /// The request was not sent, not even in part, because there was no connection. A payment that was never asked for
    /// is not settled, and the answer tells its buyer so.
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
        f.write_str(&with_causes(&**self.cause()))
    }
}

impl<E: Into<BoxError>> From<E> for Unanswered {
    fn from(error: E) -> Self {
        Self::Unknown(error.into())
    }
}

/// The answer of a facilitator, whatever it is. The layer interprets it. The struct gets no further fields.
#[derive(Clone)]
pub struct Reply {
    /// The status of the facilitator's response, unchanged. A client that follows redirects may take a different
    /// server's answer for the facilitator's.
    pub status: StatusCode,
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// The body. A client should read at most a megabyte of it.
    pub body: Bytes,
    /// The time after which the request may be sent again: the value of `Retry-After` (RFC 9110 §10.2.3), if it can be
    /// decoded.
    pub retry_after: Option<Duration>,
}

/// Prints only the length of the body, because it is untrusted text.
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
