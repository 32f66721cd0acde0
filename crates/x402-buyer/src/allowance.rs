//! Spending limits: per payment, per host, per day.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_schemes::{Budget, Terms, evm, find_budget, solana, stellar};
use x402_types::{__declare::sentences, Amount, Network, ParsePriceError, Scheme, printable::write_sentence};

use crate::{DAY, Entry, Ledger};

/// A limit for spending one asset in one scheme on one network.
///
/// ```
/// use x402_buyer::Allowance;
/// use x402_types::{Network, Scheme};
/// // At most 2 cents for a payment, 10 cents a day for one host, and a dollar a day in all.
/// let usdc = Allowance::of_token("USDC", &Network::eip155(8453), "0.02")?.per_host("0.10")?.per_day("1")?;
/// assert_eq!(usdc.budget().at_most, 20_000.into());
/// assert_eq!(usdc.limits().per_host, Some(100_000.into()));
/// assert!(Allowance::of_token("USDC", &Network::eip155(8453), "0.0000001").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    budget: Budget,
    token: Option<Token>,
    limits: Limits,
}

/// The symbol and decimals with which people write amounts of the asset.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    symbol: String,
    decimals: u8,
}

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
    /// (`Some`), or in all (`None`). The ledgers of this crate decide with it in [`reserve`](Ledger::reserve).
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
    token: Option<Token>,
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

/// The sum spent under one limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spending {
    limit: Limit,
    at_most: Amount,
    spent: Amount,
}

impl Spending {
    pub(crate) fn left(&self) -> Amount {
        self.at_most.checked_sub(self.spent).unwrap_or_default()
    }
}

impl Allowance {
    /// Creates an allowance of at most this budget for each payment, without other limits. The address of a token on an
    /// EVM chain is written in mixed case (EIP-55), so that a ledger adds up what several allowances spend of the
    /// token.
    #[must_use]
    pub fn new(mut budget: Budget) -> Self {
        if budget.network.eip155_chain_id().is_some()
            && let Ok(token) = budget.asset.parse::<evm::Address>()
        {
            budget.asset = token.to_string();
        }
        Self { budget, token: None, limits: Limits::default() }
    }

    /// Creates an allowance for payments of the scheme `exact` in a token of the published tables: at most this price
    /// each, in tokens, such as `0.02`.
    ///
    /// # Errors
    /// The tables do not list the token on this network, or the token has no such amount.
    #[doc(alias = "USDC")]
    pub fn of_token(symbol: &str, network: &Network, per_payment: &str) -> Result<Self, NoAllowance> {
        let on_evm = evm::assets::by_symbol(network, symbol).map(|known| (known.address.to_string(), known.decimals));
        let on_solana =
            || solana::assets::by_symbol(network, symbol).map(|known| (known.mint.to_string(), known.decimals));
        let on_stellar =
            || stellar::assets::by_symbol(network, symbol).map(|known| (known.contract.to_string(), known.decimals));
        let (asset, decimals) = on_evm.or_else(on_solana).or_else(on_stellar).ok_or(NoAllowance::UnknownToken)?;
        let budget = Budget::new(Scheme::EXACT, network.clone(), asset, Amount::from_price(per_payment, decimals)?);
        let token = Token { symbol: symbol.into(), decimals };
        Ok(Self { token: Some(token), ..Self::new(budget) })
    }

    /// Limits the sum that one host may receive within a day, in tokens.
    ///
    /// # Errors
    /// The allowance is not [for a known token](Self::of_token), or the token has no such amount.
    #[doc(alias = "spending limit")]
    pub fn per_host(mut self, at_most: &str) -> Result<Self, NoAllowance> {
        self.limits.per_host = Some(self.in_units(at_most)?);
        Ok(self)
    }

    /// Limits the sum that may be spent within a day, in tokens.
    ///
    /// # Errors
    /// As for [`per_host`](Self::per_host).
    #[doc(alias = "spending limit")]
    pub fn per_day(mut self, at_most: &str) -> Result<Self, NoAllowance> {
        self.limits.per_day = Some(self.in_units(at_most)?);
        Ok(self)
    }

    /// Sets the limits, in atomic units.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Returns the scheme, the network, the asset, and the highest amount of one payment.
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Returns the limits of the sums within a day.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    fn in_units(&self, price: &str) -> Result<Amount, NoAllowance> {
        let token = self.token.as_ref().ok_or(NoAllowance::UnknownToken)?;
        Ok(Amount::from_price(price, token.decimals)?)
    }

    /// The sum spent under each limit at `now`, for a payment to this host.
    pub(crate) fn spending<L: Ledger>(&self, host: &str, now: u64, ledger: &L) -> Result<Vec<Spending>, L::Error> {
        let since = now.saturating_sub(DAY);
        let limits = [(Limit::PerHost, self.limits.per_host, Some(host)), (Limit::PerDay, self.limits.per_day, None)];
        let limits = limits.into_iter().filter_map(|(limit, at_most, host)| Some((limit, at_most?, host)));
        let spending = |(limit, at_most, host)| {
            let spent = ledger.spent(&self.budget.network, &self.budget.asset, host, since)?;
            Ok(Spending { limit, at_most, spent })
        };
        limits.map(spending).collect()
    }

    /// The limit that prevents a payment for these terms to this host, although the allowance covers a single payment
    /// of this amount.
    pub(crate) fn reached(&self, host: &str, terms: &Terms<'_>, spending: &[Spending]) -> Option<LimitReached> {
        find_budget(terms, core::slice::from_ref(&self.budget)).ok()?;
        self.exceeded(host, terms.amount, spending)
    }

    /// The limit that this amount exceeds.
    pub(crate) fn exceeded(&self, host: &str, price: Amount, spending: &[Spending]) -> Option<LimitReached> {
        let Spending { limit, at_most, spent } = *spending.iter().find(|spending| price > spending.left())?;
        Some(LimitReached {
            limit,
            host: host.into(),
            at_most,
            spent,
            price,
            network: self.budget.network.clone(),
            asset: self.budget.asset.clone(),
            token: self.token.clone(),
        })
    }
}

sentences! {
    /// The reason why there is no such allowance.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NoAllowance {
        /// The published tables do not list the token on this network. [`Allowance::new`] accepts any token.
        UnknownToken = "no published table has this token on this network",
        /// The token has no such amount.
        Price(error: ParsePriceError) = |f| fmt::Display::fmt(error, f),
    }
}

impl core::error::Error for NoAllowance {}

impl From<ParsePriceError> for NoAllowance {
    fn from(error: ParsePriceError) -> Self {
        Self::Price(error)
    }
}
