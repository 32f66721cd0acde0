//! The nodes that the check records for the values of a document.
//!
//! The check scans a text once. It pushes a [`Node`] for each name and value, in the order of the text. A node has the place of
//! its value and the number of nodes inside it, so the nodes of a container are one slice, and a walk skips a value by one
//! addition. Nothing is copied out of the text: a [`JsonRef`](super::JsonRef) is a text, a node and the nodes inside it, and typed
//! readers, comparison and the canonical form work on that.

use alloc::vec::Vec;

/// The kind of a value, and for a string whether it has an escape. The type is as large as the numbers next to it in
/// [`Node`], so that a node is copied in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    EscapedString,
    Array,
    Object,
}

/// A value of a document, or the name of a field.
///
/// The nodes of a document are in the order of its text: a container before its content, and a name before its value.
/// So the nodes of a container are its own node and the `inside` nodes after it. A walk skips a value by one addition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// Offsets in the document, including quotes and brackets. The check refuses texts with larger offsets.
    pub(super) start: u32,
    end: u32,
    /// The number of following nodes that are inside this value. Only containers have any.
    inside: u32,
    kind: Kind,
}

impl Node {
    /// The node of the text `null`.
    pub(super) const NULL: Self = Self::new(Kind::Null, 0, 4);

    #[inline]
    pub(super) const fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end), inside: 0, kind }
    }

    #[inline]
    pub(super) const fn kind(&self) -> Kind {
        self.kind
    }

    #[inline]
    pub(super) fn start(&self) -> usize {
        wide(self.start)
    }

    #[inline]
    pub(super) fn inside(&self) -> usize {
        wide(self.inside)
    }

    /// The number of bytes, including quotes and brackets.
    #[inline]
    pub(super) fn length(&self) -> usize {
        wide(self.end.wrapping_sub(self.start))
    }

    /// Sets the end of a container and the number of nodes inside it.
    #[inline]
    pub(super) fn close(&mut self, end: usize, inside: usize) {
        (self.end, self.inside) = (narrow(end), narrow(inside));
    }

    #[inline]
    pub(super) fn text<'a>(&self, document: &'a str) -> &'a str {
        document.get(wide(self.start)..wide(self.end)).unwrap_or_default()
    }

    /// The text between the quotes of a string, with its escapes.
    #[inline]
    pub(super) fn quoted<'a>(&self, document: &'a str) -> Option<&'a str> {
        document.get(wide(self.start).wrapping_add(1)..wide(self.end).wrapping_sub(1))
    }

    /// The node of the same value in a different text, in which the byte at `from` is at `to`.
    #[inline]
    pub(super) fn moved(&self, from: u32, to: u32) -> Self {
        let moved = |offset: u32| offset.wrapping_sub(from).wrapping_add(to);
        Self { start: moved(self.start), end: moved(self.end), ..*self }
    }
}

/// Narrows an offset or a count in a text of less than 4 GiB. The check refuses longer texts, and no [`Compound`](super::Compound)
/// becomes so large in practice.
#[inline]
#[allow(clippy::as_conversions, reason = "nothing is cut off: see above")]
pub(super) const fn narrow(number: usize) -> u32 {
    number as u32
}

#[inline]
fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The nodes of a document that is being checked. A small number of nodes is stored in place, so that a short answer
/// needs no allocation.
pub(crate) struct Nodes {
    few: [Node; Self::FEW],
    /// The number of used entries in `few`.
    len: usize,
    /// All nodes, once there are too many for `few`.
    more: Vec<Node>,
}

impl Nodes {
    /// A facilitator's answer has at most six fields.
    const FEW: usize = 13;

    pub(crate) const fn new() -> Self {
        Self { few: [Node::new(Kind::Null, 0, 0); Self::FEW], len: 0, more: Vec::new() }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.as_slice().len()
    }

    #[inline(always)]
    pub(super) fn push(&mut self, node: Node) {
        if self.more.is_empty() {
            if let Some(slot) = self.few.get_mut(self.len) {
                *slot = node;
                self.len = self.len.wrapping_add(1);
                return;
            }
            self.grow();
        }
        self.more.push(node);
    }

    #[cold]
    fn grow(&mut self) {
        // These fit into 1 KiB, which allocators can supply quickly.
        self.more.reserve(64);
        self.more.extend_from_slice(&self.few);
    }

    #[inline]
    pub(super) fn as_slice(&self) -> &[Node] {
        if self.more.is_empty() { self.few.get(..self.len).unwrap_or_default() } else { &self.more }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Node> {
        if self.more.is_empty() { self.few.get_mut(at) } else { self.more.get_mut(at) }
    }
}
