//! The client names its payment, so that a retry is answered and not paid again (`payment_identifier.md`).
//!
//! [`review`] reads the identifier of a payment. [`Store`] is what a server remembers, and [`PaidRequest`] makes the
//! fingerprint by which a retry and another request are told apart. A server asks in this order:
//!
//! 1. [`review`]: without an identifier, where the server requires one, the answer is 400, and so it is with a malformed one.
//! 2. [`Store::recall`], before verification: nobody has proved anything yet, so only the very payment that was answered
//!    before, for the same request, gets that answer again.
//! 3. [`verify`](crate::verify).
//! 4. [`Store::reserve`], after verification: the payer is proved, and the fingerprint decides.
//! 5. The work: the handler, the settlement. It ends in [`Store::complete`], [`Store::leave_open`] or [`Store::give_up`].
//!
//! A payment without an identifier skips 2 and 4, and is served once for its [`ReplayKey`](crate::ReplayKey). The replay key
//! is remembered beside the identifier in any case: an identifier is not signed, so that the same payment can come under
//! another one.

mod fingerprint;
#[cfg(feature = "payment-identifier")]
mod review;
#[cfg(feature = "payment-identifier")]
mod store;

pub use fingerprint::{Fingerprint, PaidRequest, ParseFingerprintError};
#[cfg(feature = "payment-identifier")]
pub use {
    review::{IdentifierError, Reviewed, review},
    store::{Attempt, Entry, Key, PaymentDigest, Place, Reservation, Store},
};
