//! Mutants of what reads and writes the wire: `network`, `decode`, `match`, `fingerprint`, and what other operations read.

use crate::mutant::Mutant;

mod matching;
mod members;
mod networks;
mod reading;

pub(crate) fn mutants() -> Vec<Mutant> {
    [networks::mutants(), matching::mutants(), reading::mutants(), members::mutants()].into_iter().flatten().collect()
}
