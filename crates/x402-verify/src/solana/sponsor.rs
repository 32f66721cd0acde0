//! What a sponsored payment can cost the fee payer.

use x402_schemes::solana::Address;

/// What the fee payer on Solana risks by signing the transaction (S-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sponsor {
    /// The account that pays the fee.
    pub fee_payer: Address,
    /// The highest possible fee, in lamports. The fee is charged even if the execution fails.
    pub most_lamports: u64,
}
