use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::{
    AssetTransferMethod, Budget, MethodError, PassedOver, SpendingLimits, Terms,
    evm::{
        Address, assets,
        eip712::{DomainError, DomainNames, TokenDomain},
        gateway::{self, NearMiss},
    },
    find_budget, solana,
};
use x402_types::{Amount, Network, PaymentFlow, Scheme, Version};

/// A reason not to pay an offer, or a fact that the buyer should know before paying.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferIssue {
    /// No budget covers the offer.
    OutOfBudget(PassedOver),
    /// The buyer did not list this payment flow, in which the payment is settled before the service. `None` if the flow
    /// is not known.
    Flow(Option<PaymentFlow>),
    /// The offer is of the Gateway, and the buyer has no balance there (U-16).
    NoGatewayBalance,
    /// The transfer method cannot be read, or the scheme does not have it.
    Method(MethodError),
    /// This member is not an address of an EVM chain.
    NotAddress(&'static str),
    /// This member is not an address of Solana.
    NotSolanaAddress(&'static str),
    /// This member is the zero address.
    ZeroAddress(&'static str),
    /// The offer does not name the EIP-712 domain of the token. A V1 offer may leave it out.
    Domain(DomainError),
    /// The offer has the name of the Gateway and is not of the variant (U-8). Its payments are settled nowhere.
    NearGateway(NearMiss),
    /// The offer of `upto` does not name the facilitator, for which the payer has to sign.
    NoFacilitator,
    /// The recipient is the payer.
    SelfPayment,
    /// The recipient is the token contract itself.
    PayToAsset,
    /// The published tables have another EIP-712 domain for this token.
    OtherDomain {
        /// The name in the tables.
        name: &'static str,
        /// The version in the tables.
        version: &'static str,
    },
    /// The published tables do not have this token.
    UnknownAsset,
    /// The price is zero.
    Free,
    /// The letter case of this address is not its EIP-55 checksum.
    Checksum(&'static str),
    /// The authorization may expire before it is settled.
    ShortTimeout {
        /// The `maxTimeoutSeconds` of the offer.
        seconds: u64,
    },
    /// An authorization for the offer could be used for longer than the buyer's horizon.
    LongTimeout {
        /// The `maxTimeoutSeconds` of the offer.
        seconds: u64,
        /// The largest that the buyer signs for, in seconds.
        at_most: u64,
    },
    /// The price is above 10,000 tokens: it may be in wrong units.
    HighPrice {
        /// The price, such as `1000000.000000 USDC`.
        tokens: String,
    },
    /// The addresses were not reviewed, because the network is unknown.
    NotReviewed {
        /// The network of the offer.
        network: String,
    },
}

impl OfferIssue {
    /// Whether the offer should not be paid at all. About the other issues a person or a policy has to decide.
    #[must_use]
    pub const fn is_serious(&self) -> bool {
        match self {
            Self::OutOfBudget(_)
            | Self::Flow(_)
            | Self::NoGatewayBalance
            | Self::LongTimeout { .. }
            | Self::Method(_)
            | Self::NotAddress(_)
            | Self::NotSolanaAddress(_)
            | Self::ZeroAddress(_)
            | Self::Domain(_)
            | Self::NearGateway(_)
            | Self::NoFacilitator
            | Self::SelfPayment
            | Self::PayToAsset => true,
            Self::OtherDomain { .. }
            | Self::UnknownAsset
            | Self::Free
            | Self::Checksum(_)
            | Self::ShortTimeout { .. }
            | Self::HighPrice { .. }
            | Self::NotReviewed { .. } => false,
        }
    }
}

impl fmt::Display for OfferIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfBudget(why) => write!(f, "no budget covers the offer: it {why}"),
            Self::Flow(Some(flow)) => write!(
                f,
                "the payment flow is {flow}: once the payment is sent, the money may be gone, whatever the answer is"
            ),
            Self::Flow(None) => f.write_str("the payment flow is unknown: the payment may be settled at any time"),
            Self::NoGatewayBalance => {
                f.write_str("the payment is taken from a balance at the Gateway, which the buyer does not have")
            }
            Self::Method(error) => error.fmt(f),
            Self::NotAddress(member) => write!(f, "{member} is not 0x and 40 hexadecimal digits"),
            Self::NotSolanaAddress(member) => write!(f, "{member} is not base58 of 32 bytes"),
            Self::ZeroAddress(member) => write!(f, "{member} is the zero address: the payment would be lost"),
            Self::Domain(error) => write!(f, "{error}, so no signature could be right"),
            Self::NearGateway(miss) => write!(f, "the offer has the name of the Gateway, but {miss}"),
            Self::NoFacilitator => f.write_str(
                "extra.facilitatorAddress is missing: only the facilitator that the payer signs for can settle upto",
            ),
            Self::SelfPayment => f.write_str("payTo is the payer, so nothing would move"),
            Self::PayToAsset => f.write_str("payTo is the token contract itself, which USDC refuses"),
            Self::OtherDomain { name, version } => write!(
                f,
                "the published tables have the domain {name:?}, version {version:?}, for this token: \
                 a signature for a different domain would not settle, or the asset is not what it seems"
            ),
            Self::UnknownAsset => {
                f.write_str("the asset is not in any published table: find out what it is before paying")
            }
            Self::Free => f.write_str("the price is zero: there is nothing to pay"),
            Self::Checksum(member) => {
                write!(f, "{member} is in mixed case with a wrong checksum: check it for a typing error")
            }
            Self::ShortTimeout { seconds } => {
                write!(f, "maxTimeoutSeconds is {seconds}: facilitators require 6 s to be left when they verify")
            }
            Self::LongTimeout { seconds, at_most } => write!(
                f,
                "maxTimeoutSeconds is {seconds}: the payment could be settled until then, and the horizon is {at_most} s"
            ),
            Self::HighPrice { tokens } => write!(f, "the price is {tokens}: check its unit"),
            Self::NotReviewed { network } => write!(f, "addresses on {network} are not reviewed"),
        }
    }
}

