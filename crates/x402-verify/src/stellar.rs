//! Payments on Stellar: questions and answers, details of failed checks, guesses and policies.
//!
//! The verifier of `exact` (`scheme_exact_stellar.md`) needs the feature `stellar`.

mod answer;
pub(crate) mod client;
mod detail;
mod facts;
mod finding;
mod json_rpc;
mod policy;
pub mod questions;
#[cfg(feature = "serde")]
pub(crate) mod recorded;
mod records;
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

#[cfg(feature = "stellar")]
use x402_schemes::Mechanism;

#[cfg(feature = "stellar")]
use crate::{
    CheckId,
    judge::Diagnose,
    mechanisms::{CodesOfKinds, Judges},
};
pub use answer::{Answer, AnswerError};
pub use client::OfferIssue;
pub use detail::{Detail, SimulationFault};
pub use facts::{Fact, OtherEvent, SimulatedTransfer, Simulation};
pub use finding::{CallSource, Finding};
pub use policy::{AcceptedCredentials, Policy};
pub use questions::Question;
#[cfg(feature = "serde")]
pub use recorded::RecordedParticulars;
pub(crate) use records::Records;
pub use rpc::Rpc;
#[cfg(feature = "stellar")]
pub use signature::verify_strict;
pub use sponsor::{Particulars, Sponsor};

/// The check of the payer's signature.
#[cfg(feature = "stellar")]
pub(crate) const SIGNATURE: CheckId = CheckId::ACCOUNT_SIGNATURE;

/// The verifiers of the mechanisms on Stellar.
#[cfg(feature = "stellar")]
pub(crate) const JUDGES: &[Judges] = &[(Mechanism::STELLAR, &[&exact::Stellar])];

/// The error codes that differ from those of the checks.
#[cfg(feature = "stellar")]
pub(crate) const CODES: &[CodesOfKinds] = &[(Mechanism::STELLAR, &[(None, checks::CODES)])];

/// The function that guesses what a payer signed instead.
#[cfg(feature = "stellar")]
pub(crate) const DIAGNOSES: &[(Mechanism, Diagnose)] = &[(Mechanism::STELLAR, diagnosis::diagnose)];
