use std::{cell::OnceCell, rc::Rc};

use serde_json::value::RawValue;
use x402_types::{DecodeError, RawJson, v1, v2};

use super::{
    Outcome, Stop,
    input::{parse_raw_offers, read_offers},
};

/// The server's own offers. The payment says of which version they are, so they are kept as they stand, and each version
/// reads them once, when it is asked for. A copy shares what was read.
#[derive(Clone, Debug)]
pub struct OwnOffers(Rc<Texts>);

#[derive(Debug)]
struct Texts {
    texts: Vec<RawJson>,
    v1: OnceCell<Read<v1::PaymentRequirements>>,
    v2: OnceCell<Read<v2::PaymentRequirements>>,
}

/// The offers, or the index of the first that is none, and why.
type Read<T> = Result<Vec<T>, (usize, DecodeError)>;

impl From<Vec<RawJson>> for OwnOffers {
    fn from(texts: Vec<RawJson>) -> Self {
        Self(Rc::new(Texts { texts, v1: OnceCell::new(), v2: OnceCell::new() }))
    }
}

impl OwnOffers {
    /// Reads the member `offers` of a question.
    pub(crate) fn parse(raw: &RawValue) -> Outcome<Self> {
        parse_raw_offers(raw).map(Self::from)
    }

    /// The offers as a payment of version 1 is judged by them.
    ///
    /// # Errors
    /// The index of the first that is no requirement of version 1, and why.
    pub fn v1(&self) -> Result<&[v1::PaymentRequirements], (usize, DecodeError)> {
        as_slice(self.0.v1.get_or_init(|| read_offers(&self.0.texts)))
    }

    /// The offers as a payment of version 2 is judged by them.
    ///
    /// # Errors
    /// The index of the first that is no requirement of version 2, and why.
    pub fn v2(&self) -> Result<&[v2::PaymentRequirements], (usize, DecodeError)> {
        as_slice(self.0.v2.get_or_init(|| read_offers(&self.0.texts)))
    }

    /// Offers beside a payment that cannot be decoded: nobody says of which version they have to be, and they have to be
    /// of one all the same.
    pub(crate) fn check(&self, path: &str) -> Outcome<()> {
        let Err((_, v2)) = self.v2() else { return Ok(()) };
        let Err((_, v1)) = self.v1() else { return Ok(()) };
        Err(Stop::Error(format!("{path}: no requirements of version 2 ({v2}), nor of version 1 ({v1})")))
    }
}

fn as_slice<T>(read: &Read<T>) -> Result<&[T], (usize, DecodeError)> {
    read.as_deref().map_err(Clone::clone)
}
