//! A mutant is our testee with one fault.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    question::{Question, result_of},
};

/// Its own answer. `None` if it answers like ours.
type Fault = Box<dyn Fn(&Question<'_>) -> Option<Reply> + Send + Sync>;

/// An implementation with one bug.
pub(crate) struct Mutant {
    /// `operation/what/the-bug`
    pub(crate) name: String,
    /// The operations with the fault.
    pub(crate) ops: &'static [&'static str],
    fault: Fault,
}

impl Mutant {
    /// It computes another result.
    pub(crate) fn own(
        name: impl Into<String>,
        ops: &'static [&'static str],
        fault: impl Fn(&Question<'_>) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), ops, fault: Box::new(fault) }
    }

    /// It reads another question: `reads` replaces an input by the one for which the mutant mistakes it, or makes two
    /// values equal that the mutant does not compare. `None` if it would read nothing differently.
    pub(crate) fn reads(
        name: impl Into<String>,
        ops: &'static [&'static str],
        reads: impl Fn(&Question<'_>) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self::own(name, ops, move |question| {
            let input = reads(question)?;
            (input != question.text).then(|| question.ask(&input))
        })
    }

    /// It edits the input of the question.
    pub(crate) fn edits(
        name: impl Into<String>,
        ops: &'static [&'static str],
        edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static,
    ) -> Self {
        Self::reads(name, ops, move |question| question.input.edited(&edit).map(|input| input.to_string()))
    }

    /// It edits the decoded object (`decode`) or the payment, in any source.
    pub(crate) fn edits_document(
        name: impl Into<String>,
        ops: &'static [&'static str],
        edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static,
    ) -> Self {
        Self::reads(name, ops, move |question| {
            let document = question.document()?.edited(&edit)?;
            question.with_document(&document.to_string())
        })
    }

    /// It edits our result.
    pub(crate) fn says(
        name: impl Into<String>,
        ops: &'static [&'static str],
        edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static,
    ) -> Self {
        Self::own(name, ops, move |question| {
            let result = question.result()?.edited(&edit)?;
            result_of(&result)
        })
    }

    pub(crate) fn answer(&self, question: &Question<'_>) -> Option<Reply> {
        if self.ops.contains(&question.op) { (self.fault)(question) } else { None }
    }
}
