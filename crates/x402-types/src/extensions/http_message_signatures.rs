//! The server says how a paying agent shows who it is: by HTTP Message Signatures, RFC 9421
//! (`extensions/http-message-signatures.md`). A payment adds nothing; the signature stands in headers of the request. A server may
//! sign its answers, too.
//!
//! Here the fields are read and the bytes are made that are signed. `x402_verify::http_message_signatures` verifies.

mod declaration;
mod input;
mod message;
mod structured;

pub use declaration::Declaration;
pub use input::{ComponentError, Malformed, MessageSignature, SignatureInput};
pub use message::{Fields, Message, Request};

/// The key in `extensions`.
pub const KEY: &str = "http-message-signatures";
