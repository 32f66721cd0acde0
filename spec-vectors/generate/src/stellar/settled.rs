//! The first payment that each check refuses or leaves open, once more when it is to be settled. In most programs that is another
//! branch.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Expect};

use crate::draft::{Draft, expect, raw, suffix};

pub(super) fn drafts(verified: &[Draft]) -> Vec<Draft> {
    let mut seen = BTreeSet::new();
    let mut drafts = Vec::new();
    for draft in verified.iter().filter(|draft| draft.op() == "verify") {
        let Expect { class, check: Some(check), reason, .. } = draft.expectation() else { continue };
        let mut input: Value = serde_json::from_str(draft.input()).expect("JSON of ours");
        if !input["phase"].is_null() || !seen.insert((check.clone(), class.as_str())) {
            continue;
        }
        input["phase"] = json!({"settle": {"amount": input["offers"][0]["amount"]}});
        let verdict = if *class == Class::Invalid { "invalid" } else { "undecided" };
        let id = format!("stellar-3801{}", suffix(drafts.len()));
        let title = format!("{}, to be settled", draft.title());
        let twin = Draft::new(id, "verify", title, raw(&input), expect(*class, &json!({"verdict": verdict})))
            .rulings(&draft.cited())
            .decided_by(check)
            .no_witness("what is refused is a ruling; no library says it");
        drafts.push(match reason {
            Some(reason) => twin.reason(reason),
            None => twin,
        });
    }
    drafts
}
