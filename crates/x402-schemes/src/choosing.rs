//! Chooses the offer that a client pays for, within the client's budgets.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::cmp::Reverse;

use x402_types::{
    Amount, AmountSum, AnyAmount, DecimalAmount, Flags, Network, Offer, PaymentFlow, PaymentRequired, RawJson, Scheme,
    declare::sentences, v1, v2::PaymentRequirements,
};

use crate::{
    Contradiction, Deposited, Terms,
    evm::gateway::{self, Chain, NearMiss},
    xrpl::{self, Asset},
};

/// The largest `maxTimeoutSeconds` that a buyer signs for by default, in seconds: one day (F-2).
pub const DEFAULT_HORIZON: u64 = 86_400;

/// The maximum payment that a client accepts in one asset, with one scheme, on one network.
///
/// ```
/// use x402_schemes::{Budget, Terms, evm::assets::{self, OfferInit}, find_budget};
/// use x402_types::{Network, Scheme};
/// let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").ok_or("no USDC")?;
/// let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?;
/// let offer = |price| usdc.offer(OfferInit { price, pay_to, max_timeout_seconds: 60 });
/// let budget = Budget::new(Scheme::EXACT, Network::eip155(usdc.chain_id), usdc.address, usdc.price("0.02")?.into());
/// assert_eq!(find_budget(&Terms::from(&offer("0.02")?), std::slice::from_ref(&budget)), Ok(0));
/// assert!(find_budget(&Terms::from(&offer("0.03")?), &[budget]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as written in offers. EVM addresses, and the currency codes of the XRP Ledger (R-6), are compared as
    /// bytes.
    pub asset: String,
    /// The issuer of the asset, if it is an issued currency on the XRP Ledger. The same currency of a different issuer is
    /// different money (R-7).
    pub issuer: Option<xrpl::Address>,
    /// The maximum payment: in atomic units of the asset, or in whole units of an issued currency. It must cover the
    /// price and, if the client must make a deposit first, the deposit too (N-36).
    pub at_most: AnyAmount,
}

impl Budget {
    /// Creates a budget of at most `at_most` atomic units of this asset. For XRP these are drops. For an issued currency
    /// on the XRP Ledger, use [`issued`](Self::issued).
    #[must_use]
    pub fn new(scheme: Scheme, network: Network, asset: impl Into<String>, at_most: AnyAmount) -> Self {
        Self { scheme, network, asset: asset.into(), issuer: None, at_most }
    }

    /// Creates a budget of at most `at_most` whole units of an issued currency on the XRP Ledger.
    ///
    /// ```
    /// use x402_schemes::{Budget, PassedOver, Terms, find_budget, xrpl::{MAINNET, assets::{self, OfferInit}}};
    /// use x402_types::Scheme;
    /// let rlusd = assets::by_symbol(&MAINNET, "RLUSD").ok_or("no RLUSD")?;
    /// let pay_to = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt".parse()?;
    /// let offer = rlusd.offer(OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 })?;
    /// let budget = Budget::issued(Scheme::EXACT, MAINNET, rlusd.currency, rlusd.issuer, "0.01".parse()?);
    /// assert_eq!(find_budget(&Terms::from(&offer), &[budget]), Ok(0));
    /// let other = Budget::issued(Scheme::EXACT, MAINNET, rlusd.currency, pay_to, "0.01".parse()?);
    /// assert_eq!(
    ///     find_budget(&Terms::from(&offer), &[other]),
    ///     Err(PassedOver::Issuer { offered: Some(rlusd.issuer), budget: Some(pay_to) })
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn issued(
        scheme: Scheme,
        network: Network,
        currency: xrpl::Currency,
        issuer: xrpl::Address,
        at_most: DecimalAmount,
    ) -> Self {
        let asset = currency.to_string();
        Self { scheme, network, asset, issuer: Some(issuer), at_most: at_most.into() }
    }

