//! Writes the JSON of a report, with the fields in the order of `docs/reference/operations`: of a [`Report`] without
//! making the texts of a [`RecordedReport`] first.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use x402_schemes::AccountId;
use x402_types::{DecodeError, Flags, object::ObjectWriter};

use super::{
    JsonRpc,
    recorded::{
        DECODE, RecordedCheck, RecordedOutcome, RecordedParticulars, RecordedQuestion, RecordedReport, reason_of,
    },
};
use crate::{Check, CheckId, Outcome, Purpose, Question, ReplayKey, Report, Rpc, TransferKey, Verdict};

/// Most reports are shorter, so that their text does not move while it grows.
const USUAL_LENGTH: usize = 4096;

/// Returns the JSON of a report: one object, without white space. Pass the flags that decoding the payment raised, which
/// are written next to those of the report.
#[must_use]
pub fn report_to_json(report: &Report, decoding: Flags) -> String {
    let deciding = report.deciding();
    let head = Head {
        verdict: report.verdict(),
        purpose: report.purpose(),
        deciding: deciding.map(|check| (check.id.stage().as_str(), check.id.name())),
        reason: report.reason(),
        payer: report.payer(),
        replay_key: report.replay_key(),
        transfer_key: report.transfer_key(),
        offer: report.offer(),
        flags: report.flags().union(decoding),
    };
    let particulars = RecordedParticulars::of(report);
    to_json(&head, particulars.as_ref(), |json| {
        json.array("outstanding", report.outstanding(), |question, out| {
            write_live_question(question, question.changes_verdict(), out);
        });
        json.array("needs", report.needs(), |question, out| write_live_question(question, false, out));
        json.array("checks", report.checks(), write_live_check);
    })
}

/// Returns the JSON of [`RecordedReport::of_decode_error`], without making the report first.
#[must_use]
pub fn decode_error_to_json(error: &DecodeError) -> String {
    let reason = reason_of(error);
    let head = Head {
        verdict: Verdict::Invalid,
        purpose: None,
        deciding: Some((DECODE, DECODE.into())),
        reason: Some(reason.as_str()),
        payer: None,
        replay_key: None,
        transfer_key: None,
        offer: None,
        flags: Flags::NONE,
    };
    to_json(&head, None, |json| {
        json.strings("outstanding", [""; 0]);
        json.strings("needs", [""; 0]);
        json.array("checks", [error], |error, out| write_check(DECODE, "fail", Some(error), out));
    })
}

impl RecordedReport {
    /// Returns the JSON: one object, without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let deciding = self.deciding();
        let head = Head {
            verdict: self.verdict(),
            purpose: self.purpose,
            deciding: deciding.map(|check| (check.stage(), check.name())),
            reason: self.reason.as_ref().map(|reason| reason.as_str()),
            payer: self.payer,
            replay_key: self.replay_key,
            transfer_key: self.transfer_key,
            offer: self.offer,
            flags: self.flags,
        };
        to_json(&head, self.particulars.as_ref(), |json| {
            json.array("outstanding", &self.outstanding, write_recorded_question);
            json.array("needs", self.needs(), write_recorded_question);
            json.array("checks", &self.checks, write_recorded_check);
        })
    }
}

/// The fields before the questions and checks.
struct Head<'a> {
    verdict: Verdict,
    purpose: Option<Purpose>,
    /// The stage and the name of the check that decides.
    deciding: Option<(&'static str, Cow<'static, str>)>,
    reason: Option<&'a str>,
    payer: Option<AccountId>,
    replay_key: Option<ReplayKey>,
    transfer_key: Option<TransferKey>,
    offer: Option<usize>,
    flags: Flags,
}

fn to_json(
    head: &Head<'_>,
    particulars: Option<&RecordedParticulars>,
    write_body: impl FnOnce(&mut ObjectWriter<'_>),
) -> String {
    let mut text = String::with_capacity(USUAL_LENGTH);
    let mut json = ObjectWriter::new(&mut text);
    head.write(&mut json);
    write_body(&mut json);
    if let Some(particulars) = particulars {
        particulars.write(&mut json);
    }
    json.close();
    text
}

impl Head<'_> {
    fn write(&self, json: &mut ObjectWriter<'_>) {
        json.string("verdict", self.verdict.as_str());
        json.optional_text("purpose", self.purpose);
        json.optional_string("stage", self.deciding.as_ref().map(|(stage, _)| *stage));
        json.optional_string("reason", self.reason);
        json.optional_string("check", self.deciding.as_ref().map(|(_, name)| &**name));
        json.optional_text("payer", self.payer);
        json.optional_text("replayKey", self.replay_key);
        json.optional_text("transferKey", self.transfer_key);
        if let Some(offer) = self.offer {
            json.integer("offer", u64::try_from(offer).unwrap_or(u64::MAX));
        }
        json.strings("flags", self.flags.iter().map(|flag| flag.as_str()));
    }
}

