//! Known tokens: those that the published implementations know by default, and those of U-43. The data are for display
//! and for flags (B-10). No verdict depends on them, unless a policy refuses such a flag. Values that follow from the
//! data alone are stored, so that they need not be computed.

mod separators;

use alloc::string::{String, ToString};

use x402_types::{
    Amount, Members, Network, ParsePriceError, RawJson, Scheme,
    v2::{PaymentRequirements, PaymentRequirementsInit},
};

pub use super::known::{KNOWN, KnownAsset};

use super::Address;
use crate::{AssetTransferMethod, tokens::in_tokens};

impl KnownAsset {
    /// Formats an amount of atomic units in tokens, such as `0.010000 USDC`.
    ///
    /// ```
    /// # use x402_schemes::evm::assets;
    /// let usdc = assets::known(84_532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?).unwrap();
    /// assert_eq!(usdc.tokens(10_000.into()), "0.010000 USDC");
    /// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
    /// ```
    pub fn tokens(&self, amount: Amount) -> String {
        in_tokens(amount, self.decimals, self.symbol)
    }

    /// Converts a price in tokens to atomic units of the token.
    ///
    /// ```
    /// # use x402_schemes::evm::assets;
    /// # use x402_types::Network;
    /// let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
    /// assert_eq!(usdc.price("0.01")?, 10_000.into());
    /// # Ok::<(), x402_types::ParsePriceError>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`Amount::from_price`].
    pub fn price(&self, price: &str) -> Result<Amount, ParsePriceError> {
        Amount::from_price(price, self.decimals)
    }

    /// Creates a V2 offer of scheme `exact` in this token. `extra` contains the token's EIP-712 domain, and the
    /// transfer method if that is not EIP-3009.
    ///
    /// ```
    /// use x402_schemes::evm::assets::{self, OfferInit};
    /// use x402_types::{Network, Wire};
    /// let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
    /// let offer = usdc.offer(OfferInit {
    ///     price: "0.01",
    ///     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".parse()?,
    ///     max_timeout_seconds: 60,
    /// })?;
    /// assert_eq!(offer.amount, 10_000.into());
    /// assert_eq!(offer.extra.unwrap().as_str(), r#"{"name":"USDC","version":"2"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`price`](Self::price).
    pub fn offer(&self, init: OfferInit<'_>) -> Result<PaymentRequirements, ParsePriceError> {
        let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
            scheme: Scheme::EXACT,
            network: Network::eip155(self.chain_id),
            amount: self.price(init.price)?,
            asset: self.address.into(),
            pay_to: init.pay_to.to_string(),
            max_timeout_seconds: init.max_timeout_seconds,
        });
        let mut extra = Members::new();
        extra.insert("name", RawJson::string(self.domain_name));
        extra.insert("version", RawJson::string(self.domain_version));
        if self.method != AssetTransferMethod::EIP3009 {
            extra.insert(AssetTransferMethod::MEMBER, RawJson::string(self.method.as_str()));
        }
        offer.extra = Some(extra.into());
        Ok(offer)
    }

    fn is_at(&self, token: Address) -> bool {
        self.bytes == token.to_bytes()
    }
}

/// The arguments of [`KnownAsset::offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferInit<'a> {
    /// The price in tokens, such as `0.01`.
    pub price: &'a str,
    /// The recipient.
    pub pay_to: Address,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
}

/// Returns the token with this symbol, in any letter case, on this network, if the table contains it.
#[must_use]
#[doc(alias = "USDC")]
pub fn by_symbol(network: &Network, symbol: &str) -> Option<&'static KnownAsset> {
    let chain_id = network.eip155_chain_id()?;
    KNOWN.iter().find(|asset| asset.chain_id == chain_id && asset.symbol.eq_ignore_ascii_case(symbol))
}

/// Returns the token with this address on the chain with this id, if the table contains it.
#[must_use]
pub fn known(chain_id: u64, token: Address) -> Option<&'static KnownAsset> {
    KNOWN.iter().find(|asset| asset.chain_id == chain_id && asset.is_at(token))
}

/// Returns the tokens with this address, on every chain.
pub(crate) fn at(token: Address) -> impl Iterator<Item = &'static KnownAsset> {
    super::known::at(token.to_bytes())
}

/// The domain separator for this name, version and address, if it is that of a known token.
pub(super) fn separator(chain_id: u64, name: &str, version: &str, token: Address) -> Option<[u8; 32]> {
    let is_domain = |asset: &KnownAsset| {
        asset.chain_id == chain_id && asset.domain_name == name && asset.domain_version == version && asset.is_at(token)
    };
    let index = KNOWN.iter().position(is_domain)?;
    separators::SEPARATORS.get(index).copied()
}
