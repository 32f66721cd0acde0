//! Writes the JSON of a report, with the fields in the order of `docs/reference/operations`.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_types::{Flags, Members, RawJson};

use super::{
    JsonRpc,
    recorded::{Halves, RecordedCheck, RecordedOutcome, RecordedQuestion, RecordedReport},
};

/// An object that is written field by field. Absent fields are left out.
pub(crate) struct Object(Members);

impl Object {
    pub(crate) const fn new() -> Self {
        Self(Members::new())
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<RawJson>) -> Self {
        self.0.insert(name, value.into());
        self
    }

    pub(crate) fn text(self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.with(name, RawJson::string(&value.to_string()))
    }

    pub(crate) fn text_if(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.text(name, &value),
            None => self,
        }
    }

    pub(crate) fn halves(self, halves: Halves) -> Self {
        self.text("sponsoring", &halves.sponsoring).text("payment", &halves.payment)
    }

    pub(crate) fn finish(self) -> RawJson {
        self.0.into()
    }
}

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
