//! Limits for the sums of a day.

use alloc::{format, string::String};
use core::fmt;

use x402_types::{Amount, Network, declare::sentences, printable::write_sentence};

use crate::Entry;

/// The sums that payments of one asset may reach within a [day](crate::DAY), in atomic units. The struct gets no
/// further fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For one host. `None` for no limit.
    pub per_host: Option<Amount>,
    /// For all hosts together. `None` for no limit.
    pub per_day: Option<Amount>,
}

impl Limits {
    /// Returns `true` if the limits allow this entry in addition to the sums spent within its day: at its host
    /// (`Some`), or in all (`None`). The ledgers of this crate decide with it in [`reserve`](crate::Ledger::reserve).
    ///
    /// # Errors
    /// `spent` fails.
    pub fn allow<E>(&self, entry: &Entry, mut spent: impl FnMut(Option<&str>) -> Result<Amount, E>) -> Result<bool, E> {
        for (at_most, host) in [(self.per_host, Some(&*entry.host)), (self.per_day, None)] {
            let Some(at_most) = at_most else { continue };
            if spent(host)?.checked_add(entry.amount).is_none_or(|sum| sum > at_most) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

sentences! {
    /// The limits of an allowance other than the one for a single payment.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Limit {
        /// [`Limits::per_host`].
        PerHost = "per host and day",
        /// [`Limits::per_day`].
        PerDay = "per day",
    }
}

/// The symbol and decimals with which people write amounts of the asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) symbol: String,
    pub(crate) decimals: u8,
}

/// A limit that a payment would exceed. It is displayed as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitReached {
    /// The limit.
    pub limit: Limit,
    /// The host that would be paid.
    pub host: String,
    /// The sum that the limit allows within a day, in atomic units.
    pub at_most: Amount,
    /// The sum that counts against the limit already, in atomic units.
    pub spent: Amount,
    /// The amount of the payment, in atomic units.
    pub price: Amount,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as written in the allowance.
    pub asset: String,
    pub(crate) token: Option<Token>,
}

impl LimitReached {
    fn in_words(&self, amount: Amount) -> String {
        match &self.token {
            Some(Token { symbol, decimals }) => {
                let price = amount.to_price(*decimals);
                let short =
                    if price.contains('.') { price.trim_end_matches('0').trim_end_matches('.') } else { &price };
                format!("{short} {symbol}")
            }
            None => format!("{amount} units of {}", self.asset),
        }
    }
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [at_most, spent, price] = [self.at_most, self.spent, self.price].map(|amount| self.in_words(amount));
        let (limit, network, host) = (self.limit, &self.network, &self.host);
        let at = if limit == Limit::PerHost { format!(" at {host}") } else { String::new() };
        write_sentence(
            f,
            format_args!(
                "the limit {limit} is {at_most} on {network}: {spent} is spent{at}, and this payment costs {price}"
            ),
        )
    }
}

impl core::error::Error for LimitReached {}
