//! The texts about checks. No file imports this one, so a program that prints no check does not contain them.

use core::{cmp, fmt, str::FromStr};

use crate::{
    CheckId, Concern,
    check::{Room, Row},
};

macro_rules! rows {
    ($($(#[$feature:meta])? $room:ident: $($module:ident)::+;)+) => {
        impl Room {
            const ALL: &[Self] = &[$($(#[$feature])? Self::$room),+];

            const fn rows(self) -> &'static [Row] {
                match self {
                    $($(#[$feature])? Self::$room => $crate::$($module::)+ROWS,)+
                }
            }
        }
    };
}
rooms!(rows);

impl CheckId {
    /// Every check that this build can make, room by room: what mechanisms share, then what each has of its own, then those of
    /// extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        Room::ALL.iter().flat_map(|room| (0..).zip(room.rows()).map(|(index, _)| Self::of(*room, index)))
    }

    const fn row(self) -> &'static Row {
        /// The row for an index beyond a room's rows. `checks!` makes no such index.
        const NONE: &Row =
            &Row { name: "", sentence: "", rulings: &[], concerns: &[], code: "", code_v1: None, note: None };
        #[allow(clippy::as_conversions, reason = "widening")]
        match self.room.rows().split_at_checked(self.index as usize) {
            Some((_, [row, ..])) => row,
            _ => NONE,
        }
    }

    /// The permanent name, such as `expiry-margin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The sentence that holds if the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// The rulings that the check implements, such as `E-2` (`docs/rulings.md`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.row().rulings
    }

    /// A note for people: when a report lists the check, or how mechanisms differ in it. `None` for most checks.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        self.row().note
    }

    /// The error code of the row for a payment of this version.
    pub(crate) fn code(self, version: u64) -> &'static str {
        self.row().code_v1.filter(|_| version == 1).unwrap_or(self.row().code)
    }

    /// Whether the check is about this question.
    #[must_use]
    pub fn concerns(self, concern: Concern) -> bool {
        self.row().concerns.contains(&concern)
    }
}

/// Orders checks by name, for use in maps. The order in a report is that of the [mechanism](crate::checks_of).
impl Ord for CheckId {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for CheckId {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a name that no check of this build has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCheck;

impl fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no check has this name; docs/checks.md lists them")
    }
}

impl core::error::Error for UnknownCheck {}

impl FromStr for CheckId {
    type Err = UnknownCheck;

    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        Self::all().find(|check| check.as_str() == name).ok_or(UnknownCheck)
    }
}
