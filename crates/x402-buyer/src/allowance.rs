//! Spending limits: per payment, per host, per day.

use alloc::{string::ToString, vec::Vec};
use core::fmt;

use x402_schemes::{Budget, Terms, evm, find_budget, solana, stellar};
use x402_types::{Amount, Network, ParsePriceError, Scheme, declare::sentences};

use crate::{DAY, Ledger, Limit, LimitReached, Limits, limits::Token};

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
        self.exceeded(host, terms.units(), spending)
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
