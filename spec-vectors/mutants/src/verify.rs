//! Mutants of the operations on a payment: `verify`, `digest`, `replay-key`.

use crate::mutant::Mutant;

mod answers;
mod checks;
mod digest;
mod faults;
mod gateway;
mod inputs;
mod outcome;
mod presets;
mod replay_key;
mod simulations;
mod typed;

pub(crate) fn mutants() -> Vec<Mutant> {
    [
        answers::mutants(),
        checks::mutants(),
        digest::mutants(),
        gateway::mutants(),
        inputs::mutants(),
        presets::mutants(),
        replay_key::mutants(),
        simulations::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
