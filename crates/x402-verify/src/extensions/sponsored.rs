//! What a payer adds, so that the facilitator pays gas.

use x402_schemes::evm::{self, gas_sponsoring::eip2612};
use x402_types::Uint256;

/// What the payer adds, so that the facilitator pays for the approval of Permit2 (P-5, P-6): a claim, unless the verdict is
/// valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GasSponsoring {
    /// An EIP-2612 permit, which the proxy brings to the token when it settles.
    Permit(eip2612::Permit),
    /// A signed transaction, which the facilitator sends before it settles (P-6).
    Approval(Approval),
}

/// A transaction of the payer that approves somebody, who has to be Permit2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Approval {
    /// By which nodes know it.
    pub hash: [u8; 32],
    /// Who may move the payer's tokens from then on, as was signed: Permit2, if the approval is to be of any use.
    pub spender: evm::Address,
    /// How much of the token the spender may move from then on, in atomic units.
    pub amount: Uint256,
    /// How many transactions the payer has sent before.
    pub nonce: u64,
    /// How much gas it may use.
    pub gas_limit: u64,
    /// The most that a unit of gas may cost, in wei.
    pub max_fee: u128,
    /// The most of it for whoever makes the block, in wei.
    pub max_priority_fee: u128,
    /// The most that it can cost, and so the most that whoever funds it has to send the payer, in wei; charged also when
    /// it fails. The [data fee](Self::data_fee) is counted if it is known.
    pub most_wei: Uint256,
    /// What its data costs on L1 besides its gas, in wei, as the caller says.
    pub data_fee: Option<Uint256>,
    /// `most_wei` is for the execution alone: this chain is known to charge for data besides, and nobody said how much.
    pub is_execution_only: bool,
}
