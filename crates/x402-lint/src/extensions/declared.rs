//! An extension and the 402 response that declares it.

use alloc::{format, string::String};

use x402_types::{JsonRef, PaymentRequired};

use crate::Bounds;

/// An extension and the 402 response that declares it.
pub(super) struct Declared<'a> {
    /// The JSON pointer to the extension.
    pub(super) pointer: &'a str,
    pub(super) extension: JsonRef<'a>,
    pub(super) info: JsonRef<'a>,
    /// The whole 402 response.
    pub(super) payment_required: JsonRef<'a>,
    /// The typed `PaymentRequired`, if it can be read.
    pub(super) read: Option<&'a PaymentRequired>,
    pub(super) bounds: &'a Bounds,
}

impl<'a> Declared<'a> {
    /// A field of `info`, if it is not [null](JsonRef::non_null).
    pub(super) fn member(&self, name: &str) -> Option<JsonRef<'a>> {
        self.info.non_null(name)
    }

    /// The JSON pointer to a field path in `info`.
    pub(super) fn pointer_to(&self, members: &str) -> String {
        format!("{}/info{members}", self.pointer)
    }
}
