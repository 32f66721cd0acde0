//! A report as its JSON contains it, with details and questions as sentences.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::{Serialize, Serializer};
use x402_schemes::AccountId;
use x402_types::{
    DecodeError, ErrorKind, Flags, ReasonCode,
    object::{ObjectWriter, serialize_text},
    printable::Sentence,
};

use super::{
    JsonRpc,
    read::{self, ReadError},
};
use crate::{
    Check, CheckId, Outcome, Particulars, Purpose, Question, Questions, ReplayKey, Report, TransferKey, Verdict, evm,
    family::{Family, family_values},
    solana, stellar, xrpl,
};

/// A report as its JSON contains it (`docs/reference/operations`, `verify`). It is made from a [`Report`], or
/// [parsed](core::str::FromStr::from_str) from stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedReport {
    /// The checks that were made or skipped, in order. The verdict follows from them.
    pub checks: Vec<RecordedCheck>,
    /// The error code of the deciding check. `None` if the verdict is valid.
    pub reason: Option<ReasonCode>,
    /// The purpose of the payment. `None` if its payload could not be read.
    pub purpose: Option<Purpose>,
    /// The account that pays. It is a claim until the verdict is valid.
    pub payer: Option<AccountId>,
    /// The replay key of the payment.
    pub replay_key: Option<ReplayKey>,
    /// The key that identifies the same transfer when it is signed again.
    pub transfer_key: Option<TransferKey>,
    /// The index of the offer that the payment answers.
    pub offer: Option<usize>,
    /// The flags of the payment: tolerated deviations, and other facts that people should know.
    pub flags: Flags,
    /// The questions to ask before the settlement. An answer can prevent the settlement, and the answer to a question
    /// with [`changes_verdict`](RecordedQuestion::changes_verdict) can make the payment undecided or invalid.
    pub outstanding: Vec<RecordedQuestion>,
    /// The fields that only reports on this chain family have.
    pub particulars: Option<RecordedParticulars>,
}

/// One check of a recorded report, with its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedCheck {
    /// The check. `None` for `decode`, the check before every report, which fails if the payment cannot be decoded.
    pub id: Option<CheckId>,
    /// The result of the check.
    pub outcome: RecordedOutcome,
}

/// The outcome of a check in a recorded report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedOutcome {
    /// The sentence of the check holds.
    Pass,
    /// The sentence does not hold. The text is the reason.
    Fail(String),
    /// The answers to these questions decide whether the sentence holds.
    Needs(Questions<RecordedQuestion>),
    /// The check was not made, because the named check did not pass.
    Skipped(CheckId),
}

/// A question of a recorded report. It prints as its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedQuestion {
    /// The permanent name of the type of question.
    pub kind: String,
    /// The question as a sentence.
    pub sentence: String,
    /// The call to a node. `None` if no single call answers the question.
    pub rpc: Option<JsonRpc>,
    /// The answer that allows the settlement, as [`Question::expected`] returns it.
    pub expected: Option<String>,
    /// `true` if the verdict does not wait for the question but its answer can change the verdict. Such an answer is a
    /// fact: verify the payment again with it. `false` for questions that decide the verdict.
    pub changes_verdict: bool,
}

/// The recorded form of [`Particulars`](crate::Particulars).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "a program keeps few recorded reports, and most are about EVM chains")]
pub enum RecordedParticulars {
    /// The fields that only reports on EVM chains have.
    Evm(evm::RecordedParticulars),
    /// The fields that only reports on Solana have.
    Solana(solana::RecordedParticulars),
    /// The fields that only reports on Stellar have.
    Stellar(stellar::RecordedParticulars),
    /// The fields that only reports on the XRP Ledger have.
    Xrpl(xrpl::RecordedParticulars),
}

family_values!(RecordedParticulars);

