//! XDR of Stellar: what the protocol's own types say of the same bytes, and what a verifier makes of a payment.

mod answer;
mod made;
mod outcome;
mod payment;
mod xdr;

pub(crate) use answer::seeds as answer_seeds;
pub use answer::{answered, check as answer};
pub(crate) use made::seeds as xdr_seeds;
pub use outcome::Outcome;
pub(crate) use payment::seeds as payment_seeds;
pub use payment::{DECIDED, check as payment, decided};
pub use xdr::{check as xdr, compare};
