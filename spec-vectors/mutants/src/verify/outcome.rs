//! A report with one check's outcome changed, and the verdict that follows.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    question::{Question, result_of},
};

/// The answer with another outcome for a check.
pub(super) fn with_outcome(question: &Question<'_>, check: &str, becomes: &str) -> Option<Reply> {
    let judged = question.judged()?;
    if judged.outcome(check)? == becomes {
        return None;
    }
    let mut verdict = "valid";
    for made in &judged.checks {
        let outcome = if made.id == check {
            becomes
        } else if made.outcome == "skipped" && made.detail == format!("because of {check}") {
            // The check would be made now.
            if_signed(question, &made.id)
        } else {
            &made.outcome
        };
        match outcome {
            "fail" => verdict = "invalid",
            "needs" if verdict == "valid" => verdict = "undecided",
            _ => {}
        }
    }
    says_verdict(question, verdict)
}

/// The same answer with another verdict.
pub(super) fn says_verdict(question: &Question<'_>, verdict: &str) -> Option<Reply> {
    if question.judged()?.verdict == verdict {
        return None;
    }
    let mut result = question.result()?.clone();
    result.set("verdict", Json::text(verdict))?;
    result_of(&result)
}

/// The outcome of a skipped check, by the signer of its subject. It passes if the signer is unknown.
fn if_signed(question: &Question<'_>, check: &str) -> &'static str {
    let path = match check {
        "signer" => "",
        "permit-signature" => "permit",
        "approval-signer" => "approval",
        _ => return "pass",
    };
    let ask = || {
        let (payment, offer) = (question.input.get("payment")?, question.input.get("offers.0")?);
        let mut input = Json::Object(Vec::new());
        input.set("payment", payment.clone())?;
        input.set("offer", offer.clone())?;
        let Reply::Result(result) = question.ask_of("digest", &input.to_string()) else { return None };
        let result = Json::parse(result.as_str())?;
        let signed = result.get(path)?;
        let is_payers = signed.text_at("signer") == question.result()?.text_at("payer");
        // A contract might accept it.
        let is_open = check != "approval-signer"
            && (question.input.get("facts.accounts").is_none() || signed.text_at("form").as_deref() == Some("erc6492"));
        Some(if is_payers {
            "pass"
        } else if is_open {
            "needs"
        } else {
            "fail"
        })
    };
    ask().unwrap_or("pass")
}
