//! The checks of the extensions. Each extension defines its checks as rows. `catalogue.rs` reads the texts of the rows.

/// An extension that makes checks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Module {
    #[cfg(feature = "sign-in-with-x")]
    SignInWithX,
    #[cfg(feature = "offer-receipt")]
    OfferReceipt,
}

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
    pub(crate) module: Module,
    pub(crate) index: u8,
}

/// Declares the checks of a [`Module`], and the list of their rows, `ROWS`. A function cannot, because each row is a
/// constant of [`CheckId`], too.
///
/// A row has the name of the constant, the permanent name, the sentence that is true if the check passes, the rulings
/// that it implements, the error code on the wire, and optionally a note for people (`note`).
macro_rules! checks {
    ($module:ident: $(
        $id:ident $name:literal $sentence:literal [$($ruling:literal)+], $code:literal $(, note $note:literal)?;
    )+) => {
        const _: () = {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of the constants")]
            #[repr(u8)]
            enum Index { $($id),+ }

            impl $crate::CheckId {$(
                #[doc = concat!("`", $name, "`: ", $sentence, ".")]
                #[allow(clippy::as_conversions, reason = "the cast is from an enum to its representation")]
                pub const $id: Self = Self::of($crate::check::Module::$module, Index::$id as u8);
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
    pub(crate) const fn of(module: Module, index: u8) -> Self {
        Self { module, index }
    }
}
