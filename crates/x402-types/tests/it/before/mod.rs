//! The reader of JSON as it was before it recorded what it found: it walked text by scanning it again. It is frozen, to hold
//! the reader of the library to the same answers. Only the names of known members are kept in step.

mod check;
mod scan;
mod view;

pub(crate) use check::check;
pub(crate) use view::JsonRef;

/// Start and end offsets of every container of a document, in the order in which they open.
type Extents = Vec<(u32, u32)>;

/// A document that passed [`check`].
pub(crate) struct Checked<'a> {
    text: &'a str,
    extents: Extents,
    /// A number that no double holds stands somewhere in it (C-16).
    pub(crate) number_range: bool,
}

impl Checked<'_> {
    /// The document's one value.
    pub(crate) fn root(&self) -> JsonRef<'_> {
        JsonRef::new(self.text, &self.extents)
    }
}