    /// Creates the smallest budget that covers the price of this offer.
    #[must_use]
    pub fn for_offer(offer: &Terms<'_>) -> Self {
        Self {
            scheme: offer.scheme.clone(),
            network: offer.network.clone().into_owned(),
            asset: offer.asset.into(),
            issuer: issuer(offer),
            at_most: offer.amount.clone(),
        }
    }

    /// `true` if the budget is for this scheme, this network and this asset, regardless of its issuer.
    fn is_for(&self, offer: &Terms<'_>) -> bool {
        let is_on_network = self.scheme == *offer.scheme && self.network == *offer.network;
        let is_same_text = || self.network.is_same_address(&self.asset, offer.asset);
        let is_same_currency = || {
            let currencies = self.asset.parse::<Asset>().ok().zip(offer.asset.parse().ok());
            xrpl::is_on(&self.network) && currencies.is_some_and(|(ours, theirs)| ours == theirs)
        };
        is_on_network && (is_same_text() || is_same_currency())
    }
}

/// The issuer of an offer's currency. `None` if the offer names no account. XRP and tokens have no issuer, whatever
/// `extra.issuer` is (R-7).
fn issuer(offer: &Terms<'_>) -> Option<xrpl::Address> {
    offer.amount.units().is_none().then_some(())?;
    offer.extra_member("issuer")?.string().ok()?.parse().ok()
}

/// The limits within which a client signs payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpendingLimits<'a> {
    /// The budgets of the client. With `None`, the client pays any amount of any asset.
    pub budgets: Option<&'a [Budget]>,
    /// The payment flows that the client implements (F-2).
    pub flows: &'a [PaymentFlow],
    /// The largest `maxTimeoutSeconds` of an offer that the client pays for, in seconds. If the payments of a mechanism
    /// have a [least life](crate::Mechanism::least_life), it is added.
    pub horizon: u64,
    /// `true` if the client has a balance at the operator of the Gateway. Otherwise it passes over every offer with the
    /// name of the Gateway (U-16).
    pub gateway_balance: bool,
    /// The deposits that the client has made; an empty list before the first one. With `None`, the client makes no
    /// deposits and passes over every offer whose payments are taken from a deposit.
    pub deposits: Option<&'a [Deposited]>,
    /// The flags of contradictions with the published tables that do not stop the client from paying (B-10). Use this
    /// if the client knows more than a table, for example because it read the domain from the token.
    pub tolerated: Flags,
}

impl SpendingLimits<'static> {
    /// Any amount, in the flow [`PaymentFlow::Authorization`], for at most [`DEFAULT_HORIZON`], with neither a balance
    /// at the Gateway nor deposits. No contradiction with the published tables is tolerated.
    pub const DEFAULT: Self = Self {
        budgets: None,
        flows: &[PaymentFlow::Authorization],
        horizon: DEFAULT_HORIZON,
        gateway_balance: false,
        deposits: None,
        tolerated: Flags::NONE,
    };
}

