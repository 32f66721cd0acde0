//! What people are told of a payment by its kind of chain.

mod evm;
mod solana;
mod stellar;

use x402_schemes::AccountId;
use x402_types::{Amount, Network, RawJson};
use x402_verify::{Authorized, CheckId, Facts, Outcome, Payment, Report, Verdict};

/// A kind of chain.
struct Chain {
    /// Describes the transaction. `None` if the payment is on another chain, or contains none that can be read.
    describe: fn(Payment<'_>, &Facts) -> Option<String>,
    /// Replaces what a report takes from the offer by what was signed, if the payer is of this kind of chain.
    claim: fn(&mut Claim, &Judged<'_>),
    /// An amount in tokens, if the published tables have the asset.
    tokens: fn(&Network, AccountId, Amount) -> Option<String>,
    /// The cost for the sponsor, as the rest of a sentence that begins with "sponsor".
    sponsor: fn(&Report) -> Option<String>,
}

const CHAINS: &[Chain] = &[evm::CHAIN, stellar::CHAIN, solana::CHAIN];

/// What the payer has signed. A member that the payment does not show is `None`.
pub(crate) struct Claim {
    pub(crate) asset: Option<AccountId>,
    /// The asset of what goes into a channel first, if it is another.
    pub(crate) deposited: Option<AccountId>,
    pub(crate) amount: Option<Amount>,
    /// The account that is paid, or the token account to which the asset goes.
    pub(crate) recipient: Option<String>,
}

impl Claim {
    const UNKNOWN: Self = Self { asset: None, deposited: None, amount: None, recipient: None };

    /// What was signed by the payment on which this is the report. `None` if the report names no payer.
    pub(crate) fn of(report: &Report, payment: Payment<'_>, facts: &Facts) -> Option<Self> {
        let authorized = report.authorized()?;
        let Authorized { asset, amount, recipient, .. } = authorized;
        let mut claim = Self {
            asset: Some(*asset),
            amount: Some(*amount),
            recipient: Some(recipient.to_string()),
            ..Self::UNKNOWN
        };
        // A valid payment was signed for what the offer asks for.
        if report.verdict() != Verdict::Valid {
            let judged = Judged { report, authorized, payment, facts };
            CHAINS.iter().for_each(|chain| (chain.claim)(&mut claim, &judged));
        }
        Some(claim)
    }
}

/// A payment that is not valid, with the report on it.
struct Judged<'a> {
    report: &'a Report,
    authorized: &'a Authorized,
    payment: Payment<'a>,
    facts: &'a Facts,
}

impl Judged<'_> {
    /// Whether the check was made and passed.
    fn passed(&self, id: CheckId) -> bool {
        self.report.checks().iter().any(|check| check.id == id && check.outcome == Outcome::Pass)
    }
}

/// Describes the transaction. Returns `None` if the payment contains none that can be read.
pub(crate) fn describe(payment: Payment<'_>, facts: &Facts) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.describe)(payment, facts))
}

/// An amount in tokens, if the published tables have the asset.
pub(crate) fn tokens(network: &Network, asset: AccountId, amount: Amount) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.tokens)(network, asset, amount))
}

/// The cost for the sponsor of a transaction.
pub(crate) fn sponsor(report: &Report) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.sponsor)(report))
}

fn payload_of(payment: Payment<'_>) -> &RawJson {
    match payment {
        Payment::V1(payment) => &payment.payload,
        Payment::V2(payment) => &payment.payload,
    }
}
