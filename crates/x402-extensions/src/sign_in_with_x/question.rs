//! Questions about a sign-in.

use alloc::{boxed::Box, string::String};

use x402_schemes::evm::Address;
use x402_types::{Network, declare::sentences};
use x402_verify::{Question as Asked, evm};

use crate::Detail;

sentences! {
    /// A question about a sign-in that no offline check can answer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Question {
        /// Is the signature right? This build does not verify signatures of this chain family. The question decides the
        /// verdict.
        Verifier {
            /// The network of the sign-in.
            network: Network,
        } ["verifier"] = "this build cannot verify a signature on {network}: ask a verifier that can",
        /// Does the account have code? If it does, the code decides whether the signature is valid for the account
        /// (E-8). The question may decide the verdict or be left to the caller.
        AccountCode {
            /// The network to ask.
            network: Network,
            /// The account that signs in.
            account: Address,
            /// The fault of the signature if the account has no code. `None` if it has no fault then.
            if_plain: Option<Box<Detail>>,
        } ["account-code"] = |f| match if_plain {
            None => asked_for_code(network, *account).fmt(f),
            Some(detail) => write!(
                f,
                "ask {network} whether {account} has code. If it has none, the verdict is invalid: {detail}. \
                 If it has, its code decides"
            ),
        },
        /// Does the account's contract, or the contract that its factory would deploy, accept the signature? The
        /// question decides the verdict.
        Contract(question: Box<Asked>) [question.kind()] = |f| question.fmt(f),
        /// Was no sign-in with this nonce accepted before? Only the server's own store can answer. The question
        /// is left to the caller.
        NonceUnused {
            /// The nonce of the sign-in.
            nonce: String,
        } ["nonce-unused"] = "look up whether the nonce {nonce} was used before, and keep it as used",
    }
    fn kind "";
}

impl Question {
    /// Returns `true` if an answer can change the verdict even if the question is left to the caller.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::Verifier { .. } | Self::AccountCode { .. } | Self::Contract(_) => true,
            Self::NonceUnused { .. } => false,
        }
    }

    pub(crate) fn of_chain(&self) -> Option<Asked> {
        match self {
            Self::Verifier { .. } | Self::NonceUnused { .. } => None,
            Self::AccountCode { network, account, .. } => Some(asked_for_code(network, *account)),
            Self::Contract(question) => Some((**question).clone()),
        }
    }
}

fn asked_for_code(network: &Network, account: Address) -> Asked {
    evm::questions::AccountCode { network: network.clone(), account, if_plain: None }.into()
}
