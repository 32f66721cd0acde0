//! The chain families, and the parts that each supplies.
//!
//! A new family is a variant of [`Family`] and an implementation of [`Chain`]. The compiler then lists the rest: each
//! shared enum without a variant for the family, and each `match` without an arm. A network of no family is unknown,
//! and its payments are undecided.

use x402_schemes::Mechanism;
use x402_types::Network;

use crate::{
    CheckId,
    client::offer::Rule,
    detail::ChainDetail,
    judge::Diagnose,
    mechanisms::{CodesOfKinds, Judges},
    policy::ChainPolicy,
};

/// A chain family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Evm,
    Solana,
    Stellar,
}

impl Family {
    pub(crate) const ALL: [Self; 3] = [Self::Evm, Self::Solana, Self::Stellar];

    /// Returns the family of a network. `None` if the network is unknown.
    pub(crate) fn of(network: &Network) -> Option<Self> {
        Self::ALL.into_iter().find(|family| match family {
            Self::Evm => x402_schemes::evm::is_on(network),
            Self::Solana => x402_schemes::solana::is_on(network),
            Self::Stellar => x402_schemes::stellar::is_on(network),
        })
    }
}

/// The parts that a chain family supplies. Its types exist in every build, so that each build can read the reports of
/// all others. The constants with a default belong to the verifiers, which need the family's feature.
pub(crate) trait Chain {
    type Detail: ChainDetail + Into<crate::Detail>;
    type Question: Into<crate::Question>;
    type Rpc: Into<crate::Rpc>;
    type Answer: Into<crate::Answer>;
    type AnswerError: Into<crate::AnswerError>;
    type Fact: Into<crate::Fact>;
    type Finding: Into<crate::Finding>;
    type OfferIssue: Into<crate::client::OfferIssue>;
    type Particulars: Into<crate::Particulars>;
    #[cfg(feature = "serde")]
    type RecordedParticulars: Into<crate::json::RecordedParticulars>;
    type Policy: ChainPolicy;

    /// The rules that review an offer before it is paid, in the order of their issues.
    const RULES: &'static [Rule];

    /// The implementations of the mechanisms.
    const JUDGES: &'static [Judges] = &[];

    /// The error codes that differ from those of the checks.
    const CODES: &'static [CodesOfKinds] = &[];

    /// The functions that guess what a payer signed instead.
    const DIAGNOSES: &'static [(Mechanism, Diagnose)] = &[];

    /// The check of the payment's signer.
    const SIGNATURE: Option<CheckId> = None;

    /// Returns the format of the chain's transaction identifiers, if the text does not have it.
    fn expected_transaction_format(text: &str) -> Option<&'static str>;
}

/// Turns a value of each family into the shared enum with the name of its type. A trait cannot: `From` is a foreign
/// trait, and a blanket implementation could overlap with its own.
macro_rules! family_values {
    ($Name:ident) => {
        $crate::family::family_values! { $Name: Evm evm, Solana solana, Stellar stellar }
    };
    ($Name:ident: $($Family:ident $family:ident),+) => {$(
        impl From<$crate::$family::$Name> for $Name {
            #[allow(unreachable_code, reason = "a family may have no values of a type")]
            fn from(value: $crate::$family::$Name) -> Self {
                Self::$Family(value.into())
            }
        }
    )+};
}
pub(crate) use family_values;
