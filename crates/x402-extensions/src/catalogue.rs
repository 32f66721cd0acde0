//! The texts about checks, and the order of each extension.

use core::fmt;

#[cfg(feature = "offer-receipt")]
use crate::offer_receipt;
#[cfg(feature = "sign-in-with-x")]
use crate::sign_in_with_x;
use crate::{
    CheckId,
    check::{Module, Row},
    report::ListedCheck,
};

impl Module {
    const ALL: &[Self] = &[
        #[cfg(feature = "sign-in-with-x")]
        Self::SignInWithX,
        #[cfg(feature = "offer-receipt")]
        Self::OfferReceipt,
    ];

    const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "sign-in-with-x")]
            Self::SignInWithX => "sign-in-with-x",
            #[cfg(feature = "offer-receipt")]
            Self::OfferReceipt => "offer-receipt",
        }
    }

    const fn rows(self) -> &'static [Row] {
        match self {
            #[cfg(feature = "sign-in-with-x")]
            Self::SignInWithX => sign_in_with_x::verify::ROWS,
            #[cfg(feature = "offer-receipt")]
            Self::OfferReceipt => offer_receipt::verify::ROWS,
        }
    }

    const fn order(self) -> &'static [ListedCheck] {
        match self {
            #[cfg(feature = "sign-in-with-x")]
            Self::SignInWithX => sign_in_with_x::verify::ORDER,
            #[cfg(feature = "offer-receipt")]
            Self::OfferReceipt => offer_receipt::verify::ORDER,
        }
    }
}

impl CheckId {
    /// Returns every check that this build can make, grouped by extension.
    pub fn all() -> impl Iterator<Item = Self> {
        Module::ALL.iter().flat_map(|module| (0..).zip(module.rows()).map(|(index, _)| Self::of(*module, index)))
    }

    const fn row(self) -> &'static Row {
        /// The row for an index that is out of range. `checks!` makes no such index.
        const NONE: &Row = &Row { name: "", sentence: "", rulings: &[], code: "", note: "" };
        #[allow(clippy::as_conversions, reason = "widening")]
        match self.module.rows().split_at_checked(self.index as usize) {
            Some((_, [row, ..])) => row,
            _ => NONE,
        }
    }

    /// The key of the extension that makes the check, such as `offer-receipt`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        self.module.name()
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
    Module::ALL.iter().map(|module| (module.name(), module.order().iter().map(ListedCheck::check)))
}
