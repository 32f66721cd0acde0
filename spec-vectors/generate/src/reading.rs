//! Inputs that are unreadable, or barely readable: the faults of each step (base64, UTF-8, JSON, the set of headers),
//! by `decode` and `verify` (C-1 … C-4, C-11, C-12, C-16).
//!
//! The first two digits of a number are the step, the next two the fault; then `v` for `verify`. The letters `d` and `r` were `digest` and
//! `replay-key`, which read a payment with the same reader, and are not used again.

mod fault;
mod faults;

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (step, faults) in (1..).zip(faults::steps()) {
        for (number, fault) in (1..).zip(faults) {
            drafts.extend(fault.drafts(step, number));
        }
    }
    drafts
}
