//! Entries of `accepts` and `kinds`, where an unreadable entry does not affect the others (C-10).

use alloc::{string::String, vec::Vec};

use crate::{DecodeError, ErrorKind, Flag, JsonRef, Limit, RawJson, Segment, object::Object, read::Reader};

/// An entry of a list that is read entry by entry: an offer in `accepts`, or a combination of version, scheme and
/// network in `kinds`.
///
/// A reader keeps an unreadable entry unread (C-10), so that an offer of a future scheme does not prevent a client from
/// paying with a known one. Entries with an unknown scheme or network are readable.
///
/// There are only these two variants, and a third is a breaking change. Two unreadable entries are equal if their texts
/// are equal, because `error` depends on the position in the document and on the profile.
#[derive(Clone, Debug)]
pub enum Entry<T> {
    /// The entry was read.
    Read(T),
    /// The entry cannot be read.
    Unreadable {
        /// The text of the entry, byte for byte.
        raw: RawJson,
        /// The fault. Its path begins with the list, such as `accepts[0].amount`.
        error: DecodeError,
    },
}

/// A way to pay: an entry of `accepts` in a 402 response.
pub type Offer<R> = Entry<R>;

impl<T> Entry<T> {
    /// Returns the value, if the entry was read.
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

/// Reads `accepts`. Returns an error only if the value is not an array or has too many offers.
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

/// Reads the list in this field, and raises the flag if an entry cannot be read. Such an entry is kept, and does not
/// affect the others (C-10).
///
/// ```
/// use x402_types::{DecodeOptions, Flag, RawJson, SupportedKind, object::read_entries, read::Reader};
/// let kinds = RawJson::parse(r#"[{"x402Version":2,"scheme":"exact","network":"eip155:8453"},7]"#)?;
/// let mut reader = Reader::new(&DecodeOptions::STRICT);
/// let kinds = read_entries::<SupportedKind>(kinds.as_json(), "kinds", Flag::UnreadableKind, &mut reader)?;
/// assert!(kinds[0].get().is_some() && kinds[1].get().is_none());
/// assert!(reader.flags().contains(Flag::UnreadableKind));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
///
/// # Errors
/// The value is not an array.
pub fn read_entries<T: Object>(
    value: JsonRef<'_>,
    member: &'static str,
    unreadable: Flag,
    reader: &mut Reader<'_>,
) -> Result<Vec<Entry<T>>, DecodeError> {
    let mut read = |(index, element)| {
        let before = reader.flags();
        match T::read(element, reader) {
            Ok(value) => Entry::Read(value),
            Err(error) => {
                let error = error.under(Segment::element(index)).under(Segment::Member(member));
                // Flags of an unreadable entry do not count.
                reader.restore(before);
                reader.flag(unreadable);
                Entry::Unreadable { raw: element.into(), error }
            }
        }
    };
    Ok(value.elements()?.enumerate().map(&mut read).collect())
}

/// Writes an entry. An unreadable one keeps its text.
pub(crate) fn write_entry<T: Object>(entry: &Entry<T>, out: &mut String) {
    match entry {
        Entry::Read(value) => value.write(out),
        Entry::Unreadable { raw, .. } => out.push_str(raw.as_str()),
    }
}
