//! Mutants of the operations on a payment: `verify`, `digest`, `replay-key`.

use crate::mutant::Mutant;

mod answers;
mod channels;
mod checks;
mod digest;
mod doubles;
pub(crate) mod faults;
mod gateway;
mod guards;
mod inputs;
mod lenient;
pub(crate) mod outcome;
mod presets;
mod replay_key;
mod shortcuts;
mod simulations;
mod typed;
mod version_1;
mod xrpl;

pub(crate) fn mutants() -> Vec<Mutant> {
    [
        answers::mutants(),
        channels::mutants(),
        checks::mutants(),
        digest::mutants(),
        doubles::mutants(),
        gateway::mutants(),
        guards::mutants(),
        inputs::mutants(),
        lenient::mutants(),
        presets::mutants(),
        replay_key::mutants(),
        shortcuts::mutants(),
        simulations::mutants(),
        version_1::mutants(),
        xrpl::mutants(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
