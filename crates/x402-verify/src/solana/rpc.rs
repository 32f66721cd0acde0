//! The calls to a Solana node that ask the questions (S-8, S-9).

use alloc::vec::Vec;

use x402_schemes::solana::Address;

/// A call to a Solana node. [`JsonRpc`](crate::json_rpc::JsonRpc) writes it with the settings of the constants here, and
/// a program with a different client sends the same ones:
///
/// ```
/// use x402_verify::{json_rpc::JsonRpc, solana::Rpc};
///
/// let call = Rpc::SimulateTransaction { transaction: vec![1], inner_instructions: false, replace_blockhash: false };
/// let params = JsonRpc::from(&x402_verify::Rpc::Solana(call)).params.to_string();
/// assert!(params.contains(&format!(r#""commitment":"{}""#, Rpc::COMMITMENT)));
/// let version = Rpc::MAX_SUPPORTED_TRANSACTION_VERSION;
/// assert!(params.contains(&format!(r#""maxSupportedTransactionVersion":{version}"#)));
/// ```
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
    /// [`MAX_SUPPORTED_TRANSACTION_VERSION`](Self::MAX_SUPPORTED_TRANSACTION_VERSION). The node does not verify
    /// signatures, because the fee payer has not signed yet.
    SimulateTransaction {
        /// The bytes of the transaction.
        transaction: Vec<u8>,
        /// If `true`, the node also returns the instructions that programs made.
        inner_instructions: bool,
        /// If `true`, the node replaces the blockhash with its own latest one (`replaceRecentBlockhash`). The answer
        /// then does not depend on whether the node has seen the blockhash of the transaction.
        replace_blockhash: bool,
    },
}

impl Rpc {
    /// The commitment of every call to a Solana node. Without it a node answers for `finalized`, which is some 30 slots
    /// behind. A blockhash or a lookup table that was created in the meantime would be missing.
    pub const COMMITMENT: &'static str = "confirmed";

    /// The newest transaction version that these calls support. A call that contains or returns a transaction states
    /// it, because a node may otherwise refuse version 1 (U-29).
    pub const MAX_SUPPORTED_TRANSACTION_VERSION: u64 = 1;
}
