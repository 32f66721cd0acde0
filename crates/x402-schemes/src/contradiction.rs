//! Contradictions between an offer and the published tables (B-10).
//!
//! A table may be older than the chain, so a contradiction alone makes no payment invalid: the verdict follows from the
//! offer, and a contradiction is a flag. Verdicts, diagnoses, reviews, choices and the linter all use this module.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use x402_types::{Flag, Flags, Network, Version, declare::sentences};

use crate::{
    AssetTransferMethod, KnownToken, Mechanism, Terms,
    evm::{self, eip712::DomainNames},
    solana, stellar, xrpl,
};

sentences! {
    /// A value in an offer that a published table contradicts. It prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Contradiction {
        /// The network has a name where its identifier belongs. The remaining checks use the identifier.
        NetworkAlias {
            /// The network that the name means.
            meant: Network,
        } = "the network has a name where its identifier belongs, which is {meant}: clients and servers compare it",
        /// The asset is a token on a different network, and the tables have a token with the same symbol on the offer's
        /// network.
        AssetNetwork {
            /// The token with this address.
            elsewhere: KnownToken,
            /// The token with the same symbol on the network of the offer.
            here: KnownToken,
        } = |f| write!(
            f,
            "the published tables list the asset as {} on {}; on the offer's network {} is {}",
            elsewhere.symbol(), elsewhere.network(), here.symbol(), here.address()
        ),
        /// The token's EIP-712 domain differs from the one that the offer names (E-1).
        OtherDomain {
            /// The token.
            known: &'static evm::assets::KnownAsset,
            /// The name in the domain that the offer names.
            name: String,
            /// The version in the domain that the offer names.
            version: String,
        } = |f| write_domain(f, known, name, version),
        /// The offer requires EIP-3009 for a token that the tables pay with Permit2 (B-4).
        AssetMethod {
            /// The token.
            known: &'static evm::assets::KnownAsset,
        } = |f| write!(
            f,
            "the published tables pay {} with {}, but the offer asks for eip3009, which the token may not have",
            known.symbol, known.method.as_str()
        ),
        /// The recipient is the contract or the mint of a token other than the asset.
        PayToToken {
            /// The token.
            known: KnownToken,
            /// `true` if the token is on the offer's network and no table has the asset: `asset` and `payTo` may be
            /// swapped.
            swapped: bool,
        } = |f| write!(
            f,
            "the published tables list payTo as {} on {}, not as a wallet{}",
            known.symbol(), known.network(), if *swapped { ": asset and payTo look swapped" } else { "" }
        ),
        /// The recipient is the issuer of the asset, so the token burns the payment (T-3).
        PayToIssuer {
            /// The token.
            known: &'static stellar::assets::KnownAsset,
        } = |f| write!(f, "the published tables list payTo as the issuer of {}, so the token burns the payment", known.symbol),
        /// `extra.decimals` is not the number of decimal places of the asset (T-7).
        Decimals {
            /// The token.
            known: KnownToken,
        } = |f| write!(f, "the published tables list {} with {} decimal places", known.symbol(), known.decimals().unwrap_or_default()),
    }
}

impl Contradiction {
    /// The flag of the contradiction, which has the same name everywhere.
    #[must_use]
    pub const fn flag(&self) -> Flag {
        match self {
            Self::NetworkAlias { .. } => Flag::NetworkAlias,
            Self::AssetNetwork { .. } => Flag::AssetNetwork,
            Self::OtherDomain { .. } => Flag::OtherDomain,
            Self::AssetMethod { .. } => Flag::AssetMethod,
            Self::PayToToken { .. } => Flag::PayToToken,
            Self::PayToIssuer { .. } => Flag::PayToIssuer,
            Self::Decimals { .. } => Flag::Decimals,
        }
    }

