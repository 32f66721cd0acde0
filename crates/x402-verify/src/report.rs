//! The outcome of every check, and the verdict that follows.

use alloc::{boxed::Box, vec::Vec};
use core::{fmt, str::FromStr};

use x402_schemes::{AccountId, Mechanism};
use x402_types::{Amount, Flags};

use crate::{
    Authorized, CheckId, CheckStage, Concern, Detail, GasSponsoring, Question, ReplayKey, Sponsor, TransferKey,
};

/// What can be said of a payment without asking a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every check passed. What is [outstanding](Report::outstanding) can still keep it from being settled.
    Valid,
    /// A check failed; no state of a chain can save it, and no answer to a question.
    Invalid,
    /// No check failed, and some need an answer from the chain. Not to be served.
    Undecided,
}

impl Verdict {
    /// `valid`, `invalid` or `undecided`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Verdict {
    type Err = UnknownVerdict;

    fn from_str(name: &str) -> Result<Self, UnknownVerdict> {
        [Self::Valid, Self::Invalid, Self::Undecided]
            .into_iter()
            .find(|verdict| verdict.as_str() == name)
            .ok_or(UnknownVerdict)
    }
}

/// The text is none of `valid`, `invalid` and `undecided`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownVerdict;

impl fmt::Display for UnknownVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a verdict is valid, invalid or undecided")
    }
}

impl core::error::Error for UnknownVerdict {}

/// One check and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// Which.
    pub id: CheckId,
    /// How it went.
    pub outcome: Outcome,
}

/// How a check went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not, whatever the chain says.
    Fail(Detail),
    /// The chain decides.
    Needs(Question),
    /// Not made: because of the outcome of that check its inputs were not there, or its cost not worth it.
    Skipped(CheckId),
}

impl Outcome {
    /// `pass`, `fail`, `needs` or `skipped`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail(_) => "fail",
            Self::Needs(_) => "needs",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// Everything that was found out about a payment, in the [order](crate::checks_of) of its mechanism.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    version: u64,
    pub(crate) mechanism: Option<Mechanism>,
    pub(crate) checks: Vec<Check>,
    offer: Option<usize>,
    flags: Flags,
    pub(crate) authorized: Option<Authorized>,
    pub(crate) outstanding: Vec<Question>,
    pub(crate) sponsor: Option<Sponsor>,
    pub(crate) gas_sponsoring: Option<GasSponsoring>,
}

impl Report {
    /// For a payment of this version.
    pub(crate) fn new(version: u64) -> Self {
        Self {
            version,
            mechanism: None,
            checks: Vec::new(),
            offer: None,
            flags: Flags::NONE,
            authorized: None,
            outstanding: Vec::new(),
            sponsor: None,
            gas_sponsoring: None,
        }
    }

    /// For a payment that answers this offer.
    pub(crate) fn matched(version: u64, offer: usize) -> Self {
        let mut report = Self::new(version).with(CheckId::OFFER, Outcome::Pass);
        report.offer = Some(offer);
        report
    }

    /// The same with another outcome behind the others.
    pub(crate) fn with(mut self, id: CheckId, outcome: Outcome) -> Self {
        #[cfg(x402_force)]
        let outcome = crate::force::forced(id, outcome);
        self.checks.push(Check { id, outcome });
        self
    }

