//! The cost of a sponsored payment for the fee payer.

use x402_schemes::solana::Address;

/// The parts of a report that only payments on Solana have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The risk of the fee payer.
    pub sponsor: Sponsor,
}

/// The risk of the fee payer on Solana when it signs the transaction (S-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sponsor {
    /// The account that pays the fee.
    pub fee_payer: Address,
    /// The highest possible fee, in lamports. The fee is charged even if the execution fails.
    pub most_lamports: u64,
}