impl<'a> SpendingLimits<'a> {
    /// Returns these limits with the given budgets.
    #[must_use]
    #[doc(alias = "spending limit")]
    pub const fn with_budgets<'b>(self, budgets: &'b [Budget]) -> SpendingLimits<'b>
    where
        'a: 'b,
    {
        SpendingLimits { budgets: Some(budgets), ..self }
    }

    /// Returns these limits for a client that implements the given flows. In [`PaymentFlow::Upfront`] and
    /// [`PaymentFlow::Escrow`], the payment is settled before the service.
    #[must_use]
    pub const fn with_flows<'b>(self, flows: &'b [PaymentFlow]) -> SpendingLimits<'b>
    where
        'a: 'b,
    {
        SpendingLimits { flows, ..self }
    }

    /// Returns these limits with the given horizon, in seconds.
    #[must_use]
    pub const fn with_horizon(self, horizon: u64) -> Self {
        Self { horizon, ..self }
    }

    /// Returns these limits for a client with a balance at the operator of the Gateway.
    #[must_use]
    pub const fn with_gateway_balance(self) -> Self {
        Self { gateway_balance: true, ..self }
    }

    /// Returns these limits for a client that makes deposits and has made the given ones.
    #[must_use]
    pub const fn with_deposits<'b>(self, deposits: &'b [Deposited]) -> SpendingLimits<'b>
    where
        'a: 'b,
    {
        SpendingLimits { deposits: Some(deposits), ..self }
    }

    /// Returns these limits for a client that pays despite contradictions with the given flags (B-10).
    #[must_use]
    pub const fn with_tolerated(self, tolerated: Flags) -> Self {
        Self { tolerated, ..self }
    }

    /// Returns the contradictions between an offer and the published tables that this client does not tolerate (B-10).
    #[must_use]
    pub fn contradictions(&self, offer: &Terms<'_>) -> Vec<Contradiction> {
        let mut found = Contradiction::in_offer(offer);
        found.retain(|found| !self.tolerated.contains(found.flag()));
        found
    }

    /// Finds the deposit that is due and the budget that covers an offer. The budget must cover the deposit or the
    /// price, whichever is larger.
    ///
    /// # Errors
    /// The client makes no deposits, no deposit is enough, or no budget covers the offer. If no budget does, the error
    /// is the reason of the nearest miss.
    pub fn covering(&self, offer: &Terms<'_>) -> Result<Covered, PassedOver> {
        let deposit =
            offer.deposit_due(self.deposits.unwrap_or_default()).map_err(|_| PassedOver::NoDepositIsEnough)?;
        if deposit.is_some() && self.deposits.is_none() {
            return Err(PassedOver::NoDeposits);
        }
        let Some(budgets) = self.budgets else { return Ok(Covered { deposit, budget: None }) };
        let mut taken = offer.clone();
        // Issued currencies have no deposits.
        if let Some(deposit) = deposit.map(AnyAmount::from).filter(|deposit| *deposit > offer.amount) {
            taken.amount = deposit;
        }
        let budget = find_budget(&taken, budgets).map_err(|why| match (why, deposit) {
            (PassedOver::TooExpensive { price, at_most }, Some(deposit)) if price == deposit.into() => {
                PassedOver::LargeDeposit { deposit, at_most }
            }
            (why, _) => why,
        })?;
        Ok(Covered { deposit, budget: Some(budget) })
    }
}

impl Default for SpendingLimits<'static> {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The deposit and the budget for an offer that a client can pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Covered {
    /// The deposit that the client must make first, in atomic units. Zero if a balance is enough. `None` if the payment
    /// is not taken from a deposit.
    pub deposit: Option<Amount>,
    /// The index of the first budget that covers the offer. `None` if the limits have no budgets.
    pub budget: Option<usize>,
}

