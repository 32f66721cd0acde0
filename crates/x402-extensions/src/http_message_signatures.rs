//! The extension http-message-signatures: the server declares how a paying agent identifies itself with HTTP Message
//! Signatures, RFC 9421 (`extensions/http-message-signatures.md`). The payment is unchanged: the signature is in the
//! headers of the request. A server may also sign its responses.
//!
//! This module reads the header fields and builds the signature base, and `verify` verifies the signatures (H-1 to
//! H-5):
//!
#![cfg_attr(all(feature = "http-message-signatures", feature = "solana"), doc = "```")]
#![cfg_attr(not(all(feature = "http-message-signatures", feature = "solana")), doc = "```ignore")]
//! use x402_extensions::http_message_signatures::{Message, Request};
//! use x402_types::RawJson;
//! use x402_extensions::http_message_signatures::{SignatureContext, verify};
//! use x402_verify::Verdict;
//! # let fields = [
//! #     ("date", "Tue, 20 Apr 2021 02:07:55 GMT"), ("content-type", "application/json"), ("content-length", "18"),
//! #     ("signature-input", r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#),
//! #     ("signature", "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"),
//! # ];
//! let message = Message::Request(Request { method: "POST", target_uri: "https://example.com/foo", fields: &fields });
//! let key = RawJson::parse(r#"{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}"#)?;
//! let keys = [("test-key-ed25519", &key)];
//! let reports = verify(&message, &SignatureContext::at(1_618_884_500).with_keys(&keys))?;
//! assert_eq!(reports[0].verdict, Verdict::Valid);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod declaration;
mod input;
mod message;
mod signature;
mod structured;
#[cfg(feature = "http-message-signatures")]
mod verify;

pub use declaration::Declaration;
pub use input::{ComponentError, Malformed, SignatureInput};
pub use message::{Fields, Message, Request};
pub use signature::MessageSignature;
#[cfg(feature = "http-message-signatures")]
#[cfg_attr(docsrs, doc(cfg(feature = "http-message-signatures")))]
pub use verify::{SignatureContext, SignatureFlag, SignatureQuestion, SignatureReason, SignatureReport, verify};

/// The key of this extension in `extensions`.
pub const KEY: &str = "http-message-signatures";
