//! Payments on Solana: questions and answers, details of failed checks, and policies.
//!
//! The verifier of `exact` (`scheme_exact_svm.md`) needs the feature `solana`.

mod account;
mod answer;
mod chain;
pub(crate) mod client;
mod detail;
mod facts;
mod guess;
mod json_rpc;
mod known;
mod offer_issue;
mod policy;
pub mod questions;
#[cfg(feature = "serde")]
pub(crate) mod recorded;
mod report;
mod returned;
mod rpc;
mod sponsor;
mod token_account;

pub(crate) mod checks;
mod config;
mod cost;
pub(crate) mod exact;
mod layout;
mod memo;
pub(crate) mod offered;
pub(crate) mod recovery;
mod settling;
mod signature;
mod simulated;
mod static_layout;
mod subject;
mod transaction_facts;
mod transfer;
mod wrapped;

pub use account::AnswerError;
pub use answer::{Answer, KnownTable};
pub(crate) use chain::Solana;
#[cfg(feature = "solana")]
pub use cost::{MAX_COMPUTE_UNITS, enough_compute_units, least_compute_units, sponsor_cost};
pub use detail::{ConfigFault, Detail};
pub use facts::{Fact, Multisig, Received, SimulatedTokenCall, SimulatedTransfer, Simulation};
pub use guess::Guess;
pub use offer_issue::OfferIssue;
pub use policy::{MaxInstructions, Policy};
pub use questions::{Question, TakenFor};
#[cfg(feature = "serde")]
pub use recorded::RecordedParticulars;
pub use rpc::Rpc;
#[cfg(feature = "solana")]
pub(crate) use settling::Settling;
#[cfg(feature = "solana")]
pub use signature::verify_strict;
pub use sponsor::{Particulars, Sponsor};
pub use transaction_facts::{lookup_table, simulation};
