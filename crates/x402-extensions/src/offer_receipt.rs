//! Signed offers and receipts (`extensions/extension-offer-and-receipt.md`). The server signs its offers, and later a
//! receipt. The payment itself contains nothing of this extension.
//!
//! Both are in `extensions["offer-receipt"].info`, in V1 and V2. A `PaymentRequired` has [`SignedOffer`]s in the array
//! `offers`, and a settlement has a [`SignedReceipt`] in `receipt`. The signed data is an [`OfferPayload`] or a
//! [`ReceiptPayload`]. The signature uses EIP-712, or the payload is in a compact [`Jws`].
//!
//! ```
//! use x402_extensions::offer_receipt::SignedReceipt;
//! use x402_types::{DecodeOptions, SettleResponse, Wire};
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
//! [`TypedArtifact`] computes the digests of EIP-712. A buyer verifies a signed offer against the 402 response that
//! contains it, and a receipt against its settlement (X-20 to X-29):
//!
#![cfg_attr(all(feature = "evm", feature = "offer-receipt"), doc = "```")]
#![cfg_attr(not(all(feature = "evm", feature = "offer-receipt")), doc = "```ignore")]
//! use x402_types::{DecodeOptions, PaymentRequired, Wire};
//! use x402_extensions::offer_receipt::{ArtifactContext, verify_offer};
//! use x402_verify::Verdict;
//!
//! let demand = std::fs::read_to_string("../../docs/examples/signed-offer.json")?;
//! let demand = PaymentRequired::decode(demand, &DecodeOptions::STRICT)?.value;
//! // The key of the recipient's address made the signature, so the caller need not name a key.
//! let report = verify_offer(&demand, 0, &ArtifactContext::at(1_740_672_100));
//! assert_eq!(report.report().verdict(), Verdict::Valid);
//! assert_eq!(report.accept(), Some(0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod detail;
mod draft;
mod envelope;
mod jws;
mod payload;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "offer-receipt")]
mod terms;
mod typed;
#[cfg(feature = "offer-receipt")]
pub(crate) mod verify;

pub use detail::{Detail, Question};
pub use draft::{JwsDraft, JwsHeader, PayloadError};
pub use envelope::{Format, Signed, SignedOffer, SignedReceipt};
pub use jws::Jws;
pub use payload::{OfferPayload, ReceiptPayload};
pub use typed::TypedArtifact;
#[cfg(feature = "offer-receipt")]
#[cfg_attr(docsrs, doc(cfg(feature = "offer-receipt")))]
pub use verify::{
    context::ArtifactContext,
    report::{ArtifactReport, VerifiedArtifact},
    verify_offer, verify_receipt,
};

/// The key of this extension in `extensions`.
pub const KEY: &str = "offer-receipt";
