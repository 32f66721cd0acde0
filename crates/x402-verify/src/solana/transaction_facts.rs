//! Facts with which a program describes a transaction.

use x402_schemes::solana::Address;

use super::Simulation;
use crate::Facts;

/// Returns the addresses in a lookup table, if the facts contain them.
///
/// ```
/// use x402_schemes::solana::programs::{MEMO, SYSTEM};
/// use x402_verify::{Facts, solana::{Fact, lookup_table}};
/// let facts = Facts::new().with(Fact::LookupTable { table: MEMO, addresses: Some(vec![SYSTEM]) });
/// assert_eq!(lookup_table(&facts, &MEMO), Some(&[SYSTEM][..]));
/// assert_eq!(lookup_table(&facts, &SYSTEM), None);
/// ```
#[must_use]
pub fn lookup_table<'f>(facts: &'f Facts, table: &Address) -> Option<&'f [Address]> {
    facts.solana().lookup_table(table)?
}

/// Returns the simulated effects of the transaction whose message has this SHA-256 hash, if the facts contain them.
/// `Some(None)` if the transaction fails.
#[must_use]
pub fn simulation<'f>(facts: &'f Facts, message: &[u8; 32]) -> Option<Option<&'f Simulation>> {
    facts.solana().simulation(message)
}
