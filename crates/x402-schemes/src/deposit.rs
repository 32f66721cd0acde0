//! Payments that are taken from a deposit. A client makes one deposit for many payments.

use x402_types::{Amount, declare::errors, v2::PaymentRequirements};

use crate::{Mechanism, Terms};

/// The rules of a mechanism whose payments are taken from a deposit.
pub(crate) struct FromDeposit {
    /// The deposit that is due before the offer can be paid, in atomic units, after these charges and with this
    /// balance. Zero if the balance is enough. `None` if no deposit is enough.
    pub(crate) due: fn(&Terms<'_>, charged: Amount, balance: Amount) -> Option<Amount>,
    /// Returns `true` if payments for these two offers are taken from the same deposit.
    pub(crate) is_same: fn(&Terms<'_>, &Terms<'_>) -> bool,
}

/// A deposit that a client has made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deposited {
    /// The offer for which the client made it.
    pub offer: PaymentRequirements,
    /// The sum that the server has charged so far, in atomic units of the asset.
    pub charged: Amount,
    /// The sum of all deposits minus the amounts that went back to the client, in atomic units of the asset.
    pub balance: Amount,
}

impl Deposited {
    /// Creates a record for an offer without any deposit yet: both amounts are zero. Set them to the amounts that the
    /// client has recorded.
    #[must_use]
    pub fn none(offer: PaymentRequirements) -> Self {
        Self { offer, charged: 0.into(), balance: 0.into() }
    }
}

impl Terms<'_> {
    /// Returns the amount that a client with these deposits must deposit before it can pay for the offer, in atomic
    /// units. Zero if a balance is enough. If several deposits can be used, the smallest amount counts. `None` if the
    /// payment is not taken from a deposit.
    ///
    /// # Errors
    /// The payment would be taken from a deposit, but no deposit is enough.
    pub fn deposit_due(&self, deposits: &[Deposited]) -> Result<Option<Amount>, NoDepositIsEnough> {
        let Some(rules) = Mechanism::of_offer(self).and_then(Mechanism::deposit) else { return Ok(None) };
        let is_same = |offer: &PaymentRequirements| (rules.is_same)(self, &offer.into());
        let same = deposits.iter().filter(|deposit| is_same(&deposit.offer));
        let due = same.filter_map(|deposit| (rules.due)(self, deposit.charged, deposit.balance)).min();
        due.or_else(|| (rules.due)(self, 0.into(), 0.into())).map(Some).ok_or(NoDepositIsEnough)
    }
}

errors! {
    /// No deposit is enough to pay for the offer.
    pub struct NoDepositIsEnough = "payments for this offer are taken from a deposit, and no deposit is enough";
}
