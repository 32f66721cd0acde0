//! What whoever pays the fee stakes.

use x402_schemes::solana::Address;

/// What the fee payer on Solana stakes by signing (S-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sponsor {
    /// Who pays the fee.
    pub fee_payer: Address,
    /// The most lamports that it can be; charged also when execution fails.
    pub most_lamports: u64,
}
