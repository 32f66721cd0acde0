//! The offers of a paywall, compared with what the facilitator serves.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use x402_schemes::{NotServed, complete};
use x402_seller::NotOffered;
use x402_types::{
    SupportedResponse,
    printable::{Short, write_sentence_with},
    v2::PaymentRequirements,
};

use crate::{BoxError, calls::with_causes};

/// The most kinds of a facilitator, and the most offers, that an error lists.
const NAMED: usize = 8;

/// The reason why a shop cannot start. The text explains to the seller what is wrong and what to do.
#[non_exhaustive]
pub enum CheckError {
    /// The facilitator does not return what it serves: it cannot be reached, requires a key, or is not a facilitator.
    Facilitator(BoxError),
    /// `x402-seller` cannot sell one of the offers.
    NotOffered(NotOffered),
    /// The facilitator does not serve these offers. It serves other kinds.
    NotServed(Vec<Unserved>),
}

/// An offer that the facilitator does not serve, and the reason. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unserved {
    /// The offer.
    pub offer: PaymentRequirements,
    /// The reason.
    pub why: NotServed,
    /// The kinds that the facilitator serves, for people.
    pub served: String,
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facilitator(error) => f.write_str(&with_causes(&**error)),
            Self::NotOffered(error) => fmt::Display::fmt(error, f),
            Self::NotServed(unserved) => {
                for (index, one) in unserved.iter().take(NAMED).enumerate() {
                    if index > 0 {
                        f.write_str("; ")?;
                    }
                    fmt::Display::fmt(one, f)?;
                }
                match unserved.len().checked_sub(NAMED) {
                    None | Some(0) => Ok(()),
                    Some(more) => write!(f, "; and {more} more offers"),
                }
            }
        }
    }
}

impl fmt::Display for Unserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offer: PaymentRequirements { scheme, network, amount, asset, .. }, why, served } = self;
        write_sentence_with(f, |f| {
            write!(f, "the offer {scheme} on {network} for {amount} of {asset}: {why}")?;
            match why {
                NotServed::Kind | NotServed::Version => write!(f, " (it serves {served})"),
                NotServed::Missing { .. } | NotServed::Differs { .. } | _ => Ok(()),
            }
        })
    }
}

/// Prints the sentence, because a program prints this if its `main` returns the error.
impl fmt::Debug for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for CheckError {}

impl From<NotOffered> for CheckError {
    fn from(error: NotOffered) -> Self {
        Self::NotOffered(error)
    }
}

/// The kinds that the facilitator serves, if it was asked, and the offers.
#[derive(Default)]
pub(crate) struct Offered(Mutex<Known>);

#[derive(Default)]
struct Known {
    supported: Option<Arc<SupportedResponse>>,
    /// The first of each group of offers that are alike for a facilitator.
    offers: Vec<PaymentRequirements>,
}

impl Offered {
    /// The offers as the facilitator serves them, if it was asked. They are kept for the next time that it is asked.
    pub(crate) fn add(&self, offers: Vec<PaymentRequirements>) -> Result<Vec<PaymentRequirements>, CheckError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let offers = match &known.supported {
            None => offers,
            Some(supported) => served(offers, supported)?,
        };
        for offer in &offers {
            let is_alike = |known: &PaymentRequirements| {
                (&known.scheme, &known.network, &known.extra) == (&offer.scheme, &offer.network, &offer.extra)
            };
            if !known.offers.iter().any(is_alike) {
                known.offers.push(offer.clone());
            }
        }
        Ok(offers)
    }

    /// Compares the earlier offers, and fills in later ones.
    pub(crate) fn learn(&self, supported: SupportedResponse) -> Result<(), CheckError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        served(known.offers.clone(), &supported)?;
        known.supported = Some(Arc::new(supported));
        Ok(())
    }
}

/// All offers as the facilitator serves them, or each offer that it does not serve.
fn served(
    offers: Vec<PaymentRequirements>,
    supported: &SupportedResponse,
) -> Result<Vec<PaymentRequirements>, CheckError> {
    let (mut served, mut unserved) = (Vec::new(), Vec::new());
    for offer in offers {
        match complete(offer.clone(), supported) {
            Ok(offer) => served.push(offer),
            Err(why) => {
                let served = listed(supported, &offer);
                unserved.push(Unserved { offer, why, served });
            }
        }
    }
    if unserved.is_empty() { Ok(served) } else { Err(CheckError::NotServed(unserved)) }
}

/// The kinds of a facilitator. Those with the scheme or the network of the offer come first.
fn listed(supported: &SupportedResponse, offer: &PaymentRequirements) -> String {
    let kinds = supported.kinds.iter().filter_map(|kind| kind.get());
    let kinds: BTreeSet<_> = kinds
        .map(|kind| {
            let is_near = kind.scheme == offer.scheme || kind.network.network().as_ref() == Some(&offer.network);
            let (scheme, network) = (Short(&kind.scheme), Short(&kind.network));
            (!is_near, format!("{scheme} on {network} in version {}", kind.x402_version.number()))
        })
        .collect();
    let unread = supported.kinds.iter().filter(|kind| kind.get().is_none()).count();
    let mut listed: Vec<_> = kinds.iter().take(NAMED).map(|(_, kind)| kind.clone()).collect();
    if let Some(more) = kinds.len().checked_sub(NAMED).filter(|more| *more > 0) {
        listed.push(format!("{more} more kinds"));
    }
    if unread > 0 {
        listed.push(format!("{unread} kinds that cannot be read"));
    }
    if listed.is_empty() { "nothing".into() } else { listed.join(", ") }
}
