//! The meaning of a `PaymentRequired` with values under a near name or in a wrong position. Each is reported once, with
//! its right position, and then the corrected `PaymentRequired` is linted. The same run therefore finds a fault behind
//! a wrong name.

mod misplaced;
mod named;

use alloc::{collections::BTreeSet, vec::Vec};

use x402_types::RawJson;

use crate::{Bounds, Finding, Level, Lint, edit::fixed, payment_required};

/// The maximum number of rounds in which values are moved. A moved value can show that a part of it is in a wrong
/// position too. Three levels have names: the 402 response, an offer, and the offer's `extra`.
const ROUNDS: usize = 4;

/// Lints the `PaymentRequired`, then the corrected one. All errors of the original are among the findings,
/// or are those of a value in a wrong position. Returns the findings, and the corrected `PaymentRequired`, whose
/// pointers the findings use.
pub(crate) fn lint_as_meant(payment_required: &RawJson, bounds: &Bounds) -> (Lint, RawJson) {
    let mut meant = payment_required.clone();
    let mut lint = payment_required::lint_as_written(&meant, bounds);
    let mut moved = Vec::new();
    for _ in 0..ROUNDS {
        let mut moves = named::take(meant.as_json(), &mut lint);
        moves.extend(misplaced::take(meant.as_json(), &mut lint, bounds));
        if moves.is_empty() {
            break;
        }
        meant = fixed(&meant, &moves);
        let next = payment_required::lint_as_written(&meant, bounds);
        keep_errors(&lint, &next, &mut moves);
        moved.append(&mut moves);
        lint = next;
    }
    moved.append(&mut lint.findings);
    lint.findings = moved;
    (lint, meant)
}

/// Makes sure that no error is lost with the `PaymentRequired` in which it was found. If a move corrects the error, the
/// move becomes an error; otherwise the error is kept.
fn keep_errors(before: &Lint, after: &Lint, moves: &mut Vec<Finding>) {
    // Errors of a version that was only guessed do not count.
    if before.version != after.version {
        return;
    }
    let is_error = |finding: &&Finding| finding.level == Level::Error;
    let later: BTreeSet<_> = after.findings.iter().map(|finding| (finding.rule, &*finding.pointer)).collect();
    let mut kept = Vec::new();
    for error in before.findings.iter().filter(is_error) {
        if later.contains(&(error.rule, &*error.pointer)) {
            continue;
        }
        let mut is_explained = false;
        for step in moves.iter_mut().filter(|step| puts_right(step, &error.pointer)) {
            step.level = Level::Error;
            is_explained = true;
        }
        if !is_explained {
            kept.push(error.clone());
        }
    }
    moves.append(&mut kept);
}

/// Returns `true` if the move writes the pointer, or an object that contains it.
fn puts_right(step: &Finding, pointer: &str) -> bool {
    let covers = |edit: &str| pointer.strip_prefix(edit).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    step.fix.iter().any(|edit| covers(&edit.pointer))
}
