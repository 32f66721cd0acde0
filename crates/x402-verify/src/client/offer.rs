use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::{
    AssetTransferMethod, MethodError, Terms,
    evm::{
        Address, assets,
        eip712::{DomainError, TokenDomain},
        gateway::{self, NearMiss},
    },
    solana,
};
use x402_types::{Budget, Network, PassedOver, PaymentFlow, Scheme, find_budget};

/// A reason not to pay an offer, or a fact that the buyer should know before paying.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferIssue {
    /// No budget covers the offer.
    OutOfBudget(PassedOver),
    /// The payment is settled before the service. `None` if the payment flow is not known.
    Flow(Option<PaymentFlow>),
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
            | Self::Flow(None)
            | Self::Method(_)
            | Self::NotAddress(_)
            | Self::NotSolanaAddress(_)
            | Self::ZeroAddress(_)
            | Self::Domain(_)
            | Self::NearGateway(_)
            | Self::NoFacilitator
            | Self::SelfPayment
            | Self::PayToAsset => true,
            Self::Flow(Some(_))
            | Self::OtherDomain { .. }
            | Self::UnknownAsset
            | Self::Free
            | Self::Checksum(_)
            | Self::ShortTimeout { .. }
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
            Self::NotReviewed { network } => write!(f, "addresses on {network} are not reviewed"),
        }
    }
}

/// The number of seconds until `validBefore` that the published facilitators require (E-2).
const MARGIN: u64 = 6;

/// Reviews an offer before it is paid. The issues stand in a fixed order. An offer without issues is no promise that
/// the server delivers.
///
/// `budgets` are both limits and a list of allowed assets: no payment in an asset that none of them names is within
/// budget. `None` for no limit.
#[must_use]
pub fn review_offer<'a>(
    offer: impl Into<Terms<'a>>,
    payer: Option<Address>,
    budgets: Option<&[Budget]>,
) -> Vec<OfferIssue> {
    let offer = offer.into();
    let mut issues = Vec::new();
    if let Some(budgets) = budgets
        && let Err(why) = find_budget(offer.scheme, &offer.network, offer.asset, offer.amount, budgets)
    {
        issues.push(OfferIssue::OutOfBudget(why));
    }
    match PaymentFlow::of(offer.extra) {
        Some(PaymentFlow::Authorization) => {}
        flow => issues.push(OfferIssue::Flow(flow)),
    }
    if offer.amount.get().is_zero() {
        issues.push(OfferIssue::Free);
    }
    if offer.max_timeout_seconds <= MARGIN {
        issues.push(OfferIssue::ShortTimeout { seconds: offer.max_timeout_seconds });
    }
    match offer.network.eip155_chain_id() {
        Some(chain_id) => review_evm(&offer, chain_id, payer, &mut issues),
        None if offer.network.namespace() == "solana" => review_solana(&offer, &mut issues),
        None => issues.push(OfferIssue::NotReviewed { network: alloc::string::ToString::to_string(&offer.network) }),
    }
    issues
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
    // The payment is signed in the domain of the wallet.
    match gateway {
        None => {}
        Some(Ok(_)) => return,
        Some(Err(miss)) => return issues.push(OfferIssue::NearGateway(miss)),
    }
    // A payment by Permit2 is signed in the domain of Permit2.
    if method != AssetTransferMethod::EIP3009 {
        return;
    }
    match (TokenDomain::of(offer.clone()), known) {
        (Err(DomainError::Missing(_)), _) if offer.version == 1 => {}
        (Err(error), _) => issues.push(OfferIssue::Domain(error)),
        (Ok(domain), Some(known)) if (&*domain.name, &*domain.version) != (known.domain_name, known.domain_version) => {
            issues.push(OfferIssue::OtherDomain { name: known.domain_name, version: known.domain_version });
        }
        (Ok(_), _) => {}
    }
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
