//! The tokens that the published implementations know by default (`docs/reference/sources.md`). The data are for
//! display and for flags (B-10). No verdict depends on them, unless a policy refuses such a flag.

use alloc::string::{String, ToString};

use x402_types::{
    Amount, Network, ParsePriceError, RawJson, Scheme,
    v2::{PaymentRequirements, PaymentRequirementsInit},
};

use super::{Address, PUBNET, TESTNET};
use crate::{hex, json::object, tokens::in_tokens};

/// A token, as the default tables of the published implementations describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownAsset {
    /// The symbol, such as `USDC`.
    pub symbol: &'static str,
    /// The contract of the asset.
    pub contract: Address,
    /// The account that issued the asset. `None` for the network's native token.
    pub issuer: Option<Address>,
    /// The number of decimal places of an amount.
    pub decimals: u8,
    /// The network of the asset.
    pub network: Network,
}

impl KnownAsset {
    /// Formats an amount of atomic units in tokens, such as `0.0100000 USDC`.
    pub fn tokens(&self, amount: Amount) -> String {
        in_tokens(amount, self.decimals, self.symbol)
    }

    /// Converts a price in tokens to atomic units of the token.
    ///
    /// # Errors
    /// The errors of [`Amount::from_price`].
    pub fn price(&self, price: &str) -> Result<Amount, ParsePriceError> {
        Amount::from_price(price, self.decimals)
    }

    /// Creates a V2 offer of scheme `exact` in this token. `extra.areFeesSponsored` is `true`: the facilitator pays the
    /// fee.
    ///
    /// ```
    /// use x402_schemes::stellar::{PUBNET, assets::{self, OfferInit}};
    /// let usdc = assets::by_symbol(&PUBNET, "USDC").unwrap();
    /// let offer = usdc.offer(OfferInit {
    ///     price: "0.01",
    ///     pay_to: "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U".parse()?,
    ///     max_timeout_seconds: 60,
    /// })?;
    /// assert_eq!(offer.amount, 100_000.into());
    /// assert_eq!(offer.extra.unwrap().as_str(), r#"{"areFeesSponsored":true}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`price`](Self::price).
    pub fn offer(&self, init: OfferInit<'_>) -> Result<PaymentRequirements, ParsePriceError> {
        let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
            scheme: Scheme::EXACT,
            network: self.network.clone(),
            amount: self.price(init.price)?,
            asset: self.contract.to_string(),
            pay_to: init.pay_to.to_string(),
            max_timeout_seconds: init.max_timeout_seconds,
        });
        offer.extra = Some(object([("areFeesSponsored", RawJson::from(true))]));
        Ok(offer)
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

/// Returns the token with this symbol, in this letter case, on this network, if the table contains it.
#[must_use]
pub fn by_symbol(network: &Network, symbol: &str) -> Option<&'static KnownAsset> {
    KNOWN.iter().find(|known| known.network == *network && known.symbol == symbol)
}

/// Returns the token with this contract, if the table contains it. No contract exists on two networks.
#[must_use]
pub fn known(contract: &Address) -> Option<&'static KnownAsset> {
    KNOWN.iter().find(|known| known.contract == *contract)
}

const fn row(symbol: &'static str, contract: &[u8; 64], issuer: Option<&[u8; 64]>, network: Network) -> KnownAsset {
    let issuer = match issuer {
        Some(key) => Some(Address::Account(hex::word(key))),
        None => None,
    };
    KnownAsset { symbol, contract: Address::Contract(hex::word(contract)), issuer, decimals: 7, network }
}

/// All known tokens. A contract's address is the hash of network, code and issuer, which a test derives again.
pub static KNOWN: &[KnownAsset] = &[
    // CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75, issued by GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN
    row(
        "USDC",
        b"adefce59aee52968f76061d494c2525b75659fa4296a65f499ef29e56477e496",
        Some(b"3b9911380efe988ba0a8900eb1cfe44f366f7dbe946bed077240f7f624df15c5"),
        PUBNET,
    ),
    // CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA, issued by GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5
    row(
        "USDC",
        b"5045cd5ec0729a768fd5ad02505852df4f028dce830e5ac52209ba48483b2f01",
        Some(b"423e7d05f2ecafbfec192b215a3f1be96aedb8d8e70254abe3413e0207de56b2"),
        TESTNET,
    ),
    // CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA
    row("XLM", b"25b4fcd859aec2fa6348438c489b3c3c10c98b6d21be4fd3cb30cb68953ef977", None, PUBNET),
    // CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC
    row("XLM", b"d7928b72c2703ccfeaf7eb9ff4ef4d504a55a8b979fc9b450ea2c842b4d1ce61", None, TESTNET),
];
