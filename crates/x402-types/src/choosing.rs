//! Chooses the offer that a client pays for, by the client's own budgets.

use alloc::{string::String, vec::Vec};
use core::{cmp::Reverse, fmt};

use crate::{Amount, Network, Offer, PaymentFlow, PaymentRequired, Scheme, v2::PaymentRequirements};

/// The amount that a client is ready to pay: at most so much of one asset, by one scheme, on one network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// The payment scheme.
    pub scheme: Scheme,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as offers write it. EVM addresses compare as bytes.
    pub asset: String,
    /// The maximum payment, in atomic units of the asset.
    pub at_most: Amount,
}

impl Budget {
    /// A budget of at most `at_most` atomic units of this asset.
    #[must_use]
    pub fn new(scheme: Scheme, network: Network, asset: impl Into<String>, at_most: Amount) -> Self {
        Self { scheme, network, asset: asset.into(), at_most }
    }
}

/// The reason why an offer was not chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PassedOver {
    /// The offer cannot be read.
    Unreadable,
    /// The client does not implement the offer's payment flow. `None` stands for an unknown flow.
    Flow(Option<PaymentFlow>),
    /// No budget has this scheme.
    Scheme,
    /// No budget has this scheme on this network.
    Network,
    /// No budget has this asset on this network.
    Asset,
    /// The budget is smaller than the price.
    TooExpensive {
        /// The price.
        price: Amount,
        /// The largest budget for this scheme, network and asset.
        at_most: Amount,
    },
    /// Another offer is preferred. It settles after the service and this one before, or it fits an earlier budget, or
    /// it costs less within the same budget.
    Preferred {
        /// The index of the preferred offer.
        other: usize,
    },
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("cannot be read"),
            Self::Flow(Some(flow)) => write!(f, "is paid in the flow {flow}, which the client does not implement"),
            Self::Flow(None) => f.write_str("is paid in an unknown flow"),
            Self::Scheme => f.write_str("no budget has its scheme"),
            Self::Network => f.write_str("no budget has its network"),
            Self::Asset => f.write_str("no budget has its asset"),
            Self::TooExpensive { price, at_most } => write!(f, "costs {price}, but the budget is {at_most}"),
            Self::Preferred { other } => write!(f, "offer {other} is preferred"),
        }
    }
}

/// The chosen offer, and the reason why each other offer was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The index of the chosen offer. `None` if the client can pay for no offer.
    pub offer: Option<usize>,
    /// The other offers, each with its index and the reason.
    pub passed_over: Vec<(usize, PassedOver)>,
}

/// Chooses among the offers of a server with the flow [`PaymentFlow::Authorization`], in which nothing is settled
/// before the service. The choice depends only on the arguments: an offer that fits an earlier budget comes first, then
/// the lower price, then the lower index.
///
/// ```
/// use x402_types::{Budget, DecodeOptions, Scheme, Wire, choose, v2::PaymentRequired};
///
/// let demand = PaymentRequired::decode(r#"{"x402Version":2,"accepts":[
///   {"scheme":"exact","network":"eip155:8453","amount":"90000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60},
///   {"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}
/// ]}"#, &DecodeOptions::STRICT)?.value;
/// let usdc = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// let budgets = [Budget::new(Scheme::EXACT, "eip155:84532".parse().unwrap(), usdc, 20_000.into())];
/// let choice = choose(&demand.accepts, &budgets);
/// assert_eq!(choice.offer, Some(1));
/// assert_eq!(choice.passed_over[0].1.to_string(), "no budget has its network");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn choose(offers: &[Offer<PaymentRequirements>], budgets: &[Budget]) -> Choice {
    choose_among_flows(offers, budgets, &[PaymentFlow::Authorization])
}

/// Chooses for a client that implements these flows. Offers with another flow are never chosen. Offers with
/// [`PaymentFlow::Authorization`] come before all others, and otherwise the order is that of [`choose`].
#[must_use]
pub fn choose_among_flows(offers: &[Offer<PaymentRequirements>], budgets: &[Budget], flows: &[PaymentFlow]) -> Choice {
    let judged: Vec<Result<Preference, PassedOver>> = offers.iter().map(|offer| judge(offer, budgets, flows)).collect();
    let taken = judged
        .iter()
        .enumerate()
        .filter_map(|(index, judged)| judged.as_ref().ok().map(|preference| (*preference, index)))
        .min();
    let taken = taken.map(|(_, index)| index);
    let passed_over = judged
        .into_iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != taken)
        .filter_map(|(index, judged)| match (judged, taken) {
            (Err(why), _) => Some((index, why)),
            (Ok(_), Some(other)) => Some((index, PassedOver::Preferred { other })),
            (Ok(_), None) => None,
        })
        .collect();
    Choice { offer: taken, passed_over }
}

