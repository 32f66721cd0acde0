//! The place of an error in a document.

use core::fmt;

/// The maximum number of steps that an error can name. The deepest typed member of the protocol,
/// `paymentPayload.payload.permit2Authorization.permitted.amount`, has five steps.
pub(crate) const MAX_SEGMENTS: usize = 5;

/// One step of a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Segment {
    /// A member of an object, by its name in the documents.
    Member(&'static str),
    /// An element of an array, by its index from 0.
    Index(u16),
}

/// A place in a document. It prints as `accepts[0].amount`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    /// The steps from the innermost to the outermost, because each reader on the way out adds its step.
    segments: [Segment; MAX_SEGMENTS],
    len: u8,
}

impl Path {
    pub(crate) const EMPTY: Self = Self { segments: [Segment::Member(""); MAX_SEGMENTS], len: 0 };

    /// Whether the path stands for the whole document.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The steps from the outermost to the innermost.
    pub fn segments(&self) -> impl Iterator<Item = Segment> + '_ {
        self.segments.iter().take(usize::from(self.len)).rev().copied()
    }

    /// Adds an outer step. A full path keeps its inner steps, because they are more specific.
    pub(crate) fn push_outer(&mut self, segment: Segment) {
        if let Some(slot) = self.segments.get_mut(usize::from(self.len)) {
            *slot = segment;
            self.len = self.len.saturating_add(1);
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for segment in self.segments() {
            match segment {
                Segment::Member(name) if first => f.write_str(name)?,
                Segment::Member(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
            first = false;
        }
        Ok(())
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
    }
}
