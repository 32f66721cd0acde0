//! Compiles a schema to a table of subschemas.

mod keywords;
mod references;

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    collections::{BTreeMap, VecDeque},
    string::String,
    vec::Vec,
};

use x402_types::{JsonRef, json_pointer};

use crate::{
    Bound, Bounds, SchemaError, SchemaErrorKind,
    classes::{Class, Classes},
    document::{Document, Object, Value, ValueId},
    pattern::{self, PatternError, Program},
    table::{Keyword, Node, NodeId, PatternId, Place, Table, pointer},
};

type Result<T> = core::result::Result<T, SchemaError>;

/// The URI of the dialect (Z-4). A `#` at its end is allowed.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(crate) fn compile(schema: JsonRef<'_>, bounds: &Bounds) -> Result<Table> {
    let at_root = |kind| SchemaError { kind, pointer: String::new() };
    if schema.text().len() > bounds.text {
        return Err(at_root(limit(Bound::Text, bounds.text)));
    }
    let document = Document::read(schema, bounds.exponent)
        .map_err(|_| at_root(SchemaErrorKind::Limit { bound: Bound::Exponent, max: bounds.exponent.into() }))?;
    let mut classes = Classes::default();
    let of_value = classes.add(&document);
    let mut compiler = Compiler {
        bounds,
        document: &document,
        of_value,
        nodes: Vec::new(),
        depths: Vec::new(),
        known: BTreeMap::new(),
        queue: VecDeque::new(),
        references: Vec::new(),
        programs: Vec::new(),
        patterns: BTreeMap::new(),
        instructions: bounds.instructions,
        compares: false,
    };
    let has_dialect = compiler.dialect()?;
    compiler.subschema(document.root(), Place::Root)?;
    compiler.drain()?;
    compiler.resolve()?;
    compiler.refuse_circles()?;
    let Compiler { nodes, programs, compares, .. } = compiler;
    Ok(Table { nodes, programs, classes, compares, has_dialect, bounds: *bounds })
}

struct Compiler<'d> {
    bounds: &'d Bounds,
    document: &'d Document,
    /// The class of each value.
    of_value: Vec<Class>,
    nodes: Vec<Node>,
    /// The nesting depth of each subschema, at least 1.
    depths: Vec<usize>,
    known: BTreeMap<ValueId, NodeId>,
    /// Subschemas whose keywords are still to be read.
    queue: VecDeque<(ValueId, NodeId)>,
    references: Vec<references::Reference>,
    programs: Vec<Program>,
    /// The program of each pattern, so that equal patterns are compiled once.
    patterns: BTreeMap<&'d str, PatternId>,
    /// The instructions that are left for further patterns.
    instructions: usize,
    compares: bool,
}

impl<'d> Compiler<'d> {
    /// Returns `true` if the schema names the dialect.
    fn dialect(&self) -> Result<bool> {
        let Value::Object(root) = self.document.get(self.document.root()) else { return Ok(false) };
        let Some(named) = self.document.member(root, "$schema") else { return Ok(false) };
        let address = self.document.text(named);
        if address.strip_suffix('#').unwrap_or(address) == DIALECT {
            return Ok(true);
        }
        Err(SchemaError { kind: SchemaErrorKind::Dialect, pointer: "/$schema".into() })
    }

    /// Adds the subschema for a value. Its keywords are read later, to avoid recursion.
    fn subschema(&mut self, value: ValueId, place: Place) -> Result<NodeId> {
        if let Some(node) = self.known.get(&value) {
            return Ok(*node);
        }
        let node = self.nodes.len();
        let depth = match &place {
            Place::In { parent, .. } => self.depths.get(*parent).copied().unwrap_or_default().saturating_add(1),
            Place::Root | Place::At(_) => 1,
        };
        self.nodes.push(Node { place, keywords: Vec::new() });
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

    /// Reads the keywords of all known subschemas, and of the subschemas in them.
    fn drain(&mut self) -> Result<()> {
        while let Some((value, node)) = self.queue.pop_front() {
            let document = self.document;
            if let Value::Object(object) = document.get(value) {
                self.keywords(object, node)?;
            } else if matches!(document.get(value), Value::Boolean(false)) {
                let keyword = match self.nodes.get(node).map(|node| &node.place) {
                    Some(Place::In { keyword, .. }) => keyword,
                    Some(Place::Root | Place::At(_)) | None => "false",
                };
                self.add(node, Keyword::Never(keyword));
            }
        }
        Ok(())
    }

    fn add(&mut self, node: NodeId, keyword: Keyword) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.keywords.push(keyword);
        }
    }

    /// Adds a subschema that is the value of a keyword.
    fn inside(&mut self, value: ValueId, parent: NodeId, keyword: &'static str) -> Result<NodeId> {
        self.subschema(value, Place::In { parent, keyword, below: None })
    }

    /// Adds a subschema that has a name or an index in a keyword.
    fn below(&mut self, value: ValueId, parent: NodeId, keyword: &'static str, name: Box<str>) -> Result<NodeId> {
        self.subschema(value, Place::In { parent, keyword, below: Some(name) })
    }

    /// Compiles a pattern. The keyword is `pattern` or `patternProperties`, whose member names are patterns.
    fn pattern(&mut self, text: &'d str, node: NodeId, keyword: &'static str) -> Result<PatternId> {
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

    fn error(&self, node: NodeId, kind: SchemaErrorKind) -> SchemaError {
        SchemaError { kind, pointer: pointer(&self.nodes, node) }
    }

    fn error_in(&self, node: NodeId, keyword: &str, kind: SchemaErrorKind) -> SchemaError {
        let mut error = self.error(node, kind);
        json_pointer::push(&mut error.pointer, keyword);
        error
    }

    fn outside(&self, node: NodeId, keyword: &str) -> SchemaError {
        self.error_in(node, keyword, SchemaErrorKind::OutsideReference)
    }

    fn name_of(&self, id: ValueId) -> Box<str> {
        self.document.text(id).to_owned().into()
    }

    fn member(&self, object: &Object, name: &str) -> Option<ValueId> {
        self.document.member(object, name)
    }
}

fn limit(bound: Bound, max: usize) -> SchemaErrorKind {
    SchemaErrorKind::Limit { bound, max: u64::try_from(max).unwrap_or(u64::MAX) }
}
