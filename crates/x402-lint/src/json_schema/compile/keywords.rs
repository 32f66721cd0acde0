//! Reads each keyword (Z-4).

use alloc::{boxed::Box, string::ToString, vec::Vec};

use super::compiler::{Compiler, Result};
use crate::json_schema::{
    SchemaError, SchemaErrorKind,
    classes::Class,
    decimal::Decimal,
    document::{Object, Value, ValueId},
    table::{CountKind, Keyword, Named, Names, NodeId, OrderKind, Properties, Types},
};

impl<'d> Compiler<'d> {
    /// Reads all keywords of one subschema. Unknown ones are ignored.
    pub(super) fn keywords(&mut self, object: &'d Object, node: NodeId) -> Result<()> {
        for (name, value) in &object.members {
            let name = self.document.text(*name);
            let keyword = match self.value_keyword(name, *value, node)? {
                Some(keyword) => Some(keyword),
                None => self.schema_keyword(name, object, *value, node)?,
            };
            if let Some(keyword) = keyword {
                self.add(node, keyword);
            }
        }
        Ok(())
    }

    /// Reads a keyword without subschemas.
    fn value_keyword(&mut self, name: &str, value: ValueId, node: NodeId) -> Result<Option<Keyword>> {
        Ok(Some(match name {
            "$id" if self.document.text(value) == "#" => return Ok(None),
            "$id" => return Err(self.outside(node, "$id")),
            "type" => Keyword::Type(self.types(value, node)?),
            "enum" => {
                self.compares = true;
                let mut classes: Box<[_]> = self.array(value, node, name)?.iter().map(|id| self.class(*id)).collect();
                classes.sort_unstable();
                Keyword::Enum(classes)
            }
            "const" => {
                self.compares = true;
                Keyword::Const(self.class(value))
            }
            "multipleOf" => {
                let expected = "a number above zero";
                let divisor = self.number(value, node, name, expected)?;
                if !divisor.is_positive() {
                    return Err(self.shape(node, name, expected));
                }
                Keyword::MultipleOf(divisor)
            }
            "maximum" => self.order(OrderKind::Maximum, value, node, name)?,
            "exclusiveMaximum" => self.order(OrderKind::ExclusiveMaximum, value, node, name)?,
            "minimum" => self.order(OrderKind::Minimum, value, node, name)?,
            "exclusiveMinimum" => self.order(OrderKind::ExclusiveMinimum, value, node, name)?,
            "maxLength" => self.count(CountKind::MaxLength, value, node, name)?,
            "minLength" => self.count(CountKind::MinLength, value, node, name)?,
            "maxItems" => self.count(CountKind::MaxItems, value, node, name)?,
            "minItems" => self.count(CountKind::MinItems, value, node, name)?,
            "maxProperties" => self.count(CountKind::MaxProperties, value, node, name)?,
            "minProperties" => self.count(CountKind::MinProperties, value, node, name)?,
            "pattern" => {
                let Value::Text(text) = self.document.get(value) else {
                    return Err(self.shape(node, name, "a string"));
                };
                Keyword::Pattern(self.pattern(text, node, "pattern")?)
            }
            "uniqueItems" => match self.document.get(value) {
                Value::Boolean(unique) => {
                    self.compares |= unique;
                    return Ok(unique.then_some(Keyword::UniqueItems));
                }
                Value::Null | Value::Number(_) | Value::Text(_) | Value::Array(_) | Value::Object(_) => {
                    return Err(self.shape(node, name, "true or false"));
                }
            },
            "required" => Keyword::Required(self.names(value, node, name)?),
            "dependentRequired" => {
                let members = self.object(value, node, name)?.members.iter();
                let lists = members.map(|(key, list)| Ok((self.name_of(*key), self.names(*list, node, name)?)));
                Keyword::DependentRequired(lists.collect::<Result<_>>()?)
            }
            _ => return Ok(undecided(name).map(Keyword::Undecided)),
        }))
    }