    /// The path of the contradicted field, such as `extra.name`. The field may be absent if its default is
    /// contradicted.
    #[must_use]
    pub fn member(&self) -> &'static str {
        match self {
            Self::NetworkAlias { .. } => "network",
            Self::AssetNetwork { .. } => "asset",
            Self::OtherDomain { known, name, .. } if *name == known.domain_name => "extra.version",
            Self::OtherDomain { .. } => "extra.name",
            Self::AssetMethod { .. } => "extra.assetTransferMethod",
            Self::PayToToken { .. } | Self::PayToIssuer { .. } => "payTo",
            Self::Decimals { .. } => "extra.decimals",
        }
    }

    /// Returns `true` if the offer should not be paid at all, because no payment settles or the money is lost. Only
    /// [`Decimals`](Self::Decimals) is not serious: it does not affect the signed message.
    #[must_use]
    pub const fn is_serious(&self) -> bool {
        !matches!(self, Self::Decimals { .. })
    }

    /// Returns the contradictions between an offer and the published tables, in a fixed order.
    ///
    /// ```
    /// use x402_schemes::Contradiction;
    /// use x402_types::{DecodeOptions, Flag, Wire, v2::PaymentRequirements};
    ///
    /// // USDC on Base has the domain "USD Coin". On Base Sepolia it is "USDC".
    /// let offer = PaymentRequirements::decode(
    ///     r#"{"scheme":"exact","network":"eip155:8453","amount":"10000","maxTimeoutSeconds":60,
    ///         "asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ///         "extra":{"name":"USDC","version":"2"}}"#,
    ///     &DecodeOptions::STRICT,
    /// )?.value;
    /// let found = Contradiction::in_offer(&(&offer).into());
    /// assert_eq!(found.iter().map(Contradiction::flag).collect::<Vec<_>>(), [Flag::OtherDomain]);
    /// assert_eq!(
    ///     found[0].to_string(),
    ///     "the published tables list the domain \"USD Coin\", \"2\" for this token, so no signature over \"USDC\", \"2\" settles \
    ///      (this is the domain of USDC on base-sepolia)"
    /// );
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn in_offer(offer: &Terms<'_>) -> Vec<Self> {
        let mut found = Vec::new();
        let mut offer = Cow::Borrowed(offer);
        if let Some(meant) = meant_network(&offer.network) {
            found.push(Self::NetworkAlias { meant: meant.clone() });
            offer.to_mut().network = Cow::Owned(meant);
        }
        let offer = &*offer;
        let asset = KnownToken::of_offer(offer);
        if asset.is_none() {
            found.extend(other_network(offer));
        }
        let is_by_eip3009 = AssetTransferMethod::of(offer.clone(), None) == Ok(AssetTransferMethod::EIP3009);
        if is_by_eip3009 && is_known_scheme(offer) && !evm::gateway::is_named(offer) {
            found.extend(Self::of_domain(offer, None));
            found.extend(other_method(asset));
        }
        found.extend(pay_to(offer, asset));
        found.extend(asset.filter(|known| has_other_decimals(offer, *known)).map(|known| Self::Decimals { known }));
        found
    }

    /// Returns the first [serious](Self::is_serious) contradiction that is not tolerated. A buyer should not pay for
    /// such an offer, and a seller should not make it.
    #[must_use]
    pub fn first_serious(offer: &Terms<'_>, tolerated: Flags) -> Option<Self> {
        Self::in_offer(offer).into_iter().find(|found| found.is_serious() && !tolerated.contains(found.flag()))
    }

    /// Compares the domain that the offer names with the token's domain in the tables (E-1). Returns
    /// [`OtherDomain`](Self::OtherDomain) if they differ. This matters only if the payer signs in that domain: with
    /// EIP-3009, or for the permit next to a payment with Permit2. `known` supplies a name and a version for fields
    /// that the offer leaves out.
    #[must_use]
    pub fn of_domain(offer: &Terms<'_>, known: Option<DomainNames<'_>>) -> Option<Self> {
        let token = evm::assets::known(offer.network.eip155_chain_id()?, offer.asset.parse().ok()?)?;
        let named = |member| offer.extra_member(member).map(|text| text.string());
        let (name, version) = (named("name").transpose().ok()?, named("version").transpose().ok()?);
        let name = name.or_else(|| Some(known?.name.into()));
        let version = version.or_else(|| Some(known?.version.into()));
        // An offer of V1 may leave both to the token. Without one of them an offer of V2 names no domain.
        let (name, version) = match (name, version) {
            (None, None) => return None,
            (Some(name), Some(version)) => (name, version),
            _ if offer.version == Version::V2 => return None,
            (name, version) => (
                name.unwrap_or_else(|| token.domain_name.into()),
                version.unwrap_or_else(|| token.domain_version.into()),
            ),
        };
        let is_other = (&*name, &*version) != (token.domain_name, token.domain_version);
        is_other.then(|| Self::OtherDomain { known: token, name: name.into_owned(), version: version.into_owned() })
    }
}