/// The index of the offer that a client chooses if it accepts every price and implements these flows (F-2). The demand
/// may have either version. Offers with [`PaymentFlow::Authorization`] come before all others, then the lower index
/// counts.
///
/// ```
/// use x402_types::{DecodeOptions, PaymentFlow, PaymentRequired, Wire, choose_by_flow};
/// let offer = |extra: &str| format!(r#"{{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"0x83",
///   "payTo":"0x20","maxTimeoutSeconds":60,"extra":{extra}}}"#);
/// let demand = format!(r#"{{"x402Version":2,"accepts":[{},{}]}}"#, offer(r#"{"paymentFlow":"upfront"}"#), offer("{}"));
/// let demand = PaymentRequired::decode(demand, &DecodeOptions::STRICT)?.value;
/// assert_eq!(choose_by_flow(&demand, &[PaymentFlow::Upfront]), Some(0));
/// assert_eq!(choose_by_flow(&demand, &[PaymentFlow::Upfront, PaymentFlow::Authorization]), Some(1));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn choose_by_flow(demand: &PaymentRequired, flows: &[PaymentFlow]) -> Option<usize> {
    let offered: Vec<Option<PaymentFlow>> = match demand {
        PaymentRequired::V1(demand) => {
            demand.accepts.iter().map(|offer| PaymentFlow::of(offer.get()?.extra.as_ref())).collect()
        }
        PaymentRequired::V2(demand) => {
            demand.accepts.iter().map(|offer| PaymentFlow::of(offer.get()?.extra.as_ref())).collect()
        }
    };
    let known =
        offered.iter().enumerate().filter_map(|(index, flow)| Some((flow.filter(|flow| flows.contains(flow))?, index)));
    known.min_by_key(|(flow, index)| (*flow != PaymentFlow::Authorization, *index)).map(|(_, index)| index)
}

/// Whether the offer is settled before the service, the index of the budget, and the price. The smallest preference is
/// chosen.
type Preference = (bool, usize, Amount);

fn judge(
    offer: &Offer<PaymentRequirements>,
    budgets: &[Budget],
    flows: &[PaymentFlow],
) -> Result<Preference, PassedOver> {
    let offer = offer.get().ok_or(PassedOver::Unreadable)?;
    let flow = PaymentFlow::of(offer.extra.as_ref());
    let flow = flow.filter(|flow| flows.contains(flow)).ok_or(PassedOver::Flow(flow))?;
    let budget = find_budget(&offer.scheme, &offer.network, &offer.asset, offer.amount, budgets)?;
    Ok((flow != PaymentFlow::Authorization, budget, offer.amount))
}

/// Finds the first budget that covers a price, for offers of either version. Returns its index.
///
/// # Errors
/// The reason of the nearest miss.
pub fn find_budget(
    scheme: &Scheme,
    network: &Network,
    asset: &str,
    price: Amount,
    budgets: &[Budget],
) -> Result<usize, PassedOver> {
    let fits = |budget: &Budget| {
        budget.scheme == *scheme && budget.network == *network && network.chain().is_same_address(&budget.asset, asset)
    };
    if let Some(index) = budgets.iter().position(|budget| fits(budget) && price <= budget.at_most) {
        return Ok(index);
    }
    let largest = budgets.iter().filter(|budget| fits(budget)).min_by_key(|budget| Reverse(budget.at_most));
    let has = |test: &dyn Fn(&Budget) -> bool| budgets.iter().any(test);
    Err(match largest {
        Some(budget) => PassedOver::TooExpensive { price, at_most: budget.at_most },
        None if !has(&|budget| budget.scheme == *scheme) => PassedOver::Scheme,
        None if !has(&|budget| budget.scheme == *scheme && budget.network == *network) => PassedOver::Network,
        None => PassedOver::Asset,
    })
}
