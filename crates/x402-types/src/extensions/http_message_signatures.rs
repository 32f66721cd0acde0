//! The server declares how a paying agent identifies itself with HTTP Message Signatures, RFC 9421
//! (`extensions/http-message-signatures.md`). A payment adds nothing: the signature is in the headers of the request. A server
//! may sign its responses, too.
//!
//! This module reads the fields and builds the signature base. `x402_verify::http_message_signatures` verifies signatures.

mod declaration;
mod input;
mod message;
mod signature;
mod structured;

pub use declaration::Declaration;
pub use input::{ComponentError, Malformed, SignatureInput};
pub use message::{Fields, Message, Request};
pub use signature::MessageSignature;

/// The key in `extensions`.
pub const KEY: &str = "http-message-signatures";
