//! Who verifies and settles payments.

use bytes::Bytes;
use http::StatusCode;
use x402_seller::{OnChain, Settle};
use x402_types::FacilitatorRequest;

use crate::BoxError;

/// Who verifies and settles payments. The layer ends an ask that takes too long, by dropping its future. An error is an answer that
/// was lost: nobody knows then what the facilitator did.
pub trait Facilitator: Send + Sync + 'static {
    /// Asks `/verify`.
    fn verify(&self, request: &FacilitatorRequest) -> impl Future<Output = Result<Reply, BoxError>> + Send;

    /// Asks `/settle`. `idempotency_key` is the value of the header `Idempotency-Key`, the same for each attempt to settle this payment.
    fn settle(
        &self,
        request: &FacilitatorRequest,
        idempotency_key: &str,
    ) -> impl Future<Output = Result<Reply, BoxError>> + Send;

    /// What the chain shows for good of a payment that was asked for before, and whose window has [ended](Settle::ends). The layer asks
    /// this before it asks the facilitator once more. `None`: nobody here can tell, which is the default, and the payment stays open.
    fn on_chain(&self, settle: &Settle) -> impl Future<Output = Result<Option<OnChain>, BoxError>> + Send {
        let _ = settle;
        async { Ok(None) }
    }
}

/// What a facilitator answered, whatever it is. The layer judges it. The struct gets no further members.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status, unchanged: whoever follows redirects on the way may take somebody else's answer for the facilitator's.
    pub status: StatusCode,
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// The body. Whoever reads it stops at a megabyte.
    pub body: Bytes,
}
