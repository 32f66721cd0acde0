use std::{cell::OnceCell, rc::Rc};

use serde_json::value::RawValue;
use x402_types::{DecodeError, RawJson, Wire, v1, v2};
use x402_verify::{Offers, PreparedOffers};

use super::{
    Outcome, Stop,
    input::{parse_raw_offers, read_offers},
};

/// The server's own offers. The payment says of which version they are, so they are kept as they stand, and each version
/// reads them once, when it is asked for. A copy shares what was read.
#[derive(Clone, Debug)]
pub struct OwnOffers {
    shared: Rc<Shared>,
    come_again: bool,
}

#[derive(Debug)]
struct Shared {
    texts: Vec<RawJson>,
    v1: OfVersion<v1::PaymentRequirements>,
    v2: OfVersion<v2::PaymentRequirements>,
}

/// The offers as requirements of one version.
#[derive(Debug)]
struct OfVersion<T> {
    /// The offers, or the index of the first that is none, and why.
    read: OnceCell<Result<Vec<T>, (usize, DecodeError)>>,
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
    fn get(&self, own: &OwnOffers) -> Result<Offers<'_>, (usize, DecodeError)> {
        let read = self.read.get_or_init(|| read_offers(&own.shared.texts)).as_ref().map_err(Clone::clone)?;
        Ok(if own.come_again { self.prepared.get_or_init(|| PreparedOffers::new(read)).into() } else { read.into() })
    }
}

impl From<Vec<RawJson>> for OwnOffers {
    fn from(texts: Vec<RawJson>) -> Self {
        Self { shared: Rc::new(Shared { texts, v1: OfVersion::new(), v2: OfVersion::new() }), come_again: false }
    }
}

impl OwnOffers {
    /// Reads the member `offers` of a question.
    pub(crate) fn parse(raw: &RawValue) -> Outcome<Self> {
        parse_raw_offers(raw).map(Self::from)
    }

    /// The same offers, met again: what does not depend on a payment is computed once for all payments to come.
    pub(crate) fn met_again(&self) -> Self {
        Self { come_again: true, ..self.clone() }
    }

    /// The offers as a payment of version 1 is judged by them.
    ///
    /// # Errors
    /// The index of the first that is no requirement of version 1, and why.
    pub fn v1(&self) -> Result<Offers<'_>, (usize, DecodeError)> {
        self.shared.v1.get(self)
    }

    /// The offers as a payment of version 2 is judged by them.
    ///
    /// # Errors
    /// The index of the first that is no requirement of version 2, and why.
    pub fn v2(&self) -> Result<Offers<'_>, (usize, DecodeError)> {
        self.shared.v2.get(self)
    }

    /// Offers beside a payment that cannot be decoded: nobody says of which version they have to be, and they have to be
    /// of one all the same.
    pub(crate) fn check(&self, path: &str) -> Outcome<()> {
        let Err((_, v2)) = self.v2() else { return Ok(()) };
        let Err((_, v1)) = self.v1() else { return Ok(()) };
        Err(Stop::Error(format!("{path}: no requirements of version 2 ({v2}), nor of version 1 ({v1})")))
    }
}
