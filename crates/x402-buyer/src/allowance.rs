//! How much may be spent: by payment, by host, by day.

use alloc::string::ToString;

use x402_schemes::{Budget, evm, solana, stellar};
use x402_types::{__declare::sentences, Amount, Network, ParsePriceError, Scheme};

/// How much of one asset may be spent by one scheme on one network.
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
    decimals: Option<u8>,
    limits: Limits,
}

/// The sums that payments of one asset may reach within a [day](crate::DAY), in atomic units. The struct gets no further members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For one host. `None`: no limit.
    pub per_host: Option<Amount>,
    /// For all hosts. `None`: no limit.
    pub per_day: Option<Amount>,
}

impl Allowance {
    /// An allowance of at most the budget for each payment, and without other limits. It writes the address of a token on an EVM chain in
    /// mixed case (EIP-55), so that a ledger adds up what several allowances spend of it.
    #[must_use]
    pub fn new(mut budget: Budget) -> Self {
        if budget.network.eip155_chain_id().is_some()
            && let Ok(token) = budget.asset.parse::<evm::Address>()
        {
            budget.asset = token.to_string();
        }
        Self { budget, decimals: None, limits: Limits::default() }
    }

    /// An allowance for payments of the scheme `exact` in a token that the published tables have: at most this price each, in
    /// tokens, such as `0.02`.
    ///
    /// # Errors
    /// The tables do not have the token on this network, or the token has no such amount.
    #[doc(alias = "USDC")]
    pub fn of_token(symbol: &str, network: &Network, per_payment: &str) -> Result<Self, NoAllowance> {
        let on_evm = evm::assets::by_symbol(network, symbol).map(|known| (known.address.to_string(), known.decimals));
        let on_solana =
            || solana::assets::by_symbol(network, symbol).map(|known| (known.mint.to_string(), known.decimals));
        let on_stellar =
            || stellar::assets::by_symbol(network, symbol).map(|known| (known.contract.to_string(), known.decimals));
        let (asset, decimals) = on_evm.or_else(on_solana).or_else(on_stellar).ok_or(NoAllowance::UnknownToken)?;
        let budget = Budget::new(Scheme::EXACT, network.clone(), asset, Amount::from_price(per_payment, decimals)?);
        Ok(Self { decimals: Some(decimals), ..Self::new(budget) })
    }

    /// The same allowance, of which one host gets at most this much within a day, in tokens.
    ///
    /// # Errors
    /// The allowance is not [of a known token](Self::of_token), or the token has no such amount.
    #[doc(alias = "spending limit")]
    pub fn per_host(mut self, at_most: &str) -> Result<Self, NoAllowance> {
        self.limits.per_host = Some(self.in_units(at_most)?);
        Ok(self)
    }

    /// The same allowance, of which at most this much is spent within a day, in tokens.
    ///
    /// # Errors
    /// As for [`per_host`](Self::per_host).
    #[doc(alias = "spending limit")]
    pub fn per_day(mut self, at_most: &str) -> Result<Self, NoAllowance> {
        self.limits.per_day = Some(self.in_units(at_most)?);
        Ok(self)
    }

    /// The same allowance with these limits, in atomic units.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Scheme, network and asset, and the most for one payment.
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The sums within a day.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    fn in_units(&self, price: &str) -> Result<Amount, NoAllowance> {
        let decimals = self.decimals.ok_or(NoAllowance::UnknownToken)?;
        Ok(Amount::from_price(price, decimals)?)
    }
}

sentences! {
    /// The reason why there is no such allowance.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NoAllowance {
        /// The published tables do not have the token on this network. [`Allowance::new`] takes any.
        UnknownToken = "no published table has this token on this network",
        /// The token has no such amount.
        Price(error: ParsePriceError) = |f| core::fmt::Display::fmt(error, f),
    }
}

impl core::error::Error for NoAllowance {}

impl From<ParsePriceError> for NoAllowance {
    fn from(error: ParsePriceError) -> Self {
        Self::Price(error)
    }
}
