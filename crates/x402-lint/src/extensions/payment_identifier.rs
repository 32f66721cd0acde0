//! The extension `payment-identifier`: the fields that a server may declare.

use super::declared::Declared;
use crate::{Lint, Rule};

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    match declared.member("required") {
        None => {
            let pointer = declared.pointer_to("/required");
            lint.found(Rule::NO_REQUIRED, pointer.clone()).set(pointer, false);
        }
        Some(required) if required.boolean().is_err() => {
            lint.found(Rule::IDENTIFIER_REQUIRED, declared.pointer_to("/required"));
        }
        Some(_) => {}
    }
    if declared.member("id").is_some() {
        lint.found(Rule::IDENTIFIER_ID, declared.pointer_to("/id")).leave_out();
    }
}
