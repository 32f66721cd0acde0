//! Mutants of what judges a payment: `verify`, `digest`, `replay-key`.

use crate::mutant::Mutant;

mod digest;
mod faults;
mod typed;

pub(crate) fn mutants() -> Vec<Mutant> {
    [digest::mutants()].into_iter().flatten().collect()
}
