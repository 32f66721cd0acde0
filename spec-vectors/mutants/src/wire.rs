//! Mutants of what reads and writes the wire: `network`, `decode`, `match`, `fingerprint`, and what other operations read.

use crate::mutant::Mutant;

mod networks;

pub(crate) fn mutants() -> Vec<Mutant> {
    [networks::mutants()].into_iter().flatten().collect()
}
