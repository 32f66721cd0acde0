//! Writes an object field by field.

use alloc::string::ToString;

use x402_types::{Members, RawJson};

use super::halves::Halves;

/// An object that is written field by field. Absent fields are left out.
pub(crate) struct Object(Members);

impl Object {
    pub(crate) const fn new() -> Self {
        Self(Members::new())
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<RawJson>) -> Self {
        self.0.insert(name, value.into());
        self
    }

    pub(crate) fn text(self, name: &str, value: &(impl ToString + ?Sized)) -> Self {
        self.with(name, RawJson::string(&value.to_string()))
    }

    pub(crate) fn text_if(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.text(name, &value),
            None => self,
        }
    }

    pub(crate) fn halves(self, halves: Halves) -> Self {
        self.text("sponsoring", &halves.sponsoring).text("payment", &halves.payment)
    }

    pub(crate) fn finish(self) -> RawJson {
        self.0.into()
    }
}
