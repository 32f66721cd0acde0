//! Single answers, each compared as in a run of its vector alone: for tests that call an implementation without a testee.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::{
    adapter::Reply,
    compare::{Compared, Field, Outcome, compare},
    diff::DiffLine,
    vector::{VectorFile, group_of},
};

/// The groups whose answers can be compared.
#[derive(Default)]
pub struct Groups(BTreeMap<String, VectorFile>);

/// What is said of an answer.
#[derive(Serialize)]
#[non_exhaustive]
pub struct SingleComparison {
    /// `pass`, `skipped` or `differs`.
    pub outcome: &'static str,
    /// What the vector wants, for people.
    pub expected: String,
    /// What the answer says, for people.
    pub actual: String,
    /// Why there is no answer: the reason for a skip or an error, or the rule that a malformed answer breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The places that differ.
    pub diff: Vec<DiffLine>,
    /// The fields next to a right verdict that differ. They do not decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<DiffLine>,
}

/// Why an answer cannot be compared.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SingleError {
    /// The group has not been [given](Groups::give).
    NoGroup(String),
    /// No vector of its group has this id.
    NoVector(String),
}

impl fmt::Display for SingleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGroup(group) => write!(f, "the group {group} has not been passed"),
            Self::NoVector(id) => write!(f, "there is no vector {id}"),
        }
    }
}

impl std::error::Error for SingleError {}

impl Groups {
    /// Takes the file of a group.
    ///
    /// # Errors
    /// The content is no file of vectors.
    pub fn give(&mut self, group: &str, content: &[u8]) -> Result<(), serde_json::Error> {
        self.0.insert(group.to_owned(), serde_json::from_slice(content)?);
        Ok(())
    }

    /// Compares the answer to the vector with this id.
    ///
    /// # Errors
    /// The vector is in none of the groups that were given.
    pub fn compare(&self, id: &str, reply: &Reply) -> Result<SingleComparison, SingleError> {
        let group = group_of(id);
        let file = self.0.get(group).ok_or_else(|| SingleError::NoGroup(group.to_owned()))?;
        let vector = file.vectors.iter().find(|vector| vector.id == id);
        let vector = vector.ok_or_else(|| SingleError::NoVector(id.to_owned()))?;
        let comparison = compare(&vector, reply);
        // No other answer of the program can show that it gives a field that is missing.
        let field = |Field { compared, .. }| match compared {
            Compared::Different(line) | Compared::Owed(line) => Some(line),
            Compared::Same | Compared::Missing | Compared::Unasked => None,
        };
        let fields = match comparison.outcome {
            Outcome::Pass => comparison.fields.into_iter().filter_map(field).collect(),
            Outcome::Differs | Outcome::Skipped => vec![],
        };
        Ok(SingleComparison {
            outcome: match comparison.outcome {
                Outcome::Pass => "pass",
                Outcome::Skipped => "skipped",
                Outcome::Differs => "differs",
            },
            expected: comparison.expected,
            actual: comparison.actual,
            detail: comparison.detail,
            diff: comparison.diff,
            fields,
        })
    }
}
