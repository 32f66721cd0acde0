//! Wrong states of a payment.

use super::change::boolean;
use crate::{json::Json, mutant::Mutant};

const OP: &[&str] = &["settlement-state"];

const STATES: [(&str, &str); 4] =
    [("settled", "no"), ("pending", "not-yet"), ("failed", "both-count"), ("unknown", "not-yet")];

pub(super) fn mutants() -> Vec<Mutant> {
    [confused(), settlements(), headers(), statuses()].into_iter().flatten().collect()
}

/// One state in place of another, and each with another answer to the question.
fn confused() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (from, right) in STATES {
        for (to, _) in STATES.into_iter().filter(|(to, _)| *to != from) {
            mutants.push(Mutant::says(format!("settlement-state/{from}-is-{to}"), OP, move |result| {
                (result.text_at("state")? == from).then(|| result.set("state", Json::text(to)))?
            }));
        }
        for other in ["no", "not-yet", "both-count"].into_iter().filter(|other| *other != right) {
            mutants.push(Mutant::says(format!("settlement-state/{from}-signs-again-{other}"), OP, move |result| {
                (result.text_at("state")? == from).then(|| result.set("signAgain", Json::text(other)))?
            }));
        }
    }
    mutants
}

fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static) -> Mutant {
    Mutant::edits_document(format!("settlement-state/{name}"), OP, edit)
}

fn succeeded(document: &Json) -> Option<bool> {
    document.get("success")?.as_plain()?.parse().ok()
}

/// The members that decide, misread.
fn settlements() -> Vec<Mutant> {
    vec![
        edits("a-transaction-is-success", |document| {
            document.text_at("transaction").filter(|transaction| !transaction.is_empty())?;
            document.set("success", boolean(true))
        }),
        edits("without-a-transaction-is-failure", |document| {
            document.text_at("transaction").filter(String::is_empty)?;
            document.set("errorReason", Json::text("x"))
        }),
        edits("only-settlement-pending-is-pending", |document| {
            let is_pending = document.text_at("errorReason").as_deref() == Some("settlement_pending");
            (succeeded(document) == Some(false) && !is_pending).then(|| document.set("transaction", Json::text("")))?
        }),
        edits("the-reason-is-not-read", |document| {
            document.text_at("errorReason")?;
            document.set("errorReason", Json::text("x"))
        }),
        edits("status-decides", |document| {
            let is_settled = document.text_at("status")? == "settled";
            document.set("success", boolean(is_settled))
        }),
        edits("success-need-not-be-there", |document| {
            document.get("success").is_none().then(|| document.set("success", boolean(true)))?
        }),
    ]
}

/// Status and headers, misread.
fn headers() -> Vec<Mutant> {
    let input =
        |name: &str, edit: fn(&mut Json) -> Option<()>| Mutant::edits(format!("settlement-state/{name}"), OP, edit);
    vec![
        input("settlements-are-not-read", |input| {
            let headers = input.get_mut("headers")?;
            *headers = Json::Array(Vec::new());
            Some(())
        }),
        input("only-200-has-a-settlement", |input| {
            (input.get("status")?.as_plain()? != "200").then(|| input.set("headers", Json::Array(Vec::new())))?
        }),
        input("a-402-is-a-new-demand", |input| {
            (input.get("status")?.as_plain()? == "402").then(|| input.set("headers", Json::Array(Vec::new())))?
        }),
        input("the-first-of-two-settlements-counts", |input| {
            let [first, second] = input.get("headers")?.elements() else { return None };
            let is_twice = first.text_at("0")? == second.text_at("0")?;
            let first = first.clone();
            is_twice.then(|| input.set("headers", Json::Array(vec![first])))?
        }),
        input("a-server-that-gave-up-failed", |input| {
            let is_of_server = input.get("status")?.as_plain()?.starts_with('5');
            is_of_server.then(|| input.set("status", Json::number(402)))?
        }),
        input("every-answer-is-from-the-server", |input| {
            let is_of_server = input.get("status")?.as_plain()?.starts_with('4');
            is_of_server.then(|| input.set("status", Json::number(500)))?
        }),
        input("no-answer-is-a-failure", |input| {
            input.get("status").is_none().then_some(())?;
            input.set("status", Json::number(402))?;
            input.set("headers", Json::Array(Vec::new()))
        }),
    ]
}

/// One status read as another.
fn statuses() -> Vec<Mutant> {
    let pairs = [("400", 500), ("402", 500), ("500", 400), ("401", 402), ("422", 400)];
    let read = |(from, to): (&'static str, u16)| {
        Mutant::edits(format!("settlement-state/status-{from}-is-{to}"), OP, move |input| {
            (input.get("status")?.as_plain()? == from).then(|| input.set("status", Json::number(to)))?
        })
    };
    pairs.into_iter().map(read).collect()
}
