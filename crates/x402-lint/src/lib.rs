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

#[macro_use]
mod rule;

mod accepts;
mod catalogue;
mod chain_names;
mod chain_rules;
mod chains;
mod corrected;
mod decimal;
mod description;
mod edit;
mod evm;
mod extensions;
mod finding;
pub mod json_schema;
mod level;
mod lint;
mod meant;
mod network;
mod offer;
mod payment_required;
mod position;
mod read;
mod recipient;
mod resource;
mod response;
mod reviewed;
mod scheme;
mod shape;
mod solana;
mod source;
mod stellar;
mod token;
mod xrpl;

pub use corrected::{Corrected, corrected};
pub use edit::fixed;
pub use extensions::bazaar::lint_bazaar;
pub use finding::{Edit, Finding, Lint};
pub use json_schema::{Bounds, Unsupported};
pub use level::Level;
pub use lint::lint;
pub use resource::lint_resource;
pub use rule::Rule;
pub use source::Source;
/// The verdict that follows from the findings.
pub use x402_verify::Verdict;
