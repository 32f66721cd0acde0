//! The part of a verdict on Stellar that follows from the offer alone.

#![cfg(feature = "stellar")]

use x402_schemes::{
    Terms,
    stellar::{Address, is_on, network_id},
};
use x402_types::Flag;

use super::Detail;
use crate::{CheckId, case::Case, findings::Findings};

/// The fields of an offer, read as Stellar's. A field is `None` if it cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    /// The contract of the token (T-3).
    pub(super) asset: Option<Address>,
    pub(super) pay_to: Option<Address>,
    /// The id of the network. `None` if its passphrase is unknown (T-1).
    pub(super) network_id: Option<[u8; 32]>,
    is_sponsored: bool,
}

impl Offered {
    /// The values of the case's offer, if the caller prepared it.
    pub(crate) fn prepared<'a>(case: &Case<'a>) -> Option<&'a Self> {
        case.prepared?.stellar.as_ref()
    }

    /// Reads the offer. `None` for an offer on a different chain family.
    pub(crate) fn of(terms: &Terms<'_>) -> Option<Self> {
        is_on(&terms.network).then(|| Self::read(terms))
    }

    pub(super) fn read(terms: &Terms<'_>) -> Self {
        let sponsored = terms.extra_member("areFeesSponsored").and_then(|member| member.boolean().ok());
        Self {
            asset: terms.asset.parse().ok().filter(Address::is_contract),
            pay_to: terms.pay_to.parse().ok(),
            network_id: network_id(&terms.network),
            is_sponsored: sponsored == Some(true),
        }
    }

    /// Makes the checks that the offer alone decides (T-3 to T-6).
    pub(super) fn check(&self, findings: &mut Findings<'_>) {
        findings.check(CheckId::SPONSORED, if self.is_sponsored { Ok(()) } else { Err(Detail::NotSponsored) });
        findings.check(CheckId::ASSET_ADDRESS, self.asset.ok_or(Detail::AssetNoContract));
        findings.check(CheckId::PAY_TO_ADDRESS, self.pay_to.ok_or(Detail::PayToNoAddress));
        findings.flag_if(self.asset.is_some() && self.asset == self.pay_to, Flag::PayToAsset);
        findings.flag_if(matches!(self.pay_to, Some(Address::Muxed { .. })), Flag::MuxedRecipient);
    }
}
