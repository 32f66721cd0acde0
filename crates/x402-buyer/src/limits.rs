//! Limits for the sums of a day.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use x402_types::{Amount, AmountSum, AnyAmount, Network, declare::sentences, printable::write_sentence};

use crate::Entry;

/// The sums that payments of one asset may reach within a [day](crate::DAY): in atomic units, or in whole units of an
/// issued currency on the XRP Ledger. A limit in the wrong unit allows no payment. The struct gets no further fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For one host. `None` for no limit.
    pub per_host: Option<AnyAmount>,
    /// For all hosts together. `None` for no limit.
    pub per_day: Option<AnyAmount>,
}

impl Limits {
    /// Returns `true` if the limits allow this entry in addition to the sums spent within its day: at its host
    /// (`Some`), or in all (`None`). The ledgers of this crate decide with it in [`reserve`](crate::Ledger::reserve).
    ///
    /// # Errors
    /// `spent` fails.
    pub fn allow<E>(
        &self,
        entry: &Entry,
        mut spent: impl FnMut(Option<&str>) -> Result<AmountSum, E>,
    ) -> Result<bool, E> {
        for (at_most, host) in [(&self.per_host, Some(&*entry.host)), (&self.per_day, None)] {
            let Some(at_most) = at_most else { continue };
            let has_its_unit = entry.amount.partial_cmp(at_most).is_some();
            let at_most = AmountSum::from(at_most);
            if !has_its_unit || spent(host)?.checked_add(&entry.amount).is_none_or(|sum| sum > at_most) {
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
    /// The decimal places of atomic units. An issued currency on the XRP Ledger has none, because its amounts are written
    /// as they are.
    pub(crate) decimals: Option<u8>,
}

/// A limit that a payment would exceed. It is displayed as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitReached {
    /// The limit.
    pub limit: Limit,
    /// The host that would be paid.
    pub host: String,
    /// The sum that the limit allows within a day.
    pub at_most: AnyAmount,
    /// The sum that counts against the limit already.
    pub spent: AmountSum,
    /// The amount of the payment.
    pub price: AnyAmount,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as written in [entries](Entry::asset).
    pub asset: String,
    pub(crate) token: Option<Token>,
}

impl LimitReached {
    fn in_words(&self, sum: AmountSum) -> String {
        let text = sum.to_string();
        // Only a sum above 2^256−1 is not an amount.
        let price = |decimals| text.parse().map_or_else(|_| text.clone(), |units: Amount| units.to_price(decimals));
        match (&self.token, &self.price) {
            (Some(Token { symbol, decimals: Some(decimals) }), _) => {
                let price = price(*decimals);
                let short =
                    if price.contains('.') { price.trim_end_matches('0').trim_end_matches('.') } else { &price };
                format!("{short} {symbol}")
            }
            (Some(Token { symbol, decimals: None }), _) => format!("{text} {symbol}"),
            (None, AnyAmount::Units(_)) => format!("{text} units of {}", self.asset),
            (None, AnyAmount::Decimal(_)) => format!("{text} {}", self.asset),
        }
    }
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sums = [AmountSum::from(&self.at_most), self.spent, AmountSum::from(&self.price)];
        let [at_most, spent, price] = sums.map(|sum| self.in_words(sum));
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