impl RecordedParticulars {
    pub(super) fn of(report: &Report) -> Option<Self> {
        Some(match report.particulars()? {
            Particulars::Evm(particulars) => evm::RecordedParticulars::of(particulars, report).into(),
            Particulars::Solana(particulars) => solana::RecordedParticulars::of(particulars, report).into(),
            Particulars::Stellar(particulars) => stellar::RecordedParticulars::of(particulars, report).into(),
            Particulars::Xrpl(particulars) => xrpl::RecordedParticulars::of(particulars).into(),
        })
    }

    pub(super) fn write(&self, json: &mut ObjectWriter<'_>) {
        match self {
            Self::Evm(particulars) => particulars.write(json),
            Self::Solana(particulars) => particulars.write(json),
            Self::Stellar(particulars) => particulars.write(json),
            Self::Xrpl(particulars) => particulars.write(json),
        }
    }

    /// Reads the fields of one chain family.
    pub(super) fn read(report: &mut read::Object<'_>) -> Result<Option<Self>, ReadError> {
        let mut read = None;
        for family in Family::ALL {
            if read.is_none() {
                read = Self::read_on(family, report)?;
            }
        }
        let mut dependent = Family::ALL.into_iter().flat_map(Self::dependent_on);
        match dependent.find(|member| report.take(member).is_some()) {
            Some(member) => Err(ReadError::Contradiction(member)),
            None => Ok(read),
        }
    }

    fn read_on(family: Family, report: &mut read::Object<'_>) -> Result<Option<Self>, ReadError> {
        Ok(match family {
            Family::Evm => evm::RecordedParticulars::read(report)?.map(Self::Evm),
            Family::Solana => solana::RecordedParticulars::read(report)?.map(Self::Solana),
            Family::Stellar => stellar::RecordedParticulars::read(report)?.map(Self::Stellar),
            Family::Xrpl => xrpl::RecordedParticulars::read(report)?.map(Self::Xrpl),
        })
    }

    /// The fields of a family that have no meaning without its other fields.
    const fn dependent_on(family: Family) -> &'static [&'static str] {
        match family {
            Family::Evm | Family::Solana | Family::Xrpl => &[],
            Family::Stellar => stellar::RecordedParticulars::DEPENDENT,
        }
    }
}

/// The name of the check before all others, and of its stage.
pub(super) const DECODE: &str = "decode";

/// The error code for a payment that cannot be decoded.
pub(super) fn reason_of(error: &DecodeError) -> ReasonCode {
    if error.kind() == ErrorKind::Version { ReasonCode::X402_VERSION } else { ReasonCode::PAYLOAD }
}

impl RecordedReport {
    /// A field of a chain family for whose payments the report is not.
    pub(super) fn stray_member(&self) -> Option<&'static str> {
        let passes =
            |name| self.checks.iter().any(|check| check.name() == name && check.outcome == RecordedOutcome::Pass);
        match self.particulars.as_ref()? {
            // Other fields recognise them.
            RecordedParticulars::Evm(_) | RecordedParticulars::Solana(_) | RecordedParticulars::Stellar(_) => None,
            RecordedParticulars::Xrpl(_) if passes(xrpl::RecordedParticulars::CHECK) => None,
            RecordedParticulars::Xrpl(_) => Some(xrpl::RecordedParticulars::LAST_LEDGER),
        }
    }

    /// Returns the report on a payment that cannot be decoded. It is invalid because of `decode`, the check before all
    /// others.
    #[must_use]
    pub fn of_decode_error(error: &DecodeError) -> Self {
        Self {
            checks: [RecordedCheck { id: None, outcome: RecordedOutcome::Fail(error.to_string()) }].into(),
            reason: Some(reason_of(error)),
            purpose: None,
            payer: None,
            replay_key: None,
            transfer_key: None,
            offer: None,
            flags: Flags::NONE,
            outstanding: Vec::new(),
            particulars: None,
        }
    }

    /// Adds flags, such as those raised by decoding.
    #[must_use]
    pub const fn with_flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags.union(flags);
        self
    }

    /// Returns the verdict: invalid if any check failed, undecided if none failed and some need an answer from the
    /// chain, and valid otherwise.
    pub fn verdict(&self) -> Verdict {
        match self.deciding().map(|check| &check.outcome) {
            None => Verdict::Valid,
            Some(RecordedOutcome::Fail(_)) => Verdict::Invalid,
            Some(_) => Verdict::Undecided,
        }
    }

    /// Returns the check that decides the verdict: the first failed check, or else the first that needs the chain.
    /// `None` if the payment is valid.
    pub fn deciding(&self) -> Option<&RecordedCheck> {
        let first = |test: fn(&RecordedOutcome) -> bool| self.checks.iter().find(|check| test(&check.outcome));
        first(|outcome| matches!(outcome, RecordedOutcome::Fail(_)))
            .or_else(|| first(|outcome| matches!(outcome, RecordedOutcome::Needs(_))))
    }

    /// Returns the questions that decide the verdict, in the order of their checks, each once.
    pub fn needs(&self) -> impl Iterator<Item = &RecordedQuestion> {
        self.checks.iter().enumerate().flat_map(|(index, check)| {
            let before = self.checks.get(..index).unwrap_or_default();
            let was_asked = |asked: &_| before.iter().flat_map(RecordedCheck::questions).any(|one| one == asked);
            check.questions().filter(move |asked| !was_asked(asked))
        })
    }
}

