//! Compares members besides the verdict on request. Implementations have different words for them.

use std::str::FromStr;

use serde::Serialize;
use x402_types::{
    RawJson,
    declare::{errors, names},
};

use crate::{diff::clipped, vector::Vector};

/// The maximum number of bytes that are kept of a word.
const LONGEST_WORD: usize = 128;

names! {
    /// A member besides the verdict: a reason code, or the name of the deciding check or stage.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
    #[serde(rename_all = "lowercase")]
    #[non_exhaustive]
    pub enum Column {
        /// The reason code on the wire.
        Reason = "reason",
        /// The deciding check.
        Check = "check",
        /// The stage of the deciding check.
        Stage = "stage",
    }
    as_str "The name of the member.";
    Display;
}

impl Column {
    /// Compares the answer's word with the expected one. Returns `None` if the vector expects none.
    pub(super) fn compare(self, vector: &Vector, result: &RawJson) -> Option<Word> {
        let expected = match self {
            Self::Reason => &vector.expect.reason,
            Self::Check => &vector.expect.check,
            Self::Stage => &vector.expect.stage,
        };
        let expected = expected.clone()?;
        let given = result.as_json().get(self.as_str());
        let given = given.map(|given| {
            clipped(&given.string().map_or_else(|_| given.text().into(), std::borrow::Cow::into_owned), LONGEST_WORD)
        });
        Some(Word { column: self, expected, given })
    }
}

impl FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(name: &str) -> Result<Self, UnknownColumn> {
        [Self::Reason, Self::Check, Self::Stage].into_iter().find(|column| column.as_str() == name).ok_or(UnknownColumn)
    }
}

errors! {
    /// The error for a name other than `reason`, `check` and `stage`.
    pub struct UnknownColumn = "must be reason, check or stage";
}

/// The word of one answer, compared.
#[derive(Debug)]
pub(crate) struct Word {
    pub(super) column: Column,
    pub(super) expected: String,
    pub(super) given: Option<String>,
}

/// The results of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ColumnCount {
    /// The number of answers with the word of the vector.
    pub same: usize,
    /// The number of answers without the word.
    pub not_said: usize,
    /// The answers with a different word.
    pub other: Vec<OtherWord>,
}

/// An answer whose word differs from the vector's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OtherWord {
    /// The vector.
    pub id: String,
    /// The word of the vector.
    pub expected: String,
    /// The word of the answer.
    pub given: String,
}