    /// Reads a keyword with subschemas, or a keyword that belongs to one. Keywords that are evaluated together become
    /// one [`Keyword`], at the position of the first.
    fn schema_keyword(&mut self, name: &str, object: &Object, value: ValueId, node: NodeId) -> Result<Option<Keyword>> {
        let has = |name: &str| self.member(object, name).is_some();
        Ok(Some(match name {
            "$ref" => return self.reference(value, node, "$ref").map(|()| None),
            "$dynamicRef" => return self.reference(value, node, "$dynamicRef").map(|()| None),
            "allOf" => Keyword::AllOf(self.schemas(value, node, "allOf")?),
            "anyOf" => Keyword::AnyOf(self.schemas(value, node, "anyOf")?),
            "oneOf" => Keyword::OneOf(self.schemas(value, node, "oneOf")?),
            "not" => Keyword::Not(self.inside(value, node, "not")?),
            "propertyNames" => Keyword::PropertyNames(self.inside(value, node, "propertyNames")?),
            "dependentSchemas" => Keyword::DependentSchemas(self.schemas_by_name(value, node, "dependentSchemas")?),
            "$defs" => return self.schemas_by_name(value, node, "$defs").map(|_| None),
            "definitions" => return self.schemas_by_name(value, node, "definitions").map(|_| None),
            "contentSchema" => return self.inside(value, node, "contentSchema").map(|_| None),
            "unevaluatedItems" => {
                self.inside(value, node, "unevaluatedItems")?;
                Keyword::Undecided("unevaluatedItems")
            }
            "unevaluatedProperties" => {
                self.inside(value, node, "unevaluatedProperties")?;
                Keyword::Undecided("unevaluatedProperties")
            }
            "dependencies" => {
                self.dependencies(value, node)?;
                Keyword::Undecided("dependencies")
            }
            "if" => Keyword::If {
                condition: self.inside(value, node, "if")?,
                then: self.optional(object, node, "then")?,
                otherwise: self.optional(object, node, "else")?,
            },
            // Without `if` they have no effect, but their values must still be schemas.
            "then" => return self.inside(value, node, "then").map(|_| None),
            "else" => return self.inside(value, node, "else").map(|_| None),
            "contains" => self.contains(object, value, node)?,
            "minContains" | "maxContains" => return self.limit(value, node, name).map(|_| None),
            "prefixItems" => self.items(object, node)?,
            "items" if !has("prefixItems") => self.items(object, node)?,
            "properties" => self.properties(object, node)?,
            "patternProperties" if !has("properties") => self.properties(object, node)?,
            "additionalProperties" if !has("properties") && !has("patternProperties") => {
                self.properties(object, node)?
            }
            _ => return Ok(None),
        }))
    }

    fn contains(&mut self, object: &Object, value: ValueId, node: NodeId) -> Result<Keyword> {
        let limit = |name| self.member(object, name).map(|value| self.limit(value, node, name)).transpose();
        let (min, max) = (limit("minContains")?.unwrap_or(1), limit("maxContains")?);
        Ok(Keyword::Contains { schema: self.inside(value, node, "contains")?, min, max })
    }

    fn items(&mut self, object: &Object, node: NodeId) -> Result<Keyword> {
        let first = self.member(object, "prefixItems").map(|first| self.schemas(first, node, "prefixItems"));
        let first = first.transpose()?.unwrap_or_default();
        Ok(Keyword::Items { first, rest: self.optional(object, node, "items")? })
    }

    fn properties(&mut self, object: &Object, node: NodeId) -> Result<Keyword> {
        let mut named = match self.member(object, "properties") {
            Some(value) => self.schemas_by_name(value, node, "properties")?,
            None => Box::default(),
        };
        named.sort_unstable();
        let mut by_pattern = Vec::new();
        if let Some(value) = self.member(object, "patternProperties") {
            let keyword = "patternProperties";
            for (name, value) in &self.object(value, node, keyword)?.members {
                let pattern = self.pattern(self.document.text(*name), node, keyword)?;
                by_pattern.push((pattern, self.below(*value, node, keyword, self.name_of(*name))?));
            }
        }
        let additional = self.optional(object, node, "additionalProperties")?;
        Ok(Keyword::Properties(Properties { named, by_pattern: by_pattern.into(), additional }))
    }

    fn optional(&mut self, object: &Object, node: NodeId, keyword: &'static str) -> Result<Option<NodeId>> {
        self.member(object, keyword).map(|value| self.inside(value, node, keyword)).transpose()
    }

    fn schemas(&mut self, value: ValueId, node: NodeId, keyword: &'static str) -> Result<Box<[NodeId]>> {
        let elements = self.array(value, node, keyword)?;
        if elements.is_empty() {
            return Err(self.shape(node, keyword, "an array of schemas that is not empty"));
        }
        let indexed = elements.iter().enumerate();
        indexed.map(|(index, value)| self.below(*value, node, keyword, index.to_string().into())).collect()
    }

