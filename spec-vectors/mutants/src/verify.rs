//! Mutants of what judges a payment: `verify`, `digest`, `replay-key`.

use crate::mutant::Mutant;

mod checks;
mod digest;
mod faults;
pub(crate) mod judged;
mod replay_key;
mod typed;

pub(crate) fn mutants() -> Vec<Mutant> {
    [checks::mutants(), digest::mutants(), replay_key::mutants()].into_iter().flatten().collect()
}
