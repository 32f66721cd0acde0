//! The parts that Solana supplies.

use x402_schemes::Mechanism;

use super::client;
#[cfg(feature = "solana")]
use super::exact;
use crate::{CheckId, chain::Chain, client::rule::Rule, payload_verifier::MechanismVerifiers};

/// Solana, as a chain family.
pub(crate) struct Solana;

impl Chain for Solana {
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

    #[cfg(feature = "solana")]
    const VERIFIERS: &'static [MechanismVerifiers] = &[(Mechanism::SOLANA, &[&exact::Solana])];

    #[cfg(feature = "solana")]
    const SIGNATURE: Option<CheckId> = Some(CheckId::SIGNED);

    fn expected_transaction_format(text: &str) -> Option<&'static str> {
        client::expected_transaction_format(text)
    }
}
