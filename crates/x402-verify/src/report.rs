//! The report on a payment, and the proof that it is valid.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_schemes::{AccountId, Mechanism};
use x402_types::{Amount, Flags};

use crate::{
    Authorized, Check, CheckId, CheckStage, Concern, Detail, Outcome, Question, ReplayKey, TransferKey, Verdict,
    outcome::{deciding_of, needs_of, verdict_of, write_deciding},
};

/// Everything that [`verify`](crate::verify) found out about a payment. The checks stand in the
/// [order](crate::checks_of) of the payment's mechanism.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{CheckId, Concern, Context, Outcome, Verdict, verify};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
///
/// // At 1,740,672,160 the authorization has expired.
/// let report = verify(&payment, &offers, &Context::at(1_740_672_160));
/// assert_eq!(report.verdict(), Verdict::Invalid);
/// assert_eq!(report.verdict_on(Concern::Payment), Verdict::Invalid);
/// assert_eq!(report.reason(), Some("invalid_exact_evm_payload_authorization_valid_before"));
///
/// let check = report.deciding().ok_or("no check decides")?;
/// assert_eq!(check.id, CheckId::VALID_BEFORE);
/// let Outcome::Fail(detail) = &check.outcome else { panic!("{:?}", check.outcome) };
/// assert_eq!(detail.to_string(), "expired: validBefore is 1740672154, and the time is 1740672160");
///
/// // The replay key is there whatever the verdict is. Until the verdict is valid, the payer is a claim.
/// assert!(report.replay_key().is_some());
/// assert_eq!(report.payer(), Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// What is large and not always there is boxed, because a report is moved several times before the caller has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    version: u64,
    pub(crate) mechanism: Option<Mechanism>,
    pub(crate) checks: Vec<Check>,
    offer: Option<usize>,
    flags: Flags,
    pub(crate) authorized: Option<Box<Authorized>>,
    pub(crate) outstanding: Vec<Question>,
    pub(crate) particulars: Option<Box<Particulars>>,
}

with_chains! { small "What a report says only of a payment on"
/// What a report says beside what it says of every payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Particulars {}
}

impl Report {
    /// An empty report on a payment of this version.
    pub(crate) fn new(version: u64) -> Self {
        Self {
            version,
            mechanism: None,
            checks: Vec::new(),
            offer: None,
            flags: Flags::NONE,
            authorized: None,
            outstanding: Vec::new(),
            particulars: None,
        }
    }

    /// The report on a payment that answers the offer with this index.
    pub(crate) fn matched(version: u64, offer: usize) -> Self {
        let mut report = Self::new(version);
        report.add(CheckId::OFFER, Outcome::Pass);
        report.offer = Some(offer);
        report
    }

    /// Appends the outcome of a check.
    pub(crate) fn add(&mut self, id: CheckId, outcome: Outcome) {
        #[cfg(x402_force)]
        let outcome = crate::force::forced(id, outcome);
        self.checks.push(Check { id, outcome });
    }

