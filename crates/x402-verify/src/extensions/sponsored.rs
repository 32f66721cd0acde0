//! The additions of a payer to a payment with sponsored gas.

use x402_schemes::evm::{self, gas_sponsoring::eip2612};
use x402_types::Uint256;

/// The payer's addition to a payment that lets the facilitator pay the gas of the approval of Permit2 (P-5, P-6). It is
/// a claim until the verdict is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GasSponsoring {
    /// An EIP-2612 permit, which the proxy passes to the token when it settles (P-5).
    Permit(eip2612::Permit),
    /// A signed transaction, which the facilitator sends before the settlement (P-6).
    Approval(Approval),
}

/// A transaction, signed by the payer, that approves a spender. The spender must be Permit2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Approval {
    /// The Keccak-256 hash of the signed transaction, by which nodes identify it.
    pub hash: [u8; 32],
    /// The account that may move the payer's tokens after the approval, as the payer signed it. The approval is useful
    /// only if this is Permit2.
    pub spender: evm::Address,
    /// The amount of the token that the spender may move after the approval, in atomic units.
    pub amount: Uint256,
    /// The nonce of the transaction, which is the number of transactions that the payer must have sent before.
    pub nonce: u64,
    /// The gas limit.
    pub gas_limit: u64,
    /// The maximum price of a unit of gas, in wei.
    pub max_fee: u128,
    /// The maximum part of that price that goes to the block producer, in wei.
    pub max_priority_fee: u128,
    /// The maximum cost of the transaction, in wei, and so the maximum that the sponsor must send to the payer. The
    /// cost is charged even if the transaction fails. It includes the [data fee](Self::data_fee) if that is known.
    pub most_wei: Uint256,
    /// The cost of the transaction's data on L1, in addition to its gas, in wei. The caller supplied it with
    /// [`evm::Fact::DataFee`](crate::evm::Fact::DataFee).
    pub data_fee: Option<Uint256>,
    /// `true` if `most_wei` covers only the execution: the chain charges for data in addition, and the data fee is not
    /// known.
    pub is_execution_only: bool,
}
