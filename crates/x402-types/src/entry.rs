//! Entries of `accepts` and `kinds`, one of which may be unreadable without spoiling the others (C-10).

use alloc::{string::String, vec::Vec};

use crate::{
    DecodeError, ErrorKind, Flag, JsonRef, Limit, RawJson,
    read::{Reader, ResultExt},
    wire::sealed::Object,
};

/// One entry of a list that is read entry by entry: an offer in `accepts`, a combination in `kinds`.
///
/// Whoever reads the list skips what it cannot read and looks at the next: an offer of a future scheme must not keep a
/// client from paying by one that it knows. Entries whose scheme or network is merely unknown are read like any other.
///
/// It is one or the other: a third variant is a breaking change. Two that cannot be read are equal if their texts are:
/// `error` names a place in the document, and says what the profile at hand says.
#[derive(Clone, Debug)]
pub enum Entry<T> {
    /// It could be read.
    Read(T),
    /// It could not.
    Unreadable {
        /// What it is, byte for byte.
        raw: RawJson,
        /// Why. The path begins at the list: `accepts[0].amount`.
        error: DecodeError,
    },
}

/// One way to pay among those of a demand: an entry of `accepts`.
pub type Offer<R> = Entry<R>;

impl<T> Entry<T> {
    /// What was read, if it could be.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Unreadable { .. } => None,
        }
    }
}

impl<T: PartialEq> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read(a), Self::Read(b)) => a == b,
            (Self::Unreadable { raw: a, .. }, Self::Unreadable { raw: b, .. }) => a == b,
            (Self::Read(_), Self::Unreadable { .. }) | (Self::Unreadable { .. }, Self::Read(_)) => false,
        }
    }
}

impl<T: Eq> Eq for Entry<T> {}

impl<T> From<T> for Entry<T> {
    fn from(value: T) -> Self {
        Self::Read(value)
    }
}

/// Reads `accepts`. The error is that of the array itself: no array, or too many offers.
pub(crate) fn read_accepts<R: Object>(
    value: JsonRef<'_>,
    reader: &mut Reader<'_>,
) -> Result<Vec<Offer<R>>, DecodeError> {
    let max = reader.limits().offers;
    if value.elements()?.nth(max).is_some() {
        return Err(value.error(ErrorKind::Limit { limit: Limit::Offers, max }));
    }
    let offers = read_entries(value, "accepts", Flag::UnreadableOffer, reader)?;
    if offers.is_empty() {
        reader.flag(Flag::EmptyAccepts);
    }
    Ok(offers)
}

/// Reads the list that stands in this member, and raises the flag if an entry cannot be read. The error is that of the
/// array itself.
pub(crate) fn read_entries<T: Object>(
    value: JsonRef<'_>,
    member: &'static str,
    unreadable: Flag,
    reader: &mut Reader<'_>,
) -> Result<Vec<Entry<T>>, DecodeError> {
    let mut read = |(index, element)| {
        let before = reader.flags();
        match T::read(element, reader).in_element(index).in_member(member) {
            Ok(value) => Entry::Read(value),
            Err(error) => {
                // What was tolerated in it does not count, because it was not read.
                reader.restore(before);
                reader.flag(unreadable);
                Entry::Unreadable { raw: element.into(), error }
            }
        }
    };
    Ok(value.elements()?.enumerate().map(&mut read).collect())
}

pub(crate) fn write_entry<T: Object>(entry: &Entry<T>, out: &mut String) {
    match entry {
        Entry::Read(value) => value.write(out),
        Entry::Unreadable { raw, .. } => out.push_str(raw.as_str()),
    }
}
