//! Texts that are kept or composed, with their nodes.
//!
//! A [`Record`] owns the nodes of a text that is kept, in a [`RawJson`](crate::RawJson). A value that is composed of others, a
//! [`Compound`], takes over their nodes, moved to their new place, and its text is not scanned again.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{JsonRef, Kind, Node, node::narrow, string::write_string};

/// The nodes of a text that consists of one value.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    root: Node,
    inside: Box<[Node]>,
}

impl Record {
    /// The record of a text that is not a container.
    pub(crate) fn of_scalar(kind: Kind, text: &str) -> Self {
        Self { root: Node::new(kind, 0, text.len()), inside: Box::default() }
    }

    /// The record of a text that [`write_string`] wrote.
    pub(crate) fn of_string(text: &str) -> Self {
        Self::of_scalar(string_kind(text), text)
    }

    /// The value, for reading.
    #[inline]
    pub(crate) fn root<'a>(&'a self, text: &'a str) -> JsonRef<'a> {
        JsonRef::new(text, &self.root, &self.inside)
    }
}

impl From<JsonRef<'_>> for Record {
    fn from(value: JsonRef<'_>) -> Self {
        let (root, inside) = value.nodes();
        let first = root.start;
        Self { root: root.moved(first, 0), inside: inside.iter().map(|node| node.moved(first, 0)).collect() }
    }
}

fn string_kind(text: &str) -> Kind {
    if text.contains('\\') { Kind::EscapedString } else { Kind::String }
}

/// A container that is composed of checked values, with its record.
pub(crate) struct Compound {
    text: String,
    nodes: Vec<Node>,
    kind: Kind,
}

impl Compound {
    pub(crate) fn array() -> Self {
        Self::begin('[', Kind::Array)
    }

    pub(crate) fn object() -> Self {
        Self::begin('{', Kind::Object)
    }

    /// Most containers that are composed have few values and a short text.
    fn begin(bracket: char, kind: Kind) -> Self {
        let mut text = String::with_capacity(128);
        text.push(bracket);
        Self { text, nodes: Vec::with_capacity(8), kind }
    }

    fn comma(&mut self) {
        if !self.nodes.is_empty() {
            self.text.push(',');
        }
    }

    pub(crate) fn element(&mut self, value: JsonRef<'_>) {
        self.comma();
        self.value(value);
    }

    pub(crate) fn member(&mut self, name: &str, value: JsonRef<'_>) {
        self.comma();
        let start = self.text.len();
        write_string(&mut self.text, name);
        let kind = self.text.get(start..).map_or(Kind::String, string_kind);
        self.nodes.push(Node::new(kind, start, self.text.len()));
        self.text.push(':');
        self.value(value);
    }

    fn value(&mut self, value: JsonRef<'_>) {
        let (root, inside) = value.nodes();
        let to = narrow(self.text.len());
        self.nodes.push(root.moved(root.start, to));
        self.nodes.extend(inside.iter().map(|node| node.moved(root.start, to)));
        self.text.push_str(value.text());
    }

    pub(crate) fn finish(mut self) -> (String, Record) {
        self.text.push(if self.kind == Kind::Array { ']' } else { '}' });
        let mut root = Node::new(self.kind, 0, 0);
        root.close(self.text.len(), self.nodes.len());
        (self.text, Record { root, inside: self.nodes.into() })
    }
}
