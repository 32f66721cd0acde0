//! The extension sign-in-with-x: the client proves that it controls a wallet, to get what the wallet has already paid
//! for (`extensions/sign-in-with-x.md`, X-11 to X-19).
//!
//! A server declares a [`Challenge`], and the client answers with a [`SignIn`] in a separate header.
//! [`SignIn::message`] builds the text that the wallet signs. The sign-in is verified independently of any payment. A
//! server decodes the header with [`decode_sign_in_headers`], verifies it with `verify`, and looks up two facts in its
//! own store: whether the nonce was used before, and what the account has paid for.
//!
#![cfg_attr(all(feature = "evm", feature = "sign-in-with-x"), doc = "```")]
#![cfg_attr(not(all(feature = "evm", feature = "sign-in-with-x")), doc = "```ignore")]
//! use x402_extensions::sign_in_with_x::SignIn;
//! use x402_types::{DecodeOptions, Wire};
//! use x402_extensions::sign_in_with_x::{self, Origin, SignInContext};
//! use x402_verify::Verdict;
//!
//! // The header that docs/how-to/sign-in-with-x.md shows.
//! let header = std::fs::read_to_string("../../docs/examples/sign-in.txt")?;
//! let header = header.trim_end().strip_prefix("SIGN-IN-WITH-X: ").ok_or("another header")?;
//! let sign_in = SignIn::decode_header(header, &DecodeOptions::STRICT)?.value;
//!
//! let origin: Origin = "https://api.example.com".parse()?;
//! let context = SignInContext::new(&origin, 1_705_314_630).with_nonce("a1b2c3d4e5f67890a1b2c3d4e5f67890");
//! let report = sign_in_with_x::verify(&sign_in, &context);
//! assert_eq!(report.verdict(), Verdict::Valid);
//! let signed_in = report.into_signed_in()?;
//! assert_eq!(signed_in.nonce(), "a1b2c3d4e5f67890a1b2c3d4e5f67890");
//!
//! // Five minutes after the challenge was made, the sign-in is too old.
//! let late = sign_in_with_x::verify(&sign_in, &SignInContext::new(&origin, 1_705_314_901));
//! assert_eq!(late.reason(), Some("invalid_siwx_issued_at_too_old"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod challenge;
mod detail;
mod message;
mod proof;
mod question;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "sign-in-with-x")]
pub(crate) mod verify;

pub use crate::date::{seconds, written as date};
pub use challenge::{Challenge, ChallengeInit, SupportedChain};
pub use detail::Detail;
pub use message::ChainKind;
pub use proof::{SignIn, SignInInit, SignatureScheme, decode_sign_in_headers};
pub use question::Question;
#[cfg(feature = "sign-in-with-x")]
#[cfg_attr(docsrs, doc(cfg(feature = "sign-in-with-x")))]
pub use verify::{
    answer::{SignInDraft, answer_challenge},
    context::SignInContext,
    diagnosis::{Mistake, diagnose},
    report::{SignInReport, SignedIn},
    uri::{Origin, ParseOriginError},
    verify,
};

/// The key of this extension in `extensions`.
pub const KEY: &str = "sign-in-with-x";

/// The header that carries the proof. Header names are case-insensitive.
pub const HEADER: &str = "SIGN-IN-WITH-X";

/// The error code for a header that does not decode (X-11).
pub const INVALID_HEADER: &str = "invalid_siwx_header";
