//! Payments on EVM chains: questions and answers, details of failed checks, guesses and policies.
//!
//! The verifiers of these payments need the feature `evm`.

pub mod account_signature;
mod answer;
mod approval_detail;
pub mod batch_settlement;
pub(crate) mod calldata;
mod chain;
pub(crate) mod client;
mod detail;
mod facts;
mod guess;
mod json_rpc;
mod known;
mod mistakes;
mod offer_issue;
mod particulars;
mod policy;
pub mod questions;
#[cfg(feature = "serde")]
pub(crate) mod recorded;
mod records;
mod report;
mod returned;
mod rpc;

pub(crate) mod checks;
pub(crate) mod diagnosis;
pub(crate) mod domain;
pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod gateway;
pub(crate) mod offered;
// Remembering payers saves time with `x402-recover` alone. The other libraries do not prepare keys.
#[cfg_attr(not(all(feature = "recover", not(feature = "c-secp"))), path = "evm/payers/plain.rs")]
pub(crate) mod payers;
pub(crate) mod permit2;
pub(crate) mod recover;
pub(crate) mod recovery;
pub(crate) mod signature;

pub use answer::{Answer, AnswerError};
pub(crate) use chain::Evm;
pub use client::review_token_domain;
pub use detail::{ApprovalDetail, Detail};
pub use facts::{AccountCode, Fact, SignatureAnswer};
pub use guess::Guess;
pub use mistakes::{FormatMistake, NameMistake, PermitMistake};
pub use offer_issue::OfferIssue;
pub use particulars::Particulars;
pub use policy::Policy;
pub use questions::Question;
#[cfg(feature = "serde")]
pub use recorded::{RecordedGasSponsoring, RecordedParticulars};
pub(crate) use records::Records;
pub use rpc::{Rpc, SimulatedCall};
#[cfg(feature = "evm")]
pub use signature::recover_signer;
