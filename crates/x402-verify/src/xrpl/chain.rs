//! The parts that the XRP Ledger supplies.

use x402_schemes::Mechanism;

use super::client;
#[cfg(feature = "xrpl")]
use super::{checks, diagnosis, exact};
use crate::{
    CheckId,
    chain::Chain,
    client::rule::Rule,
    payload_verifier::{CodesOfKinds, Diagnose, MechanismVerifiers},
};

/// The XRP Ledger, as a chain family.
pub(crate) struct Xrpl;

impl Chain for Xrpl {
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

    #[cfg(feature = "xrpl")]
    const VERIFIERS: &'static [MechanismVerifiers] = &[(Mechanism::XRPL, &[&exact::Xrpl])];

    #[cfg(feature = "xrpl")]
    const CODES: &'static [CodesOfKinds] = &[(Mechanism::XRPL, &[(None, checks::CODES)])];

    #[cfg(feature = "xrpl")]
    const DIAGNOSES: &'static [(Mechanism, Diagnose)] = &[(Mechanism::XRPL, diagnosis::diagnose)];

    #[cfg(feature = "xrpl")]
    const SIGNATURE: Option<CheckId> = Some(CheckId::ACCOUNT_SIGNATURE);

    fn expected_transaction_format(text: &str) -> Option<&'static str> {
        client::expected_transaction_format(text)
    }
}
