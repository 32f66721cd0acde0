//! The part of a verdict on EVM chains that follows from the offer alone.

#![cfg(feature = "evm")]

use x402_schemes::{
    Terms,
    evm::{
        Address,
        eip712::{DomainError, TokenDomain},
    },
};

use crate::{CheckId, evm::Detail};

/// The values of an offer, read once for all payments for it.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    asset: OfferedAddress,
    pay_to: OfferedAddress,
    separator: Result<[u8; 32], DomainError>,
}

/// An address in a field of the offer (E-3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfferedAddress {
    pub(crate) address: Result<Address, Unusable>,
    /// The address has mixed case and a wrong EIP-55 checksum.
    pub(crate) has_wrong_checksum: bool,
}

/// The reason why the text of this field cannot be used as an address.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unusable {
    NotAddress(&'static str),
    Zero(&'static str),
}

impl From<Unusable> for crate::Detail {
    fn from(why: Unusable) -> Self {
        Self::Evm(match why {
            Unusable::NotAddress(member) => Detail::NotAddress(member),
            Unusable::Zero(member) => Detail::ZeroAddress(member),
        })
    }
}

impl OfferedAddress {
    /// The address that the check is about, `asset` or `payTo` of the offer.
    pub(crate) fn of(id: CheckId, prepared: Option<&Offered>, terms: &Terms<'_>) -> Self {
        let is_asset = id == CheckId::ASSET_ADDRESS;
        match prepared {
            Some(Offered { asset, pay_to, .. }) => *(if is_asset { asset } else { pay_to }),
            None if is_asset => Self::read("asset", terms.asset),
            None => Self::read("payTo", terms.pay_to),
        }
    }

    fn read(member: &'static str, text: &str) -> Self {
        let address = text.parse::<Address>().map_err(|_| Unusable::NotAddress(member));
        let has_wrong_checksum = address.as_ref().is_ok_and(|address| !address.checksum_matches(text));
        let address =
            address.and_then(|address| if address.is_zero() { Err(Unusable::Zero(member)) } else { Ok(address) });
        Self { address, has_wrong_checksum }
    }
}

/// The separator of the domain that the offer defines.
pub(crate) fn separator(prepared: Option<&Offered>, terms: &Terms<'_>) -> Result<[u8; 32], DomainError> {
    match prepared {
        Some(offered) => offered.separator,
        None => Ok(TokenDomain::of(terms.clone())?.separator()),
    }
}

impl Offered {
    /// `None` for an offer on a different chain family.
    pub(crate) fn of(terms: &Terms<'_>) -> Option<Self> {
        terms.network.eip155_chain_id()?;
        Some(Self {
            asset: OfferedAddress::read("asset", terms.asset),
            pay_to: OfferedAddress::read("payTo", terms.pay_to),
            separator: separator(None, terms),
        })
    }
}
