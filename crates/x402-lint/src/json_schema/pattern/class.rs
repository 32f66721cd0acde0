//! Sets of characters.

use alloc::{boxed::Box, vec::Vec};

/// A range of code points, including both ends. It may contain surrogates, which no text has.
type Range = (u32, u32);

const LAST: u32 = 0x10_ffff;
const DIGIT: &[Range] = &[(0x30, 0x39)];
const WORD: &[Range] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];
const LINE_TERMINATOR: &[Range] = &[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];
/// `WhiteSpace` and `LineTerminator` of ECMA-262 §12.2 and §12.3.
const SPACE: &[Range] = &[
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];

/// Sorted ranges that do not touch each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CharClass(Box<[Range]>);

impl CharClass {
    pub(super) fn new(mut ranges: Vec<Range>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<Range> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged.into())
    }

    /// The class of `.`: every character except line terminators.
    pub(super) fn any_of_line() -> Self {
        Self(LINE_TERMINATOR.into()).negated()
    }

    /// The class of `\d`, `\D`, `\s`, `\S`, `\w` or `\W`.
    pub(super) fn of_escape(letter: char) -> Option<Self> {
        let ranges = match letter.to_ascii_lowercase() {
            'd' => DIGIT,
            's' => SPACE,
            'w' => WORD,
            _ => return None,
        };
        let class = Self(ranges.into());
        Some(if letter.is_ascii_uppercase() { class.negated() } else { class })
    }

    pub(super) fn negated(&self) -> Self {
        let mut next = 0;
        let mut ranges = Vec::with_capacity(self.0.len().saturating_add(1));
        for (first, last) in &self.0 {
            if next < *first {
                ranges.push((next, first.saturating_sub(1)));
            }
            next = last.saturating_add(1);
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self(ranges.into())
    }

    pub(super) fn ranges(&self) -> &[Range] {
        &self.0
    }

    pub(super) fn contains(&self, letter: char) -> bool {
        let code = u32::from(letter);
        let behind = self.0.partition_point(|(first, _)| *first <= code);
        behind.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| code <= *last)
    }
}

/// Returns `true` if `\b` counts the character as part of a word.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
