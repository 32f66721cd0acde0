//! Questions about a sign-in that neither offline checks nor an EVM chain can answer.

use alloc::string::String;
use core::fmt;

use x402_types::Network;

/// A question that only a sign-in has. Questions about the code of the account and about its contract's signature are
/// those of [`evm::Question`](crate::evm::Question).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need: is the signature right? This build has no curve for this kind of chain, so another verifier has to judge.
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
            Self::Verifier { .. } => "verifier",
            Self::NonceUnused { .. } => "nonce-unused",
        }
    }

    /// Whether an answer can change the verdict, even where the question is outstanding.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::Verifier { .. } => true,
            Self::NonceUnused { .. } => false,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifier { network } => {
                write!(f, "this build cannot judge a signature on {network}: ask a verifier that can")
            }
            Self::NonceUnused { nonce } => {
                write!(f, "look up whether the nonce {nonce} was used before, and keep it as used")
            }
        }
    }
}