    /// The checks that were made or skipped, in order.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Any failed check: invalid. None failed, and some need the chain: undecided. Else valid.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.deciding().map(|check| &check.outcome) {
            None => Verdict::Valid,
            Some(Outcome::Fail(_)) => Verdict::Invalid,
            Some(_) => Verdict::Undecided,
        }
    }

    /// What only some of the checks say: whether the payment pays what the offer asks, or whether it is safe to sponsor
    /// (`scheme_exact_svm.md` §1 and §2). Fails closed: a check that was not made counts like one that needs the chain,
    /// unless the whole payment is valid without it. An approval with a fault that an allowance makes needless is not safe
    /// to sponsor. [`verdict`](Self::verdict) is about both.
    #[must_use]
    pub fn verdict_on(&self, concern: Concern) -> Verdict {
        let concerning = || self.checks.iter().filter(|check| check.id.concerns(concern));
        let is_needless = concern == Concern::Payment && self.verdict() == Verdict::Valid;
        if concerning().any(|check| self.is_fault(&check.outcome, concern)) {
            Verdict::Invalid
        } else if is_needless || concerning().all(|check| check.outcome == Outcome::Pass) {
            Verdict::Valid
        } else {
            Verdict::Undecided
        }
    }

    /// Whether it keeps a payment from being paid, or a transaction from being worth what it costs.
    fn is_fault(&self, outcome: &Outcome, concern: Concern) -> bool {
        let passed = |id: CheckId| self.checks.iter().any(|check| check.id == id && check.outcome == Outcome::Pass);
        match outcome {
            Outcome::Fail(_) => true,
            // The payment does without an approval with this fault, or may; whoever sends it pays for nothing, or for worse.
            Outcome::Needs(question) => concern == Concern::Sponsor && question.may_excuse_a_fault(),
            Outcome::Skipped(because) => concern == Concern::Sponsor && passed(*because),
            Outcome::Pass => false,
        }
    }

    /// What the one who pays the fee stakes; on Solana, as soon as the transaction can be read.
    #[must_use]
    pub const fn sponsor(&self) -> Option<Sponsor> {
        self.sponsor
    }

    /// What the payer adds, so that the facilitator pays for the approval of Permit2; as soon as it can be read.
    #[must_use]
    pub const fn gas_sponsoring(&self) -> Option<&GasSponsoring> {
        self.gas_sponsoring.as_ref()
    }

    /// The check that decides the verdict: the first that failed, else the first that needs the chain.
    #[must_use]
    pub fn deciding(&self) -> Option<&Check> {
        let first = |test: fn(&Outcome) -> bool| self.checks.iter().find(|check| test(&check.outcome));
        first(|outcome| matches!(outcome, Outcome::Fail(_)))
            .or_else(|| first(|outcome| matches!(outcome, Outcome::Needs(_))))
    }

    /// What the payment is judged by. `None` if that could not be told, or nobody here can judge it.
    #[must_use]
    pub const fn mechanism(&self) -> Option<Mechanism> {
        self.mechanism
    }

    /// The error code for the deciding check, of the specification of the payment's version (§9 of each) wherever it has
    /// one.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.deciding().map(|check| check.id.reason(self.version, self.mechanism))
    }

    /// The stage of the deciding check.
    #[must_use]
    pub fn stage(&self) -> Option<CheckStage> {
        self.deciding().map(|check| check.id.stage())
    }

    /// Index of the offer that the payment answers.
    #[must_use]
    pub const fn offer(&self) -> Option<usize> {
        self.offer
    }

    /// What was tolerated, or a person should know.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// What the payment authorises: a claim, unless the verdict is valid. `None` if no offer matches, or payload or
    /// offer cannot be read.
    #[must_use]
    pub const fn authorized(&self) -> Option<&Authorized> {
        self.authorized.as_ref()
    }

    /// Who pays: a claim, unless the verdict is valid.
    #[must_use]
    pub fn payer(&self) -> Option<AccountId> {
        self.authorized.as_ref().map(|authorized| authorized.payer)
    }

    /// The replay key, whatever the verdict.
    #[must_use]
    pub fn replay_key(&self) -> Option<ReplayKey> {
        self.authorized.as_ref().map(Authorized::replay_key)
    }

    /// By which the transfer is recognised when it is signed anew, where there is one that can be: an observation, and no
    /// reason to refuse a payment.
    #[must_use]
    pub fn transfer_key(&self) -> Option<TransferKey> {
        self.authorized.as_ref().and_then(Authorized::transfer_key)
    }

    /// Questions that decide the verdict.
    pub fn needs(&self) -> impl Iterator<Item = &Question> {
        self.checks.iter().filter_map(|check| match &check.outcome {
            Outcome::Needs(question) => Some(question),
            Outcome::Pass | Outcome::Fail(_) | Outcome::Skipped(_) => None,
        })
    }

    /// Questions that do not decide the verdict, and are worth asking before settling. None for an invalid payment.
    #[must_use]
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }

    /// The payment as something proven, if it is valid; for `?`.
    ///
    /// # Errors
    /// Invalid or undecided, with the report.
    pub fn into_verified(self) -> Result<Verified, NotValid> {
        match (self.verdict(), &self.authorized, self.offer) {
            (Verdict::Valid, Some(authorized), Some(offer)) => {
                Ok(Verified { authorized: authorized.clone(), offer, outstanding: self.outstanding })
            }
            _ => Err(NotValid::new(self)),
        }
    }

    pub(crate) fn failures(&self) -> usize {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::Fail(_))).count()
    }

    pub(crate) const fn add_flags(&mut self, flags: Flags) {
        self.flags = self.flags.union(flags);
    }
}

/// A payment that [`verify`](crate::verify) found valid. Nothing else can make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    authorized: Authorized,
    offer: usize,
    outstanding: Vec<Question>,
}

impl Verified {
    /// What the payment authorises.
    #[must_use]
    pub const fn authorized(&self) -> &Authorized {
        &self.authorized
    }

    /// Who pays.
    #[must_use]
    pub const fn payer(&self) -> AccountId {
        self.authorized.payer
    }

    /// How much, in atomic units.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        self.authorized.amount
    }

    /// Index of the offer that it answers.
    #[must_use]
    pub const fn offer(&self) -> usize {
        self.offer
    }

    /// The replay key.
    #[must_use]
    pub fn replay_key(&self) -> ReplayKey {
        self.authorized.replay_key()
    }

    /// What is worth asking before settling.
    #[must_use]
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }
}

/// A payment that is invalid or undecided. Prints the deciding check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotValid {
    report: Box<Report>,
}

impl NotValid {
    pub(crate) fn new(report: Report) -> Self {
        Self { report: Box::new(report) }
    }

    /// The whole report.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for NotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.report.verdict())?;
        match self.report.deciding().map(|check| (check.id, &check.outcome)) {
            Some((id, Outcome::Fail(detail))) => write!(f, ": {id}: {detail}"),
            Some((id, Outcome::Needs(question))) => write!(f, ": {id}: {question}"),
            Some((id, Outcome::Pass | Outcome::Skipped(_))) => write!(f, ": {id}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for NotValid {}
