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

mod answer;
mod bounds;
mod classes;
mod compile;
mod decimal;
mod document;
mod error;
mod evaluate;
mod pattern;
mod schema;
mod table;

pub use answer::{Answer, Need, Refusal, Undecided};
pub use bounds::{Bound, Bounds};
pub use error::{SchemaError, SchemaErrorKind};
pub use schema::Schema;
