#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(all(feature = "evm", feature = "solana")),
    allow(dead_code, unused_imports, reason = "what only the mechanisms use that are off")
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

mod answer;
mod case;
mod check;
pub mod client;
mod context;
mod detail;
mod diagnosis;
pub mod evm;
mod facts;
mod findings;
mod fingerprint;
#[cfg(x402_force)]
mod force;
mod identity;
#[cfg(feature = "serde")]
pub mod json;
mod mechanisms;
mod place;
mod policy;
mod question;
mod recovery;
mod report;
#[cfg(any(feature = "evm", feature = "solana"))]
mod shared;
pub mod solana;
mod verify;

pub use answer::{Answer, AnswerError, Returned};
pub use check::{CheckId, Concern, Stage, UnknownCheck};
pub use context::{Context, Phase};
pub use detail::{Detail, Difference};
pub use diagnosis::{Finding, FormSlip, PermitSlip, diagnose};
pub use facts::Facts;
pub use fingerprint::{Fingerprint, PaidRequest};
pub use identity::{Authorized, ParseKeyError, ReplayKey, TransferKey};
pub use mechanisms::checks_of;
pub use policy::{AmountRule, Policy};
pub use question::{Question, Rpc};
pub use report::{
    Approval, Check, GasSponsoring, NotValid, Outcome, Report, Sponsor, UnknownVerdict, Verdict, Verified,
};
pub use x402_schemes::Mechanism;

pub use verify::{Offers, Payment, verify};