fn write_live_check(check: &Check, out: &mut String) {
    let name = check.id.name();
    match &check.outcome {
        Outcome::Pass => write_check(&name, "pass", None, out),
        Outcome::Fail(detail) => write_check(&name, "fail", Some(detail), out),
        Outcome::Needs(questions) => write_check(&name, "needs", Some(questions), out),
        Outcome::Skipped(because) => write_skipped(&name, *because, out),
    }
}

fn write_recorded_check(check: &RecordedCheck, out: &mut String) {
    let name = check.name();
    match &check.outcome {
        RecordedOutcome::Pass => write_check(&name, "pass", None, out),
        RecordedOutcome::Fail(detail) => write_check(&name, "fail", Some(detail), out),
        RecordedOutcome::Needs(questions) => write_check(&name, "needs", Some(questions), out),
        RecordedOutcome::Skipped(because) => write_skipped(&name, *because, out),
    }
}

fn write_check(name: &str, outcome: &str, detail: Option<&dyn fmt::Display>, out: &mut String) {
    let mut json = ObjectWriter::new(out);
    json.string("id", name);
    json.string("outcome", outcome);
    json.optional_text("detail", detail);
    json.close();
}

fn write_skipped(name: &str, because: CheckId, out: &mut String) {
    write_check(name, "skipped", Some(&format_args!("because of {because}")), out);
}

fn write_live_question(question: &Question, changes_verdict: bool, out: &mut String) {
    let (rpc, expected) = (question.rpc(), question.expected());
    let call = rpc.as_ref().map(Call::Live);
    write_question(question.kind(), question, expected.as_deref(), call, changes_verdict, out);
}

fn write_recorded_question(question: &RecordedQuestion, out: &mut String) {
    let RecordedQuestion { kind, sentence, rpc, expected, changes_verdict } = question;
    let call = rpc.as_ref().map(Call::Recorded);
    write_question(kind, sentence, expected.as_deref(), call, *changes_verdict, out);
}

/// A call to a node in either form.
#[derive(Clone, Copy)]
enum Call<'a> {
    Live(&'a Rpc),
    Recorded(&'a JsonRpc),
}

impl Call<'_> {
    fn write(self, out: &mut String) {
        let mut json = ObjectWriter::new(out);
        match self {
            Self::Live(rpc) => {
                json.string("method", rpc.method());
                json.object("params", |out| rpc.write_params(out));
            }
            Self::Recorded(JsonRpc { method, params }) => {
                json.string("method", method);
                json.raw("params", params);
            }
        }
        json.close();
    }
}

fn write_question(
    kind: &str,
    sentence: &dyn fmt::Display,
    expected: Option<&str>,
    call: Option<Call<'_>>,
    changes_verdict: bool,
    out: &mut String,
) {
    let mut json = ObjectWriter::new(out);
    json.string("kind", kind);
    json.text("sentence", sentence);
    json.optional_string("expected", expected);
    if let Some(call) = call {
        json.object("rpc", |out| call.write(out));
    }
    if changes_verdict {
        json.boolean("changesVerdict", true);
    }
    json.close();
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};

    use super::*;

    #[test]
    fn a_decode_error_has_the_json_of_its_report() {
        for text in ["", "{}", r#"{"x402Version":3}"#, r#"{"x402Version":2,"accepted":{"\u0000\"":1,"\u0000\"":1}}"#] {
            let error = PaymentPayload::decode(String::from(text), &DecodeOptions::STRICT).err();
            let both =
                error.map(|error| (decode_error_to_json(&error), RecordedReport::of_decode_error(&error).to_json()));
            assert!(both.as_ref().is_some_and(|(direct, recorded)| direct == recorded), "{both:?}");
        }
    }
}
