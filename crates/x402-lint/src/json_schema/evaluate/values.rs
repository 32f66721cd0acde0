//! Keywords that apply to the value itself.

use alloc::{boxed::Box, vec::Vec};
use core::cmp::Ordering;

use super::evaluation::{At, Cause, Evaluation, Exceeded, Outcome, Truth};
use crate::json_schema::{
    Unsupported,
    classes::Class,
    decimal::Decimal,
    document::{Object, Value, ValueId},
    table::{CountKind, Named, Names, NodeId, OrderKind, PatternId, Types},
};

type Holds = Result<bool, Exceeded>;

impl Evaluation<'_> {
    pub(super) fn pattern(&mut self, pattern: PatternId, node: NodeId, at: At<'_>) -> Outcome {
        let Value::Text(text) = self.value(at) else { return Ok(Truth::Yes) };
        self.finds(pattern, text, node, "pattern")
    }

    /// Returns whether a text contains a match of the pattern.
    pub(super) fn finds(&mut self, pattern: PatternId, text: &str, node: NodeId, keyword: &'static str) -> Outcome {
        let Some(program) = pattern.and_then(|pattern| self.schema.programs.get(pattern)) else {
            return Ok(Truth::Unknown(Cause { unsupported: Unsupported::Pattern, node, keyword }));
        };
        let found = program.finds(text, &mut self.scratch, &mut self.work);
        found.map(Truth::of).ok_or_else(|| self.out_of_work())
    }

    /// The value of a member of an object. The lookup is charged.
    pub(super) fn find(&mut self, object: &Object, name: &str) -> Result<Option<ValueId>, Exceeded> {
        self.charge_lookup(name)?;
        Ok(self.document.member(object, name))
    }

    pub(super) fn class(&self, value: ValueId) -> Class {
        self.classes.get(value).copied().unwrap_or(Class::MAX)
    }

    pub(super) fn is_multiple(&mut self, value: &Value, divisor: &Decimal) -> Holds {
        let Value::Number(number) = value else { return Ok(true) };
        self.charge(number.work_of_division(divisor))?;
        Ok(number.is_multiple_of(divisor))
    }

    pub(super) fn is_count(&mut self, kind: CountKind, value: &Value, limit: u64) -> Holds {
        let counted = match (kind, value) {
            // JSON Schema counts characters, which are Unicode scalar values.
            (CountKind::MaxLength | CountKind::MinLength, Value::Text(text)) => {
                self.charge_text(text)?;
                text.chars().count()
            }
            (CountKind::MaxItems | CountKind::MinItems, Value::Array(elements)) => elements.len(),
            (CountKind::MaxProperties | CountKind::MinProperties, Value::Object(object)) => object.members.len(),
            _ => return Ok(true),
        };
        let counted = u64::try_from(counted).unwrap_or(u64::MAX);
        Ok(match kind {
            CountKind::MaxLength | CountKind::MaxItems | CountKind::MaxProperties => counted <= limit,
            CountKind::MinLength | CountKind::MinItems | CountKind::MinProperties => counted >= limit,
        })
    }

    pub(super) fn are_unique(&mut self, value: &Value) -> Holds {
        let Value::Array(elements) = value else { return Ok(true) };
        self.charge(elements.len().saturating_mul(4))?;
        let mut classes: Vec<_> = elements.iter().map(|element| self.class(*element)).collect();
        classes.sort_unstable();
        Ok(classes.windows(2).all(|pair| pair.first() != pair.last()))
    }

    pub(super) fn has_all(&mut self, value: &Value, names: &[Box<str>]) -> Holds {
        let Value::Object(object) = value else { return Ok(true) };
        for name in names {
            if self.find(object, name)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn has_dependent(&mut self, value: &Value, lists: &[Named<Names>]) -> Holds {
        let Value::Object(object) = value else { return Ok(true) };
        for (name, names) in lists {
            if self.find(object, name)?.is_some() && !self.has_all(value, names)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

pub(super) fn types_of(value: &Value) -> Types {
    match value {
        Value::Null => Types::NULL,
        Value::Boolean(_) => Types::BOOLEAN,
        Value::Number(number) if number.is_integer() => Types::NUMBER.with(Types::INTEGER),
        Value::Number(_) => Types::NUMBER,
        Value::Text(_) => Types::STRING,
        Value::Array(_) => Types::ARRAY,
        Value::Object(_) => Types::OBJECT,
    }
}

pub(super) fn is_in_order(kind: OrderKind, value: &Value, limit: &Decimal) -> bool {
    let Value::Number(number) = value else { return true };
    let order = number.compare(limit);
    match kind {
        OrderKind::Maximum => order != Ordering::Greater,
        OrderKind::ExclusiveMaximum => order == Ordering::Less,
        OrderKind::Minimum => order != Ordering::Less,
        OrderKind::ExclusiveMinimum => order == Ordering::Greater,
    }
}