/// The number of seconds until `validBefore` that the published facilitators require (E-2).
const MARGIN: u64 = 6;

/// The price in tokens above which a second look is worth it.
const HIGH_PRICE: &str = "10000";

/// Reviews an offer before it is paid. The issues stand in a fixed order. An offer without issues is no promise that
/// the server delivers.
///
/// `budgets` are both limits and a list of allowed assets: no payment in an asset that none of them names is within
/// budget. `None` for no limit. The other limits are [`SpendingLimits::DEFAULT`].
#[must_use]
pub fn review_offer<'a>(
    offer: impl Into<Terms<'a>>,
    payer: Option<Address>,
    budgets: Option<&[Budget]>,
) -> Vec<OfferIssue> {
    let limits = budgets.map_or(SpendingLimits::DEFAULT, |budgets| SpendingLimits::DEFAULT.with_budgets(budgets));
    review_offer_within(offer, payer, &limits)
}

/// Reviews an offer as [`review_offer`] does, within these limits.
#[must_use]
pub fn review_offer_within<'a>(
    offer: impl Into<Terms<'a>>,
    payer: Option<Address>,
    limits: &SpendingLimits<'_>,
) -> Vec<OfferIssue> {
    let offer = offer.into();
    let mut issues = Vec::new();
    if let Some(budgets) = limits.budgets
        && let Err(why) = find_budget(offer.scheme, &offer.network, offer.asset, offer.amount, budgets)
    {
        issues.push(OfferIssue::OutOfBudget(why));
    }
    match PaymentFlow::of(offer.extra) {
        Some(flow) if limits.flows.contains(&flow) => {}
        flow => issues.push(OfferIssue::Flow(flow)),
    }
    match gateway::offered(&offer) {
        Some(Err(miss)) => issues.push(OfferIssue::NearGateway(miss)),
        Some(Ok(_)) if !limits.gateway_balance => issues.push(OfferIssue::NoGatewayBalance),
        _ => {}
    }
    if offer.amount.get().is_zero() {
        issues.push(OfferIssue::Free);
    }
    issues.extend(high_price(&offer));
    let (seconds, at_most) = (offer.max_timeout_seconds, offer.longest_timeout(limits.horizon));
    if seconds <= MARGIN {
        issues.push(OfferIssue::ShortTimeout { seconds });
    }
    if seconds > at_most {
        issues.push(OfferIssue::LongTimeout { seconds, at_most });
    }
    match offer.network.eip155_chain_id() {
        Some(chain_id) => review_evm(&offer, chain_id, payer, &mut issues),
        None if offer.network.namespace() == "solana" => review_solana(&offer, &mut issues),
        None => issues.push(OfferIssue::NotReviewed { network: alloc::string::ToString::to_string(&offer.network) }),
    }
    issues
}

