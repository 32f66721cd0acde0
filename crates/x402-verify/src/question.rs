//! What only the chain knows.

use alloc::boxed::Box;
use core::fmt;

use x402_schemes::AssetTransferMethod;
use x402_types::{AnyNetwork, Scheme};

use crate::{evm, solana};

/// Something that no offline check can know. Where it decides the verdict it is a *need*, and has one kind of fact
/// that answers it; else it is *outstanding*: worth asking before settling, and never fed back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need: nothing in this build can judge this combination.
    Verifier {
        /// The offer's scheme.
        scheme: Scheme,
        /// The offer's network.
        network: AnyNetwork,
        /// The transfer method, if the network is one that is known.
        method: Option<AssetTransferMethod>,
    },
    /// Of a payment on an EVM chain.
    Evm(evm::Question),
    /// Of a payment on Solana.
    Solana(Box<solana::Question>),
}

/// The exact question for a node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// For a node of an EVM chain.
    Evm(evm::Rpc),
    /// For a node of Solana.
    Solana(solana::Rpc),
}

impl Question {
    /// The permanent name: `account-code`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Verifier { .. } => "verifier",
            Self::Evm(question) => question.kind(),
            Self::Solana(question) => question.kind(),
        }
    }

    /// The exact question for a node of the network, where one call answers it.
    #[must_use]
    pub fn rpc(&self) -> Option<Rpc> {
        match self {
            Self::Verifier { .. } => None,
            Self::Evm(question) => question.rpc().map(Rpc::Evm),
            Self::Solana(question) => question.rpc().map(Rpc::Solana),
        }
    }

    /// Whether an answer may make a fault of a sponsored approval harmless.
    pub(crate) const fn may_excuse_a_fault(&self) -> bool {
        matches!(self, Self::Evm(evm::Question::Allowance { .. }))
    }
}

impl From<evm::Question> for Question {
    fn from(question: evm::Question) -> Self {
        Self::Evm(question)
    }
}

impl From<solana::Question> for Question {
    fn from(question: solana::Question) -> Self {
        Self::Solana(Box::new(question))
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifier { scheme, network, method } => {
                write!(f, "this build cannot judge scheme {scheme} on {network}")?;
                if let Some(method) = method {
                    write!(f, " with transfer method {method}")?;
                }
                f.write_str(": ask a verifier that can")
            }
            Self::Evm(question) => question.fmt(f),
            Self::Solana(question) => question.fmt(f),
        }
    }
}
