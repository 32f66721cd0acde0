//! The one JSON of a report (feature `serde`): what the command prints with `--json`, and the answer of the operation
//! `verify` (`docs/operations.md`).
//!
//! A [`Report`] is serialized; a [`RecordedReport`] is read back. They are two types, because the JSON has fewer facts: the
//! details of checks and the questions are sentences in it. And it proves nothing: whoever wrote it may have made it up, so
//! that no [`Verified`](crate::Verified) can be had from it.
//!
//! ```
//! use x402_verify::{Context, json::RecordedReport, verify};
//! # use x402_types::{DecodeOptions, Wire, decode_payment_headers, v2::PaymentRequirements};
//! # let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
//! # let (name, value) = line.trim_end().split_once(": ").unwrap();
//! # let payment = decode_payment_headers([(name, value.as_bytes())], &DecodeOptions::STRICT)?.value;
//! # let x402_types::PaymentPayload::V2(payment) = payment else { panic!("of version 1") };
//! # let offers = [payment.accepted.clone()];
//! let report = verify(&payment, &offers, &Context::at(1_740_672_100));
//! let text = serde_json::to_string(&report)?;
//! let kept: RecordedReport = serde_json::from_str(&text)?;
//! assert_eq!(kept, RecordedReport::from(&report));
//! assert_eq!(kept.verdict(), report.verdict());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "schemars")]
mod examples;
mod read;
mod rpc;
#[cfg(feature = "schemars")]
mod schema;
mod write;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use x402_schemes::{AccountId, evm};
use x402_types::{Amount, DecodeError, ErrorKind, Flags, RawJson, ReasonCode, UnixSeconds};

use crate::{
    Approval, Check, CheckId, Concern, GasSponsoring, Outcome, Question, ReplayKey, Report, Sponsor, TransferKey,
    Verdict,
};

pub use read::ReadError;
pub use rpc::JsonRpc;

/// What the JSON of a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedReport {
    /// The checks that were made or skipped, in order. They give the verdict.
    pub checks: Vec<RecordedCheck>,
    /// The error code for the deciding check: there unless the verdict is valid.
    pub reason: Option<ReasonCode>,
    /// Who pays: a claim, unless the verdict is valid.
    pub payer: Option<AccountId>,
    /// The replay key.
    pub replay_key: Option<ReplayKey>,
    /// By which the transfer is recognised when it is signed anew.
    pub transfer_key: Option<TransferKey>,
    /// Index of the offer that the payment answers.
    pub offer: Option<usize>,
    /// What was tolerated, or a person should know.
    pub flags: Flags,
    /// Questions that do not decide the verdict, and are worth asking before settling.
    pub outstanding: Vec<RecordedQuestion>,
    /// What the fee payer on Solana stakes, and the two halves of the verdict.
    pub sponsor: Option<(Sponsor, Halves)>,
    /// What the payer adds, so that the facilitator pays for the approval of Permit2.
    pub gas_sponsoring: Option<RecordedGasSponsoring>,
}

/// One check and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedCheck {
    /// Which. `None`: `decode`, which comes before any report. The payment cannot be decoded.
    pub id: Option<CheckId>,
    /// How it went.
    pub outcome: RecordedOutcome,
}

/// How a check went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedOutcome {
    /// It holds.
    Pass,
    /// It does not, and why, in a sentence.
    Fail(String),
    /// The chain decides.
    Needs(RecordedQuestion),
    /// Not made, because of the outcome of that check.
    Skipped(CheckId),
}

/// A question for the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedQuestion {
    /// Its permanent name.
    pub kind: String,
    /// What to ask, in a sentence.
    pub sentence: String,
    /// The call that asks a node, where one call does.
    pub rpc: Option<JsonRpc>,
}

/// The two halves of a verdict where somebody else than the payer pays the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Halves {
    /// Whether it is safe to pay the fee.
    pub sponsoring: Verdict,
    /// Whether the payment pays what the offer asks.
    pub payment: Verdict,
}

/// What the payer adds, so that the facilitator pays for the approval of Permit2: a claim, unless the verdict is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordedGasSponsoring {
    /// An EIP-2612 permit.
    Permit {
        /// Who may move the payer's tokens.
        spender: evm::Address,
        /// How much the spender may move.
        amount: Amount,
        /// The last second at which the token takes the permit.
        deadline: UnixSeconds,
    },
    /// A signed transaction.
    Approval(Approval, Halves),
}

