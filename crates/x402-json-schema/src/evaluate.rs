//! Evaluates every subschema at every location where it applies, and counts the steps.

mod places;
mod values;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{JsonRef, json_pointer};

use crate::{
    Answer, Bound, Need, Refusal, SchemaError, SchemaErrorKind, Undecided,
    classes::Class,
    document::{Document, Value, ValueId},
    pattern::Scratch,
    table::{Keyword, NodeId, Table},
};
use values::{is_in_order, types_of};

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
        Ok(Truth::Unknown(Cause { need, node, keyword })) => {
            Ok(Answer::Undecided(Undecided { need, keyword, schema: schema.pointer(node) }))
        }
    }
}

/// A bound that was exceeded, and its value.
struct Exceeded {
    bound: Bound,
    max: u64,
}

type Outcome = Result<Truth, Exceeded>;

/// Kleene's three truth values. The result may be known although a keyword is not evaluated.
#[derive(Clone, Copy)]
enum Truth {
    Yes,
    No,
    Unknown(Cause),
}

/// The keyword that leaves the result unknown.
#[derive(Clone, Copy)]
struct Cause {
    need: Need,
    node: NodeId,
    keyword: &'static str,
}

impl Truth {
    const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }

    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (unknown, _) => unknown,
        }
    }

    const fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown(_) => self,
        }
    }
}

/// A location in the instance.
#[derive(Clone, Copy)]
struct At<'p> {
    value: ValueId,
    path: &'p Path<'p>,
    /// `true` if a refusal here does not refuse the whole instance, for example in `anyOf`.
    quiet: bool,
}

impl<'p> At<'p> {
    const fn quietly(self) -> Self {
        Self { quiet: true, ..self }
    }

    const fn inside(self, value: ValueId, path: &'p Path<'p>) -> Self {
        Self { value, path, quiet: self.quiet }
    }
}

/// The path to a location, innermost step first. It is written out only for a refusal.
struct Path<'p> {
    above: Option<&'p Path<'p>>,
    step: Step,
}

enum Step {
    Root,
    /// The member with this name, which is a value of the document.
    Member(ValueId),
    Index(usize),
}

struct Evaluation<'s> {
    schema: &'s Table,
    document: &'s Document,
    /// The class of each value; empty if no keyword compares values.
    classes: Vec<Class>,
    evaluations: u32,
    work: u32,
    nesting: usize,
    scratch: Scratch,
    refusals: Vec<Refusal>,
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
            Keyword::Undecided(name) => (Truth::Unknown(Cause { need: Need::Keyword, node, keyword: name }), *name),
        };
        if truth.is_no() {
            self.refuse(name, node, at);
        }
        Ok(truth)
    }

    /// Records a refusal if it refuses the whole instance.
    fn refuse(&mut self, keyword: &'static str, node: NodeId, at: At<'_>) {
        if at.quiet || self.refusals.len() >= Refusal::MOST {
            return;
        }
        let mut steps = Vec::new();
        let mut next = Some(at.path);
        while let Some(Path { above, step }) = next {
            steps.push(step);
            next = *above;
        }
        let mut instance = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Root => {}
                Step::Member(name) => json_pointer::push(&mut instance, self.document.text(*name)),
                Step::Index(index) => json_pointer::push(&mut instance, &index.to_string()),
            }
        }
        self.refusals.push(Refusal { instance, keyword, schema: self.schema.pointer(node) });
    }

    fn out_of_work(&self) -> Exceeded {
        Exceeded { bound: Bound::Work, max: self.schema.bounds.work.into() }
    }

    fn value(&self, at: At<'_>) -> &'s Value {
        self.document.get(at.value)
    }

    fn charge(&mut self, work: usize) -> Result<(), Exceeded> {
        let left = u32::try_from(work).ok().and_then(|work| self.work.checked_sub(work));
        self.work = left.ok_or_else(|| self.out_of_work())?;
        Ok(())
    }

    /// Charges for reading a text.
    fn charge_text(&mut self, text: &str) -> Result<(), Exceeded> {
        self.charge((text.len() / 16).saturating_add(1))
    }

    /// Charges for finding a name among others.
    fn charge_lookup(&mut self, name: &str) -> Result<(), Exceeded> {
        self.charge((name.len() / 16).saturating_add(16))
    }
}
