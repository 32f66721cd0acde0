// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[Sell an API in ten minutes]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/tutorials/selling.md")]
#![doc = concat!("[Sell in production]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/how-to/selling-in-production.md")]
#![doc = concat!("[Choose a store]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/how-to/stores.md")]
#![doc = concat!("[The life of a sale]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/explanation/life-of-a-sale.md")]
#![doc = concat!("[What a shop answers]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/reference/seller-responses.md")]
#![doc = concat!("[`examples/http/channel`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/examples/http/channel/src/shop.rs")]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod calls;
mod capacity;
#[cfg(feature = "batch-settlement")]
mod channels;
mod check;
#[cfg(feature = "client")]
mod client;
mod error;
mod facilitator;
mod left_open;
mod offered;
mod open_limit;
mod paywall;
mod random;
mod relieve;
mod response;
mod sell;
mod service;
mod shop;
mod steps;
mod store;
mod work;

/// The crate whose types [`Price`] and [`Options::origin`] use.
pub use ::http;
#[cfg(feature = "batch-settlement")]
pub use channels::Held;
#[cfg(feature = "client")]
pub use client::{HttpFacilitator, KeyFormat, UrlError};
pub use error::BoxError;
pub use facilitator::{Facilitator, Reply, Unanswered};
pub use offered::{CheckError, Unserved};
pub use paywall::{Paywall, Price};
pub use response::ResponseBody;
pub use service::{Paid, PaidService};
pub use shop::Options;
#[cfg(feature = "postgres")]
pub use store::Postgres;
#[cfg(feature = "sqlite")]
pub use store::Sqlite;
pub use store::{Full, Memory, Open, Opened, Row, Store, Write};
pub use work::{Charge, Payer, RequestBody};
/// The answer to a request that did not come over HTTP.
pub use x402_seller::Answer;
/// The headers that a page of a different origin may send, and those that it may read.
pub use x402_seller::{ALLOWED_HEADERS, EXPOSED_HEADERS};
/// The state of a channel, and its key.
pub use x402_seller::{Channel, Key};
/// The seller, its choices, and the secret from which idempotency keys are derived.
pub use x402_seller::{Choices, Receipts, Secret, Seller, SellerInit, SignIns, Undecided};
/// A payment that was asked for, and what a chain shows of it.
pub use x402_seller::{Finality, Lookup, LookupError, OnChain, Settle};
