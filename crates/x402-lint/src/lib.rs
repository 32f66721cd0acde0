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

mod bazaar;
mod finding;
mod promise;
mod resource;

pub use bazaar::lint_bazaar;
pub use finding::{Finding, Level, Lint};
pub use resource::lint_resource;
/// How much a schema may ask for.
pub use x402_json_schema::{Bounds, Need};
