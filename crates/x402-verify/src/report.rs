//! The report on a payment.

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{AccountId, Contradiction, Mechanism};
use x402_types::{Flags, Version};

use crate::{
    Authorized, Check, CheckId, CheckStage, Concern, Detail, Outcome, PayloadKind, Purpose, Question, ReplayKey,
    TransferKey, Verdict, evm,
    family::family_values,
    outcome::{deciding_of, needs_of, verdict_of},
    solana, stellar, xrpl,
};

/// Everything that [`verify`](crate::verify) found out about a payment. The checks are in the
/// [order](PayloadKind::checks) of the payment's kind.
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
/// assert_eq!(detail.to_string(), "the authorization expired 6 s ago, at 2025-02-27T16:02:34Z");
///
/// // The replay key is present with every verdict. Until the verdict is valid, the payer is only a claim.
/// assert!(report.replay_key().is_some());
/// assert_eq!(report.payer(), Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// Large fields that are not always present are boxed, because a report is moved several times before the caller gets
// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    version: Version,
    pub(crate) kind: Option<PayloadKind>,
    pub(crate) checks: Vec<Check>,
    offer: Option<usize>,
    flags: Flags,
    contradictions: Vec<Contradiction>,
    pub(crate) authorized: Option<Box<Authorized>>,
    pub(crate) outstanding: Vec<Question>,
    pub(crate) particulars: Option<Box<Particulars>>,
}

/// The fields of a report that only payments on one chain family have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "a report keeps it in a box")]
pub enum Particulars {
    /// The fields that only reports on EVM chains have.
    Evm(evm::Particulars),
    /// The fields that only reports on Solana have.
    Solana(solana::Particulars),
    /// The fields that only reports on Stellar have.
    Stellar(stellar::Particulars),
    /// The fields that only reports on the XRP Ledger have.
    Xrpl(xrpl::Particulars),
}

family_values!(Particulars);

impl Particulars {
    /// These particulars, with the fields of `before` that they do not replace. Only those on EVM chains have several
    /// parts.
    pub(crate) fn and(self, before: Option<Self>) -> Self {
        match (self, before) {
            (Self::Evm(these), Some(Self::Evm(before))) => these.and(before).into(),
            (these @ (Self::Evm(_) | Self::Solana(_) | Self::Stellar(_) | Self::Xrpl(_)), _) => these,
        }
    }
}

impl Report {
    /// An empty report on a payment of this version.
    pub(crate) fn new(version: Version) -> Self {
        Self {
            version,
            kind: None,
            checks: Vec::new(),
            offer: None,
            flags: Flags::NONE,
            contradictions: Vec::new(),
            authorized: None,
            outstanding: Vec::new(),
            particulars: None,
        }
    }

    /// The report on a payment that answers the offer with this index.
    pub(crate) fn matched(version: Version, offer: usize) -> Self {
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

    /// Returns the checks that were made or skipped, in the order of the payload's [kind](Self::kind).
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Returns the verdict on the payment: invalid if any check failed, undecided if none failed and some need an
    /// answer from the chain, and valid otherwise.
    pub fn verdict(&self) -> Verdict {
        verdict_of(self.deciding())
    }

    /// Returns the verdict of only those checks that belong to one concern: does the payment pay what the offer asks,
    /// or is the payment safe to sponsor (`scheme_exact_svm.md` §1 and §2)? [`verdict`](Self::verdict) covers both.
    ///
    /// This method fails closed. A check that was not made counts like a check that needs the chain, except for
    /// [`Concern::Payment`] if the whole payment is valid without the check. A faulty approval is not safe to sponsor,
    /// even if an existing allowance makes it unnecessary.
    pub fn verdict_on(&self, concern: Concern) -> Verdict {
        // Without a sponsor, each check concerns the payment, also one that concerns only the sponsor of others.
        let is_payers = concern == Concern::Payment && self.kind.is_some_and(|kind| !kind.has_sponsor());
        let concerning = || self.checks.iter().filter(|check| is_payers || check.id.concerns(concern));
        let is_needless = concern == Concern::Payment && self.verdict() == Verdict::Valid;
        if concerning().any(|check| self.is_fault(&check.outcome, concern)) {
            Verdict::Invalid
        } else if is_needless || concerning().all(|check| check.outcome == Outcome::Pass) {
            Verdict::Valid
        } else {
            Verdict::Undecided
        }
    }

    /// `true` if this outcome means that the payment does not pay, or that the sponsor would pay for nothing.
    fn is_fault(&self, outcome: &Outcome, concern: Concern) -> bool {
        let passed = |id: CheckId| self.checks.iter().any(|check| check.id == id && check.outcome == Outcome::Pass);
        match outcome {
            Outcome::Fail(_) => true,
            // The payment may be valid without the faulty approval. A sponsor that sends the approval would still pay
            // for it.
            Outcome::Needs(questions) => {
                concern == Concern::Sponsor && questions.iter().any(Question::may_excuse_a_fault)
            }
            Outcome::Skipped(because) => concern == Concern::Sponsor && passed(*because),
            Outcome::Pass => false,
        }
    }

    /// Returns the fields that only reports on this chain family have.
    pub const fn particulars(&self) -> Option<&Particulars> {
        if let Some(particulars) = &self.particulars { Some(&**particulars) } else { None }
    }

    /// Returns the check that decides the verdict: the first failed check, or else the first check that needs the
    /// chain. `None` if the payment is valid.
    pub fn deciding(&self) -> Option<&Check> {
        deciding_of(&self.checks)
    }

    /// Returns the mechanism of the payment. `None` if the mechanism could not be determined, or if this build cannot
    /// verify it.
    pub const fn mechanism(&self) -> Option<Mechanism> {
        if let Some(kind) = &self.kind { Some(kind.mechanism()) } else { None }
    }

    /// Returns the kind of the payload. It is present if [`mechanism`](Self::mechanism) is.
    pub const fn kind(&self) -> Option<PayloadKind> {
        self.kind
    }

    /// Returns the purpose of the payment. Do not serve a client for an [operation](Purpose::Operation), even if it is
    /// valid. `None` if the payload could not be read.
    pub fn purpose(&self) -> Option<Purpose> {
        self.kind.filter(|_| was_read(self.checks.iter())).map(PayloadKind::purpose)
    }

    /// Returns the error code of the deciding check. The code comes from the specification of the payment's version
    /// (§9) if that specification has one for the check. `None` if the payment is valid.
    pub fn reason(&self) -> Option<&'static str> {
        let check = self.deciding()?;
        let of_detail = check.outcome.detail().and_then(Detail::code);
        let of_check = || match self.kind {
            Some(kind) => kind.reason(check.id, self.version),
            None => check.id.reason(self.version),
        };
        Some(of_detail.unwrap_or_else(of_check))
    }

