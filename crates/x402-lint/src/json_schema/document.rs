//! Stores a JSON value as a table, so that each value is read once and has a number.

use alloc::{boxed::Box, vec::Vec};

use x402_types::{JsonRef, json_pointer};

use crate::json_schema::decimal::Decimal;

/// The number of a value in its document.
pub(crate) type ValueId = usize;

/// The text contains a number whose exponent exceeds the bound.
#[derive(Debug)]
pub(crate) struct ExponentBeyond;

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(Box<str>),
    Array(Box<[ValueId]>),
    Object(Object),
}

/// The members, in the order of the text.
#[derive(Debug)]
pub(crate) struct Object {
    /// The name, which is a [`Value::Text`], and the value.
    pub(crate) members: Box<[(ValueId, ValueId)]>,
    /// Positions in `members`, sorted by name.
    by_name: Box<[usize]>,
}

/// The values of a text. The values inside a value come before that value.
#[derive(Debug)]
pub(crate) struct Document {
    values: Vec<Value>,
}

impl Document {
    pub(crate) fn read(value: JsonRef<'_>, exponent: u32) -> Result<Self, ExponentBeyond> {
        let mut document = Self { values: Vec::new() };
        document.add(value, exponent)?;
        Ok(document)
    }

    /// The value that contains all others.
    pub(crate) fn root(&self) -> ValueId {
        self.values.len().saturating_sub(1)
    }

    pub(crate) fn get(&self, id: ValueId) -> &Value {
        self.values.get(id).unwrap_or(&Value::Null)
    }

    /// All values. Each comes after the values inside it.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// The text of a string. Empty for any other value.
    pub(crate) fn text(&self, id: ValueId) -> &str {
        if let Value::Text(text) = self.get(id) { text } else { "" }
    }

    /// The value of the member with this name, if the object has one.
    pub(crate) fn member(&self, object: &Object, name: &str) -> Option<ValueId> {
        let found = object.by_name.binary_search_by(|at| self.name(object, *at).cmp(name)).ok()?;
        object.members.get(*object.by_name.get(found)?).map(|(_, value)| *value)
    }

    /// The value at a JSON pointer (RFC 6901).
    pub(crate) fn at_pointer(&self, pointer: &str) -> Option<ValueId> {
        let mut id = self.root();
        if pointer.is_empty() {
            return Some(id);
        }
        for segment in pointer.strip_prefix('/')?.split('/') {
            let segment = json_pointer::name(segment)?;
            id = match self.get(id) {
                Value::Object(object) => self.member(object, &segment)?,
                Value::Array(elements) => *elements.get(read_index(&segment)?)?,
                Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) => return None,
            };
        }
        Some(id)
    }

    fn name(&self, object: &Object, at: usize) -> &str {
        object.members.get(at).map_or("", |(name, _)| self.text(*name))
    }

    /// The depth limit, which the text has already passed, bounds the recursion.
    fn add(&mut self, value: JsonRef<'_>, exponent: u32) -> Result<ValueId, ExponentBeyond> {
        let value = if let Ok(members) = value.members() {
            let members = members
                .map(|(name, value)| Ok((self.push(Value::Text((*name).into())), self.add(value, exponent)?)))
                .collect::<Result<Box<[_]>, _>>()?;
            let mut object = Object { by_name: (0..members.len()).collect(), members };
            let mut by_name = core::mem::take(&mut object.by_name);
            by_name.sort_unstable_by(|a, b| self.name(&object, *a).cmp(self.name(&object, *b)));
            object.by_name = by_name;
            Value::Object(object)
        } else if let Ok(elements) = value.elements() {
            Value::Array(elements.map(|element| self.add(element, exponent)).collect::<Result<_, _>>()?)
        } else if let Ok(text) = value.string() {
            Value::Text((*text).into())
        } else if let Ok(boolean) = value.boolean() {
            Value::Boolean(boolean)
        } else if value.is_number() {
            Value::Number(Decimal::read(value.text(), exponent).ok_or(ExponentBeyond)?)
        } else {
            Value::Null
        };
        Ok(self.push(value))
    }

    fn push(&mut self, value: Value) -> ValueId {
        self.values.push(value);
        self.root()
    }
}

/// Reads an array index, which has no leading zeros (RFC 6901 §4).
fn read_index(segment: &str) -> Option<usize> {
    let digits_only = segment.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only || (segment.len() > 1 && segment.starts_with('0')) {
        return None;
    }
    segment.parse().ok()
}
