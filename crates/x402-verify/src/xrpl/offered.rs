//! The part of a verdict on the XRP Ledger that follows from the offer alone.

#![cfg(feature = "xrpl")]

use alloc::string::{String, ToString};

use x402_schemes::{
    AssetTransferMethod, Terms,
    xrpl::{Address, Asset, Currency, MAX_DROPS, Value, is_on, network_id},
};
use x402_types::{AnyAmount, DecimalAmount, JsonRef};

use super::Detail;

/// The fields of an offer, read as those of the XRP Ledger.
#[derive(Clone, Debug)]
pub(crate) struct Offered {
    /// The number of the network.
    pub(super) network_id: Option<u32>,
    /// `true` if the offer states that the payer pays the fee.
    pub(super) is_unsponsored: bool,
    /// The recipient, which is not account 0.
    pub(super) pay_to: Option<Address>,
    pub(super) asset: Result<OfferedAsset, Detail>,
    /// `true` if the asset's text is not the usual one for the same asset.
    pub(super) is_unusual_spelling: bool,
    /// The price. `None` without an asset.
    pub(super) price: Option<Result<Price, Detail>>,
    /// The transfer method, if the offer names one.
    pub(super) method: Result<Option<Method>, Detail>,
    /// The invoice, if the offer names one.
    pub(super) invoice: Result<Option<String>, Detail>,
    /// The destination tag, if the offer names one.
    pub(super) destination_tag: Result<Option<u32>, Detail>,
    /// The source tag, if the offer names one.
    pub(super) source_tag: Option<u32>,
}

/// The asset of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfferedAsset {
    Xrp,
    Issued { currency: Currency, issuer: Address },
}

/// The price of an offer, in the unit of its asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Price {
    Drops(u64),
    Value(Value),
}

/// The number that orders a payment among those of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Sequence,
    Ticket,
}

impl Method {
    /// Reads a tag of the transfer method. `None` if there is none, or null.
    pub(super) fn read(tag: Option<JsonRef<'_>>) -> Result<Option<Self>, Detail> {
        let Some(tag) = tag else { return Ok(None) };
        let text = tag.string().map_err(|_| Detail::Method)?;
        let methods =
            [(AssetTransferMethod::SEQUENCE, Self::Sequence), (AssetTransferMethod::TICKET_SEQUENCE, Self::Ticket)];
        let found = methods.iter().find(|(name, _)| name.as_str() == text);
        found.map(|(_, method)| Some(*method)).ok_or(Detail::Method)
    }
}

impl Offered {
    /// Reads the offer. `None` for an offer on a different chain family.
    pub(crate) fn of(terms: &Terms<'_>) -> Option<Self> {
        is_on(&terms.network).then(|| Self::read(terms))
    }

    pub(super) fn read(terms: &Terms<'_>) -> Self {
        let asset = read_asset(terms);
        Self {
            network_id: network_id(&terms.network),
            is_unsponsored: terms.extra_member("areFeesSponsored").is_some_and(|member| member.boolean() == Ok(false)),
            pay_to: Address::of_party(terms.pay_to),
            is_unusual_spelling: asset.is_ok() && !Asset::is_usual_spelling(terms.asset),
            price: asset.as_ref().ok().map(|asset| read_price(*asset, &terms.amount)),
            asset,
            method: Method::read(terms.extra_member("assetTransferMethod")),
            invoice: terms.extra_member("invoiceId").map(read_invoice).transpose(),
            destination_tag: terms
                .extra_member("destinationTag")
                .map(|tag| number(tag).ok_or(Detail::DestinationTagMalformed))
                .transpose(),
            source_tag: terms.extra_member("sourceTag").and_then(number),
        }
    }
}

fn read_asset(terms: &Terms<'_>) -> Result<OfferedAsset, Detail> {
    match terms.asset.parse().map_err(Detail::Asset)? {
        Asset::Xrp => Ok(OfferedAsset::Xrp),
        Asset::Issued(currency) => {
            let issuer = terms.extra_member("issuer").and_then(|issuer| issuer.string().ok());
            let issuer = issuer.and_then(|issuer| Address::of_party(&issuer)).ok_or(Detail::NoIssuer)?;
            Ok(OfferedAsset::Issued { currency, issuer })
        }
    }
}

/// The price of an offer. An integer without a unit, which only a program can put beside an issued currency, counts
/// whole units of it.
fn read_price(asset: OfferedAsset, amount: &AnyAmount) -> Result<Price, Detail> {
    let wrong = || Detail::Price(amount.clone());
    match (asset, amount) {
        (OfferedAsset::Xrp, AnyAmount::Units(units)) => {
            let drops = units.get().to_u64().filter(|drops| (1..=MAX_DROPS).contains(drops));
            drops.map(Price::Drops).ok_or_else(wrong)
        }
        (OfferedAsset::Xrp, AnyAmount::Decimal(_)) => Err(wrong()),
        (OfferedAsset::Issued { .. }, AnyAmount::Decimal(amount)) => Ok(Price::Value(amount.into())),
        (OfferedAsset::Issued { .. }, AnyAmount::Units(units)) => {
            let amount: Option<DecimalAmount> = units.to_string().parse().ok();
            amount.map(|amount| Price::Value(Value::from(&amount))).ok_or_else(wrong)
        }
    }
}

fn read_invoice(member: JsonRef<'_>) -> Result<String, Detail> {
    let text = member.string().ok().filter(|text| !text.is_empty());
    text.map(alloc::borrow::Cow::into_owned).ok_or(Detail::InvoiceMalformed)
}

/// A number of 32 bits.
fn number(member: JsonRef<'_>) -> Option<u32> {
    member.integer().ok()?.try_into().ok()
}
