//! Mutants of the operations outside of payments: identifiers, sign-ins, signed offers and receipts, builder codes, the
//! echo, and the state of a payment.

use crate::mutant::Mutant;

mod answers;
mod builder_code;
mod checks;
mod echo;
mod identifier;
mod inputs;
mod message_signatures;
mod states;

pub(crate) fn mutants() -> Vec<Mutant> {
    let groups = [
        builder_code::mutants(),
        checks::mutants(),
        echo::mutants(),
        identifier::mutants(),
        inputs::mutants(),
        message_signatures::mutants(),
        answers::mutants(),
        states::mutants(),
    ];
    groups.into_iter().flatten().collect()
}
