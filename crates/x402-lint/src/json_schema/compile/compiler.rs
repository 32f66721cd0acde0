//! The state of a compilation.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    collections::{BTreeMap, VecDeque},
    string::String,
    vec::Vec,
};

use x402_types::json_pointer;

use crate::json_schema::{
    Bound, Bounds, SchemaError, SchemaErrorKind,
    classes::Class,
    document::{Document, Object, Value, ValueId},
    pattern::{self, PatternError, Program},
    table::{Keyword, Location, Node, NodeId, PatternId, pointer},
};

pub(super) type Result<T> = core::result::Result<T, SchemaError>;

pub(super) struct Compiler<'d> {
    pub(super) bounds: &'d Bounds,
    pub(super) document: &'d Document,
    /// The class of each value.
    pub(super) of_value: Vec<Class>,
    pub(super) nodes: Vec<Node>,
    /// The nesting depth of each subschema, at least 1.
    pub(super) depths: Vec<usize>,
    pub(super) known: BTreeMap<ValueId, NodeId>,
    /// Subschemas whose keywords are still to be read.
    pub(super) queue: VecDeque<(ValueId, NodeId)>,
    pub(super) references: Vec<Reference>,
    pub(super) programs: Vec<Program>,
    /// The program of each pattern, so that equal patterns are compiled once.
    pub(super) patterns: BTreeMap<&'d str, PatternId>,
    /// The instructions that are left for further patterns.
    pub(super) instructions: usize,
    pub(super) compares: bool,
}

/// A reference to a path in the schema. It is not known yet whether there is a schema at the path.
pub(super) struct Reference {
    pub(super) node: NodeId,
    pub(super) keyword: &'static str,
    /// The position of [`Keyword::Reference`] among the keywords of the node.
    pub(super) at: usize,
    /// The JSON pointer after `#`, or `None` for a malformed percent escape, which leads nowhere.
    pub(super) pointer: Option<String>,
}

impl<'d> Compiler<'d> {
    /// Adds the subschema for a value. Its keywords are read later, to avoid recursion.
    pub(super) fn subschema(&mut self, value: ValueId, location: Location) -> Result<NodeId> {
        if let Some(node) = self.known.get(&value) {
            return Ok(*node);
        }
        let node = self.nodes.len();
        let depth = match &location {
            Location::In { parent, .. } => self.depths.get(*parent).copied().unwrap_or_default().saturating_add(1),
            Location::Root | Location::At(_) => 1,
        };
        self.nodes.push(Node { location, keywords: Vec::new() });
        self.depths.push(depth);
        if self.nodes.len() > self.bounds.subschemas {
            return Err(self.error(node, limit(Bound::Subschemas, self.bounds.subschemas)));
        }
        if depth > self.bounds.depth {
            return Err(self.error(node, limit(Bound::Depth, self.bounds.depth)));
        }
        if !matches!(self.document.get(value), Value::Object(_) | Value::Boolean(_)) {
            return Err(self.error(node, SchemaErrorKind::NotSchema));
        }
        self.known.insert(value, node);
        self.queue.push_back((value, node));
        Ok(node)
    }

    pub(super) fn add(&mut self, node: NodeId, keyword: Keyword) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.keywords.push(keyword);
        }
    }

    /// Adds a subschema that is the value of a keyword.
    pub(super) fn inside(&mut self, value: ValueId, parent: NodeId, keyword: &'static str) -> Result<NodeId> {
        self.subschema(value, Location::In { parent, keyword, below: None })
    }

    /// Adds a subschema that has a name or an index in a keyword.
    pub(super) fn below(
        &mut self,
        value: ValueId,
        parent: NodeId,
        keyword: &'static str,
        name: Box<str>,
    ) -> Result<NodeId> {
        self.subschema(value, Location::In { parent, keyword, below: Some(name) })
    }

    /// Compiles a pattern. The keyword is `pattern` or `patternProperties`, whose member names are patterns.
    pub(super) fn pattern(&mut self, text: &'d str, node: NodeId, keyword: &'static str) -> Result<PatternId> {
        if let Some(known) = self.patterns.get(text) {
            return Ok(*known);
        }
        let error = |compiler: &Self, kind| {
            let mut error = compiler.error_in(node, keyword, kind);
            if keyword == "patternProperties" {
                json_pointer::push(&mut error.pointer, text);
            }
            Err(error)
        };
        if text.len() > self.bounds.pattern {
            return error(self, limit(Bound::Pattern, self.bounds.pattern));
        }
        let id = match pattern::compile(text, &mut self.instructions) {
            Ok(program) => {
                self.programs.push(program);
                self.programs.len().checked_sub(1)
            }
            Err(PatternError::Undecided) => None,
            Err(PatternError::Syntax) => return error(self, SchemaErrorKind::Pattern),
            Err(PatternError::TooLarge) => {
                return error(self, limit(Bound::Instructions, self.bounds.instructions));
            }
        };
        self.patterns.insert(text, id);
        Ok(id)
    }

    pub(super) fn error(&self, node: NodeId, kind: SchemaErrorKind) -> SchemaError {
        SchemaError { kind, pointer: pointer(&self.nodes, node) }
    }

    pub(super) fn error_in(&self, node: NodeId, keyword: &str, kind: SchemaErrorKind) -> SchemaError {
        let mut error = self.error(node, kind);
        json_pointer::push(&mut error.pointer, keyword);
        error
    }

    pub(super) fn outside(&self, node: NodeId, keyword: &str) -> SchemaError {
        self.error_in(node, keyword, SchemaErrorKind::OutsideReference)
    }

    pub(super) fn name_of(&self, id: ValueId) -> Box<str> {
        self.document.text(id).to_owned().into()
    }

    pub(super) fn member(&self, object: &Object, name: &str) -> Option<ValueId> {
        self.document.member(object, name)
    }
}

pub(super) fn limit(bound: Bound, max: usize) -> SchemaErrorKind {
    SchemaErrorKind::Limit { bound, max: u64::try_from(max).unwrap_or(u64::MAX) }
}
