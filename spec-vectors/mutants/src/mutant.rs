//! A mutant is our testee with one fault. A table has one mutant a row: its name, and the edit by which it differs.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    question::{Question, result_of},
};

/// A mutant's own answer. `None` if it answers like ours.
type Fault = Box<dyn Fn(&Question<'_>) -> Option<Reply> + Send + Sync>;
/// An edit. `None` if it changes nothing.
pub(crate) type Edit = fn(&mut Json) -> Option<&mut Json>;
/// A mutant of a table: the end of its name, and the edit.
pub(crate) type Row = (&'static str, Edit);

/// An implementation with one bug.
pub(crate) struct Mutant {
    /// `operation/what/the-bug`
    pub(crate) name: String,
    fault: Fault,
}

impl Mutant {
    /// It computes another result.
    pub(crate) fn new(
        name: impl Into<String>,
        fault: impl Fn(&Question<'_>) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), fault: Box::new(fault) }
    }

    /// It reads another question: `reads` replaces an input by the one for which the mutant mistakes it, or makes two
    /// values equal that the mutant does not compare. `None` if it would read nothing differently.
    pub(crate) fn reads(
        name: impl Into<String>,
        reads: impl Fn(&Question<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, move |question| {
            let input = reads(question)?;
            (input != question.text).then(|| question.ask(&input))
        })
    }

    /// It edits the input of the question.
    pub(crate) fn edits(
        name: impl Into<String>,
        edit: impl Fn(&mut Json) -> Option<&mut Json> + Send + Sync + 'static,
    ) -> Self {
        Self::reads(name, move |question| question.input.edited(&edit).map(|input| input.to_string()))
    }

    /// It edits the decoded object (`decode`) or the payment, in any source.
    pub(crate) fn edits_document(
        name: impl Into<String>,
        edit: impl Fn(&mut Json) -> Option<&mut Json> + Send + Sync + 'static,
    ) -> Self {
        Self::reads(name, move |question| question.with_document(&question.document()?.edited(&edit)?.to_string()))
    }

    /// It edits our result.
    pub(crate) fn edits_result(
        name: impl Into<String>,
        edit: impl Fn(&mut Json) -> Option<&mut Json> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name, move |question| result_of(&question.result()?.edited(&edit)?))
    }

    /// The operation with the fault.
    pub(crate) fn op(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// Whether a seed has drawn it (`drawn.rs`).
    pub(crate) fn is_drawn(&self) -> bool {
        self.name.split('/').nth(1) == Some("drawn")
    }

    pub(crate) fn answer(&self, question: &Question<'_>) -> Option<Reply> {
        if self.op() == question.op { (self.fault)(question) } else { None }
    }
}

/// Mutants that edit the input.
pub(crate) fn inputs(prefix: &str, rows: &[Row]) -> Vec<Mutant> {
    rows.iter().map(|(name, edit)| Mutant::edits(format!("{prefix}{name}"), *edit)).collect()
}

/// Mutants that edit the object that is decoded, or the payment.
pub(crate) fn documents(prefix: &str, rows: &[Row]) -> Vec<Mutant> {
    rows.iter().map(|(name, edit)| Mutant::edits_document(format!("{prefix}{name}"), *edit)).collect()
}

/// Mutants that edit the result.
pub(crate) fn results(prefix: &str, rows: &[Row]) -> Vec<Mutant> {
    rows.iter().map(|(name, edit)| Mutant::edits_result(format!("{prefix}{name}"), *edit)).collect()
}
