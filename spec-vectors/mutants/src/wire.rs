//! Mutants of reading and writing the wire: `network`, `decode`, `match`, `fingerprint`, `carrier`, `choose`,
//! `http-outcome`, `lint`, and the inputs of other operations.

use crate::mutant::Mutant;

pub(crate) use reading::single;

mod carriers;
mod deposits;
mod extremes;
mod lint;
mod matching;
mod members;
mod networks;
mod reading;

pub(crate) fn mutants() -> Vec<Mutant> {
    [
        lint::mutants(),
        carriers::mutants(),
        deposits::mutants(),
        networks::mutants(),
        matching::mutants(),
        reading::mutants(),
        members::mutants(),
        extremes::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