    /// The checks that were made or skipped, in the order of the mechanism.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The verdict on the payment. It is invalid if any check failed, undecided if none failed and some need an answer
    /// from the chain, and valid otherwise.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        verdict_of(self.deciding())
    }

    /// The verdict of only those checks that concern one question: whether the payment pays what the offer asks, or
    /// whether the payment is safe to sponsor (`scheme_exact_svm.md` §1 and §2). [`verdict`](Self::verdict) is about
    /// both.
    ///
    /// It fails closed: a check that was not made counts like a check that needs the chain, unless the whole payment is
    /// valid without it. A faulty approval is not safe to sponsor, even if an existing allowance makes it unnecessary.
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

    /// Whether this outcome means that the payment is not paid, or that the sponsor would pay for nothing.
    fn is_fault(&self, outcome: &Outcome, concern: Concern) -> bool {
        let passed = |id: CheckId| self.checks.iter().any(|check| check.id == id && check.outcome == Outcome::Pass);
        match outcome {
            Outcome::Fail(_) => true,
            // The payment may be valid without the faulty approval. A sponsor who sends the approval would still pay
            // for it.
            Outcome::Needs(question) => concern == Concern::Sponsor && question.may_excuse_a_fault(),
            Outcome::Skipped(because) => concern == Concern::Sponsor && passed(*because),
            Outcome::Pass => false,
        }
    }

    /// What only reports on payments on this kind of chain say.
    #[must_use]
    pub const fn particulars(&self) -> Option<&Particulars> {
        if let Some(particulars) = &self.particulars { Some(&**particulars) } else { None }
    }

    /// The check that decides the verdict: the first check that failed, or else the first check that needs the chain.
    /// `None` if the payment is valid.
    #[must_use]
    pub fn deciding(&self) -> Option<&Check> {
        deciding_of(&self.checks)
    }

    /// The mechanism by which the payment is judged. `None` if the mechanism could not be determined, or if this build
    /// cannot judge it.
    #[must_use]
    pub const fn mechanism(&self) -> Option<Mechanism> {
        self.mechanism
    }

    /// The error code for the deciding check. The code comes from the specification of the payment's version (§9 of
    /// each) wherever that specification has one. `None` if the payment is valid.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        let check = self.deciding()?;
        let of_detail = check.outcome.detail().and_then(Detail::code);
        Some(of_detail.unwrap_or_else(|| check.id.reason(self.version, self.mechanism)))
    }

    /// The stage of the deciding check. `None` if the payment is valid.
    #[must_use]
    pub fn stage(&self) -> Option<CheckStage> {
        self.deciding().map(|check| check.id.stage())
    }

    /// The index of the offer that the payment answers. `None` if it answers none of them.
    #[must_use]
    pub const fn offer(&self) -> Option<usize> {
        self.offer
    }

    /// Tolerated deviations, and facts that people should know. Flags do not change the verdict, unless the policy
    /// [refuses](crate::Policy::refused) them.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// The authorization of the payment. It is a claim until the verdict is valid. `None` if no offer matches, or if the
    /// payload or the offer cannot be read.
    #[must_use]
    pub const fn authorized(&self) -> Option<&Authorized> {
        if let Some(authorized) = &self.authorized { Some(&**authorized) } else { None }
    }

    /// The account that pays. It is a claim until the verdict is valid.
    #[must_use]
    pub fn payer(&self) -> Option<AccountId> {
        self.authorized.as_ref().map(|authorized| authorized.payer)
    }

    /// The replay key of the payment. It is present with any verdict, if [`authorized`](Self::authorized) is.
    #[must_use]
    pub fn replay_key(&self) -> Option<ReplayKey> {
        self.authorized().map(Authorized::replay_key)
    }

    /// The key by which the same transfer is recognised when it is signed again. An equal key is an observation. It is no reason to refuse a payment.
    #[must_use]
    pub fn transfer_key(&self) -> Option<TransferKey> {
        self.authorized().and_then(Authorized::transfer_key)
    }

    /// The questions that decide the verdict, in the order of their checks.
    pub fn needs(&self) -> impl Iterator<Item = &Question> {
        needs_of(&self.checks)
    }

    /// The questions that are worth asking before the settlement. The payment is valid by its bytes, and still an answer can
    /// prevent the settlement or change the verdict: if the payer has code, `account-code` makes the payment undecided.
    /// [`Question::settles`] says what an answer means. Empty if the payment is invalid.
    #[must_use]
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }

    /// Proof that the payment is valid.
    ///
    /// # Errors
    /// The payment is invalid or undecided. The error holds the whole report.
    pub fn into_verified(self) -> Result<Verified, NotValid> {
        match (self.verdict(), self.authorized, self.offer) {
            (Verdict::Valid, Some(authorized), Some(offer)) => {
                Ok(Verified { authorized: *authorized, offer, outstanding: self.outstanding })
            }
            (_, authorized, _) => Err(NotValid::new(Self { authorized, ..self })),
        }
    }

    pub(crate) fn failures(&self) -> usize {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::Fail(_))).count()
    }

    pub(crate) const fn add_flags(&mut self, flags: Flags) {
        self.flags = self.flags.union(flags);
    }
}

/// A payment that [`verify`](crate::verify) found valid. Only [`Report::into_verified`] makes one, so a function that
/// takes a `Verified` cannot be called with a payment that was not verified.
///
/// ```
/// use x402_types::{Amount, DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Verified, verify};
///
/// fn serve(paid: &Verified) -> String {
///     format!("{} paid {}", paid.payer(), paid.amount())
/// }
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
///
/// let verified = verify(&payment, &offers, &Context::at(1_740_672_100)).into_verified()?;
/// assert_eq!(serve(&verified), "0x857b06519E91e3A54538791bDbb0E22373e36b66 paid 10000");
/// assert_eq!((verified.offer(), verified.amount()), (0, Amount::from(10_000)));
/// // A node can still say that the payer is a contract or has too few tokens.
/// let kinds: Vec<_> = verified.outstanding().iter().map(|question| question.kind()).collect();
/// assert!(kinds.contains(&"balance") && kinds.contains(&"account-code"));
///
/// // Ten seconds after it has expired, the same payment proves nothing.
/// let late = verify(&payment, &offers, &Context::at(1_740_672_164)).into_verified().unwrap_err();
/// assert_eq!(late.report().replay_key(), Some(verified.replay_key()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    authorized: Authorized,
    offer: usize,
    outstanding: Vec<Question>,
}

impl Verified {
    /// What the payer has authorised.
    #[must_use]
    pub const fn authorized(&self) -> &Authorized {
        &self.authorized
    }

    /// The account that pays.
    #[must_use]
    pub const fn payer(&self) -> AccountId {
        self.authorized.payer
    }

    /// How much the payer has authorised, in atomic units of the asset. In `upto` this is the most that may be taken.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        self.authorized.amount
    }

    /// The index of the offer that the payment answers.
    #[must_use]
    pub const fn offer(&self) -> usize {
        self.offer
    }

    /// The replay key. Store it, and serve no second request for a payment with the same key.
    #[must_use]
    pub fn replay_key(&self) -> ReplayKey {
        self.authorized.replay_key()
    }

    /// The questions that are worth asking before the settlement. [`Question::settles`] says what an answer means: it can
    /// prevent the settlement, and it can be a fact with which the payment is no longer valid.
    #[must_use]
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }
}

/// The error for a report that is invalid or undecided. It prints the verdict, the deciding check and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotValid<R = Report> {
    report: Box<R>,
}

impl<R> NotValid<R> {
    pub(crate) fn new(report: R) -> Self {
        Self { report: Box::new(report) }
    }

    /// The report, whose verdict is invalid or undecided.
    #[must_use]
    pub fn report(&self) -> &R {
        &self.report
    }
}

impl fmt::Display for NotValid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_deciding(f, self.report.deciding())
    }
}

impl<R: fmt::Debug> core::error::Error for NotValid<R> where Self: fmt::Display {}
