// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[The life of a sale]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/explanation/life-of-a-sale.md")]
#![doc = concat!("[`x402-tower`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/crates/x402-tower/README.md")]
#![doc = include_str!("../README.md")]
#![no_std]
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

mod answer;
mod carriers;
mod channel;
mod channel_sale;
mod choices;
mod key;
mod lookup;
mod progress;
mod reasons;
mod receipts;
mod record;
mod sale;
mod secret;
mod seller;
mod settlement;
mod step;
mod transitions;
mod visit;

pub use answer::{ALLOWED_HEADERS, Answer, EXPOSED_HEADERS};
pub use carriers::TaskUpdate;
pub use channel::{Channel, Turn};
pub use choices::{Choices, SignIns, Undecided};
pub use key::Key;
pub use lookup::{Finality, Lookup, LookupError, OnChain};
pub use receipts::Receipts;
pub use record::{ParseRecordError, Record, Served, State, Stored};
pub use sale::UNTIMED;
pub use secret::Secret;
pub use seller::{Head, NotOffered, Request, Seller, SellerInit};
pub use settlement::FacilitatorAnswer;
pub use step::{Load, Overcharge, Serve, Settle, Step, Swap, Verify, Wait};
pub use transitions::{Arrival, Arrived, Known};
