//! Mutants of what judges a payment: `verify`, `digest`, `replay-key`.

use crate::mutant::Mutant;

mod digest;
mod faults;
mod replay_key;
mod typed;

pub(crate) fn mutants() -> Vec<Mutant> {
    [digest::mutants(), replay_key::mutants()].into_iter().flatten().collect()
}
