//! Spending limits: per payment, per host, per day.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{cmp::Ordering, fmt};

use x402_schemes::{
    AssetId, Budget, Terms, evm, find_budget, solana, stellar,
    xrpl::{self, Asset},
};
use x402_types::{Amount, AmountSum, AnyAmount, Network, ParsePriceError, Scheme, declare::sentences};

use crate::{DAY, Ledger, Limit, LimitReached, Limits, limits::Token};

/// The decimal places of drops.
const XRP_DECIMALS: u8 = 6;

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
/// // An issued currency on the XRP Ledger is counted in whole units, and XRP in drops.
/// let rlusd = Allowance::of_token("RLUSD", &Network::XRPL, "0.02")?.per_day("1")?;
/// assert_eq!(rlusd.budget().at_most.to_string(), "0.02");
/// let xrp = Allowance::of_token("XRP", &Network::XRPL, "0.02")?;
/// assert_eq!(xrp.budget().at_most, 20_000.into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    budget: Budget,
    /// The asset in entries.
    asset: String,
    token: Option<Token>,
    limits: Limits,
}

/// The sum spent under one limit.
#[derive(Clone, Debug)]
pub(crate) struct Spending {
    limit: Limit,
    at_most: AnyAmount,
    spent: AmountSum,
}

impl Spending {
    /// The largest payment that the limit allows, and at most this amount. Nothing, if their units differ.
    pub(crate) fn left(&self, at_most: AnyAmount) -> AnyAmount {
        let left = self.spent.remaining_below(&self.at_most);
        match left.partial_cmp(&at_most) {
            Some(Ordering::Less) => left,
            Some(Ordering::Equal | Ordering::Greater) => at_most,
            None => AnyAmount::from(0),
        }
    }

    fn is_exceeded_by(&self, price: &AnyAmount) -> bool {
        let sum = self.spent.checked_add(price);
        price.partial_cmp(&self.at_most).is_none() || sum.is_none_or(|sum| sum > AmountSum::from(&self.at_most))
    }
}

impl Allowance {
    /// Creates an allowance of at most this budget for each payment, without other limits. The address of a token on an
    /// EVM chain is written in mixed case (EIP-55), and a currency of the XRP Ledger as three characters or upper-case
    /// digits, so that a ledger adds up what several allowances spend of one asset.
    #[must_use]
    pub fn new(mut budget: Budget) -> Self {
        if budget.network.eip155_chain_id().is_some()
            && let Ok(token) = budget.asset.parse::<evm::Address>()
        {
            budget.asset = token.to_string();
        }
        let mut asset = budget.asset.clone();
        if xrpl::is_on(&budget.network)
            && let (Ok(Asset::Issued(currency)), Some(issuer)) = (budget.asset.parse(), budget.issuer)
        {
            budget.asset = currency.to_string();
            asset = AssetId::Issued { currency, issuer }.to_string();
        }
        Self { budget, asset, token: None, limits: Limits::default() }
    }

    /// Creates an allowance for payments of the scheme `exact` in a token of the published tables, or in XRP: at most this
    /// price each, in tokens, such as `0.02`.
    ///
    /// # Errors
    /// The tables do not list the token on this network, or the token has no such amount.
    #[doc(alias = "USDC")]
    pub fn of_token(symbol: &str, network: &Network, per_payment: &str) -> Result<Self, NoAllowance> {
        if let Some(known) = xrpl::assets::by_symbol(network, symbol) {
            let at_most = known.price(per_payment)?;
            let budget = Budget::issued(Scheme::EXACT, network.clone(), known.currency, known.issuer, at_most);
            let token = Token { symbol: symbol.into(), decimals: None };
            return Ok(Self { token: Some(token), ..Self::new(budget) });
        }
        let on_evm = evm::assets::by_symbol(network, symbol).map(|known| (known.address.to_string(), known.decimals));
        let on_solana =
            || solana::assets::by_symbol(network, symbol).map(|known| (known.mint.to_string(), known.decimals));
        let on_stellar =
            || stellar::assets::by_symbol(network, symbol).map(|known| (known.contract.to_string(), known.decimals));
        let xrp = || (xrpl::is_on(network) && symbol == Asset::XRP).then(|| (Asset::XRP.into(), XRP_DECIMALS));
        let known = on_evm.or_else(on_solana).or_else(on_stellar).or_else(xrp);
        let (asset, decimals) = known.ok_or(NoAllowance::UnknownToken)?;
        let at_most = Amount::from_price(per_payment, decimals)?;
        let budget = Budget::new(Scheme::EXACT, network.clone(), asset, at_most.into());
        let token = Token { symbol: symbol.into(), decimals: Some(decimals) };
        Ok(Self { token: Some(token), ..Self::new(budget) })
    }

    /// Limits the sum that one host may receive within a day, in tokens.
    ///
    /// # Errors
    /// The allowance is neither [for a known token](Self::of_token) nor for an issued currency on the XRP Ledger, or the
    /// token has no such amount.
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

    /// Sets the limits: in atomic units, or in whole units of an issued currency on the XRP Ledger.
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

    /// The asset, as written in entries.
    pub(crate) fn asset(&self) -> &str {
        &self.asset
    }

    fn in_units(&self, price: &str) -> Result<AnyAmount, NoAllowance> {
        if let AnyAmount::Decimal(_) = self.budget.at_most {
            return Ok(price.parse().map(AnyAmount::Decimal).map_err(ParsePriceError::Issued)?);
        }
        let decimals = self.token.as_ref().and_then(|token| token.decimals).ok_or(NoAllowance::UnknownToken)?;
        Ok(Amount::from_price(price, decimals)?.into())
    }

    /// The sum spent under each limit at `now`, for a payment to this host.
    pub(crate) fn spending<L: Ledger>(&self, host: &str, now: u64, ledger: &L) -> Result<Vec<Spending>, L::Error> {
        let since = now.saturating_sub(DAY);
        let Limits { per_host, per_day } = self.limits.clone();
        let limits = [(Limit::PerHost, per_host, Some(host)), (Limit::PerDay, per_day, None)];
        let limits = limits.into_iter().filter_map(|(limit, at_most, host)| Some((limit, at_most?, host)));
        let spending = |(limit, at_most, host)| {
            let spent = ledger.spent(&self.budget.network, &self.asset, host, since)?;
            Ok(Spending { limit, at_most, spent })
        };
        limits.map(spending).collect()
    }

    /// The limit that prevents a payment for these terms to this host, although the allowance covers a single payment
    /// of this amount.
    pub(crate) fn reached(&self, host: &str, terms: &Terms<'_>, spending: &[Spending]) -> Option<LimitReached> {
        find_budget(terms, core::slice::from_ref(&self.budget)).ok()?;
        self.exceeded(host, &terms.amount, spending)
    }

    /// The limit that this amount exceeds.
    pub(crate) fn exceeded(&self, host: &str, price: &AnyAmount, spending: &[Spending]) -> Option<LimitReached> {
        let Spending { limit, at_most, spent } =
            spending.iter().find(|spending| spending.is_exceeded_by(price))?.clone();
        Some(LimitReached {
            limit,
            host: host.into(),
            at_most,
            spent,
            price: price.clone(),
            network: self.budget.network.clone(),
            asset: self.asset.clone(),
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
