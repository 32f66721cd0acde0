use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::{cell::OnceCell, fmt};

use serde_json::value::RawValue;
use x402_types::{
    Amount, AnyAmount, DecodeError, DecodeOptions, ErrorKind, Network, ParseDecimalAmountError, RawJson, Version, Wire,
    v1, v2,
};
use x402_verify::{Offers, PreparedOffers};

use super::{
    stop::{Outcome, Stop},
    value::must_be,
};

/// The server's own offers. Only the payment determines which version they must have, so their text is kept. Each
/// version reads them once, on demand. Copies share the result.
#[derive(Clone, Debug)]
pub struct ServerOffers {
    shared: Rc<Shared>,
    come_again: bool,
}

#[derive(Debug)]
struct Shared {
    texts: Vec<RawJson>,
    v1: OfVersion<v1::PaymentRequirements>,
    v2: OfVersion<v2::PaymentRequirements>,
}

/// The error for the first of the server's offers that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableOffer {
    /// The index of the offer, from 0.
    pub index: usize,
    /// The error of the decoder.
    pub error: DecodeError,
}

impl fmt::Display for UnreadableOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "offers[{}]: {}", self.index, self.error)
    }
}

impl core::error::Error for UnreadableOffer {}

/// The offers as `PaymentRequirements` of one version.
#[derive(Debug)]
struct OfVersion<T> {
    read: OnceCell<Result<Vec<T>, UnreadableOffer>>,
    prepared: OnceCell<PreparedOffers>,
}

impl<T> OfVersion<T> {
    const fn new() -> Self {
        Self { read: OnceCell::new(), prepared: OnceCell::new() }
    }
}

impl<T: Wire> OfVersion<T>
where
    for<'a> Offers<'a>: From<&'a Vec<T>>,
{
    fn get(&self, server: &ServerOffers) -> Result<Offers<'_>, UnreadableOffer> {
        let read = self.read.get_or_init(|| read_offers(&server.shared.texts)).as_ref().map_err(Clone::clone)?;
        Ok(if server.come_again { self.prepared.get_or_init(|| PreparedOffers::new(read)).into() } else { read.into() })
    }
}

impl From<Vec<RawJson>> for ServerOffers {
    fn from(texts: Vec<RawJson>) -> Self {
        Self { shared: Rc::new(Shared { texts, v1: OfVersion::new(), v2: OfVersion::new() }), come_again: false }
    }
}

impl ServerOffers {
    /// The offers as received.
    pub fn texts(&self) -> &[RawJson] {
        &self.shared.texts
    }

    /// Reads the field `offers` of a question.
    pub(crate) fn parse(raw: &RawValue) -> Outcome<Self> {
        parse_raw_offers(raw).map(Self::from)
    }

    /// Returns the offers for repeated use. Everything that does not depend on a payment is then computed once.
    pub(crate) fn met_again(&self) -> Self {
        Self { come_again: true, ..self.clone() }
    }

    /// Returns the offers for verifying a V1 payment.
    ///
    /// # Errors
    /// The first offer that is not a V1 PaymentRequirements.
    pub fn v1(&self) -> Result<Offers<'_>, UnreadableOffer> {
        self.shared.v1.get(self)
    }

    /// Returns the offers for verifying a V2 payment.
    ///
    /// # Errors
    /// The first offer that is not a V2 PaymentRequirements.
    pub fn v2(&self) -> Result<Offers<'_>, UnreadableOffer> {
        self.shared.v2.get(self)
    }

    /// Reads the amount that the server wants to take in the phase `settle`: atomic units, or an amount of an issued
    /// currency if any of the offers is in one.
    ///
    /// # Errors
    /// The text is not an amount in either format.
    pub fn parse_charge(&self, text: &str) -> Result<AnyAmount, DecodeError> {
        let of_offer = |offer: &RawJson| {
            let member = |name| offer.as_json().get(name)?.string().ok();
            let network: Option<Network> = member("network").and_then(|network| network.parse().ok());
            network.zip(member("asset")).is_some_and(|(network, asset)| network.is_xrp_ledger() && asset != "XRP")
        };
        match text.parse::<Amount>() {
            Ok(units) => Ok(units.into()),
            Err(_) if self.texts().iter().any(of_offer) => text
                .parse()
                .map(AnyAmount::Decimal)
                .map_err(|error: ParseDecimalAmountError| ErrorKind::from(error).into()),
            Err(error) => Err(ErrorKind::from(error).into()),
        }
    }

    /// Checks the offers for a payment that cannot be decoded. Their version is then unknown, but all of them must have
    /// the same one.
    pub(crate) fn check(&self, path: &str) -> Outcome<()> {
        let Err(v2) = self.v2() else { return Ok(()) };
        let Err(v1) = self.v1() else { return Ok(()) };
        let [v2, v1] = [(Version::V2, v2), (Version::V1, v1)].map(|(version, unread)| self.named(version, &unread));
        Err(Stop::Error(format!("{path}: neither requirements of version 2 ({v2}) nor of version 1 ({v1})")))
    }

    /// The error of an offer, with the fields that are there under a near name.
    pub(crate) fn named(&self, version: Version, unread: &UnreadableOffer) -> String {
        let UnreadableOffer { index, error } = unread;
        #[cfg(feature = "all")]
        if let Some(offer) = self.texts().get(*index) {
            let near = crate::near::near_fields_of_offer(version, offer);
            if !near.is_empty() {
                return format!("{error}; {near}");
            }
        }
        // A module that only verifies payments leaves out the search for near names.
        #[cfg(not(feature = "all"))]
        let _ = (index, version);
        error.to_string()
    }
}

/// Reads the server's own offers.
///
/// # Errors
/// The first offer that cannot be read.
pub(super) fn read_offers<T: Wire>(offers: &[RawJson]) -> Result<Vec<T>, UnreadableOffer> {
    let read = |(index, offer): (usize, &RawJson)| {
        T::decode(offer.as_str(), &DecodeOptions::STRICT)
            .map(|decoded| decoded.value)
            .map_err(|error| UnreadableOffer { index, error })
    };
    offers.iter().enumerate().map(read).collect()
}

/// Reads the field `offers` of a question, each offer as raw text.
pub(super) fn parse_raw_offers(raw: &RawValue) -> Outcome<Vec<RawJson>> {
    let offers: Vec<&RawValue> = serde_json::from_str(raw.get())
        .map_err(|_| must_be("input.offers", "an array of the server's offers", raw.get()))?;
    let read = |(index, offer): (usize, &RawValue)| {
        RawJson::parse(offer.get()).map_err(|error| Stop::Error(format!("input.offers[{index}]: {error}")))
    };
    offers.into_iter().enumerate().map(read).collect()
}
