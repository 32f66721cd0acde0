//! sign-in-with-x: whether a client controls the wallet that it names (`extensions/sign-in-with-x.md`, X-11 to X-19).
//!
//! A sign-in is judged by itself and says nothing of a payment. A server decodes the header with
//! [`decode_sign_in_headers`](x402_types::extensions::sign_in_with_x::decode_sign_in_headers), judges it with [`verify`],
//! and looks up two things of its own: whether the nonce was used before, and what the account has paid for.
//!
//! ```
//! use x402_types::{DecodeOptions, Wire, extensions::sign_in_with_x::SignIn};
//! use x402_verify::{Verdict, sign_in_with_x::{self, Origin, SignInContext}};
//!
//! // The header that docs/sign-in-with-x.md shows.
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

mod detail;
mod question;

#[cfg(feature = "sign-in-with-x")]
mod challenge;
#[cfg(feature = "sign-in-with-x")]
mod characters;
#[cfg(feature = "sign-in-with-x")]
mod checks;
#[cfg(feature = "sign-in-with-x")]
mod context;
#[cfg(feature = "sign-in-with-x")]
mod date;
#[cfg(feature = "sign-in-with-x")]
mod diagnosis;
#[cfg(feature = "sign-in-with-x")]
mod judge;
#[cfg(feature = "sign-in-with-x")]
mod report;
#[cfg(feature = "sign-in-with-x")]
mod signature;
#[cfg(feature = "sign-in-with-x")]
mod uri;

#[cfg(feature = "sign-in-with-x")]
pub(crate) use checks::{ORDER, ROWS};
pub use detail::Detail;
pub use question::Question;

#[cfg(feature = "sign-in-with-x")]
pub use {
    challenge::{SignInDraft, answer_challenge},
    context::SignInContext,
    diagnosis::{Slip, diagnose},
    judge::verify,
    report::{SignInReport, SignedIn},
    uri::{Origin, ParseOriginError},
};

/// The error code of a header that does not decode (X-11).
pub const INVALID_HEADER: &str = "invalid_siwx_header";
