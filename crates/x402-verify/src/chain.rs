//! The parts that each chain family supplies.

use x402_schemes::Mechanism;

use crate::{
    CheckId,
    client::rule::Rule,
    family::ChainPolicy,
    payload_verifier::{CodesOfKinds, Diagnose, MechanismVerifiers},
};

/// The parts that a chain family supplies. Its types exist in every build, so that each build can read the reports of
/// all others. The constants with a default belong to the verifiers, which need the family's feature. Only verifiers
/// make details and questions, so the variants for those need the feature, too.
pub(crate) trait Chain {
    type Rpc: Into<crate::Rpc>;
    type Answer: Into<crate::Answer>;
    type AnswerError: Into<crate::AnswerError>;
    type Fact: Into<crate::Fact>;
    type Guess: Into<crate::Guess>;
    type OfferIssue: Into<crate::client::OfferIssue>;
    type Particulars: Into<crate::Particulars>;
    #[cfg(feature = "serde")]
    type RecordedParticulars: Into<crate::json::RecordedParticulars>;
    type Policy: ChainPolicy;

    /// The rules that review an offer before it is paid, in the order of their issues.
    const RULES: &'static [Rule];

    /// The implementations of the mechanisms.
    const VERIFIERS: &'static [MechanismVerifiers] = &[];

    /// The error codes that differ from those of the checks.
    const CODES: &'static [CodesOfKinds] = &[];

    /// The functions that guess what a payer signed instead.
    const DIAGNOSES: &'static [(Mechanism, Diagnose)] = &[];

    /// The check of the payment's signer.
    const SIGNATURE: Option<CheckId> = None;

    /// Returns the format of the chain's transaction identifiers, if the text does not have it.
    fn expected_transaction_format(text: &str) -> Option<&'static str>;
}
