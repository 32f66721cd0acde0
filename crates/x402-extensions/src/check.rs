//! The checks of the extensions. Each extension defines its checks as rows.

use core::fmt;

use crate::report::Place;

/// Calls a macro with each extension that makes checks: its name, and the module with its rows and their order.
macro_rules! rooms {
    ($then:ident) => {
        $then! {
            #[cfg(feature = "sign-in-with-x")] SignInWithX "sign-in-with-x": sign_in_with_x::judge;
            #[cfg(feature = "offer-receipt")] OfferReceipt "offer-receipt": offer_receipt::judge;
        }
    };
}

macro_rules! room {
    ($($(#[$feature:meta])? $room:ident $name:literal: $($module:ident)::+;)+) => {
        /// An extension that makes checks.
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Room {
            $($(#[$feature])? $room),+
        }

        impl Room {
            const ALL: &[Self] = &[$($(#[$feature])? Self::$room),+];

            const fn name(self) -> &'static str {
                match self { $($(#[$feature])? Self::$room => $name,)+ }
            }

            const fn rows(self) -> &'static [Row] {
                match self { $($(#[$feature])? Self::$room => crate::$($module::)+ROWS,)+ }
            }

            const fn order(self) -> &'static [Place] {
                match self { $($(#[$feature])? Self::$room => crate::$($module::)+ORDER,)+ }
            }
        }
    };
}
rooms!(room);

/// All facts about a check.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) sentence: &'static str,
    pub(crate) rulings: &'static [&'static str],
    pub(crate) code: &'static str,
    /// A note for people: when a report lists the check.
    pub(crate) note: &'static str,
}

/// A check of a sign-in, a signed offer or a receipt, identified by its permanent name. The checks of payments are
/// [`x402_verify::CheckId`].
// This has the position of the row instead of a reference, so that a program that prints no check contains no rows.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CheckId {
    room: Room,
    index: u8,
}

/// Declares the checks of a [`Room`], and the list of their rows, `ROWS`.
///
/// A row has the name of the constant, the permanent name, the sentence that is true if the check passes, the rulings
/// that it implements, the error code on the wire, and optionally a note for people (`note`).
macro_rules! checks {
    ($room:ident: $(
        $id:ident $name:literal $sentence:literal [$($ruling:literal)+], $code:literal $(, note $note:literal)?;
    )+) => {
        const _: () = {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the constants")]
            #[repr(u8)]
            enum Index { $($id),+ }

            impl $crate::CheckId {$(
                #[doc = concat!("`", $name, "`: ", $sentence, ".")]
                #[allow(clippy::as_conversions, reason = "the cast is from an enum to its representation")]
                pub const $id: Self = Self::of($crate::check::Room::$room, Index::$id as u8);
            )+}
        };

        /// The rows of this extension.
        pub(crate) const ROWS: &[$crate::check::Row] = &[$($crate::check::Row {
            name: $name,
            sentence: $sentence,
            rulings: &[$($ruling),+],
            code: $code,
            note: concat!($($note)?),
        }),+];
    };
}
pub(crate) use checks;

impl CheckId {
    pub(crate) const fn of(room: Room, index: u8) -> Self {
        Self { room, index }
    }

    /// Returns every check that this build can make, grouped by extension.
    pub fn all() -> impl Iterator<Item = Self> {
        Room::ALL.iter().flat_map(|room| (0..).zip(room.rows()).map(|(index, _)| Self::of(*room, index)))
    }

    const fn row(self) -> &'static Row {
        /// The row for an index that is out of range. `checks!` makes no such index.
        const NONE: &Row = &Row { name: "", sentence: "", rulings: &[], code: "", note: "" };
        #[allow(clippy::as_conversions, reason = "widening")]
        match self.room.rows().split_at_checked(self.index as usize) {
            Some((_, [row, ..])) => row,
            _ => NONE,
        }
    }

    /// The key of the extension that makes the check, such as `offer-receipt`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        self.room.name()
    }

    /// The permanent name, such as `sign-in-domain`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The sentence that is true if the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// The rulings that the check implements, such as `X-12` (`docs/reference/rulings`).
    #[must_use]
    pub const fn rulings(self) -> &'static [&'static str] {
        self.row().rulings
    }

    /// A note for people: when a report lists the check. `None` for most checks.
    #[must_use]
    pub fn note(self) -> Option<&'static str> {
        Some(self.row().note).filter(|note| !note.is_empty())
    }

    /// The error code of a report in which this check decides the verdict.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.row().code
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

/// Returns the key of each extension and its checks, in the order that is normative for its reports. The reason of a
/// report is that of the first check that fails, or else of the first check that needs an answer.
pub fn orders() -> impl Iterator<Item = (&'static str, impl Iterator<Item = CheckId>)> {
    Room::ALL.iter().map(|room| (room.name(), room.order().iter().map(Place::check)))
}
