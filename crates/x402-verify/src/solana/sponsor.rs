//! The cost of a sponsored payment for the fee payer.

use x402_schemes::solana::Address;

use crate::Report;

/// The parts of a report that only payments on Solana have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The risk of the fee payer.
    pub sponsor: Sponsor,
}

impl Report {
    /// Returns the risk of the fee payer, for every Solana payment whose transaction the runtime would load.
    pub const fn sponsor(&self) -> Option<Sponsor> {
        match self.particulars() {
            Some(crate::Particulars::Solana(particulars)) => Some(particulars.sponsor),
            _ => None,
        }
    }
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
