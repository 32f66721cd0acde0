//! Reads the JSON of a report. A missing, unknown or contradictory field is an error.

use alloc::{
    borrow::{Cow, ToOwned},
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use x402_types::{__declare::sentences, DecodeError, Flag, Flags, JsonRef, RawJson, ReasonCode};

use super::{
    JsonRpc,
    recorded::{Halves, RecordedCheck, RecordedOutcome, RecordedParticulars, RecordedQuestion, RecordedReport},
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

sentences! {
    /// The reason why a text is not the JSON of a report.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ReadError {
        /// The text is not JSON, or a field has the wrong type.
        Json(error: DecodeError) = |f| error.fmt(f),
        /// This field is missing.
        Missing(member: &'static str) = "{member} is missing",
        /// Reports have no field of this name at this position.
        UnknownMember(member: String) = "{member} is not a member of a report",
        /// The field has a value that this build does not know, such as the name of a check.
        Unknown {
            /// The name of the field.
            member: &'static str,
            /// Its value.
            value: String,
        } = "{member} has the unknown value {value:?}",
        /// The value of this field does not follow from the checks.
        Contradiction(member: &'static str) = "{member} contradicts the checks",
    }
}

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::Missing(_) | Self::UnknownMember(_) | Self::Unknown { .. } | Self::Contradiction(_) => None,
        }
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        Self::Json(error)
    }
}

pub(crate) type Result<T> = core::result::Result<T, ReadError>;

/// The fields of an object that have not been taken yet.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, JsonRef<'a>)>);

impl<'a> Object<'a> {
    pub(crate) fn of(value: JsonRef<'a>) -> Result<Self> {
        Ok(Self(value.members()?.collect()))
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<JsonRef<'a>> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes a field whose value is an object with the field `own`.
    pub(crate) fn take_with(&mut self, name: &str, own: &str) -> Option<JsonRef<'a>> {
        let at = self.0.iter().position(|(found, value)| found == name && value.get(own).is_some())?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn require(&mut self, name: &'static str) -> Result<JsonRef<'a>> {
        self.take(name).ok_or(ReadError::Missing(name))
    }

    /// Takes a string field, and parses the string.
    pub(crate) fn parse<T: FromStr>(&mut self, name: &'static str) -> Result<T> {
        parse(name, self.require(name)?)
    }

    pub(crate) fn parse_if<T: FromStr>(&mut self, name: &'static str) -> Result<Option<T>> {
        self.take(name).map(|value| parse(name, value)).transpose()
    }

    /// Takes a number in decimal digits, written without sign and leading zeros.
    pub(crate) fn number<T: FromStr + ToString>(&mut self, name: &'static str) -> Result<T> {
        let text = self.text(name)?;
        let number = text.parse().ok().filter(|number: &T| number.to_string() == text);
        number.ok_or_else(|| unknown(name, &text))
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<String> {
        Ok(self.require(name)?.string()?.into_owned())
    }

    /// `true` if this field is present. Its value must then be true.
    pub(crate) fn is_present(&mut self, name: &'static str) -> Result<bool> {
        match self.take(name) {
            Some(value) if value.boolean()? => Ok(true),
            Some(_) => Err(unknown(name, "false")),
            None => Ok(false),
        }
    }

    pub(crate) fn list<T>(&mut self, name: &'static str, read: impl FnMut(JsonRef<'a>) -> Result<T>) -> Result<Vec<T>> {
        self.require(name)?.elements()?.map(read).collect()
    }

    pub(crate) fn halves(&mut self) -> Result<Halves> {
        Ok(Halves { sponsoring: self.parse("sponsoring")?, payment: self.parse("payment")? })
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ReadError::UnknownMember(name.into_owned())),
            None => Ok(()),
        }
    }
}

fn parse<T: FromStr>(member: &'static str, value: JsonRef<'_>) -> Result<T> {
    let text = value.string()?;
    text.parse().map_err(|_| unknown(member, &text))
}

pub(crate) fn unknown(member: &'static str, value: &str) -> ReadError {
    ReadError::Unknown { member, value: value.to_owned() }
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
    let id = if name == "decode" { None } else { Some(name.parse().map_err(|_| unknown("id", &name))?) };
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