    /// Returns the stage of the deciding check. `None` if the payment is valid.
    pub fn stage(&self) -> Option<CheckStage> {
        self.deciding().map(|check| check.id.stage())
    }

    /// Returns the index of the offer that the payment answers. `None` if it answers none of them.
    pub const fn offer(&self) -> Option<usize> {
        self.offer
    }

    /// Returns the flags: tolerated deviations, and other facts that people should know. Flags do not change the
    /// verdict, unless the policy [refuses](crate::Policy::refused) them.
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// Returns the contradictions between the published tables and the offer that the payment was verified against.
    /// Each has a flag among the [`flags`](Self::flags), and prints as the sentence that explains it (B-10).
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Returns the authorization of the payment, which is a claim until the verdict is valid. `None` if no offer
    /// matches, or if the payload or the offer cannot be read.
    pub const fn authorized(&self) -> Option<&Authorized> {
        if let Some(authorized) = &self.authorized { Some(&**authorized) } else { None }
    }

    /// Returns the account that pays, which is a claim until the verdict is valid.
    pub fn payer(&self) -> Option<AccountId> {
        self.authorized.as_ref().map(|authorized| authorized.payer)
    }

    /// Returns the replay key of the payment. It is present with every verdict, if [`authorized`](Self::authorized) is.
    pub fn replay_key(&self) -> Option<ReplayKey> {
        self.authorized().map(Authorized::replay_key)
    }

    /// Returns the key that identifies the same transfer when it is signed again. An equal key is an observation, and
    /// no reason to refuse a payment.
    pub fn transfer_key(&self) -> Option<TransferKey> {
        self.authorized().and_then(Authorized::transfer_key)
    }

    /// Returns the questions that decide the verdict, in the order of their checks, each once.
    pub fn needs(&self) -> impl Iterator<Item = &Question> {
        needs_of(&self.checks)
    }

    /// Returns the questions to ask before the settlement. Even if the payment is valid by its bytes, an answer can
    /// prevent the settlement or change the verdict: if the payer has code, `account-code` makes the payment undecided.
    /// [`Question::settles`] evaluates an answer. Empty if the payment is invalid.
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }

    pub(crate) fn failures(&self) -> usize {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::Fail(_))).count()
    }

    pub(crate) const fn add_flags(&mut self, flags: Flags) {
        self.flags = self.flags.union(flags);
    }

    pub(crate) fn contradict(&mut self, contradiction: Contradiction) {
        self.add_flags(Flags::NONE.with(contradiction.flag()));
        if !self.contradictions.contains(&contradiction) {
            self.contradictions.push(contradiction);
        }
    }
}

/// `true` if the payload could be read. On the XRP Ledger the check `transaction` reads it (R-21).
pub(crate) fn was_read<'a>(checks: impl IntoIterator<Item = &'a Check>) -> bool {
    let reads = [CheckId::PAYLOAD, CheckId::TRANSACTION];
    checks.into_iter().any(|check| reads.contains(&check.id) && check.outcome == Outcome::Pass)
}
