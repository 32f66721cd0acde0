// Rustdoc uses the first definition of a link. The definitions in the README are for readers of a checkout.
#![doc = concat!("[`schemas/`]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/schemas")]
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "all-chains"),
    allow(dead_code, unused_imports, unused_macros, reason = "what only the mechanisms use that are off")
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

mod amount_rule;
mod amounts;
mod answer;
mod audit_line;
mod case;
mod catalogue;
mod chain;
mod check;
mod check_order;
pub mod client;
mod context;
mod contradicted;
mod deciding;
mod detail;
mod diagnosis;
pub mod evm;
mod extensions;
mod facts;
mod family;
#[cfg(x402_force)]
mod force;
mod guess;
mod hash;
mod identity;
#[cfg(feature = "serde")]
pub mod json;
pub mod json_rpc;
mod mechanisms;
mod offers;
pub mod ordered_outcomes;
mod outcome;
mod payload_kind;
mod payload_verifier;
mod payment;
mod payment_kind;
mod policy;
mod proof;
mod purpose;
mod question;
mod question_parts;
mod recorder;
mod records;
mod recovery;
mod report;
mod rpc;
pub mod solana;
pub mod stellar;
mod text_impls;
mod verifier;
mod verify;
pub mod xrpl;

pub use amount_rule::AmountRule;
pub use answer::{Answer, AnswerError, Returned, Unsettled};
pub use audit_line::audit_line;
pub use catalogue::UnknownCheck;
pub use check::{CheckId, CheckStage, Concern};
pub use context::{Context, CustomPhase, Phase};
pub use deciding::{Deciding, Decision, Refusal, Unanswered};
pub use detail::{Detail, Difference};
pub use diagnosis::diagnose;
pub use extensions::{
    echo::echo_flags,
    sponsored::{Approval, GasSponsoring},
};
pub use facts::{Fact, Facts};
pub use guess::{Guess, NotTaken, UnmatchedOffer};
pub use identity::{Authorized, Expires, Once, ParseKeyError, ReplayKey, TransferKey};
pub use mechanisms::kinds_of;
pub use offers::{Offers, PreparedOffers};
pub use outcome::{Check, Outcome, Questions, UnknownVerdict, Verdict};
pub use payload_kind::PayloadKind;
pub use payment::Payment;
pub use payment_kind::PaymentKind;
pub use policy::Policy;
pub use proof::{NotValid, Operation, Paid};
pub use purpose::{Purpose, Purposes, UnknownPurpose};
pub use question::{OtherVerifier, Question};
pub use records::Records;
pub use report::{Particulars, Report};
pub use rpc::Rpc;
pub use x402_schemes::Mechanism;

pub use verifier::Verifier;
pub use verify::verify;