impl RecordedReport {
    /// The report about a payment that cannot be decoded: invalid, by the check before all others.
    #[must_use]
    pub fn of_decode_error(error: &DecodeError) -> Self {
        let reason = if error.kind() == ErrorKind::Version { ReasonCode::X402_VERSION } else { ReasonCode::PAYLOAD };
        Self {
            checks: [RecordedCheck { id: None, outcome: RecordedOutcome::Fail(error.to_string()) }].into(),
            reason: Some(reason),
            payer: None,
            replay_key: None,
            transfer_key: None,
            offer: None,
            flags: Flags::NONE,
            outstanding: Vec::new(),
            sponsor: None,
            gas_sponsoring: None,
        }
    }

    /// The same with more flags: those of decoding.
    #[must_use]
    pub const fn with_flags(mut self, flags: Flags) -> Self {
        self.flags = self.flags.union(flags);
        self
    }

    /// Any failed check: invalid. None failed, and some need the chain: undecided. Else valid.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.deciding().map(|check| &check.outcome) {
            None => Verdict::Valid,
            Some(RecordedOutcome::Fail(_)) => Verdict::Invalid,
            Some(_) => Verdict::Undecided,
        }
    }

    /// The check that decides the verdict: the first that failed, else the first that needs the chain.
    #[must_use]
    pub fn deciding(&self) -> Option<&RecordedCheck> {
        let first = |test: fn(&RecordedOutcome) -> bool| self.checks.iter().find(|check| test(&check.outcome));
        first(|outcome| matches!(outcome, RecordedOutcome::Fail(_)))
            .or_else(|| first(|outcome| matches!(outcome, RecordedOutcome::Needs(_))))
    }

    /// Questions that decide the verdict.
    pub fn needs(&self) -> impl Iterator<Item = &RecordedQuestion> {
        self.checks.iter().filter_map(|check| match &check.outcome {
            RecordedOutcome::Needs(question) => Some(question),
            RecordedOutcome::Pass | RecordedOutcome::Fail(_) | RecordedOutcome::Skipped(_) => None,
        })
    }

    /// Reads the JSON of a report.
    ///
    /// # Errors
    /// The text is no JSON; a member is missing, unknown, or not what it has to be; the report contradicts itself.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let json = RawJson::parse(text)?;
        read::report(json.as_json())
    }
}

impl RecordedCheck {
    /// The permanent name: `decode` or that of the check.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.map_or("decode", CheckId::as_str)
    }

    /// At which stage the check stands: `decode`, `match` or `verify`.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        self.id.map_or("decode", |id| id.stage().as_str())
    }
}

impl From<&Report> for RecordedReport {
    fn from(report: &Report) -> Self {
        let halves =
            Halves { sponsoring: report.verdict_on(Concern::Sponsor), payment: report.verdict_on(Concern::Payment) };
        Self {
            checks: report.checks().iter().map(RecordedCheck::from).collect(),
            reason: report.reason().map(ReasonCode::new),
            payer: report.payer(),
            replay_key: report.replay_key(),
            transfer_key: report.transfer_key(),
            offer: report.offer(),
            flags: report.flags(),
            outstanding: report.outstanding().iter().map(RecordedQuestion::from).collect(),
            sponsor: report.sponsor().map(|sponsor| (sponsor, halves)),
            gas_sponsoring: report.gas_sponsoring().map(|added| match added {
                GasSponsoring::Permit(permit) => RecordedGasSponsoring::Permit {
                    spender: permit.spender,
                    amount: permit.value,
                    deadline: permit.deadline,
                },
                GasSponsoring::Approval(approval) => RecordedGasSponsoring::Approval(*approval, halves),
            }),
        }
    }
}

impl From<&Check> for RecordedCheck {
    fn from(check: &Check) -> Self {
        let outcome = match &check.outcome {
            Outcome::Pass => RecordedOutcome::Pass,
            Outcome::Fail(detail) => RecordedOutcome::Fail(detail.to_string()),
            Outcome::Needs(question) => RecordedOutcome::Needs(question.into()),
            Outcome::Skipped(because) => RecordedOutcome::Skipped(*because),
        };
        Self { id: Some(check.id), outcome }
    }
}

impl From<&Question> for RecordedQuestion {
    fn from(question: &Question) -> Self {
        let rpc = question.rpc().as_ref().map(JsonRpc::from);
        Self { kind: question.kind().into(), sentence: question.to_string(), rpc }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RecordedReport::from(self).serialize(serializer)
    }
}

impl Serialize for RecordedReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RecordedReport {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = RawJson::deserialize(deserializer)?;
        read::report(json.as_json()).map_err(de::Error::custom)
    }
}
