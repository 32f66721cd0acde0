//! The calls to a node of Solana by which questions are asked (S-8, S-9).

use alloc::vec::Vec;

use x402_schemes::solana::{Address, TokenProgram, programs};

use super::question::{Question, TakenFor};

/// A call to a node of Solana.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `getAccountInfo` with the commitment [`COMMITMENT`](Self::COMMITMENT).
    AccountInfo {
        /// The account to ask about.
        address: Address,
    },
    /// `getMultipleAccounts` with the commitment [`COMMITMENT`](Self::COMMITMENT).
    MultipleAccounts {
        /// The accounts to ask about, in order.
        addresses: Vec<Address>,
    },
    /// `isBlockhashValid` with the commitment [`COMMITMENT`](Self::COMMITMENT).
    BlockhashValid {
        /// The blockhash. It has 32 bytes and prints in base58, like an address.
        blockhash: Address,
    },
    /// `simulateTransaction` with the commitment [`COMMITMENT`](Self::COMMITMENT) and the version
    /// [`MAX_SUPPORTED_TRANSACTION_VERSION`](Self::MAX_SUPPORTED_TRANSACTION_VERSION). The node does not verify signatures,
    /// because that of the fee payer is not there yet.
    SimulateTransaction {
        /// The bytes of the transaction.
        transaction: Vec<u8>,
        /// Whether the node also returns the instructions that programs made.
        inner_instructions: bool,
        /// Whether the node replaces the blockhash by its own latest one (`replaceRecentBlockhash`). The answer then
        /// does not depend on whether the node has seen the blockhash of the transaction.
        replace_blockhash: bool,
    },
}

impl Rpc {
    /// The commitment that every call to a node of Solana names. Without it a node answers for `finalized`, which is
    /// some 30 slots behind. A blockhash or a lookup table that was made in the meantime would be missing.
    pub const COMMITMENT: &'static str = "confirmed";

    /// The newest version of transactions that these calls are about. A call that names or returns a transaction states
    /// it, or else a node may refuse version 1 (U-29).
    pub const MAX_SUPPORTED_TRANSACTION_VERSION: u64 = 1;
}

impl Question {
    /// The call that asks this question. `None` if no call does.
    pub(crate) fn rpc(&self) -> Option<Rpc> {
        let account = |address: &Address| Some(Rpc::AccountInfo { address: *address });
        let both =
            |one: &Address, other: &Address| Some(Rpc::MultipleAccounts { addresses: Vec::from([*one, *other]) });
        match self {
            Self::TransactionVersion => None,
            Self::LookupTables { tables, .. } => Some(Rpc::MultipleAccounts { addresses: tables.clone() }),
            Self::SmartWallet { transaction, .. } | Self::MultisigProgram { transaction, .. } => {
                Some(simulate(transaction, true))
            }
            Self::Multisig { authority } => account(authority),
            Self::Blockhash { blockhash } => Some(Rpc::BlockhashValid { blockhash: *blockhash }),
            // The epoch in the sysvar `Clock` decides which transfer fee is in force.
            Self::Mint { mint, program: TokenProgram::Token2022, .. } => both(mint, &programs::CLOCK),
            Self::Mint { mint, .. } => account(mint),
            Self::Source { account: source, taken_for: TakenFor::Simulated, .. } => account(source),
            Self::Source { account: source, authority, .. } => both(source, authority),
            Self::Destination { account: destination, .. } => account(destination),
            Self::Simulation { transaction } => Some(simulate(transaction, false)),
        }
    }
}

/// The effects of a smart wallet decide the verdict, so the node replaces the blockhash. Another question asks about
/// it.
fn simulate(transaction: &[u8], of_wallet: bool) -> Rpc {
    Rpc::SimulateTransaction {
        transaction: transaction.to_vec(),
        inner_instructions: of_wallet,
        replace_blockhash: of_wallet,
    }
}
