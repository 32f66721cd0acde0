//! Mutants of the operations outside of payments: identifiers, sign-ins, signed offers and receipts, builder codes, the
//! echo, and the state of a payment.

use crate::{json::Json, mutant::Mutant};

mod builder_code;
mod checks;
mod echo;
mod identifier;
mod inputs;
mod message_signatures;
mod said;
mod states;

pub(crate) fn mutants() -> Vec<Mutant> {
    let groups = [
        builder_code::mutants(),
        checks::mutants(),
        echo::mutants(),
        identifier::mutants(),
        inputs::mutants(),
        message_signatures::mutants(),
        said::mutants(),
        states::mutants(),
    ];
    groups.into_iter().flatten().collect()
}

/// Changes the text at a path.
fn change(value: &mut Json, path: &str, change: impl FnOnce(&str) -> Option<String>) -> Option<()> {
    let changed = change(&value.text_at(path)?)?;
    value.set(path, Json::text(&changed))
}

fn boolean(value: bool) -> Json {
    Json::Plain(value.to_string())
}
