//! What the command needs to describe a transaction.

use x402_schemes::solana::Address;

use super::Simulation;
use crate::Facts;

/// The addresses in a lookup table, if the facts say which.
#[must_use]
pub fn lookup_table<'f>(facts: &'f Facts, table: &Address) -> Option<&'f [Address]> {
    facts.solana().lookup_table(table)?
}

/// What a simulation of the transaction with this message showed, if the facts say so. `Some(None)` if it fails.
#[must_use]
pub fn simulation<'f>(facts: &'f Facts, message: &[u8; 32]) -> Option<Option<&'f Simulation>> {
    facts.solana().simulation(message)
}