/// The price in tokens, if the published tables have the token and the price is high.
fn high_price(offer: &Terms<'_>) -> Option<OfferIssue> {
    let is_high = |decimals: u8| Amount::from_price(HIGH_PRICE, decimals).is_ok_and(|limit| offer.amount > limit);
    let tokens = match offer.network.eip155_chain_id() {
        Some(chain_id) => {
            let known = assets::known(chain_id, offer.asset.parse().ok()?)?;
            is_high(known.decimals).then(|| known.tokens(offer.amount))
        }
        None => {
            let known = solana::assets::known(&offer.asset.parse().ok()?)?;
            is_high(known.decimals).then(|| known.tokens(offer.amount))
        }
    };
    tokens.map(|tokens| OfferIssue::HighPrice { tokens })
}

/// The draft reports that payer and recipient are the same, because it has both.
fn review_solana(offer: &Terms<'_>, issues: &mut Vec<OfferIssue>) {
    let fee_payer = offer.extra_member("feePayer").and_then(|member| member.string().ok());
    let members =
        [("asset", offer.asset), ("payTo", offer.pay_to), ("extra.feePayer", fee_payer.as_deref().unwrap_or_default())];
    let malformed = members.into_iter().filter(|(_, text)| text.parse::<solana::Address>().is_err());
    issues.extend(malformed.map(|(member, _)| OfferIssue::NotSolanaAddress(member)));
    let Ok(mint) = offer.asset.parse() else { return };
    let is_mainnet = *offer.network == Network::SOLANA;
    if solana::assets::known(&mint).is_none_or(|known| (known.network == Network::SOLANA) != is_mainnet) {
        issues.push(OfferIssue::UnknownAsset);
    }
}

fn review_evm(offer: &Terms<'_>, chain_id: u64, payer: Option<Address>, issues: &mut Vec<OfferIssue>) {
    let asset = review_address("asset", offer.asset, issues);
    let pay_to = review_address("payTo", offer.pay_to, issues);
    if pay_to.is_some() && pay_to == payer {
        issues.push(OfferIssue::SelfPayment);
    }
    if pay_to.is_some() && pay_to == asset {
        issues.push(OfferIssue::PayToAsset);
    }
    let method = match AssetTransferMethod::of(offer.clone(), None) {
        Ok(method) => method,
        Err(error) => return issues.push(OfferIssue::Method(error)),
    };
    if *offer.scheme == Scheme::UPTO {
        match offer.extra_member("facilitatorAddress").and_then(|text| text.string().ok()) {
            Some(text) => {
                review_address("extra.facilitatorAddress", &text, issues);
            }
            None => issues.push(OfferIssue::NoFacilitator),
        }
    }
    let Some(asset) = asset else { return };
    let gateway = gateway::offered(offer);
    let known = assets::known(chain_id, asset);
    if known.is_none() && !matches!(gateway, Some(Ok(_))) {
        issues.push(OfferIssue::UnknownAsset);
    }
    // A payment by Permit2 is signed in the domain of Permit2, and one for the Gateway in that of the wallet.
    if gateway.is_none() && method == AssetTransferMethod::EIP3009 {
        issues.extend(review_token_domain(offer.clone(), None));
    }
}

/// Reviews the EIP-712 domain of the offer's token: for a payment by EIP-3009, and for a permit that goes with one by
/// Permit2. `known` is a name and a version from elsewhere, for members that the offer leaves out. An offer of V1 may
/// leave them out. `None` if nothing is wrong.
#[must_use]
pub fn review_token_domain<'a>(offer: impl Into<Terms<'a>>, known: Option<DomainNames<'_>>) -> Option<OfferIssue> {
    let offer = offer.into();
    let domain = match TokenDomain::with_names(offer.clone(), known) {
        Err(DomainError::Missing(_)) if offer.version == Version::V1 => return None,
        Err(error) => return Some(OfferIssue::Domain(error)),
        Ok(domain) => domain,
    };
    let known = assets::known(domain.chain_id, domain.verifying_contract)?;
    let is_known = (&*domain.name, &*domain.version) == (known.domain_name, known.domain_version);
    (!is_known).then_some(OfferIssue::OtherDomain { name: known.domain_name, version: known.domain_version })
}

fn review_address(member: &'static str, text: &str, issues: &mut Vec<OfferIssue>) -> Option<Address> {
    let Ok(address) = text.parse::<Address>() else {
        issues.push(OfferIssue::NotAddress(member));
        return None;
    };
    if address.is_zero() {
        issues.push(OfferIssue::ZeroAddress(member));
        return None;
    }
    if !address.checksum_matches(text) {
        issues.push(OfferIssue::Checksum(member));
    }
    Some(address)
}
