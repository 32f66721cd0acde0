//! Signed offers and receipts (`extensions/extension-offer-and-receipt.md`). The server signs its offers and later a
//! receipt. The payment itself contains nothing of this extension.
//!
//! Both are in `extensions["offer-receipt"].info`, in V1 and V2. A demand has [`SignedOffer`]s in the array `offers`,
//! and a settlement has a [`SignedReceipt`] in `receipt`. The signed data is an [`OfferPayload`] or a
//! [`ReceiptPayload`], signed by EIP-712 or as a compact [`Jws`].
//!
//! ```
//! use x402_types::{DecodeOptions, SettleResponse, Wire, extensions::offer_receipt::SignedReceipt};
//! let settlement = SettleResponse::decode(r#"{"success":true,"transaction":"0x12","network":"eip155:8453",
//!   "extensions":{"offer-receipt":{"info":{"receipt":{"format":"eip712","payload":{"version":1,
//!   "network":"eip155:8453","resourceUrl":"https://api.example.com/premium-data",
//!   "payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1703123456,"transaction":""},
//!   "signature":"0x12"}}}}}"#, &DecodeOptions::STRICT)?.value;
//! let receipt = SignedReceipt::of_settlement(&settlement)?.unwrap().value;
//! let payload = receipt.signed.receipt()?.value;
//! assert_eq!((payload.issued_at, payload.transaction), (1_703_123_456, None));
//! # Ok::<(), x402_types::DecodeError>(())
//! ```
//!
//! This module checks no signature. `x402_verify::offer_receipt` says who signed. `x402_schemes::evm::offer_receipt`
//! has the digests.

mod draft;
mod envelope;
mod jws;
mod payload;
#[cfg(feature = "schemars")]
mod schema;
mod terms;

pub use draft::{JwsDraft, PayloadError};
pub use envelope::{Format, Signed, SignedOffer, SignedReceipt};
pub use jws::Jws;
pub use payload::{OfferPayload, ReceiptPayload};
pub use terms::TermsComparison;

/// The key in `extensions`.
pub const KEY: &str = "offer-receipt";

/// The members of `info` that the server generates anew for each response. A signed offer contains the time until which
/// it holds.
pub const REGENERATED: &[&str] = &["offers"];
