// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[Buy from it]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/tutorials/buying.md")]
#![doc = concat!("[Pay in other ways]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/how-to/paying.md")]
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
#[cfg(feature = "std")]
extern crate std;

mod allowance;
mod buyer;
#[cfg(feature = "batch-settlement")]
mod channel;
mod draft;
mod entry;
mod fresh;
mod keeping;
mod ledger;
mod limits;
mod lock;
mod not_paid;
mod pay;
mod payable;
#[cfg(feature = "std")]
mod purchase;
mod sent;
mod signer;
#[cfg(feature = "stellar")]
mod simulation;
#[cfg(feature = "stellar")]
mod unsimulated;
mod verify;

pub use allowance::{Allowance, NoAllowance};
pub use buyer::Buyer;
#[cfg(feature = "batch-settlement")]
pub use channel::{Channel, ChannelPayment, Channels, OpenDeposit};
pub use draft::Draft;
pub use entry::{DAY, Entry, KeptPayment};
pub use fresh::Fresh;
#[cfg(feature = "xrpl")]
pub use fresh::FreshXrpl;
pub use ledger::{Ledger, MemoryLedger, Sending};
#[cfg(feature = "sqlite")]
pub use ledger::{SqliteError, SqliteLedger};
pub use limits::{Limit, LimitReached, Limits};
pub use not_paid::NotPaid;
pub use payable::{NotPayable, Payable};
#[cfg(feature = "std")]
pub use purchase::{Answer, Bought, Headers, NotBought};
pub use sent::{Outcome, Sent};
#[cfg(feature = "k256")]
pub use signer::EvmKey;
#[cfg(feature = "ed25519-dalek")]
pub use signer::SolanaKey;
#[cfg(all(feature = "ed25519-dalek", feature = "stellar"))]
pub use signer::StellarKey;
#[cfg(all(any(feature = "ed25519-dalek", feature = "k256"), feature = "xrpl"))]
pub use signer::XrplKey;
pub use signer::{SignError, Signer, ToSign};