sentences! {
    /// The reason why an offer was not chosen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PassedOver {
        /// The offer cannot be read.
        Unreadable = "cannot be read",
        /// The client does not implement the offer's payment flow. `None` means an unknown flow.
        Flow(flow: Option<PaymentFlow>) = |f| match flow {
            Some(flow) => write!(f, "is paid in the flow {flow}, which the client does not implement"),
            None => f.write_str("is paid in an unknown flow"),
        },
        /// The offer is paid from a balance at the Gateway, which the client does not have (U-16).
        NoGatewayBalance = "is paid from a balance at the Gateway, which the client does not have",
        /// The offer has the name of the Gateway but is not of the variant, so a payment for it may not settle (U-8).
        NearGateway(miss: NearMiss) = "has the name of the Gateway, but {miss}",
        /// Payments for the offer are taken from a deposit, but the client makes none.
        NoDeposits = "is paid from a deposit, and the client makes none",
        /// Payments for the offer are taken from a deposit, but no deposit is enough.
        NoDepositIsEnough = "is paid from a deposit, and no deposit is enough",
        /// No budget has this scheme.
        Scheme = "no budget has its scheme",
        /// No budget has this scheme on this network.
        Network = "no budget has its network",
        /// No budget has this asset on this network.
        Asset = "no budget has its asset",
        /// The price is in a currency of the XRP Ledger, and the budgets are for currencies of the same code by other
        /// issuers (R-7).
        Issuer {
            /// The issuer that the offer names, if it names an account.
            offered: Option<xrpl::Address>,
            /// The issuer of the first such budget, if the budget names one.
            budget: Option<xrpl::Address>,
        } = |f| match (offered, budget) {
            (Some(offered), Some(budget)) => {
                write!(f, "is in the currency of issuer {offered}, but the budget is for that of {budget}")
            }
            (Some(offered), None) => {
                write!(f, "is in the currency of issuer {offered}, but the budget names no issuer")
            }
            (None, _) => f.write_str("names no issuer of its currency"),
        },
        /// The price and the budget have different formats: one is a decimal, and the other counts atomic units (R-13).
        AmountFormat = "has its price in whole units of an issued currency, but the budget counts atomic units, or the reverse",
        /// The budget is smaller than the price.
        TooExpensive {
            /// The price.
            price: AnyAmount,
            /// The largest budget for this scheme, network and asset.
            at_most: AnyAmount,
        } = "costs {price}, but the budget is {at_most}",
        /// The budget is smaller than the deposit that the client must make first.
        LargeDeposit {
            /// The deposit, in atomic units.
            deposit: Amount,
            /// The largest budget for this scheme, network and asset, in atomic units.
            at_most: AnyAmount,
        } = "needs a deposit of {deposit}, but the budget is {at_most}",
        /// The offer's `maxTimeoutSeconds` is beyond the horizon: an authorization for it could be used for too long.
        TooLong {
            /// The `maxTimeoutSeconds` of the offer.
            seconds: u64,
            /// The horizon plus the least life of the mechanism's payments, in seconds.
            at_most: u64,
        } = "could be settled for {seconds} s, but the client signs for at most {at_most} s",
        /// A published table contradicts the offer (B-10), and the client does not tolerate the contradiction.
        Contradicted(what: Contradiction) = |f| write!(f, "should not be paid: {}: {what}", what.flag()),
        /// A different offer is preferred: it settles after the service and this one before, it fits an earlier budget,
        /// it costs less within the same budget, or it is equally good and comes earlier.
        Preferred {
            /// The index of the preferred offer.
            other: usize,
        } = "offer {other} is preferred",
    }
}

impl core::error::Error for PassedOver {}

/// The chosen offer, and the reason why each other offer was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The index of the chosen offer. `None` if the client can pay for no offer.
    pub offer: Option<usize>,
    /// The deposit that the client must make before it can pay for the chosen offer, in atomic units. Zero if the
    /// balance of a deposit is enough. `None` if the payment is not taken from a deposit.
    pub deposit: Option<Amount>,
    /// The other offers, each with the reason.
    pub passed_over: Vec<PassedOffer>,
}

/// An offer that was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOffer {
    /// The index of the offer.
    pub offer: usize,
    /// The reason why it was not chosen.
    pub why: PassedOver,
}

/// Chooses an offer within these limits. The choice depends only on the arguments. An offer with
/// [`PaymentFlow::Authorization`], in which nothing is settled before the service, comes before all others; then an
/// offer that fits an earlier budget, then the lower price, then the lower index. Without budgets, prices have no
/// effect.
///
/// ```
/// use x402_schemes::{Budget, SpendingLimits, choose};
/// use x402_types::{DecodeOptions, Scheme, Wire, v2::PaymentRequired};
///
/// let payment_required = PaymentRequired::decode(r#"{"x402Version":2,"accepts":[
///   {"scheme":"exact","network":"eip155:8453","amount":"90000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60},
///   {"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}
/// ]}"#, &DecodeOptions::STRICT)?.value;
/// let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// let budgets = [Budget::new(Scheme::EXACT, "eip155:84532".parse().unwrap(), usdc, 20_000.into())];
/// let choice = choose(&payment_required.accepts, &SpendingLimits::DEFAULT.with_budgets(&budgets));
/// assert_eq!(choice.offer, Some(1));
/// assert_eq!(choice.passed_over[0].why.to_string(), "no budget has its network");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn choose(offers: &[Offer<PaymentRequirements>], limits: &SpendingLimits<'_>) -> Choice {
    choose_among(offers.iter().map(|offer| evaluate(offer.get().map(Offered::of_v2), limits)))
}

