//! What each chain family supplies.

use x402_schemes::{AccountId, AssetId};
use x402_types::{Amount, AnyAmount, Network, RawJson};
use x402_verify::{Authorized, CheckId, Facts, Outcome, Payment, Report};

/// A chain family.
pub(super) struct Chain {
    /// Describes the transaction. `None` if the payment is on another chain, or contains none that can be read.
    pub(super) describe: fn(Payment<'_>, &Facts) -> Option<String>,
    /// Replaces what a report takes from the offer by what was signed, if the payer is on a chain of this family.
    pub(super) claim: fn(&mut Claim, &Verified<'_>),
    /// An amount in tokens, if the published tables have the asset.
    pub(super) tokens: fn(&Network, AccountId, Amount) -> Option<String>,
    /// The cost for the sponsor, as the rest of a sentence that begins with "sponsor".
    pub(super) sponsor: fn(&Report) -> Option<String>,
}

/// What the payer has signed. A member that the payment does not show is `None`.
pub(crate) struct Claim {
    pub(crate) asset: Option<AssetId>,
    /// The asset of what goes into a channel first, if it is another.
    pub(crate) deposited: Option<AssetId>,
    pub(crate) amount: Option<AnyAmount>,
    /// The account that is paid, or the token account to which the asset goes.
    pub(crate) recipient: Option<String>,
}

impl Claim {
    pub(super) const UNKNOWN: Self = Self { asset: None, deposited: None, amount: None, recipient: None };
}

/// A payment that is not valid, with the report on it.
pub(super) struct Verified<'a> {
    pub(super) report: &'a Report,
    pub(super) authorized: &'a Authorized,
    pub(super) payment: Payment<'a>,
    pub(super) facts: &'a Facts,
}

impl Verified<'_> {
    /// Whether the check was made and passed.
    pub(super) fn passed(&self, id: CheckId) -> bool {
        self.report.checks().iter().any(|check| check.id == id && check.outcome == Outcome::Pass)
    }
}

pub(super) fn payload_of(payment: Payment<'_>) -> &RawJson {
    match payment {
        Payment::V1(payment) => &payment.payload,
        Payment::V2(payment) => &payment.payload,
    }
}