impl RecordedCheck {
    /// Returns the permanent name of the check, with its label if it has one, or `decode`.
    pub fn name(&self) -> Cow<'static, str> {
        self.id.map_or(Cow::Borrowed(DECODE), CheckId::name)
    }

    /// The questions that the check waits for.
    fn questions(&self) -> impl Iterator<Item = &RecordedQuestion> {
        let asked = if let RecordedOutcome::Needs(questions) = &self.outcome { Some(questions) } else { None };
        asked.into_iter().flat_map(Questions::iter)
    }

    /// Returns the stage to which the check belongs: `decode`, `match` or `verify`.
    pub fn stage(&self) -> &'static str {
        self.id.map_or(DECODE, |id| id.stage().as_str())
    }
}

impl From<&Report> for RecordedReport {
    fn from(report: &Report) -> Self {
        Self {
            checks: report.checks().iter().map(RecordedCheck::from).collect(),
            reason: report.reason().map(ReasonCode::new),
            purpose: report.purpose(),
            payer: report.payer(),
            replay_key: report.replay_key(),
            transfer_key: report.transfer_key(),
            offer: report.offer(),
            flags: report.flags(),
            outstanding: report.outstanding().iter().map(RecordedQuestion::outstanding).collect(),
            particulars: RecordedParticulars::of(report),
        }
    }
}

impl From<&Check> for RecordedCheck {
    fn from(check: &Check) -> Self {
        let outcome = match &check.outcome {
            Outcome::Pass => RecordedOutcome::Pass,
            Outcome::Fail(detail) => RecordedOutcome::Fail(detail.to_string()),
            Outcome::Needs(questions) => RecordedOutcome::Needs(questions.map(RecordedQuestion::from)),
            Outcome::Skipped(because) => RecordedOutcome::Skipped(*because),
        };
        Self { id: Some(check.id), outcome }
    }
}

impl From<&Question> for RecordedQuestion {
    fn from(question: &Question) -> Self {
        let rpc = question.rpc().as_ref().map(JsonRpc::from);
        Self {
            kind: question.kind().into(),
            sentence: question.to_string(),
            expected: question.expected(),
            rpc,
            changes_verdict: false,
        }
    }
}

impl fmt::Display for RecordedQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Sentence(&self.sentence).fmt(f)
    }
}

impl RecordedQuestion {
    /// The recorded form of a question that the verdict does not wait for.
    pub(super) fn outstanding(question: &Question) -> Self {
        Self { changes_verdict: question.changes_verdict(), ..question.into() }
    }
}

impl Serialize for RecordedReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(&self.to_json(), serializer)
    }
}
