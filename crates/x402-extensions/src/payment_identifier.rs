//! The client gives its payment an identifier, so that a retry is answered without paying again (`payment_identifier.md`).
//!
//! [`review`] reads the identifier of a payment. [`Store`] is the server's memory. [`PaidRequest`] computes the fingerprint
//! that distinguishes a retry from another request. A server proceeds in this order:
//!
//! 1. [`review`]: if the identifier is malformed, or missing although the server requires one, the answer is 400.
//! 2. [`Store::recall`], before verification: nothing is proved yet, so only the same payment for the same request gets its
//!    stored answer.
//! 3. [`verify`](x402_verify::verify).
//! 4. [`Store::reserve`], after verification: the payer is proved, and the fingerprint decides.
//! 5. The work: the handler, the settlement. It ends in [`Store::complete`], [`Store::leave_open`] or [`Store::give_up`].
//!
//! A payment without an identifier skips 2 and 4, and is served once for its [`ReplayKey`](x402_verify::ReplayKey). The server always
//! remembers the replay key, too: the identifier is not signed, so the same payment can arrive with another one.

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
    review::{IdentifierError, Need, Reviewed, review},
    store::{Attempt, Entry, Key, PaymentDigest, Place, Reservation, Store},
};