/// Often the domain in the offer is that of the same token on a different chain.
fn write_domain(f: &mut fmt::Formatter<'_>, known: &evm::assets::KnownAsset, name: &str, version: &str) -> fmt::Result {
    let (known_name, known_version) = (known.domain_name, known.domain_version);
    write!(
        f,
        "the published tables list the domain {known_name:?}, {known_version:?} for this token, so no signature over {name:?}, \
         {version:?} settles"
    )?;
    let is_owner = |other: &&evm::assets::KnownAsset| (other.domain_name, other.domain_version) == (name, version);
    let Some(owner) = evm::assets::KNOWN.iter().find(is_owner) else { return Ok(()) };
    let network = Network::eip155(owner.chain_id);
    write!(f, " (this is the domain of {} on ", owner.symbol)?;
    match network.v1_name() {
        Some(name) => write!(f, "{name})"),
        None => write!(f, "{network})"),
    }
}

/// Returns the network that an identifier with a name means, such as `solana:mainnet`. `None` for all other networks.
#[must_use]
pub fn meant_network(network: &Network) -> Option<Network> {
    solana::meant_network(network).or_else(|| stellar::meant_network(network)).or_else(|| xrpl::meant_network(network))
}

/// Returns `true` if the scheme is known on the network. An unknown scheme may define the fields of `extra`
/// differently.
fn is_known_scheme(offer: &Terms<'_>) -> bool {
    Mechanism::all().any(|mechanism| mechanism.scheme() == offer.scheme && mechanism.is_on(&offer.network))
}

fn other_network(offer: &Terms<'_>) -> Option<Contradiction> {
    // A currency of the XRP Ledger is on its network with any issuer.
    if KnownToken::on(&offer.network, offer.asset).is_some() {
        return None;
    }
    KnownToken::at(offer.asset).find_map(|elsewhere| {
        let is_meant = |token: &KnownToken| token.symbol() == elsewhere.symbol() && token.is_on(&offer.network);
        let here = KnownToken::all().find(is_meant)?;
        Some(Contradiction::AssetNetwork { elsewhere, here })
    })
}

fn other_method(asset: Option<KnownToken>) -> Option<Contradiction> {
    let KnownToken::Evm(known) = asset? else { return None };
    (known.method != AssetTransferMethod::EIP3009).then_some(Contradiction::AssetMethod { known })
}

/// A text with the right number is no contradiction, because a client that reads it reads the right number.
fn has_other_decimals(offer: &Terms<'_>, known: KnownToken) -> bool {
    // The scheme of the XRP Ledger forbids clients to read the field (R-13).
    let Some(known) = known.decimals() else { return false };
    let Some(decimals) = offer.extra_member("decimals").filter(|_| is_known_scheme(offer)) else { return false };
    let is_text = decimals.string().is_ok_and(|text| text.parse() == Ok(known));
    !is_text && decimals.integer() != Ok(known.into())
}

/// No token of the tables is a wallet, on any network. The offer's own token has the flag `pay-to-asset`, which needs no table.
fn pay_to(offer: &Terms<'_>, asset: Option<KnownToken>) -> Option<Contradiction> {
    if let Some(KnownToken::Stellar(known)) = asset
        && let Some(issuer) = known.issuer
        && offer.pay_to.parse().is_ok_and(|pay_to: stellar::Address| pay_to.without_id() == issuer)
    {
        return Some(Contradiction::PayToIssuer { known });
    }
    if offer.pay_to.eq_ignore_ascii_case(offer.asset) {
        return None;
    }
    let known = KnownToken::at(offer.pay_to).next()?;
    let swapped = known.is_on(&offer.network) && KnownToken::at(offer.asset).next().is_none();
    Some(Contradiction::PayToToken { known, swapped })
}
