//! Facts with which the command describes a transaction.

use x402_schemes::solana::Address;

use super::Simulation;
use crate::Facts;

/// Returns the addresses in a lookup table, if the facts contain them.
#[must_use]
pub fn lookup_table<'f>(facts: &'f Facts, table: &Address) -> Option<&'f [Address]> {
    facts.solana().lookup_table(table)?
}

/// Returns the simulated effects of the transaction with this message, if the facts contain them. `Some(None)` if it
/// fails.
#[must_use]
pub fn simulation<'f>(facts: &'f Facts, message: &[u8; 32]) -> Option<Option<&'f Simulation>> {
    facts.solana().simulation(message)
}
