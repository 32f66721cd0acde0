//! The answer of a package to a question.

use serde_json::Value;

/// What an operation answers with.
pub enum Answer {
    Result(Value),
    /// The package has nothing for the question; the reason.
    Skipped(String),
}

impl From<Skipped> for Answer {
    fn from(Skipped(reason): Skipped) -> Self {
        Self::Skipped(reason)
    }
}

/// Why the package cannot be asked.
pub struct Skipped(pub String);
