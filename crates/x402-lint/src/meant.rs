//! What a demand means if values stand under a near name or in a wrong place: each is reported once, with its right place, and then
//! the demand is judged as it is meant. So a fault behind a wrong name is found in the same run.

mod misplaced;
mod named;

use alloc::{collections::BTreeSet, vec::Vec};

use x402_types::RawJson;

use crate::{Bounds, Finding, Level, Lint, edit::fixed};

/// The maximum number of rounds in which values come to their places. What comes to its place can show that something in it is in a
/// wrong place too. Three levels have names: the demand, an offer, and the offer's `extra`.
const ROUNDS: usize = 4;

/// Judges the demand with `judge`, then what is meant by it. All errors of the demand itself are among the findings, or are those of a
/// value in a wrong place. Returns the findings, and the demand that is meant, which has the places that the findings name.
pub(crate) fn judged(demand: &RawJson, bounds: &Bounds, judge: impl Fn(&RawJson, &Bounds) -> Lint) -> (Lint, RawJson) {
    let mut meant = demand.clone();
    let mut lint = judge(&meant, bounds);
    let mut moved = Vec::new();
    for _ in 0..ROUNDS {
        let mut moves = named::take(meant.as_json(), &mut lint);
        moves.extend(misplaced::take(meant.as_json(), &mut lint, bounds));
        if moves.is_empty() {
            break;
        }
        meant = fixed(&meant, &moves);
        let next = judge(&meant, bounds);
        keep_errors(&lint, &next, &mut moves);
        moved.append(&mut moves);
        lint = next;
    }
    moved.append(&mut lint.findings);
    lint.findings = moved;
    (lint, meant)
}

/// Makes sure that no error is lost with the demand in which it was found. One that a move puts right makes the move an error; any
/// other is kept.
fn keep_errors(before: &Lint, after: &Lint, moves: &mut Vec<Finding>) {
    // Errors of a version that was only guessed are none.
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

/// Whether the move writes the place, or writes around it.
fn puts_right(step: &Finding, place: &str) -> bool {
    let is_around = |edit: &str| place.strip_prefix(edit).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    step.fix.iter().any(|edit| is_around(&edit.pointer))
}
