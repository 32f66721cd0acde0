// Rustdoc uses the first definition of a link. The README's definition works only in a checkout.
#![doc = concat!("[`schemas/`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/schemas")]
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
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

mod account;
mod asset;
mod choosing;
mod contradiction;
mod deposit;
pub mod evm;
mod hex;
mod json;
mod known_token;
mod mechanism;
mod method;
mod payload;
mod read;
#[cfg(feature = "schemars")]
pub mod schema;
mod serving;
pub mod solana;
pub mod stellar;
mod terms;
mod text;
mod tokens;
mod transaction;
pub mod xrpl;

pub use account::{AccountId, ParseAccountError};
pub use asset::AssetId;
pub use choosing::{
    Budget, Choice, Covered, DEFAULT_HORIZON, PassedOffer, PassedOver, SpendingLimits, choose, choose_from, find_budget,
};
pub use contradiction::{Contradiction, meant_network};
pub use deposit::{Deposited, NoDepositIsEnough};
pub use hex::{Hex, HexDigits};
pub use known_token::KnownToken;
pub use mechanism::{Mechanism, UnknownMechanism};
pub use method::{AssetTransferMethod, MethodError};
pub use payload::{PayloadError, SchemePayload};
pub use serving::{NotServed, complete};
pub use terms::Terms;
