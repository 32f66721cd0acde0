#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod answer;
mod begin;
mod choices;
mod key;
mod order;
mod record;
mod sale;
mod seller;
mod settlement;
mod step;

pub use answer::{ALLOWED_HEADERS, Answer, EXPOSED_HEADERS};
pub use choices::{Choices, Undecided};
pub use key::Key;
pub use record::{ParseRecordError, Record, Served, State, Stored};
pub use seller::{NotOffered, Request, Secret, Seller, SellerInit};
pub use settlement::FacilitatorAnswer;
pub use step::{Load, OnChain, Overcharge, Serve, Settle, Step, Swap, Verify, Wait};