    fn schemas_by_name(&mut self, value: ValueId, node: NodeId, keyword: &'static str) -> Result<Box<[Named<NodeId>]>> {
        let members = self.object(value, node, keyword)?.members.iter();
        members
            .map(|(name, value)| {
                let name = self.name_of(*name);
                Ok((name.clone(), self.below(*value, node, keyword, name)?))
            })
            .collect()
    }

    /// Adds the subschemas in a keyword of earlier dialects. Its other members are lists of names.
    fn dependencies(&mut self, value: ValueId, node: NodeId) -> Result<()> {
        let Value::Object(object) = self.document.get(value) else { return Ok(()) };
        for (name, value) in &object.members {
            if matches!(self.document.get(*value), Value::Object(_) | Value::Boolean(_)) {
                self.below(*value, node, "dependencies", self.name_of(*name))?;
            }
        }
        Ok(())
    }

    fn types(&self, value: ValueId, node: NodeId) -> Result<Types> {
        let wrong = || self.shape(node, "type", "the name of a type, or an array of different type names");
        let one = [value];
        let names = match self.document.get(value) {
            Value::Array(names) if !names.is_empty() => names,
            Value::Null
            | Value::Boolean(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Array(_)
            | Value::Object(_) => &one[..],
        };
        names.iter().try_fold(Types::default(), |types, name| {
            let named = Types::of_name(self.document.text(*name)).ok_or_else(wrong)?;
            if types.has(named) { Err(wrong()) } else { Ok(types.with(named)) }
        })
    }

    fn names(&self, value: ValueId, node: NodeId, keyword: &str) -> Result<Names> {
        let names = self.array(value, node, keyword)?;
        let mut classes: Vec<_> = names.iter().map(|name| self.class(*name)).collect();
        classes.sort_unstable();
        let are_texts = names.iter().all(|name| matches!(self.document.get(*name), Value::Text(_)));
        if !are_texts || classes.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(self.shape(node, keyword, "an array of different strings"));
        }
        Ok(names.iter().map(|name| self.name_of(*name)).collect())
    }

    fn order(&self, kind: OrderKind, value: ValueId, node: NodeId, name: &str) -> Result<Keyword> {
        Ok(Keyword::Order { kind, limit: self.number(value, node, name, "a number")? })
    }

    fn count(&self, kind: CountKind, value: ValueId, node: NodeId, name: &str) -> Result<Keyword> {
        Ok(Keyword::Count { kind, limit: self.limit(value, node, name)? })
    }

    fn limit(&self, value: ValueId, node: NodeId, keyword: &str) -> Result<u64> {
        let expected = "an integer that is not negative";
        let number = self.number(value, node, keyword, expected)?;
        number.to_count().ok_or_else(|| self.shape(node, keyword, expected))
    }

    fn number(&self, value: ValueId, node: NodeId, keyword: &str, expected: &'static str) -> Result<Decimal> {
        let Value::Number(number) = self.document.get(value) else {
            return Err(self.shape(node, keyword, expected));
        };
        Ok(number.clone())
    }

    fn array(&self, value: ValueId, node: NodeId, keyword: &str) -> Result<&'d [ValueId]> {
        let Value::Array(elements) = self.document.get(value) else {
            return Err(self.shape(node, keyword, "an array"));
        };
        Ok(elements)
    }

    fn object(&self, value: ValueId, node: NodeId, keyword: &str) -> Result<&'d Object> {
        let Value::Object(object) = self.document.get(value) else {
            return Err(self.shape(node, keyword, "an object"));
        };
        Ok(object)
    }

    fn class(&self, value: ValueId) -> Class {
        self.of_value.get(value).copied().unwrap_or_default()
    }

    fn shape(&self, node: NodeId, keyword: &str, expected: &'static str) -> SchemaError {
        self.error_in(node, keyword, SchemaErrorKind::Shape { expected })
    }
}

/// Keywords that are not evaluated and contain no subschema.
fn undecided(name: &str) -> Option<&'static str> {
    ["$anchor", "$dynamicAnchor", "$vocabulary"].into_iter().find(|keyword| *keyword == name)
}
