//! The one reader of JSON text in the workspace.
//!
//! [`check`] goes over a document once, without recursion, and settles everything that does not depend on what the
//! members mean: grammar, escapes, depth, counts, number length, duplicates at every depth. What it accepts is a
//! subset of what `serde_json` accepts, with equal values (`tests/it/differential.rs`), but for two things: depth 128,
//! where `serde_json` ends at 127, and numbers at or beyond the end of the doubles, whose value is never asked for (C-16).
//! [`JsonRef`] then walks text that is known to be good. No number is computed that nobody asked for.

mod canonical;
mod check;
mod compare;
mod scan;
mod view;
mod write;

pub use canonical::NotCanonical;
pub(crate) use canonical::write_canonical;
pub(crate) use check::check;
pub(crate) use compare::SortedMembers;
pub use view::{ElementIter, JsonRef, MemberIter};
pub(crate) use write::{ObjectWriter, write_string};

/// Start and end offsets of every container of a document, in the order in which they open.
pub(crate) type Extents = alloc::vec::Vec<(u32, u32)>;

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
