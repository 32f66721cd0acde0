//! Converts offers and 402 responses to V1, for a server that sells to clients of both versions with one list of
//! offers.

use alloc::vec::Vec;

use super::{PaymentRequired, PaymentRequirements, ResourceInfo};
use crate::{Members, Network, NetworkName, Offer, declare::sentences, v1};

impl PaymentRequirements {
    /// Converts the offer to V1. The result also contains the resource, which V1 repeats in every offer. Returns `None`
    /// if the network has no V1 name, or if the price is a [decimal](crate::DecimalAmount). The networks on which a
    /// price can be a decimal have no V1 name.
    ///
    /// A resource without description or MIME type gets an empty one, as official V1 servers write it. Fields that the
    /// specification does not define are left out.
    pub fn to_v1(&self, resource: &ResourceInfo) -> Option<v1::PaymentRequirements> {
        let mut offer = v1::PaymentRequirements::new(v1::PaymentRequirementsInit {
            scheme: self.scheme.clone(),
            network: NetworkName::read(self.network.v1_name()?)?,
            max_amount_required: self.amount.units()?,
            asset: self.asset.clone(),
            pay_to: self.pay_to.clone(),
            resource: resource.url.clone(),
            description: resource.description.clone().unwrap_or_default(),
            max_timeout_seconds: self.max_timeout_seconds,
        });
        offer.mime_type = Some(resource.mime_type.clone().unwrap_or_default());
        offer.extra = self.extra.clone();
        Some(offer)
    }
}

impl PaymentRequired {
    /// Converts the 402 response to V1. Extensions do not exist in V1 and are left out, and so are fields that the
    /// specification does not define. The offers keep their indices.
    ///
    /// ```
    /// use x402_types::{Network, Scheme, v2::{PaymentRequired, PaymentRequirements, PaymentRequirementsInit, ResourceInfo}};
    /// let offer = |network| PaymentRequirements::new(PaymentRequirementsInit {
    ///     scheme: Scheme::EXACT,
    ///     network,
    ///     amount: 10_000.into(),
    ///     asset: "0x83".into(),
    ///     pay_to: "0x20".into(),
    ///     max_timeout_seconds: 60,
    /// });
    /// let resource = || ResourceInfo::new("https://api.example.com/prices");
    /// let payment_required = PaymentRequired::new(resource(), [offer(Network::eip155(8453))]).to_v1()?;
    /// assert_eq!(payment_required.accepts[0].get().unwrap().network.as_str(), "base");
    ///
    /// let payment_required = PaymentRequired::new(resource(), [offer(Network::eip155(8453)), offer(Network::eip155(42))]);
    /// assert_eq!(payment_required.to_v1().unwrap_err().to_string(), "accepts[1]: V1 has no name for the network eip155:42");
    /// # Ok::<(), x402_types::v2::NoV1Format>(())
    /// ```
    ///
    /// # Errors
    /// The 402 response names no resource, an offer cannot be read, or an offer's network has no V1 name. An offer with
    /// a decimal price is also reported as [`NoV1Format::NoName`].
    pub fn to_v1(&self) -> Result<v1::PaymentRequired, NoV1Format> {
        let resource = self.resource.as_ref().ok_or(NoV1Format::NoResource)?;
        let in_v1 = |(index, offer): (usize, &Offer<PaymentRequirements>)| {
            let offer = offer.get().ok_or(NoV1Format::UnreadableOffer { index })?;
            let in_v1 = offer.to_v1(resource);
            in_v1.map(Into::into).ok_or_else(|| NoV1Format::NoName { index, network: offer.network.clone() })
        };
        let accepts = self.accepts.iter().enumerate().map(in_v1).collect::<Result<Vec<_>, _>>()?;
        Ok(v1::PaymentRequired { error: self.error.clone(), accepts, other: Members::new() })
    }
}

sentences! {
    /// The reason why a 402 response cannot be converted to V1.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NoV1Format {
        /// The 402 response does not name the resource, whose URL V1 requires in every offer.
        NoResource = "resource is missing, and V1 requires its url in every offer",
        /// An offer cannot be read.
        UnreadableOffer {
            /// The index of the offer.
            index: usize,
        } = "accepts[{index}] cannot be read",
        /// An offer's network has no V1 name.
        NoName {
            /// The index of the offer.
            index: usize,
            /// The network.
            network: Network,
        } = "accepts[{index}]: V1 has no name for the network {network}",
    }
}

impl core::error::Error for NoV1Format {}
