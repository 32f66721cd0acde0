//! The parts that Stellar supplies.

use x402_schemes::Mechanism;

use super::client;
#[cfg(feature = "stellar")]
use super::{checks, diagnosis, exact};
use crate::{
    CheckId,
    chain::Chain,
    client::rule::Rule,
    payload_verifier::{CodesOfKinds, Diagnose, MechanismVerifiers},
};

/// Stellar, as a chain family.
pub(crate) struct Stellar;

impl Chain for Stellar {
    type Rpc = super::Rpc;
    type Answer = super::Answer;
    type AnswerError = super::AnswerError;
    type Fact = super::Fact;
    type Guess = super::Guess;
    type OfferIssue = super::OfferIssue;
    type Particulars = super::Particulars;
    #[cfg(feature = "serde")]
    type RecordedParticulars = super::RecordedParticulars;
    type Policy = super::Policy;

    const RULES: &'static [Rule] = client::RULES;

    #[cfg(feature = "stellar")]
    const VERIFIERS: &'static [MechanismVerifiers] = &[(Mechanism::STELLAR, &[&exact::Stellar])];

    #[cfg(feature = "stellar")]
    const CODES: &'static [CodesOfKinds] = &[(Mechanism::STELLAR, &[(None, checks::CODES)])];

    #[cfg(feature = "stellar")]
    const DIAGNOSES: &'static [(Mechanism, Diagnose)] = &[(Mechanism::STELLAR, diagnosis::diagnose)];

    #[cfg(feature = "stellar")]
    const SIGNATURE: Option<CheckId> = Some(CheckId::ACCOUNT_SIGNATURE);

    fn expected_transaction_format(text: &str) -> Option<&'static str> {
        client::expected_transaction_format(text)
    }
}
