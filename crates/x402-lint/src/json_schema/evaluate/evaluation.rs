//! The state of an evaluation: the location in the instance, the work that is left, and the refusals.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use x402_types::json_pointer;

use crate::json_schema::{
    Bound, Refusal, Unsupported,
    classes::Class,
    document::{Document, Value, ValueId},
    pattern::Scratch,
    table::{NodeId, Table},
};

/// A bound that was exceeded, and its value.
pub(super) struct Exceeded {
    pub(super) bound: Bound,
    pub(super) max: u64,
}

pub(super) type Outcome = Result<Truth, Exceeded>;

/// Kleene's three truth values. The result may be known although a keyword is not evaluated.
#[derive(Clone, Copy)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown(Cause),
}

/// The keyword that leaves the result unknown.
#[derive(Clone, Copy)]
pub(super) struct Cause {
    pub(super) unsupported: Unsupported,
    pub(super) node: NodeId,
    pub(super) keyword: &'static str,
}

impl Truth {
    pub(super) const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    pub(super) const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, other) => other,
            (unknown, _) => unknown,
        }
    }

    pub(super) const fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown(_) => self,
        }
    }
}

/// A location in the instance.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    pub(super) value: ValueId,
    pub(super) path: &'p Path<'p>,
    /// `true` if a refusal here does not refuse the whole instance, for example in `anyOf`.
    pub(super) quiet: bool,
}

impl<'p> At<'p> {
    pub(super) const fn quietly(self) -> Self {
        Self { quiet: true, ..self }
    }

    pub(super) const fn inside(self, value: ValueId, path: &'p Path<'p>) -> Self {
        Self { value, path, quiet: self.quiet }
    }
}

/// The path to a location, innermost step first. It is written out only for a refusal.
pub(super) struct Path<'p> {
    pub(super) above: Option<&'p Path<'p>>,
    pub(super) step: Step,
}

pub(super) enum Step {
    Root,
    /// The member with this name, which is a value of the document.
    Member(ValueId),
    Index(usize),
}

pub(super) struct Evaluation<'s> {
    pub(super) schema: &'s Table,
    pub(super) document: &'s Document,
    /// The class of each value; empty if no keyword compares values.
    pub(super) classes: Vec<Class>,
    pub(super) evaluations: u32,
    pub(super) work: u32,
    pub(super) nesting: usize,
    pub(super) scratch: Scratch,
    pub(super) refusals: Vec<Refusal>,
}

impl<'s> Evaluation<'s> {
    /// Records a refusal if it refuses the whole instance.
    pub(super) fn refuse(&mut self, keyword: &'static str, node: NodeId, at: At<'_>) {
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

    pub(super) fn out_of_work(&self) -> Exceeded {
        Exceeded { bound: Bound::Work, max: self.schema.bounds.work.into() }
    }

    pub(super) fn value(&self, at: At<'_>) -> &'s Value {
        self.document.get(at.value)
    }

    pub(super) fn charge(&mut self, work: usize) -> Result<(), Exceeded> {
        let left = u32::try_from(work).ok().and_then(|work| self.work.checked_sub(work));
        self.work = left.ok_or_else(|| self.out_of_work())?;
        Ok(())
    }

    /// Charges for reading a text.
    pub(super) fn charge_text(&mut self, text: &str) -> Result<(), Exceeded> {
        self.charge((text.len() / 16).saturating_add(1))
    }

    /// Charges for finding a name among others.
    pub(super) fn charge_lookup(&mut self, name: &str) -> Result<(), Exceeded> {
        self.charge((name.len() / 16).saturating_add(16))
    }
}
