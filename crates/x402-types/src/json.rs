//! The one reader of JSON text in the workspace.
//!
//! [`check`] goes over a document once, without recursion, and settles everything that does not depend on what the
//! members mean: grammar, escapes, depth, counts, number length, duplicates at every depth. What it accepts is a
//! subset of what `serde_json` accepts, with equal values (`tests/it/differential.rs`), but for two things: depth 128,
//! where `serde_json` ends at 127, and numbers at or beyond the end of the doubles, whose value is never asked for (C-16).
//! [`check`] leaves a [`Node`] for each name and value, and [`JsonRef`] walks those nodes: nothing is scanned twice. A value
//! that is kept ([`RawJson`](crate::RawJson)) keeps its nodes. No number is computed that nobody asked for.

mod canonical;
mod check;
mod compare;
mod plain;
mod record;
mod scan;
mod view;
mod write;

pub use canonical::NotCanonical;
pub(crate) use canonical::write_canonical;
pub(crate) use check::check;
pub(crate) use compare::SortedMembers;
pub(crate) use record::{Compound, Kind, Node, Nodes, Record};
pub use view::{ElementIter, JsonRef, MemberIter};
pub use write::ObjectWriter;
pub(crate) use write::write_string;

/// A document that passed [`check`].
pub(crate) struct Checked<'a> {
    /// The document's one value.
    pub(crate) root: JsonRef<'a>,
    /// A number that no double holds stands somewhere in it (C-16).
    pub(crate) number_range: bool,
}
