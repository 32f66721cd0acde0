//! Wrong states of a payment.

use crate::mutant::{Mutant, Row, documents, inputs};

const STATES: [(&str, &str); 4] =
    [("settled", "no"), ("pending", "not-yet"), ("failed", "both-count"), ("unknown", "not-yet")];

/// The members that decide, misread.
const SETTLEMENTS: [Row; 6] = [
    ("a-transaction-is-success", |j| j.reads("transaction", |named| !named.is_empty())?.put("success", "true")),
    ("without-a-transaction-is-failure", |j| j.reads("transaction", str::is_empty)?.say("errorReason", "x")),
    ("only-settlement-pending-is-pending", |j| {
        let is_pending = j.text_at("errorReason").as_deref() == Some("settlement_pending");
        j.is("success", "false")?.when(!is_pending)?.say("transaction", "")
    }),
    ("the-reason-is-not-read", |j| j.reads("errorReason", |_| true)?.say("errorReason", "x")),
    ("status-decides", |j| {
        let is_settled = j.text_at("status")? == "settled";
        j.put("success", &is_settled.to_string())
    }),
    ("success-need-not-be-there", |j| j.lacks("success")?.put("success", "true")),
];

/// Status and headers, misread.
const HEADERS: [Row; 12] = [
    ("settlements-are-not-read", |j| j.has("headers")?.put("headers", "[]")),
    ("only-200-has-a-settlement", |j| {
        j.holds("status", |status| status.as_plain() != Some("200"))?.put("headers", "[]")
    }),
    ("a-402-is-a-new-demand", |j| j.is("status", "402")?.put("headers", "[]")),
    ("the-first-of-two-settlements-counts", |j| {
        let is_twice = j.text_at("headers.0.0") == j.text_at("headers.1.0");
        j.when(is_twice)?.lacks("headers.2")?.cut("headers", 1)
    }),
    ("a-server-that-gave-up-failed", |j| {
        j.holds("status", |status| status.to_string().starts_with('5'))?.put("status", "402")
    }),
    ("every-answer-is-from-the-server", |j| {
        j.holds("status", |status| status.to_string().starts_with('4'))?.put("status", "500")
    }),
    ("no-answer-is-a-failure", |j| j.lacks("status")?.put("status", "402")?.put("headers", "[]")),
    ("status-400-is-500", |j| j.is("status", "400")?.put("status", "500")),
    ("status-402-is-500", |j| j.is("status", "402")?.put("status", "500")),
    ("status-500-is-400", |j| j.is("status", "500")?.put("status", "400")),
    ("status-401-is-402", |j| j.is("status", "401")?.put("status", "402")),
    ("status-422-is-400", |j| j.is("status", "422")?.put("status", "400")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = documents("settlement-state/", &SETTLEMENTS);
    mutants.extend(inputs("settlement-state/", &HEADERS));
    // One state in place of another, and each with another answer to the question.
    for (from, right) in STATES {
        for (to, _) in STATES.into_iter().filter(|(to, _)| *to != from) {
            let name = format!("settlement-state/{from}-is-{to}");
            mutants.push(Mutant::edits_result(name, move |j| j.is("state", from)?.say("state", to)));
        }
        for other in ["no", "not-yet", "both-count"].into_iter().filter(|other| *other != right) {
            let name = format!("settlement-state/{from}-signs-again-{other}");
            mutants.push(Mutant::edits_result(name, move |j| j.is("state", from)?.say("signAgain", other)));
        }
    }
    mutants
}
