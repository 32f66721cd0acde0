//! Bugs one step away from the right reading: a field twice inside of a nested object, an encoding that is nearly the right one, a name in a
//! nearly right place, a time in another unit, a limit of 0, an offer next to others, and a text that is normalized.

use crate::mutant::Mutant;

mod carried;
mod encodings;
mod limits;
mod nested;
mod offers;
mod signatures;
mod solana;
mod texts;
mod times;

pub(crate) fn mutants() -> Vec<Mutant> {
    [
        carried::mutants(),
        encodings::mutants(),
        limits::mutants(),
        nested::mutants(),
        offers::mutants(),
        signatures::mutants(),
        solana::mutants(),
        texts::mutants(),
        times::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
