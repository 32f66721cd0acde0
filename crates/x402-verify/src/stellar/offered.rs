//! The part of a verdict on Stellar that follows from the offer alone.

#![cfg(feature = "stellar")]

use x402_schemes::{
    Terms,
    stellar::{Address, is_on, network_id},
};

/// The fields of an offer, read as Stellar's. A field is `None` if it cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    /// The contract of the token (T-3).
    pub(super) asset: Option<Address>,
    pub(super) pay_to: Option<Address>,
    /// The id of the network. `None` if its passphrase is unknown (T-1).
    pub(super) network_id: Option<[u8; 32]>,
    pub(super) is_sponsored: bool,
}

impl Offered {
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
}
