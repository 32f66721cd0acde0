//! The client proves that it controls a wallet, to get what the wallet has paid for before (`extensions/sign-in-with-x.md`).
//! The proof is sent in a separate header, not in a payment.
//!
//! A server declares a [`Challenge`], and the client answers with a [`SignIn`]. [`SignIn::message`] builds the text that the
//! wallet signs.

mod challenge;
mod message;
mod proof;
#[cfg(feature = "schemars")]
mod schema;

pub use challenge::{Challenge, ChallengeInit, SupportedChain};
pub use message::ChainKind;
pub use proof::{SignIn, SignInInit, SignatureScheme, decode_sign_in_headers};

/// The key in `extensions`.
pub const KEY: &str = "sign-in-with-x";

/// The header that carries the proof. Header names are case-insensitive.
pub const HEADER: &str = "SIGN-IN-WITH-X";

/// Members of `info` that the server generates for each response.
pub const REGENERATED: &[&str] = &["nonce", "issuedAt", "expirationTime"];
