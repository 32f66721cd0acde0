//! Why a check of a signed approval failed (P-6).

use core::fmt;

use x402_schemes::evm::{
    Address,
    permit2::{PERMIT2, contracts},
    transaction::TransactionError,
};
use x402_types::{Amount, Uint256};

/// Why a check of the transaction that approves Permit2 failed. Fees are in wei for each unit of gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApprovalDetail {
    /// The extension names somebody else than the payer.
    Owner {
        /// Whom it names.
        named: Address,
        /// Who is to pay.
        payer: Address,
    },
    /// The extension names another token.
    Token {
        /// Which it names.
        named: Address,
        /// The offer's asset.
        offered: Address,
    },
    /// The bytes are no transaction that is read.
    Transaction(TransactionError),
    /// The transaction is for another chain.
    Chain {
        /// For which.
        signed: u64,
        /// That of the offer.
        offered: u64,
    },
    /// The transaction calls another contract than the offer's asset; `None`: it makes one.
    Target(Option<Address>),
    /// The transaction moves the chain's own coin.
    Value(Uint256),
    /// The transaction calls something else than `approve(address,uint256)`, or not by its ABI.
    Call,
    /// Somebody else than Permit2 is approved.
    Spender {
        /// Who is, by the transaction.
        approved: Address,
        /// Who is, by the extension.
        named: Address,
    },
    /// Less is approved than the payment permits.
    Amount {
        /// How much is approved.
        approved: Uint256,
        /// How much the payment permits.
        permitted: Amount,
    },
    /// The extension names another amount than the transaction.
    Info {
        /// Which it names.
        named: Amount,
        /// How much is approved.
        approved: Uint256,
    },
    /// The nonce is 2^64−1, after which the account could have no other (EIP-2681).
    LastNonce,
    /// The part of the fee is larger than the whole.
    Fees {
        /// The most for whoever makes the block.
        max_priority_fee: u128,
        /// The most in all.
        max_fee: u128,
    },
    /// Less gas than it costs before anything runs.
    TooLittleGas {
        /// The limit that was signed.
        limit: u64,
        /// What it costs.
        least: u64,
    },
    /// More gas than a transaction may have (EIP-7825).
    TooMuchGas {
        /// The limit that was signed.
        limit: u64,
    },
    /// More gas than the policy takes.
    GasAbove {
        /// The limit that was signed.
        limit: u64,
        /// The most that it may be.
        max: u64,
    },
    /// It can cost more than the policy takes.
    CostAbove {
        /// The most that it can cost, in wei.
        cost: Uint256,
        /// The most that it may cost, in wei.
        max: Uint256,
    },
    /// r or s is zero or not below the order of the curve.
    ScalarRange,
    /// s is above half the order of the curve (EIP-2).
    HighS,
    /// Somebody else signed it, or the payer signed something else.
    OtherSigner {
        /// Whose signature it is over this transaction.
        recovered: Address,
        /// Who is to pay.
        payer: Address,
    },
    /// No key has this signature.
    NoSigner,
}

impl fmt::Display for ApprovalDetail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner { named, payer } => write!(f, "the approval is to be of {named}, not of the payer {payer}"),
            Self::Token { named, offered } => {
                write!(f, "the approval is to be of the token {named}, but the offer asks for {offered}")
            }
            Self::Transaction(error) => error.fmt(f),
            Self::Chain { signed, offered } => {
                write!(f, "the transaction is for chain {signed}, but the offer is for {offered}")
            }
            Self::Target(Some(called)) => write!(f, "the transaction calls {called}, not the offer's asset"),
            Self::Target(None) => f.write_str("the transaction makes a contract and does not call the offer's asset"),
            Self::Value(value) => write!(f, "the transaction moves {value} wei; an approval moves nothing"),
            Self::Call => f.write_str(
                "the transaction does not call approve(address,uint256) in just 68 bytes with clean padding",
            ),
            Self::Spender { approved, named } => {
                let other = if *approved == PERMIT2 { named } else { approved };
                write!(f, "{} approves {other}", if other == named { "the extension" } else { "the transaction" })?;
                if let Some(contract) = contracts::known(*other) {
                    write!(f, " ({})", contract.name)?;
                }
                write!(f, ", but it is {PERMIT2} that moves the tokens")
            }
            Self::Amount { approved, permitted } => {
                write!(f, "{approved} atomic units are approved, and the payment permits {permitted}")
            }
            Self::Info { named, approved } => {
                write!(f, "the extension names {named} atomic units, and the transaction approves {approved}")
            }
            Self::LastNonce => f.write_str("the nonce is 2^64−1, which no transaction may have (EIP-2681)"),
            Self::Fees { max_priority_fee, max_fee } => {
                write!(f, "maxPriorityFeePerGas is {max_priority_fee}, above maxFeePerGas, which is {max_fee}")
            }
            Self::TooLittleGas { limit, least } => {
                write!(f, "the gas limit is {limit}; such a transaction costs {least} before anything runs")
            }
            Self::TooMuchGas { limit } => {
                write!(f, "the gas limit is {limit}; no transaction may have more than 16777216 (EIP-7825)")
            }
            Self::GasAbove { limit, max } => write!(f, "the gas limit is {limit}, and the policy takes {max}"),
            Self::CostAbove { cost, max } => {
                write!(f, "the transaction can cost {cost} wei, and the policy takes {max}")
            }
            Self::ScalarRange => {
                f.write_str("r or s of the transaction's signature is zero or not below the order of the curve")
            }
            Self::HighS => {
                f.write_str("s of the transaction's signature is in the upper half, which no node takes (EIP-2)")
            }
            Self::OtherSigner { recovered, payer } => write!(
                f,
                "the transaction is signed by {recovered}, not by the payer {payer}, or the payer signed another one"
            ),
            Self::NoSigner => f.write_str("no key has the transaction's signature"),
        }
    }
}
