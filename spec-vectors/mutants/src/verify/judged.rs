//! A report with one check's outcome changed, and the verdict that follows.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::{Question, result_of},
};

/// How the money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    Eip3009,
    Permit2,
    Upto,
    Solana,
}

impl Mechanism {
    pub(super) const ALL: [Self; 4] = [Self::Eip3009, Self::Permit2, Self::Upto, Self::Solana];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Eip3009 => "eip3009",
            Self::Permit2 => "permit2",
            Self::Upto => "upto",
            Self::Solana => "solana",
        }
    }

    fn of(document: &Json) -> Option<Self> {
        let payload = document.get("payload")?;
        let scheme = document.text_at("accepted.scheme").or_else(|| document.text_at("scheme"));
        Some(if payload.get("transaction").is_some() {
            Self::Solana
        } else if payload.get("permit2Authorization").is_none_or(Json::is_null) {
            Self::Eip3009
        } else if scheme.as_deref() == Some("upto") {
            Self::Upto
        } else {
            Self::Permit2
        })
    }
}

/// A part of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) mechanism: Mechanism,
    /// 1 or 2.
    pub(super) version: u8,
    /// After the service.
    pub(super) settling: bool,
}

impl Part {
    pub(super) fn name(self) -> String {
        let phase = if self.settling { "settle" } else { "verify" };
        format!("{}/v{}/{phase}", self.mechanism.as_str(), self.version)
    }
}

/// How ours judged a payment that it could decode.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(super) part: Part,
    pub(super) verdict: String,
    checks: Vec<Check>,
}

/// One check that was made.
#[derive(Debug)]
struct Check {
    id: String,
    /// `pass`, `fail`, `needs` or `skipped`.
    outcome: String,
    detail: String,
}

impl Judged {
    pub(crate) fn of(question: &Question<'_>) -> Option<Self> {
        let (report, document) = (question.result()?, question.document()?);
        let version = document.get("x402Version").and_then(Json::as_plain)?.parse().ok()?;
        let settling = question.input.get("phase.settle").is_some();
        let part = Part { mechanism: Mechanism::of(document)?, version, settling };
        let mut checks = Vec::new();
        for made in report.get("checks")?.elements() {
            let detail = made.text_at("detail").unwrap_or_default();
            checks.push(Check { id: made.text_at("id")?, outcome: made.text_at("outcome")?, detail });
        }
        Some(Self { part, verdict: report.text_at("verdict")?, checks })
    }

    /// The outcome of a check; `None` if it was not made.
    pub(super) fn outcome(&self, check: &str) -> Option<&str> {
        self.checks.iter().find(|made| made.id == check).map(|made| made.outcome.as_str())
    }
}

/// The answer of one who has another outcome for a check.
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
            // It would be looked at now.
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

/// The outcome of a check that was skipped, by who signed what it is about; that it passes where that cannot be told.
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
        let is_his = signed.text_at("signer") == question.result()?.text_at("payer");
        // A contract might take it.
        let is_open = check != "approval-signer"
            && (question.input.get("facts.accounts").is_none() || signed.text_at("form").as_deref() == Some("erc6492"));
        Some(if is_his {
            "pass"
        } else if is_open {
            "needs"
        } else {
            "fail"
        })
    };
    ask().unwrap_or("pass")
}
