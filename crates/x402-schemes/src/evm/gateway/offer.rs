//! Recognises the offers of the Gateway (U-1, U-8).

use alloc::borrow::Cow;

use x402_types::{RawJson, Scheme, Version, declare::sentences};

use super::chains::{Chain, TESTNET_WALLET, WALLET, chain};
use crate::{
    AssetTransferMethod, Terms,
    evm::{Address, eip712::TokenDomain},
};

/// The name in the domain of the wallets. An offer of the Gateway has it in `extra.name`.
pub const NAME: &str = "GatewayWalletBatched";

/// The version in the domain of the wallets. An offer of the Gateway has it in `extra.version`.
pub const VERSION: &str = "1";

/// The minimum number of seconds until `validBefore` when the operator verifies (U-4):
/// `GATEWAY_MIN_AUTH_VALIDITY_SECONDS` of npm `@circle-fin/x402-batching` 3.3.0.
pub const LEAST_VALIDITY: u64 = 604_800;

/// The minimum number of seconds from now to the `validBefore` that a client signs, as npm `@circle-fin/x402-batching`
/// 3.3.0 signs it (U-15).
pub const SIGNED_VALIDITY: u64 = 604_900;

/// The number of seconds from the `validAfter` that a client signs to now (U-15).
pub(crate) const SIGNED_BEFORE: u64 = 600;

/// The field of `extra` that names the wallet.
const CONTRACT: &str = "verifyingContract";

/// Returns the chain of an offer of the Gateway variant (U-1), or the reason why the offer is not of the variant.
/// `None` if the offer does not have the name of the Gateway.
///
/// ```
/// use x402_schemes::evm::gateway::{NearMiss, offered};
/// use x402_types::{DecodeOptions, Wire, v2::PaymentRequirements};
///
/// let text = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":604900,
///     "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///     "extra":{"name":"GatewayWalletBatched","version":"1",
///         "verifyingContract":"0x0077777d7EBA4688BDeF3E311b846F25870A19B9"}}"#;
/// let offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT)?.value;
/// assert_eq!(offered(&(&offer).into()).and_then(Result::ok).map(|chain| chain.name), Some("Base Sepolia"));
///
/// let offer = PaymentRequirements::decode(&text.replace("\"1\"", "\"2\""), &DecodeOptions::STRICT)?.value;
/// assert_eq!(offered(&(&offer).into()), Some(Err(NearMiss::Version)));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn offered(offer: &Terms<'_>) -> Option<Result<&'static Chain, NearMiss>> {
    is_named(offer).then(|| recognise(offer))
}

/// Returns `true` if an offer has the name of the Gateway, whether or not it is of the variant.
#[must_use]
pub fn is_named(offer: &Terms<'_>) -> bool {
    is_named_in(offer.extra)
}

/// Returns `true` if the `extra` of an offer has the name of the Gateway, for offers whose network has no known name.
pub(crate) fn is_named_in(extra: Option<&RawJson>) -> bool {
    has_text(extra, "name", NAME)
}

/// Returns `true` if an offer has the name of the Gateway and names one of the two wallets, on a chain that the table
/// does not have. The operator may have added the chain, so the table cannot decide about a payment for this offer
/// (U-8).
#[must_use]
pub fn is_on_unknown_chain(offer: &Terms<'_>) -> bool {
    let is_unknown = offer.network.eip155_chain_id().is_some_and(|id| chain(id).is_none());
    is_unknown && is_named(offer) && contract(offer).is_ok_and(|contract| [WALLET, TESTNET_WALLET].contains(&contract))
}

impl Chain {
    /// The EIP-712 domain of the wallet, in which the payer signs (U-2).
    pub const fn domain(&self) -> TokenDomain<'static> {
        TokenDomain {
            name: Cow::Borrowed(NAME),
            version: Cow::Borrowed(VERSION),
            chain_id: self.chain_id,
            verifying_contract: self.wallet,
        }
    }
}

fn recognise(offer: &Terms<'_>) -> Result<&'static Chain, NearMiss> {
    let contract = contract(offer)?;
    if offer.version != Version::V2 {
        return Err(NearMiss::ProtocolVersion);
    }
    if *offer.scheme != Scheme::EXACT {
        return Err(NearMiss::Scheme);
    }
    let chain = offer.network.eip155_chain_id().and_then(chain).ok_or(NearMiss::Chain)?;
    if !has_text(offer.extra, "version", VERSION) {
        return Err(NearMiss::Version);
    }
    if contract != chain.wallet {
        return Err(NearMiss::Contract { wallet: chain.wallet });
    }
    if offer.asset.parse() != Ok(chain.usdc) {
        return Err(NearMiss::Asset { usdc: chain.usdc });
    }
    let method = AssetTransferMethod::of(offer.clone(), None);
    if method.as_ref() != Ok(&AssetTransferMethod::EIP3009) { Err(NearMiss::Method) } else { Ok(chain) }
}

fn contract(offer: &Terms<'_>) -> Result<Address, NearMiss> {
    let text = offer.extra_member(CONTRACT).ok_or(NearMiss::NoContract)?;
    text.string().ok().and_then(|text| text.parse().ok()).ok_or(NearMiss::NotAddress)
}

fn has_text(extra: Option<&RawJson>, member: &str, text: &str) -> bool {
    let member = extra.and_then(|extra| extra.as_json().get(member)?.string().ok());
    member.is_some_and(|member| member == text)
}

sentences! {
    /// The first reason why an offer with the name of the Gateway is not of the variant (U-8).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NearMiss {
        /// The offer does not name a wallet.
        NoContract = "extra.verifyingContract is missing",
        /// The field that names the wallet is not an address.
        NotAddress = "extra.verifyingContract is not 0x and 40 hexadecimal digits",
        /// The offer is of protocol version 1.
        ProtocolVersion = "the payment requirements are of version 1, but the Gateway accepts only version 2",
        /// The scheme is not `exact`.
        Scheme = "the scheme is not exact",
        /// The table does not have the network.
        Chain = "no Gateway is known on this network",
        /// The version of the domain is not that of the wallets.
        Version = "extra.version is not \"1\"",
        /// The contract is not the chain's wallet in the table.
        Contract {
            /// The wallet in the table.
            wallet: Address,
        } = "extra.verifyingContract is unknown; the known wallet of this chain is {wallet}",
        /// The asset is not the chain's USDC in the table.
        Asset {
            /// The USDC in the table.
            usdc: Address,
        } = "the asset is unknown to the Gateway; the USDC of this chain is {usdc}",
        /// The transfer method is not `eip3009`.
        Method = "extra.assetTransferMethod is not eip3009",
    }
}

impl core::error::Error for NearMiss {}
