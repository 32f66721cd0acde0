//! Offers of a server, one of which may be unreadable without spoiling the others (C-10).

use alloc::{string::String, vec::Vec};

use crate::{
    DecodeError, ErrorKind, Flag, JsonRef, Limit, RawJson,
    read::{Reader, ResultExt},
    wire::sealed::Object,
};

/// One entry of `accepts`.
///
/// A client skips what it cannot read and looks at the next: an offer of a future scheme must not keep it from paying
/// by one that it knows. Offers whose scheme or network is merely unknown are read like any other.
///
/// Two that cannot be read are equal if their texts are: `error` names a place in the document, and says what the
/// profile at hand says.
#[derive(Clone, Debug)]
pub enum Offer<R> {
    /// It could be read.
    Read(R),
    /// It could not.
    Unreadable {
        /// What it is, byte for byte.
        raw: RawJson,
        /// Why. The path begins at `accepts`.
        error: DecodeError,
    },
}

impl<R> Offer<R> {
    /// The requirements, if they could be read.
    #[must_use]
    pub const fn requirements(&self) -> Option<&R> {
        match self {
            Self::Read(requirements) => Some(requirements),
            Self::Unreadable { .. } => None,
        }
    }
}

impl<R: PartialEq> PartialEq for Offer<R> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read(a), Self::Read(b)) => a == b,
            (Self::Unreadable { raw: a, .. }, Self::Unreadable { raw: b, .. }) => a == b,
            (Self::Read(_), Self::Unreadable { .. }) | (Self::Unreadable { .. }, Self::Read(_)) => false,
        }
    }
}

impl<R: Eq> Eq for Offer<R> {}

impl<R> From<R> for Offer<R> {
    fn from(requirements: R) -> Self {
        Self::Read(requirements)
    }
}

/// Reads `accepts`. The error is that of the array itself: no array, or too many offers.
pub(crate) fn read_accepts<R: Object>(
    value: JsonRef<'_>,
    reader: &mut Reader<'_>,
) -> Result<Vec<Offer<R>>, DecodeError> {
    let max = reader.limits().offers;
    let mut offers = Vec::new();
    for (index, element) in value.elements()?.enumerate() {
        if index >= max {
            return Err(value.error(ErrorKind::Limit { limit: Limit::Offers, max }));
        }
        let before = reader.flags();
        offers.push(match R::read(element, reader).in_element(index).in_member("accepts") {
            Ok(requirements) => Offer::Read(requirements),
            Err(error) => {
                // What was tolerated in it does not count, because it was not read.
                reader.restore(before);
                reader.flag(Flag::UnreadableOffer);
                Offer::Unreadable { raw: element.into(), error }
            }
        });
    }
    if offers.is_empty() {
        reader.flag(Flag::EmptyAccepts);
    }
    Ok(offers)
}

pub(crate) fn write_offer<R: Object>(offer: &Offer<R>, out: &mut String) {
    match offer {
        Offer::Read(requirements) => requirements.write(out),
        Offer::Unreadable { raw, .. } => out.push_str(raw.as_str()),
    }
}
