//! The answers of a node of an EVM chain.

use alloc::{boxed::Box, string::String};
use core::fmt;

use x402_types::{Amount, Uint256};

use super::{AccountCode, batch_settlement::ChannelState};

/// The answer to a [`Question`](super::Question) that is more than yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The answer to `account-code`: whether the account has code.
    Code(AccountCode),
    /// The answer to `domain-names`: the EIP-712 domain that the token returns.
    Names {
        /// The name in the domain.
        name: String,
        /// The version in the domain.
        version: String,
    },
    /// The answer to `allowance`: the amount that Permit2 may move, in atomic units.
    Allowance(Amount),
    /// The answer to `domain-separator`: the token's domain separator.
    Separator([u8; 32]),
    /// The answer to `data-fee`: the fee, in wei.
    DataFee(Uint256),
    /// The answer to `channel-state`: the contract's state of a `batch-settlement` channel.
    Channel(Box<ChannelState>),
}

/// The reason why a value that an EVM node returned is not an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The call reverted: the contract does not have the function, or refuses to answer.
    Reverted,
    /// The bytes do not match the ABI of the function's result. If there are no bytes, the address has no contract, or
    /// the contract does not have the function.
    Malformed,
    /// The token's EIP-712 domain belongs to a different chain or contract, has other fields than name, version, chain
    /// and contract, or has extensions (EIP-5267).
    OtherDomain,
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reverted => f.write_str("the contract does not have this function, or refuses to answer"),
            Self::Malformed => f.write_str("the function cannot have returned this; is there a contract?"),
            Self::OtherDomain => {
                f.write_str("the token's EIP-712 domain belongs to a different chain or contract, or does not consist of name, version, chain and contract")
            }
        }
    }
}

impl core::error::Error for AnswerError {}
