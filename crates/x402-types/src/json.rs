//! The only reader of JSON text in the workspace.
//!
//! [`check`] reads a document once, without recursion, and checks everything that does not depend on the meaning of the
//! fields: grammar, escapes, depth, counts, number length, duplicates at every depth. It accepts a subset of the texts
//! that `serde_json` accepts, with equal values (`tests/it/differential.rs`), with two exceptions: depth 128, where
//! `serde_json` ends at 127, and numbers at or beyond the end of the range of doubles, whose value is never used
//! (C-16). [`check`] records a [`Node`] for each name and value, and [`JsonRef`] walks those nodes, so nothing is
//! scanned twice. A value that is kept ([`RawJson`](crate::RawJson)) keeps its nodes. A number is computed only when a
//! caller asks for it.

mod canonical;
mod check;
mod compare;
mod decimal;
mod node;
mod plain;
mod record;
mod scan;
mod string;
mod view;
mod write;

pub use canonical::NotCanonical;
pub(crate) use canonical::write_canonical;
pub(crate) use check::check;
pub(crate) use compare::SortedMembers;
pub(crate) use node::{Kind, Node, Nodes};
pub(crate) use record::{Compound, Record};
pub(crate) use string::{write_displayed, write_string};
pub use view::{ElementIter, JsonRef, MemberIter};
pub use write::{ArrayWriter, ObjectWriter};

/// A document that passed [`check`].
pub(crate) struct Checked<'a> {
    /// The document's only value.
    pub(crate) root: JsonRef<'a>,
    /// `true` if the document contains a number that is too large for a double (C-16).
    pub(crate) number_range: bool,
}
