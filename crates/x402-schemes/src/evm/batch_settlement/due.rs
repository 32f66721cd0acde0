//! The deposit that a client makes (N-36).

use x402_types::{Amount, PaymentFlow, Version};

use super::Amount128;
use crate::Terms;
#[cfg(feature = "batch-settlement")]
use crate::deposit::FromDeposit;

/// The number of requests that a deposit covers if the offer has no hint, as in the official clients.
const REQUESTS: u128 = 5;

/// How payments are taken from a channel.
#[cfg(feature = "batch-settlement")]
pub(crate) const FROM_DEPOSIT: FromDeposit = FromDeposit {
    due: |terms, charged, balance| {
        let units = |amount: Amount| amount.get().to_u128().map(Amount128::new);
        Ledger { charged: units(charged)?, balance: units(balance)? }.deposit_due(terms).map(Amount::from)
    },
    is_same: is_same_channel,
};

/// Returns the minimum deposit that an offer of the scheme names, `extra.minDeposit`, in atomic units. It is a hint
/// (N-7). `None` if it is missing, not a decimal, or zero.
#[must_use]
pub fn min_deposit(offer: &Terms<'_>) -> Option<Amount> {
    let named = offer.extra_member("minDeposit")?.string().ok()?.parse::<Amount>().ok()?;
    (!named.get().is_zero()).then_some(named)
}

/// A client's record of its channel. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The sum that the server has charged, in atomic units.
    pub charged: Amount128,
    /// The sum of the client's deposits minus its refunds, in atomic units.
    pub balance: Amount128,
}

impl Ledger {
    /// Returns the sum of the next voucher for this offer: the charged sum plus the price (N-21). Only an answer or a
    /// correction that fits changes the charged sum (N-33, N-34). So after a failure, or without an answer, the next
    /// voucher has the same sum (N-35). `None` if the sum exceeds the contract's 128 bits.
    pub fn next_sum(&self, offer: &Terms<'_>) -> Option<Amount128> {
        self.charged.get().checked_add(offer.units().get().to_u128()?).map(Amount128::new)
    }

    /// Returns the amount that a client deposits before it pays for one more request, in atomic units (N-36). Zero if
    /// the balance covers the next voucher. Otherwise it is the missing amount, but at least `minDeposit`, or five
    /// times the price if `minDeposit` is absent or below the price.
    ///
    /// `None` if the channel cannot hold the sum, and for offers that no channel pays for: those of version 1, which
    /// does not have the scheme, and those of a flow other than `authorization` (N-6).
    pub fn deposit_due(&self, offer: &Terms<'_>) -> Option<Amount128> {
        let is_payable =
            offer.version == Version::V2 && PaymentFlow::of(offer.extra) == Some(PaymentFlow::Authorization);
        let missing = self.next_sum(offer).filter(|_| is_payable)?.get().saturating_sub(self.balance.get());
        if missing == 0 {
            return Some(Amount128::default());
        }
        let least = match min_deposit(offer).filter(|least| *least >= offer.units()) {
            Some(least) => least.get().to_u128()?,
            None => offer.units().get().to_u128()?.saturating_mul(REQUESTS),
        };
        let due = missing.max(least);
        self.balance.get().checked_add(due).map(|_| Amount128::new(due))
    }
}

/// Returns `true` if payments for both offers are taken from the same channel: the offers agree on every value that is
/// in its config.
#[cfg(feature = "batch-settlement")]
fn is_same_channel(offer: &Terms<'_>, other: &Terms<'_>) -> bool {
    let is_same = |one: &str, other: &str| offer.network.is_same_address(one, other);
    let authorizer =
        |terms: &Terms<'_>| terms.extra_member("receiverAuthorizer")?.string().ok().map(|text| text.into_owned());
    let delay = |terms: &Terms<'_>| terms.extra_member("withdrawDelay")?.integer().ok();
    offer.network == other.network
        && is_same(offer.asset, other.asset)
        && is_same(offer.pay_to, other.pay_to)
        && authorizer(offer).zip(authorizer(other)).is_some_and(|(one, other)| is_same(&one, &other))
        && delay(offer).is_some_and(|seconds| delay(other) == Some(seconds))
}
