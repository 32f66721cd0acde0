//! Payments on Stellar: questions and answers, details of failed checks, guesses and policies.
//!
//! The verifier of `exact` (`scheme_exact_stellar.md`) needs the feature `stellar`.

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

pub(crate) mod checks;
mod diagnosis;
mod entries;
pub(crate) mod exact;
pub(crate) mod offered;
pub(crate) mod recovery;
mod signature;
mod simulated;
mod subject;

pub use answer::{Answer, AnswerError};
pub(crate) use chain::Stellar;
pub use detail::{Detail, SimulationFault};
pub use facts::{Fact, OtherEvent, SimulatedTransfer, Simulation};
pub use guess::{CallSource, Guess};
pub use offer_issue::OfferIssue;
pub use policy::{AcceptedCredentials, Policy};
pub use questions::Question;
#[cfg(feature = "serde")]
pub use recorded::RecordedParticulars;
pub use rpc::Rpc;
#[cfg(feature = "stellar")]
pub use signature::verify_strict;
pub use sponsor::{Particulars, Sponsor};
