//! Payments that are taken from a deposit, which is made once for many.

use x402_types::{__declare::errors, Amount, v2::PaymentRequirements};

use crate::{Mechanism, Terms};

/// How payments by one mechanism are taken from a deposit.
pub(crate) struct FromDeposit {
    /// How much to deposit before the offer can be paid, in atomic units, where so much was charged so far and this is the balance.
    /// Zero if the balance is enough. `None` if no deposit is enough.
    pub(crate) due: fn(&Terms<'_>, charged: Amount, balance: Amount) -> Option<Amount>,
    /// Whether payments for these two offers are taken from the same deposit.
    pub(crate) is_same: fn(&Terms<'_>, &Terms<'_>) -> bool,
}

/// A deposit that a client has made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deposited {
    /// The offer for which the client made it.
    pub offer: PaymentRequirements,
    /// How much the server has charged so far, in atomic units of the asset.
    pub charged: Amount,
    /// All that was deposited, without what went back to the client, in atomic units of the asset.
    pub balance: Amount,
}

impl Deposited {
    /// No deposit for this offer yet. The members say what the client has written down.
    #[must_use]
    pub fn none(offer: PaymentRequirements) -> Self {
        Self { offer, charged: 0.into(), balance: 0.into() }
    }
}

impl Terms<'_> {
    /// How much a client with these deposits has to deposit before it can pay for the offer, in atomic units. Zero if a balance
    /// is enough. `None` if the payment is not taken from a deposit.
    ///
    /// # Errors
    /// The payment would be taken from a deposit, and no deposit is enough.
    pub fn deposit_due(&self, deposits: &[Deposited]) -> Result<Option<Amount>, NoDepositIsEnough> {
        let Some(rules) = Mechanism::of_offer(self).and_then(Mechanism::deposit) else { return Ok(None) };
        let is_same =
            |offer: &PaymentRequirements| Terms::of_v2(offer).is_some_and(|terms| (rules.is_same)(self, &terms));
        let same = deposits.iter().filter(|deposit| is_same(&deposit.offer));
        let due = same.filter_map(|deposit| (rules.due)(self, deposit.charged, deposit.balance)).min();
        due.or_else(|| (rules.due)(self, 0.into(), 0.into())).map(Some).ok_or(NoDepositIsEnough)
    }
}

errors! {
    /// No deposit is enough to pay for the offer.
    NoDepositIsEnough = "payments for this offer are taken from a deposit, and no deposit is enough";
}