/// Chooses an offer of a 402 response of either version, as [`choose`] does.
///
/// ```
/// use x402_schemes::{SpendingLimits, choose_from};
/// use x402_types::{DecodeOptions, PaymentFlow, PaymentRequired, Wire};
/// let offer = |extra: &str| format!(r#"{{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x83",
///   "payTo":"0x20","maxTimeoutSeconds":60,"extra":{extra}}}"#);
/// let payment_required = format!(r#"{{"x402Version":2,"accepts":[{},{}]}}"#, offer(r#"{"paymentFlow":"upfront"}"#), offer("{}"));
/// let payment_required = PaymentRequired::decode(payment_required, &DecodeOptions::STRICT)?.value;
/// assert_eq!(choose_from(&payment_required, &SpendingLimits::DEFAULT.with_flows(&[PaymentFlow::Upfront])).offer, Some(0));
/// assert_eq!(choose_from(&payment_required, &SpendingLimits::DEFAULT).offer, Some(1));
/// assert_eq!(choose_from(&payment_required, &SpendingLimits::DEFAULT.with_horizon(59)).offer, None);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn choose_from(payment_required: &PaymentRequired, limits: &SpendingLimits<'_>) -> Choice {
    match payment_required {
        PaymentRequired::V1(payment_required) => {
            choose_among(payment_required.accepts.iter().map(|offer| evaluate(offer.get().map(Offered::of_v1), limits)))
        }
        PaymentRequired::V2(payment_required) => choose(&payment_required.accepts, limits),
    }
}

/// Makes the choice from the preference of each offer, or the reason against it.
fn choose_among(evaluated: impl Iterator<Item = Result<(Preference, Option<Amount>), PassedOver>>) -> Choice {
    let evaluated: Vec<_> = evaluated.collect();
    let taken = evaluated
        .iter()
        .enumerate()
        .filter_map(|(index, evaluated)| {
            evaluated.as_ref().ok().map(|(preference, deposit)| (*preference, index, *deposit))
        })
        .min();
    let (taken, deposit) = taken.map_or((None, None), |(_, index, deposit)| (Some(index), deposit));
    let passed_over = evaluated
        .into_iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != taken)
        .filter_map(|(offer, evaluated)| match (evaluated, taken) {
            (Err(why), _) => Some(PassedOffer { offer, why }),
            (Ok(_), Some(other)) => Some(PassedOffer { offer, why: PassedOver::Preferred { other } }),
            (Ok(_), None) => None,
        })
        .collect();
    Choice { offer: taken, deposit, passed_over }
}

/// `true` if the offer is settled before the service, then the index of the budget and the price if there are budgets.
/// The smallest preference is chosen.
type Preference = (bool, Option<(usize, AmountSum)>);

/// The fields of an offer that a choice depends on.
struct Offered<'a> {
    extra: Option<&'a RawJson>,
    max_timeout_seconds: u64,
    /// `None` for a V1 offer on a network without a known name.
    terms: Option<Terms<'a>>,
}

impl<'a> Offered<'a> {
    fn of_v1(offer: &'a v1::PaymentRequirements) -> Self {
        let (extra, max_timeout_seconds) = (offer.extra.as_ref(), offer.max_timeout_seconds);
        Self { extra, max_timeout_seconds, terms: Terms::of_v1(offer) }
    }

    fn of_v2(offer: &'a PaymentRequirements) -> Self {
        let (extra, max_timeout_seconds) = (offer.extra.as_ref(), offer.max_timeout_seconds);
        Self { extra, max_timeout_seconds, terms: Some(offer.into()) }
    }

