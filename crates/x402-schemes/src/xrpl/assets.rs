//! The issued currencies that the published implementations know by default (`docs/reference/sources.md`). The data are
//! for display and for flags (B-10, R-75). No verdict depends on them, unless a policy refuses such a flag.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_types::{
    Amount, DecimalAmount, Network, ParsePriceError, RawJson, Scheme,
    v2::{PaymentRequirements, PaymentRequirementsInit},
};

use super::{Address, Currency, MAINNET, TESTNET};
use crate::{hex, json::object};

/// An issued currency, as the tables of the published implementations describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownAsset {
    /// The symbol, such as `RLUSD`.
    pub symbol: &'static str,
    /// The code of the currency, which is the `asset` of offers.
    pub currency: Currency,
    /// The account that issued the currency.
    pub issuer: Address,
    /// The network of the currency.
    pub network: Network,
}

impl KnownAsset {
    /// Formats an amount, such as `0.01 RLUSD`.
    pub fn tokens(&self, amount: &DecimalAmount) -> String {
        format!("{amount} {}", self.symbol)
    }

    /// Converts a price in whole units of the currency to an amount.
    ///
    /// # Errors
    /// The price is not an amount of an issued currency (R-10).
    pub fn price(&self, price: &str) -> Result<DecimalAmount, ParsePriceError> {
        price.parse().map_err(ParsePriceError::Issued)
    }

    /// Creates a V2 offer of scheme `exact` in this currency. `extra` has the issuer, and `areFeesSponsored` is `false`:
    /// the payer pays the fee (R-14). Add an invoice if payments of two orders must be distinguished (R-51).
    ///
    /// ```
    /// use x402_schemes::xrpl::{MAINNET, assets::{self, OfferInit}};
    /// let rlusd = assets::by_symbol(&MAINNET, "RLUSD").unwrap();
    /// let offer = rlusd.offer(OfferInit {
    ///     price: "0.01",
    ///     pay_to: "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt".parse()?,
    ///     max_timeout_seconds: 60,
    /// })?;
    /// assert_eq!(offer.amount.to_string(), "0.01");
    /// assert_eq!(
    ///     offer.extra.unwrap().as_str(),
    ///     r#"{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De"}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`price`](Self::price).
    pub fn offer(&self, init: OfferInit<'_>) -> Result<PaymentRequirements, ParsePriceError> {
        let price = self.price(init.price)?;
        let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
            scheme: Scheme::EXACT,
            network: self.network.clone(),
            amount: Amount::default(),
            asset: self.currency.to_string(),
            pay_to: init.pay_to.to_string(),
            max_timeout_seconds: init.max_timeout_seconds,
        });
        offer.amount = price.into();
        offer.extra = Some(object([
            ("areFeesSponsored", RawJson::from(false)),
            ("issuer", RawJson::string(&self.issuer.to_string())),
        ]));
        Ok(offer)
    }
}

/// The arguments of [`KnownAsset::offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferInit<'a> {
    /// The price in whole units of the currency, such as `0.01`.
    pub price: &'a str,
    /// The recipient.
    pub pay_to: Address,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
}

/// Returns the currency with this symbol, in this letter case, on this network, if the table contains it.
#[must_use]
pub fn by_symbol(network: &Network, symbol: &str) -> Option<&'static KnownAsset> {
    KNOWN.iter().find(|known| known.network == *network && known.symbol == symbol)
}

/// Returns the currency with this code and this issuer on this network, if the table contains it. The code alone does
/// not identify a currency: every account can issue one with any code.
#[must_use]
pub fn known(network: &Network, currency: &Currency, issuer: &Address) -> Option<&'static KnownAsset> {
    let is_known = |known: &&KnownAsset| known.currency == *currency && known.issuer == *issuer;
    KNOWN.iter().filter(|known| known.network == *network).find(is_known)
}

/// `RLUSD` in ASCII, with zeros behind it.
const RLUSD: Currency = Currency::new(hex::constant(b"524c555344000000000000000000000000000000"));

/// All known issued currencies.
pub static KNOWN: &[KnownAsset] = &[
    // rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De
    KnownAsset {
        symbol: "RLUSD",
        currency: RLUSD,
        issuer: Address::new(hex::constant(b"e5e961c6a025c9404aa7b662dd1df975be75d13e")),
        network: MAINNET,
    },
    // rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV
    KnownAsset {
        symbol: "RLUSD",
        currency: RLUSD,
        issuer: Address::new(hex::constant(b"fcf4dd8c64636bc503f4a58dc6c684d2c7c3c24f")),
        network: TESTNET,
    },
];
