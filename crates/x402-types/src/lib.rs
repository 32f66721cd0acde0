// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[How to read and write protocol objects]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/how-to/wire.md")]
#![doc = concat!("[What decoding keeps]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/reference/kept.md")]
#![doc = concat!("[`x402-tower`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/crates/x402-tower")]
#![doc = concat!("[`x402-buyer`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/crates/x402-buyer")]
#![doc = concat!("[`schemas/`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/schemas")]
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

mod amount;
mod amount_sum;
mod base64;
mod chain;
pub mod charset;
mod decimal_amount;
pub mod declare;
mod either;
mod entry;
mod error;
pub mod extensions;
mod flag;
mod flags;
mod header;
#[cfg(feature = "http")]
pub mod http;
mod http_outcome;
mod json;
pub mod json_pointer;
mod limbs;
pub mod matching;
mod near;
mod network;
mod network_name;
pub mod object;
mod options;
mod payment_flow;
pub mod percent;
mod price;
pub mod printable;
mod raw;
pub mod read;
mod reason;
#[cfg(feature = "schemars")]
pub mod schema;
mod scheme;
mod serde_bridge;
mod settle_response;
mod supported_response;
mod text;
mod topic;
mod uint256;
mod unix_seconds;
pub mod v1;
pub mod v2;
mod verify_response;
mod version;
mod wire;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/how-to/wire.md")]
mod page {}

pub use amount::Amount;
pub use amount_sum::AmountSum;
pub use decimal_amount::{AnyAmount, DecimalAmount, ParseDecimalAmountError};
pub use either::{FacilitatorRequest, PaymentPayload, PaymentRequired};
pub use entry::{Entry, Offer};
pub use error::{Carried, DecodeError, ErrorKind, JsonType, Limit, Path, Segment, Stage};
pub use flag::{Flag, UnknownFlag};
pub use flags::Flags;
pub use header::{
    HeaderName, decode_payment_header, decode_payment_headers, decode_payment_required, decode_settlement_headers,
};
pub use http_outcome::HttpOutcome;
pub use json::{ElementIter, JsonRef, MemberIter, NotCanonical};
pub use near::{NearName, near_names, near_names_in};
pub use network::{Network, ParseNetworkError};
pub use network_name::{AnyNetwork, NetworkName};
pub use options::{DecodeOptions, Limits, Profile};
pub use payment_flow::PaymentFlow;
pub use price::ParsePriceError;
pub use raw::{Members, RawJson};
pub use reason::{Actor, Cause, Dialect, Explanation, Meaning, ReasonCode, Translation};
pub use scheme::Scheme;
pub use settle_response::{SettleOutcome, SettleResponse};
pub use supported_response::{SupportedKind, SupportedResponse};
pub use text::{ParseNetworkNameError, ParseSchemeError};
pub use topic::Topic;
pub use uint256::{ParseDecimalError, TooLarge, Uint256};
pub use unix_seconds::UnixSeconds;
pub use verify_response::{VerifyOutcome, VerifyResponse};
pub use version::{UnknownVersion, Version};
pub use wire::{Decoded, Wire};
