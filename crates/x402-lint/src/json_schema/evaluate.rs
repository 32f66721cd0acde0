//! Evaluates every subschema at every location where it applies, and counts the steps.

mod evaluation;
mod locations;
mod values;

use alloc::{string::String, vec::Vec};

use x402_types::JsonRef;

use self::{
    evaluation::{At, Cause, Evaluation, Exceeded, Outcome, Path, Step, Truth},
    values::{is_in_order, types_of},
};
use crate::json_schema::{
    Answer, Bound, SchemaError, SchemaErrorKind, Undecided, Unsupported,
    document::Document,
    pattern::Scratch,
    table::{Keyword, NodeId, Table},
};

pub(crate) fn evaluate(schema: &Table, instance: JsonRef<'_>) -> Result<Answer, SchemaError> {
    let exceeded = |bound, max| SchemaError { kind: SchemaErrorKind::Limit { bound, max }, pointer: String::new() };
    let bounds = &schema.bounds;
    let document =
        Document::read(instance, bounds.exponent).map_err(|_| exceeded(Bound::Exponent, bounds.exponent.into()))?;
    let classes = if schema.compares { schema.classes.find(&document) } else { Vec::new() };
    let mut evaluation = Evaluation {
        schema,
        document: &document,
        classes,
        evaluations: bounds.evaluations,
        work: bounds.work,
        nesting: 0,
        scratch: Scratch::default(),
        refusals: Vec::new(),
    };
    let root = At { value: document.root(), path: &Path { above: None, step: Step::Root }, quiet: false };
    match evaluation.subschema(0, root) {
        Err(Exceeded { bound, max }) => Err(exceeded(bound, max)),
        Ok(Truth::Yes) => Ok(Answer::Accepts),
        Ok(Truth::No) => Ok(Answer::Refuses(evaluation.refusals)),
        Ok(Truth::Unknown(Cause { unsupported, node, keyword })) => {
            Ok(Answer::Undecided(Undecided { unsupported, keyword, schema: schema.pointer(node) }))
        }
    }
}

impl<'s> Evaluation<'s> {
    fn subschema(&mut self, node: NodeId, at: At<'_>) -> Outcome {
        let bounds = &self.schema.bounds;
        let max = bounds.evaluations.into();
        self.evaluations = self.evaluations.checked_sub(1).ok_or(Exceeded { bound: Bound::Evaluations, max })?;
        if self.nesting >= bounds.nesting {
            let max = u64::try_from(bounds.nesting).unwrap_or(u64::MAX);
            return Err(Exceeded { bound: Bound::Nesting, max });
        }
        self.nesting = self.nesting.saturating_add(1);
        let schema = self.schema;
        let mut all = Truth::Yes;
        for keyword in &schema.node(node).keywords {
            all = all.and(self.keyword(keyword, node, at)?);
            if at.quiet && all.is_no() {
                break;
            }
        }
        self.nesting = self.nesting.saturating_sub(1);
        Ok(all)
    }

    fn keyword(&mut self, keyword: &'s Keyword, node: NodeId, at: At<'_>) -> Outcome {
        let value = self.value(at);
        let (truth, name) = match keyword {
            // The subschemas of these keywords report the refusals.
            Keyword::AllOf(all) => return self.all_of(all, at),
            Keyword::Reference(target) => return self.subschema(*target, at),
            Keyword::If { condition, then, otherwise } => return self.condition(*condition, *then, *otherwise, at),
            Keyword::DependentSchemas(all) => return self.dependent_schemas(all, at),
            Keyword::Items { first, rest } => return self.items(first, rest.as_ref(), at),
            Keyword::Properties(properties) => return self.properties(properties, node, at),
            Keyword::PropertyNames(schema) => return self.property_names(*schema, at),

            Keyword::AnyOf(all) => (self.any_of(all, at)?, "anyOf"),
            Keyword::OneOf(all) => (self.one_of(all, at)?, "oneOf"),
            Keyword::Not(schema) => (self.subschema(*schema, at.quietly())?.negated(), "not"),
            Keyword::Contains { schema, min, max } => self.contains(*schema, *min, *max, at)?,
            Keyword::Never(name) => (Truth::No, *name),
            Keyword::Type(types) => (Truth::of(types.has(types_of(value))), "type"),
            Keyword::Enum(classes) => (Truth::of(classes.binary_search(&self.class(at.value)).is_ok()), "enum"),
            Keyword::Const(class) => (Truth::of(self.class(at.value) == *class), "const"),
            Keyword::Order { kind, limit } => (Truth::of(is_in_order(*kind, value, limit)), kind.keyword()),
            Keyword::MultipleOf(divisor) => (Truth::of(self.is_multiple(value, divisor)?), "multipleOf"),
            Keyword::Count { kind, limit } => (Truth::of(self.is_count(*kind, value, *limit)?), kind.keyword()),
            Keyword::Pattern(pattern) => (self.pattern(*pattern, node, at)?, "pattern"),
            Keyword::UniqueItems => (Truth::of(self.are_unique(value)?), "uniqueItems"),
            Keyword::Required(names) => (Truth::of(self.has_all(value, names)?), "required"),
            Keyword::DependentRequired(lists) => (Truth::of(self.has_dependent(value, lists)?), "dependentRequired"),
            Keyword::Undecided(name) => {
                (Truth::Unknown(Cause { unsupported: Unsupported::Keyword, node, keyword: name }), *name)
            }
        };
        if truth.is_no() {
            self.refuse(name, node, at);
        }
        Ok(truth)
    }
}
