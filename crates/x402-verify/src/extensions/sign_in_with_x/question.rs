//! Questions about a sign-in that no offline check can answer.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use x402_schemes::evm::Address;
use x402_types::Network;

use crate::{Answer, AnswerError, Facts, Returned, evm};

/// A question about a sign-in that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need or outstanding: does the account have code? If it has code, the code decides whether the account signed in
    /// (E-8). Answered by [`Facts::with_account`](crate::Facts::with_account).
    AccountCode {
        /// The network to ask.
        network: Network,
        /// The account that signs in.
        account: Address,
        /// The fault of the signature if the account has no code. `None` if it has no fault then.
        if_plain: Option<Box<crate::Detail>>,
    },
    /// Need: does the account's contract accept the signature (EIP-1271)? Answered by
    /// [`Facts::with_contract_signature`](crate::Facts::with_contract_signature).
    ContractSignature {
        /// The network to ask.
        network: Network,
        /// The account that signs in.
        account: Address,
        /// The digest that had to be signed.
        digest: [u8; 32],
        /// The signature. Only the contract knows its form.
        signature: Vec<u8>,
    },
    /// Need: would the wallet accept the signature after this factory has deployed the wallet (ERC-6492, E-9)? Only a
    /// simulation can tell. The client chose the factory, so call no factory that you do not know.
    CounterfactualSignature {
        /// The network to ask.
        network: Network,
        /// The account that signs in.
        account: Address,
        /// The digest that had to be signed.
        digest: [u8; 32],
        /// The contract that would deploy the wallet.
        factory: Address,
        /// The call data for the factory.
        factory_calldata: Vec<u8>,
        /// The signature inside the ERC-6492 wrapper.
        inner: Vec<u8>,
    },
    /// Need: is the signature right? This build has no curve of this kind of chain, and another verifier has to judge.
    Verifier {
        /// The network of the sign-in.
        network: Network,
    },
    /// Outstanding: was no sign-in with this nonce accepted before? Only the server's own store can tell.
    NonceUnused {
        /// The nonce of the sign-in.
        nonce: String,
    },
}

impl Question {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::AccountCode { .. } => "account-code",
            Self::ContractSignature { .. } => "contract-signature",
            Self::CounterfactualSignature { .. } => "counterfactual-signature",
            Self::Verifier { .. } => "verifier",
            Self::NonceUnused { .. } => "nonce-unused",
        }
    }

    /// The same question about a payment. Nobody settles a sign-in, so the caller of the contract is the zero address,
    /// which a node takes where a call names none.
    fn of_payment(&self) -> Option<evm::Question> {
        match self {
            Self::AccountCode { network, account, if_plain } => Some(evm::Question::AccountCode {
                network: network.clone(),
                account: *account,
                if_plain: if_plain.clone(),
            }),
            Self::ContractSignature { network, account, digest, signature } => Some(evm::Question::ContractSignature {
                network: network.clone(),
                account: *account,
                caller: Address::ZERO,
                digest: *digest,
                signature: signature.clone(),
            }),
            Self::CounterfactualSignature { .. } | Self::Verifier { .. } | Self::NonceUnused { .. } => None,
        }
    }

    pub(crate) fn rpc(&self) -> Option<evm::Rpc> {
        self.of_payment()?.rpc()
    }

    pub(crate) fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        self.of_payment().ok_or(AnswerError::NoCall)?.answer(returned)
    }

    pub(crate) fn add_answer(&self, facts: Facts, answer: Answer) -> Facts {
        match self.of_payment() {
            Some(question) => facts.with_evm_answer(&question, answer),
            None => facts,
        }
    }
}

impl From<Question> for crate::Question {
    fn from(question: Question) -> Self {
        Self::SignInWithX(Box::new(question))
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountCode { network, account, if_plain: None } => {
                write!(f, "ask {network} whether {account} has code: if it has, its code decides whether it signed")
            }
            Self::AccountCode { network, account, if_plain: Some(detail) } => write!(
                f,
                "ask {network} whether {account} has code. If it has none the sign-in is invalid: {detail}. If it has, \
                 its code decides"
            ),
            Self::ContractSignature { network, account, .. } => {
                write!(f, "ask the contract {account} on {network} whether it accepts the signature (EIP-1271)")
            }
            Self::CounterfactualSignature { network, account, factory, .. } => write!(
                f,
                "simulate on {network} whether the wallet {account}, once deployed by the factory {factory}, \
                 accepts the signature (ERC-6492); call no factory that you do not know"
            ),
            Self::Verifier { network } => {
                write!(f, "this build cannot judge a signature on {network}: ask a verifier that can")
            }
            Self::NonceUnused { nonce } => {
                write!(f, "look up whether the nonce {nonce} was used before, and keep it as used")
            }
        }
    }
}
