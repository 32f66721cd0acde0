//! A set of flags.

use core::fmt;

use crate::Flag;

/// The bits of a word of a set.
const BITS: usize = 128;

/// The number of words of a set after the first: enough for all flags.
const MORE: usize = Flag::ALL.len().div_ceil(BITS).saturating_sub(1);

impl Flag {
    /// The word of a set that has the bit of this flag, and the bit.
    const fn bit(self) -> (usize, u128) {
        // The position in `ALL` and the discriminant agree: `all_is_complete` checks it.
        #[allow(clippy::as_conversions, reason = "a fieldless enum")]
        let index = self as usize;
        #[allow(clippy::as_conversions, reason = "less than the bits of a word")]
        let shift = (index % BITS) as u32;
        (index / BITS, 1u128.wrapping_shl(shift))
    }
}

/// A set of [`Flag`]s.
///
/// ```
/// use x402_types::{DecodeOptions, Flag, Wire, v2::PaymentRequired};
///
/// let decoded = PaymentRequired::decode(
///     r#"{"x402Version":2,"error":null,"resource":{"url":"https://api.example.com/data"},"accepts":[]}"#,
///     &DecodeOptions::STRICT,
/// )?;
/// for flag in decoded.flags.iter() {
///     println!("{}: {}", flag.as_str(), flag.sentence());
/// }
/// assert!(decoded.flags.contains(Flag::NullOptional));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
// The first word is a separate field, so that a set of one word is passed in registers.
pub struct Flags {
    first: u128,
    more: [u128; MORE],
}

#[allow(
    clippy::indexing_slicing,
    reason = "each flag has its bit in one of the words, and `MORE` words follow the first"
)]
impl Flags {
    /// No flag.
    pub const NONE: Self = Self { first: 0, more: [0; MORE] };

    /// Adds a flag.
    pub const fn insert(&mut self, flag: Flag) {
        let (word, bit) = flag.bit();
        let word = match word.checked_sub(1) {
            None => &mut self.first,
            Some(word) => &mut self.more[word],
        };
        *word |= bit;
    }

    /// Returns the set with one more flag.
    #[must_use]
    pub const fn with(mut self, flag: Flag) -> Self {
        self.insert(flag);
        self
    }

    /// Returns the flags that are in both sets.
    #[must_use]
    pub const fn intersection(mut self, other: Self) -> Self {
        self.first &= other.first;
        let mut word = 0;
        while word != MORE {
            self.more[word] &= other.more[word];
            word = word.saturating_add(1);
        }
        self
    }

    /// Returns `true` if the set contains a flag.
    #[must_use]
    pub const fn contains(self, flag: Flag) -> bool {
        let (word, bit) = flag.bit();
        let word = match word.checked_sub(1) {
            None => self.first,
            Some(word) => self.more[word],
        };
        word & bit != 0
    }

    /// Returns the flags that are in either set.
    #[must_use]
    pub const fn union(mut self, other: Self) -> Self {
        self.first |= other.first;
        let mut word = 0;
        while word != MORE {
            self.more[word] |= other.more[word];
            word = word.saturating_add(1);
        }
        self
    }

    /// Returns `true` if the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        let mut all = self.first;
        let mut word = 0;
        while word != MORE {
            all |= self.more[word];
            word = word.saturating_add(1);
        }
        all == 0
    }

    /// Iterates over the flags in the order of [`Flag::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        // Most sets are empty, and such a set is compared with no flag.
        let among = if self.is_empty() { &[] } else { Flag::ALL };
        among.iter().copied().filter(move |flag| self.contains(*flag))
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let mut set = Self::NONE;
        for flag in flags {
            set.insert(flag);
        }
        set
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_complete_and_names_are_distinct() {
        for (index, flag) in Flag::ALL.iter().enumerate() {
            assert_eq!(flag.bit(), (index / BITS, 1 << (index % BITS)), "{flag}");
            assert!(Flag::ALL.iter().filter(|other| other.as_str() == flag.as_str()).count() == 1);
        }
    }
    #[test]
    fn a_set_has_a_bit_for_each_flag() {
        let all: Flags = Flag::ALL.iter().copied().collect();
        assert!(all.iter().eq(Flag::ALL.iter().copied()));
        for flag in Flag::ALL {
            let without: Flags = Flag::ALL.iter().copied().filter(|other| other != flag).collect();
            assert!(!without.contains(*flag) && without.with(*flag) == all && !without.is_empty());
            assert_eq!(without.intersection(Flags::NONE.with(*flag)), Flags::NONE);
        }
    }
}
