//! Writes the JSON of a report, with the fields in the order of `docs/reference/operations`.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_types::{Flags, RawJson};

use super::{
    JsonRpc,
    recorded::{RecordedCheck, RecordedOutcome, RecordedQuestion, RecordedReport},
    write::Object,
};

impl RecordedReport {
    /// Returns the JSON: one object, without white space.
    pub fn to_json(&self) -> RawJson {
        let deciding = self.deciding();
        let mut json = Object::new()
            .text("verdict", &self.verdict())
            .text_if("purpose", self.purpose)
            .text_if("stage", deciding.map(RecordedCheck::stage))
            .text_if("reason", self.reason.as_ref())
            .text_if("check", deciding.map(RecordedCheck::name).as_deref())
            .text_if("payer", self.payer)
            .text_if("replayKey", self.replay_key)
            .text_if("transferKey", self.transfer_key);
        if let Some(offer) = self.offer {
            json = json.with("offer", u64::try_from(offer).unwrap_or(u64::MAX));
        }
        json = json
            .with("flags", flags(self.flags))
            .with("outstanding", RawJson::array(self.outstanding.iter().map(question)))
            .with("needs", RawJson::array(self.needs().map(question)))
            .with("checks", RawJson::array(self.checks.iter().map(check)));
        if let Some(particulars) = &self.particulars {
            json = particulars.write(json);
        }
        json.finish()
    }
}

fn flags(flags: Flags) -> RawJson {
    RawJson::array(flags.iter().map(|flag| RawJson::string(flag.as_str())))
}

fn check(check: &RecordedCheck) -> RawJson {
    let (outcome, detail): (_, Option<String>) = match &check.outcome {
        RecordedOutcome::Pass => ("pass", None),
        RecordedOutcome::Fail(detail) => ("fail", Some(detail.clone())),
        RecordedOutcome::Needs(questions) => ("needs", Some(questions.to_string())),
        RecordedOutcome::Skipped(because) => ("skipped", Some(format!("because of {because}"))),
    };
    Object::new().text("id", &*check.name()).text("outcome", outcome).text_if("detail", detail).finish()
}

fn question(question: &RecordedQuestion) -> RawJson {
    let mut json = Object::new()
        .text("kind", &question.kind)
        .text("sentence", &question.sentence)
        .text_if("expected", question.expected.as_ref());
    if let Some(JsonRpc { method, params }) = &question.rpc {
        json = json.with("rpc", Object::new().text("method", method).with("params", params.clone()).finish());
    }
    if question.changes_verdict {
        json = json.with("changesVerdict", true);
    }
    json.finish()
}
