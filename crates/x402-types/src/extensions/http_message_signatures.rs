//! The server says how a paying agent shows who it is: by HTTP Message Signatures, RFC 9421
//! (`extensions/http-message-signatures.md`). A payment adds nothing; the signature stands in headers of the request.

mod declaration;

pub use declaration::Declaration;

/// The key in `extensions`.
pub const KEY: &str = "http-message-signatures";
