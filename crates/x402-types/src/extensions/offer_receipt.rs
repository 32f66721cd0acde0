//! The server signs its offers and, later, a receipt (`extensions/extension-offer-and-receipt.md`). A payment adds nothing
//! of its own.

/// The key in `extensions`.
pub const KEY: &str = "offer-receipt";

/// Members of `info` that the server makes anew for each response: an offer is signed with the time until which it holds.
pub const REGENERATED: &[&str] = &["offers"];
