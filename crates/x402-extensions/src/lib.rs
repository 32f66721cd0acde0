// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[`schemas/`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/schemas")]
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(all(feature = "evm", feature = "offer-receipt", feature = "sign-in-with-x", feature = "solana")),
    allow(dead_code, unused_imports, unused_macros, reason = "items that only disabled verifiers use")
)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

extern crate alloc;

pub mod auth_hints;
pub mod bazaar;
pub mod carriers;
mod catalogue;
mod check;
mod date;
pub mod discovery;
pub mod http_message_signatures;
pub mod keys;
pub mod offer_receipt;
pub mod payment_identifier;
mod report;
pub mod sign_in_with_x;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/how-to/offer-receipt.md")]
mod page {}

pub use catalogue::orders;
pub use check::CheckId;
pub use report::{Check, Detail, ExtensionNotValid, ExtensionReport, Outcome, Question};
