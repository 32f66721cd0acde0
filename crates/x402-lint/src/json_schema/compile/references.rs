//! Reads `$ref` and similar keywords, and finds circles (Z-5).

use alloc::{string::String, vec, vec::Vec};

use x402_types::percent::{self, Unescaped};

use super::compiler::{Compiler, Reference, Result};
use crate::json_schema::{
    SchemaErrorKind,
    document::{Value, ValueId},
    table::{Keyword, NodeId},
};

impl Compiler<'_> {
    pub(super) fn reference(&mut self, value: ValueId, node: NodeId, keyword: &'static str) -> Result<()> {
        let Value::Text(text) = self.document.get(value) else { return Err(self.outside(node, keyword)) };
        let Some(pointer) = text.strip_prefix('#') else { return Err(self.outside(node, keyword)) };
        if !pointer.is_empty() && !pointer.starts_with('/') {
            self.add(node, Keyword::Undecided(keyword));
            return Ok(());
        }
        let at = self.nodes.get(node).map_or(0, |node| node.keywords.len());
        self.references.push(Reference { node, keyword, at, pointer: decoded(pointer) });
        self.add(node, Keyword::Reference(0));
        Ok(())
    }

    /// Refuses circular references, because evaluating a subschema inside itself at the same location would never end.
    pub(super) fn refuse_circles(&self) -> Result<()> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.nodes.len()];
        for start in 0..self.nodes.len() {
            let mut way = vec![start];
            while let Some(node) = way.last().copied() {
                let Some(mark) = marks.get_mut(node) else { break };
                if *mark != Mark::New {
                    *mark = Mark::Done;
                    way.pop();
                    continue;
                }
                *mark = Mark::Open;
                for next in self.at_same_location(node) {
                    match marks.get(next) {
                        Some(Mark::Open) => return Err(self.error(node, SchemaErrorKind::CircularReference)),
                        Some(Mark::New) => way.push(next),
                        Some(Mark::Done) | None => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// The subschemas that are evaluated at the same location as this one.
    fn at_same_location(&self, node: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        for keyword in self.nodes.get(node).into_iter().flat_map(|node| &node.keywords) {
            match keyword {
                Keyword::AllOf(all) | Keyword::AnyOf(all) | Keyword::OneOf(all) => found.extend(all),
                Keyword::Not(one) | Keyword::Reference(one) => found.push(*one),
                Keyword::If { condition, then, otherwise } => {
                    found.push(*condition);
                    found.extend(then);
                    found.extend(otherwise);
                }
                Keyword::DependentSchemas(all) => found.extend(all.iter().map(|(_, schema)| schema)),
                Keyword::Never(_)
                | Keyword::Type(_)
                | Keyword::Enum(_)
                | Keyword::Const(_)
                | Keyword::Order { .. }
                | Keyword::MultipleOf(_)
                | Keyword::Count { .. }
                | Keyword::Pattern(_)
                | Keyword::UniqueItems
                | Keyword::Contains { .. }
                | Keyword::Items { .. }
                | Keyword::Required(_)
                | Keyword::Properties(_)
                | Keyword::PropertyNames(_)
                | Keyword::DependentRequired(_)
                | Keyword::Undecided(_) => {}
            }
        }
        found
    }
}

/// The JSON pointer in a fragment (RFC 6901 §6).
fn decoded(fragment: &str) -> Option<String> {
    let Unescaped { bytes, has_bad_escape, .. } = percent::decode(fragment.as_bytes());
    if has_bad_escape { None } else { String::from_utf8(bytes).ok() }
}
