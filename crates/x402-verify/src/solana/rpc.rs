//! The calls to a node of Solana by which questions are asked (S-8, S-9).

use alloc::vec::Vec;

use x402_schemes::solana::Address;

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
