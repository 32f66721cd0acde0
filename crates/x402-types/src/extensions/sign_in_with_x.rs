//! The client proves that it controls a wallet, to get what the wallet has paid for before
//! (`extensions/sign-in-with-x.md`). The proof travels in a header of its own, not in a payment.

/// The key in `extensions`.
pub const KEY: &str = "sign-in-with-x";

/// Members of `info` that the server makes anew for each response.
pub const REGENERATED: &[&str] = &["nonce", "issuedAt", "expirationTime"];
