//! Reads the JSON of a report. A missing, unknown or contradictory field is an error.

use alloc::vec::Vec;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use x402_types::{Flag, Flags, JsonRef, RawJson, ReasonCode};

use super::{
    JsonRpc,
    read::{Object, ReadError, Result, unknown},
    recorded::{DECODE, RecordedCheck, RecordedOutcome, RecordedParticulars, RecordedQuestion, RecordedReport},
};
use crate::{Questions, Verdict};

impl FromStr for RecordedReport {
    type Err = ReadError;

    fn from_str(text: &str) -> core::result::Result<Self, ReadError> {
        let json = RawJson::parse(text)?;
        report(json.as_json())
    }
}

impl<'de> Deserialize<'de> for RecordedReport {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
        let json = RawJson::deserialize(deserializer)?;
        report(json.as_json()).map_err(de::Error::custom)
    }
}

/// Checks that the value in the JSON is the one that follows from the checks.
fn same(member: &'static str, stated: Option<&str>, follows: Option<&str>) -> Result<()> {
    if stated == follows { Ok(()) } else { Err(ReadError::Contradiction(member)) }
}

pub(super) fn report(value: JsonRef<'_>) -> Result<RecordedReport> {
    let mut object = Object::of(value)?;
    let verdict: Verdict = object.parse("verdict")?;
    let stage = object.take("stage").map(|stage| stage.string()).transpose()?;
    let deciding = object.take("check").map(|check| check.string()).transpose()?;
    let needs = object.list("needs", question)?;
    let mut open: Vec<&RecordedQuestion> = needs.iter().collect();
    let checks = object.list("checks", |value| check(value, &needs, &mut open))?;
    let report = RecordedReport {
        checks,
        reason: object.take("reason").map(|reason| reason.string()).transpose()?.map(|code| ReasonCode::new(&code)),
        purpose: object.parse_if("purpose")?,
        payer: object.parse_if("payer")?,
        replay_key: object.parse_if("replayKey")?,
        transfer_key: object.parse_if("transferKey")?,
        offer: object.take("offer").map(offer).transpose()?,
        flags: flags(object.require("flags")?)?,
        outstanding: object.list("outstanding", question)?,
        particulars: RecordedParticulars::read(&mut object)?,
    };
    object.finish()?;
    if let Some(member) = report.stray_member() {
        return Err(ReadError::Contradiction(member));
    }
    if !needs.iter().eq(report.needs()) {
        return Err(ReadError::Contradiction("needs"));
    }
    same("verdict", Some(verdict.as_str()), Some(report.verdict().as_str()))?;
    same("stage", stage.as_deref(), report.deciding().map(RecordedCheck::stage))?;
    same("check", deciding.as_deref(), report.deciding().map(RecordedCheck::name).as_deref())?;
    if report.reason.is_some() != report.deciding().is_some() {
        return Err(ReadError::Contradiction("reason"));
    }
    Ok(report)
}

/// Reads a check. If it needs answers, its questions are among `needs`.
fn check<'a>(
    value: JsonRef<'_>,
    needs: &'a [RecordedQuestion],
    open: &mut Vec<&'a RecordedQuestion>,
) -> Result<RecordedCheck> {
    let mut object = Object::of(value)?;
    let name = object.text("id")?;
    let id = if name == DECODE { None } else { Some(name.parse().map_err(|_| unknown("id", &name))?) };
    let outcome = object.text("outcome")?;
    let outcome = match outcome.as_str() {
        "pass" => RecordedOutcome::Pass,
        "fail" => RecordedOutcome::Fail(object.text("detail")?),
        "needs" => {
            let asked = asked(&object.text("detail")?, needs, open).and_then(Questions::new);
            RecordedOutcome::Needs(asked.ok_or(ReadError::Contradiction("needs"))?)
        }
        "skipped" => {
            let detail = object.text("detail")?;
            let because = detail.strip_prefix("because of ").and_then(|name| name.parse().ok());
            RecordedOutcome::Skipped(because.ok_or_else(|| unknown("detail", &detail))?)
        }
        other => return Err(unknown("outcome", other)),
    };
    object.finish()?;
    Ok(RecordedCheck { id, outcome })
}

/// The questions whose sentences the detail of a check contains, in order. Several questions may have the same
/// sentence, so those that no check has asked yet come first.
fn asked<'a>(
    detail: &str,
    needs: &'a [RecordedQuestion],
    open: &mut Vec<&'a RecordedQuestion>,
) -> Option<Vec<RecordedQuestion>> {
    let (mut asked, mut rest) = (Vec::new(), Some(detail));
    while let Some(left) = rest {
        let of_one = |question: &RecordedQuestion| match left.strip_prefix(&*question.sentence)? {
            "" => Some(None),
            more => more.strip_prefix("; ").map(Some),
        };
        let found = |question: &'a RecordedQuestion| Some((question, of_one(question)?));
        let (question, more) = open.iter().copied().find_map(found).or_else(|| needs.iter().find_map(found))?;
        open.retain(|left| *left != question);
        asked.push(question.clone());
        rest = more;
    }
    Some(asked)
}

fn question(value: JsonRef<'_>) -> Result<RecordedQuestion> {
    let mut object = Object::of(value)?;
    let question = RecordedQuestion {
        kind: object.text("kind")?,
        sentence: object.text("sentence")?,
        rpc: object.take("rpc").map(rpc).transpose()?,
        expected: object.take("expected").map(|text| text.string().map(Into::into)).transpose()?,
        changes_verdict: object.is_present("changesVerdict")?,
    };
    object.finish()?;
    Ok(question)
}

fn rpc(value: JsonRef<'_>) -> Result<JsonRpc> {
    let mut object = Object::of(value)?;
    let method = object.text("method")?;
    let params = object.require("params")?;
    params.elements().map(drop).or_else(|_| params.members().map(drop))?; // An array, or named parameters.
    object.finish()?;
    Ok(JsonRpc { method, params: params.into() })
}

fn offer(value: JsonRef<'_>) -> Result<usize> {
    let index = value.integer()?;
    usize::try_from(index).map_err(|_| unknown("offer", value.text()))
}

fn flags(value: JsonRef<'_>) -> Result<Flags> {
    value.elements()?.try_fold(Flags::NONE, |flags, flag| {
        let name = flag.string()?;
        name.parse::<Flag>().map(|flag| flags.with(flag)).map_err(|_| unknown("flags", &name))
    })
}
