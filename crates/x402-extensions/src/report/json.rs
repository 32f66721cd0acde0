//! The JSON of a report (`docs/reference/operations`).

use alloc::{
    format,
    string::{String, ToString},
};

use x402_types::{Members, RawJson};
use x402_verify::json::RecordedQuestion;

use super::{Check, ExtensionReport, Outcome, Question};

impl ExtensionReport {
    /// Returns the JSON of the report, without white space. The fields of the extension come between the
    /// verdict and the flags.
    pub fn to_json(&self, fields: &Members) -> RawJson {
        let mut json = Members::new();
        json.insert("verdict", text(self.verdict().as_str()));
        if let Some(deciding) = self.deciding() {
            json.insert("reason", text(deciding.id.reason()));
            json.insert("check", text(deciding.id.as_str()));
        }
        for (name, value) in fields.iter() {
            json.insert(name, value.clone());
        }
        json.insert("flags", RawJson::array(self.flags.iter().map(|flag| text(flag.as_str()))));
        let outstanding = self.outstanding.iter().map(|asked| question(asked, asked.changes_verdict()));
        json.insert("outstanding", RawJson::array(outstanding));
        json.insert("needs", RawJson::array(self.needs().map(|asked| question(asked, false))));
        json.insert("checks", RawJson::array(self.checks.iter().map(check)));
        json.into()
    }
}

fn text(text: &str) -> RawJson {
    RawJson::string(text)
}

fn check(check: &Check) -> RawJson {
    let detail: Option<String> = match &check.outcome {
        Outcome::Fail(detail) => Some(detail.to_string()),
        Outcome::Needs(question) => Some(question.to_string()),
        Outcome::Skipped(because) => Some(format!("because of {because}")),
        Outcome::Pass | _ => None,
    };
    let mut json = Members::from_iter([("id", text(check.id.as_str())), ("outcome", text(check.outcome.as_str()))]);
    if let Some(detail) = detail {
        json.insert("detail", text(&detail));
    }
    json.into()
}

fn question(question: &Question, changes_verdict: bool) -> RawJson {
    let sentence = question.to_string();
    let mut json = Members::from_iter([("kind", text(question.kind())), ("sentence", text(&sentence))]);
    if let Some(RecordedQuestion { expected, rpc, .. }) = question.of_chain().as_ref().map(RecordedQuestion::from) {
        if let Some(expected) = expected {
            json.insert("expected", text(&expected));
        }
        if let Some(rpc) = rpc {
            json.insert("rpc", Members::from_iter([("method", text(&rpc.method)), ("params", rpc.params)]).into());
        }
    }
    if changes_verdict {
        json.insert("changesVerdict", true.into());
    }
    json.into()
}