    /// As [`gateway::offered`], and also for a V1 offer without terms.
    fn gateway(&self) -> Option<Result<&'static Chain, NearMiss>> {
        match &self.terms {
            Some(terms) => gateway::offered(terms),
            None => gateway::is_named_in(self.extra).then_some(Err(NearMiss::ProtocolVersion)),
        }
    }
}

/// Returns the preference for the offer, and the deposit that is due.
fn evaluate(
    offer: Option<Offered<'_>>,
    limits: &SpendingLimits<'_>,
) -> Result<(Preference, Option<Amount>), PassedOver> {
    let offer = offer.ok_or(PassedOver::Unreadable)?;
    let flow = PaymentFlow::of(offer.extra);
    let flow = flow.filter(|flow| limits.flows.contains(flow)).ok_or(PassedOver::Flow(flow))?;
    match offer.gateway() {
        None => {}
        Some(Err(miss)) => return Err(PassedOver::NearGateway(miss)),
        Some(Ok(_)) if limits.gateway_balance => {}
        Some(Ok(_)) => return Err(PassedOver::NoGatewayBalance),
    }
    let (deposit, budget) = match &offer.terms {
        Some(terms) => {
            let Covered { deposit, budget } = limits.covering(terms)?;
            // Prices within one budget have one format, so they are compared as sums of one amount.
            (deposit, budget.map(|index| (index, AmountSum::from(&terms.amount))))
        }
        None if limits.budgets.is_some() => return Err(PassedOver::Network),
        None => (None, None),
    };
    let seconds = offer.max_timeout_seconds;
    let at_most = offer.terms.as_ref().map_or(limits.horizon, |terms| terms.longest_timeout(limits.horizon));
    if seconds > at_most {
        return Err(PassedOver::TooLong { seconds, at_most });
    }
    let serious = |terms| Contradiction::first_serious(terms, limits.tolerated);
    if let Some(what) = offer.terms.as_ref().and_then(serious) {
        return Err(PassedOver::Contradicted(what));
    }
    Ok(((flow != PaymentFlow::Authorization, budget), deposit))
}

/// Returns the index of the first budget that covers the offer.
///
/// # Errors
/// No budget covers the offer. The error is the reason of the nearest miss.
pub fn find_budget(offer: &Terms<'_>, budgets: &[Budget]) -> Result<usize, PassedOver> {
    let price = &offer.amount;
    let (is_issued, offered) = (price.units().is_none(), issuer(offer));
    let has_its_issuer = |budget: &Budget| !is_issued || offered.is_some() && budget.issuer == offered;
    let fits = |budget: &&Budget| budget.is_for(offer) && has_its_issuer(budget);
    if let Some(index) = budgets.iter().position(|budget| fits(&budget) && *price <= budget.at_most) {
        return Ok(index);
    }
    let fitting = || budgets.iter().filter(fits);
    // A budget of nothing is too small in either format.
    let is_comparable =
        |budget: &&Budget| price.partial_cmp(&budget.at_most).is_some() || budget.at_most == AnyAmount::from(0);
    let has = |test: &dyn Fn(&Budget) -> bool| budgets.iter().any(test);
    if let Some(largest) =
        fitting().filter(is_comparable).min_by_key(|budget| Reverse(AmountSum::from(&budget.at_most)))
    {
        return Err(PassedOver::TooExpensive { price: price.clone(), at_most: largest.at_most.clone() });
    }
    Err(if fitting().next().is_some() {
        PassedOver::AmountFormat
    } else if let Some(budget) = budgets.iter().find(|budget| budget.is_for(offer)) {
        PassedOver::Issuer { offered, budget: budget.issuer }
    } else if !has(&|budget| budget.scheme == *offer.scheme) {
        PassedOver::Scheme
    } else if !has(&|budget| budget.scheme == *offer.scheme && budget.network == *offer.network) {
        PassedOver::Network
    } else {
        PassedOver::Asset
    })
}
