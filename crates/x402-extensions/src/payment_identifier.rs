//! The extension payment-identifier: the client gives its payment an identifier, so that the server can answer a retry
//! without a second payment (`payment_identifier.md`).
//!
//! [`review`] reads the identifier of a payment. [`Store`] is the server's memory. [`PaidRequest`] computes the
//! fingerprint that distinguishes a retry from a different request. A server proceeds in this order:
//!
//! 1. [`review`]: if the identifier is malformed, or missing although the server requires one, the server responds with
//!    400.
//! 2. [`Store::recall`], before verification: nothing is proved yet, so the server returns a stored response only to
//!    the same payment for the same request.
//! 3. [`verify`](x402_verify::verify).
//! 4. [`Store::reserve`], after verification: the payer is proved, and the fingerprint decides.
//! 5. The work: the handler and the settlement. It ends in [`Store::complete`], [`Store::leave_open`] or
//!    [`Store::give_up`].
//!
//! A payment without an identifier skips steps 2 and 4, and is served once for its
//! [`ReplayKey`](x402_verify::ReplayKey). The server always stores the replay key, too: the identifier is not signed,
//! so the same payment can arrive with a different one.

mod fingerprint;
mod identifier;
#[cfg(feature = "payment-identifier")]
mod review;
#[cfg(feature = "payment-identifier")]
mod store;

pub use fingerprint::{Fingerprint, PaidRequest, ParseFingerprintError};
pub use identifier::{KEY, PaymentIdentifier, is_required};
#[cfg(feature = "payment-identifier")]
pub use {
    review::{IdentifierError, Requirement, Reviewed, review},
    store::{Attempt, Entry, Key, PaymentDigest, Reservation, Scope, Store},
};
