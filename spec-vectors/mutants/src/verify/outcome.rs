//! A report with one check's outcome changed, and the verdict that follows.

use x402_conformance::adapter::Reply;

use crate::question::{Question, result_of};

/// The answer with another outcome for a check.
pub(crate) fn with_outcome(question: &Question<'_>, check: &str, becomes: &str) -> Option<Reply> {
    let evaluated = question.evaluated()?;
    let outcomes = evaluated.checks.iter().map(|made| match &*made.outcome {
        _ if made.id == check => becomes,
        // The check would be made now.
        "skipped" if made.detail == format!("because of {check}") => if_signed(question, &made.id).unwrap_or("pass"),
        outcome => outcome,
    });
    let outcomes: Vec<&str> = outcomes.collect();
    with_verdict(
        question,
        if outcomes.contains(&"fail") {
            "invalid"
        } else if outcomes.contains(&"needs") {
            "undecided"
        } else {
            "valid"
        },
    )
}

/// The same answer with another verdict.
pub(crate) fn with_verdict(question: &Question<'_>, verdict: &str) -> Option<Reply> {
    question.evaluated()?;
    result_of(&question.result()?.edited(|j| j.say("verdict", verdict))?)
}

/// The outcome of a skipped check, by the signer of its subject.
fn if_signed(question: &Question<'_>, check: &str) -> Option<&'static str> {
    let result = question.digest()?;
    let path = match check {
        // A deposit into a channel has two signatures.
        "signer" if result.get("deposit").is_some() => "deposit",
        "signer" => "",
        "permit-signature" => "permit",
        "approval-signer" => "approval",
        _ => return None,
    };
    let signed = result.get(path)?;
    let is_payers = signed.text_at("signer") == question.result()?.text_at("payer");
    // A contract might accept it.
    let is_open = check != "approval-signer"
        && (question.input.get("facts.accounts").is_none() || signed.text_at("form").as_deref() == Some("erc6492"));
    Some(match (is_payers, is_open) {
        (true, _) => "pass",
        (false, true) => "needs",
        (false, false) => "fail",
    })
}
