//! XDR of Stellar: what the protocol's own types say of the same bytes, and what a verifier makes of a payment.

mod made;
mod outcome;
mod xdr;

pub(crate) use made::seeds as xdr_seeds;
pub use outcome::Outcome;
pub use xdr::{check as xdr, judge};
