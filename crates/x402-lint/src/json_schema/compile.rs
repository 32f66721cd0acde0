//! Compiles a schema to a table of subschemas.

mod compiler;
mod keywords;
mod references;

use alloc::{
    collections::{BTreeMap, VecDeque},
    string::String,
    vec::Vec,
};

use x402_types::JsonRef;

use self::compiler::{Compiler, Reference, Result, limit};
use crate::json_schema::{
    Bound, Bounds, SchemaError, SchemaErrorKind,
    classes::Classes,
    document::{Document, Value, ValueId},
    table::{Keyword, Location, Table},
};

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
    compiler.subschema(document.root(), Location::Root)?;
    compiler.drain()?;
    compiler.resolve()?;
    compiler.refuse_circles()?;
    let Compiler { nodes, programs, compares, .. } = compiler;
    Ok(Table { nodes, programs, classes, compares, has_dialect, bounds: *bounds })
}

impl Compiler<'_> {
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

    /// Reads the keywords of all known subschemas, and of the subschemas in them.
    fn drain(&mut self) -> Result<()> {
        while let Some((value, node)) = self.queue.pop_front() {
            let document = self.document;
            if let Value::Object(object) = document.get(value) {
                self.keywords(object, node)?;
            } else if matches!(document.get(value), Value::Boolean(false)) {
                let keyword = match self.nodes.get(node).map(|node| &node.location) {
                    Some(Location::In { keyword, .. }) => keyword,
                    Some(Location::Root | Location::At(_)) | None => "false",
                };
                self.add(node, Keyword::Never(keyword));
            }
        }
        Ok(())
    }

    /// Finds the targets. A target that no keyword contains is read as a subschema, and may contain references itself.
    fn resolve(&mut self) -> Result<()> {
        while let Some(Reference { node, keyword, at, pointer }) = self.references.pop() {
            let found = pointer.as_deref().and_then(|pointer| self.document.at_pointer(pointer));
            let is_schema = |value: &ValueId| matches!(self.document.get(*value), Value::Object(_) | Value::Boolean(_));
            let Some(found) = found.filter(is_schema) else {
                return Err(self.error_in(node, keyword, SchemaErrorKind::LostReference));
            };
            let found = self.subschema(found, Location::At(pointer.unwrap_or_default()))?;
            if let Some(Keyword::Reference(target)) =
                self.nodes.get_mut(node).and_then(|node| node.keywords.get_mut(at))
            {
                *target = found;
            }
            self.drain()?;
        }
        Ok(())
    }
}
