//! The terms of an offer of either protocol version.

use alloc::borrow::Cow;

use x402_types::{Amount, AnyAmount, JsonRef, Network, RawJson, Scheme, Uint256, Version, v1, v2};

/// The terms of an offer, in one type for both protocol versions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Terms<'a> {
    /// The `x402Version` of the offer.
    pub version: Version,
    /// The scheme of the offer.
    pub scheme: &'a Scheme,
    /// The network of the offer. A V1 name is converted to its identifier.
    pub network: Cow<'a, Network>,
    /// The price: `amount`, or V1's `maxAmountRequired`. It is in atomic units of the asset, or in whole units of an
    /// issued currency on the XRP Ledger.
    pub amount: AnyAmount,
    /// The asset, as the offer writes it.
    pub asset: &'a str,
    /// The recipient, as the offer writes it.
    pub pay_to: &'a str,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
    /// The object `extra`, whose fields depend on the scheme.
    pub extra: Option<&'a RawJson>,
}

impl<'a> Terms<'a> {
    /// Returns the terms of a V1 offer, or `None` if its network is not a known V1 name.
    #[must_use]
    pub fn of_v1(offer: &'a v1::PaymentRequirements) -> Option<Self> {
        Some(Self {
            version: Version::V1,
            scheme: &offer.scheme,
            network: Cow::Owned(offer.network.network()?),
            amount: offer.max_amount_required.into(),
            asset: &offer.asset,
            pay_to: &offer.pay_to,
            max_timeout_seconds: offer.max_timeout_seconds,
            extra: offer.extra.as_ref(),
        })
    }

    /// The price in atomic units of the asset. An issued currency on the XRP Ledger has no atomic units: its price is
    /// 2^256−1 here, so that no payment and no budget in atomic units is enough.
    #[must_use]
    pub fn units(&self) -> Amount {
        self.amount.units().unwrap_or_else(|| Uint256::MAX.into())
    }

    /// Returns a field of `extra`, if it is not [null](JsonRef::non_null).
    pub fn extra_member(&self, name: &str) -> Option<JsonRef<'a>> {
        self.extra?.as_json().non_null(name)
    }
}

impl<'a> From<&'a v2::PaymentRequirements> for Terms<'a> {
    fn from(offer: &'a v2::PaymentRequirements) -> Self {
        Self {
            version: Version::V2,
            scheme: &offer.scheme,
            network: Cow::Borrowed(&offer.network),
            amount: offer.amount.clone(),
            asset: &offer.asset,
            pay_to: &offer.pay_to,
            max_timeout_seconds: offer.max_timeout_seconds,
            extra: offer.extra.as_ref(),
        }
    }
}
