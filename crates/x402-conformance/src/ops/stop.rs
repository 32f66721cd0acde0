//! Why an operation has no result.

/// The reasons why an operation has no result.
#[derive(Debug)]
pub enum Stop {
    /// The question is not supported, for this reason.
    Skipped(String),
    /// The question is malformed, in this way.
    Error(String),
}

pub(crate) type Outcome<T> = Result<T, Stop>;
