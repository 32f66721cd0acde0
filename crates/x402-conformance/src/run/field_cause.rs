//! What a report contains about the fields next to right verdicts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{compare::FieldFault, vector::Level};

/// What is wrong with one field next to one verdict, in all answers to an operation.
///
/// The verdict of each of these answers is right, so that its vector passes. The level is `should`, or `policy` if that is the vector's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FieldCause {
    /// The operation.
    pub op: String,
    /// The verdict, the object or the offer that the field is next to.
    pub verdict: String,
    /// The field, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong with it.
    pub cause: FieldFault,
    /// The number of answers.
    pub count: usize,
    /// The number of answers of each level.
    pub levels: BTreeMap<Level, usize>,
    /// `true` if the run asked one of these levels, so that the cause fails the run unless it is known.
    pub fails: bool,
    /// The first of the vectors.
    pub first: String,
    /// The expected value in the first answer with a different one, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The value that the first of these answers has, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// SHA-256 of the sorted ids, each followed by a line feed.
    pub sha256: String,
    /// Why the cause is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// The ids of the vectors.
    pub ids: Vec<String>,
}

impl FieldCause {
    /// The strongest level of the answers: `should` or `policy`.
    #[must_use]
    pub fn level(&self) -> Level {
        self.levels.keys().next().copied().unwrap_or(Level::Policy)
    }

    /// `true` if this is a reason for the run to fail.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        self.fails && self.known.is_none()
    }

    /// One line, such as "`payer` is missing next to `invalid` in 541 answers to verify (first: eip3009-0082a)".
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { op, verdict, cause, count, first, .. } = self;
        let name = self.pointer.trim_start_matches('/');
        let answers = if *count == 1 { "answer" } else { "answers" };
        let values = match (&self.expected, &self.given) {
            (Some(expected), Some(given)) => format!(", expected {expected}, got {given}"),
            _ => String::new(),
        };
        format!("`{name}` is {cause} next to `{verdict}` in {count} {answers} to {op} (first: {first}{values})")
    }
}

/// The number of answers in which a member was compared with that of the vector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MemberCount {
    /// The number of answers in which it was compared.
    pub compared: usize,
    /// The number of answers in which it was not compared, because the vector names the member and no answer of the implementation
    /// with this verdict has it.
    pub not_compared: usize,
}
