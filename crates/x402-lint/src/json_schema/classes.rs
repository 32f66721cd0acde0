//! Numbers values so that equal values have equal numbers. `enum`, `const` and `uniqueItems` compare these numbers.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use crate::json_schema::{
    decimal::Decimal,
    document::{Document, Value, ValueId},
};

/// The number shared by all equal values (C-16: numbers by value, strings after unescaping, members in any order).
pub(crate) type Class = u32;

/// A value in which each contained value is replaced by its class.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(Box<str>),
    Array(Box<[Class]>),
    /// Pairs of name and value, sorted by the class of the name.
    Object(Box<[(Class, Class)]>),
}

/// The classes of the values seen so far.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    known: BTreeMap<Key, Class>,
}

impl Classes {
    /// The classes of all values of a document.
    pub(crate) fn add(&mut self, document: &Document) -> Vec<Class> {
        classify(document, |key| {
            let next = Class::try_from(self.known.len()).unwrap_or(Class::MAX);
            *self.known.entry(key).or_insert(next)
        })
    }

    /// Finds the classes of all values of a document without adding any. An unknown class is above all known ones.
    pub(crate) fn find(&self, document: &Document) -> Vec<Class> {
        let mut others: BTreeMap<Key, Class> = BTreeMap::new();
        classify(document, |key| {
            if let Some(class) = self.known.get(&key) {
                return *class;
            }
            let next = Class::try_from(self.known.len().saturating_add(others.len())).unwrap_or(Class::MAX);
            *others.entry(key).or_insert(next)
        })
    }
}

fn classify(document: &Document, mut class_of: impl FnMut(Key) -> Class) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::with_capacity(document.values().len());
    for value in document.values() {
        let inside = |id: &ValueId| classes.get(*id).copied().unwrap_or(Class::MAX);
        let key = match value {
            Value::Null => Key::Null,
            Value::Boolean(boolean) => Key::Boolean(*boolean),
            Value::Number(number) => Key::Number(number.clone()),
            Value::Text(text) => Key::Text(text.clone()),
            Value::Array(elements) => Key::Array(elements.iter().map(inside).collect()),
            Value::Object(object) => {
                let mut members: Box<[_]> =
                    object.members.iter().map(|(name, value)| (inside(name), inside(value))).collect();
                members.sort_unstable();
                Key::Object(members)
            }
        };
        classes.push(class_of(key));
    }
    classes
}
