//! The reasons why an operation has no result.

use alloc::string::String;
use core::fmt;

/// The reason why an operation has no result. There are no other reasons, so the enum is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The question is not supported, for this reason.
    Skipped(String),
    /// The question is malformed, for this reason.
    Error(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Skipped(why) | Self::Error(why)) = self;
        f.write_str(why)
    }
}

impl core::error::Error for Stop {}

pub(crate) type Outcome<T> = Result<T, Stop>;

/// The number of characters of an error's text that are kept. An error may repeat untrusted input.
const MOST_OF_TEXT: usize = 200;

impl Stop {
    /// Returns the reason with at most 200 characters of text and an ellipsis.
    #[must_use]
    pub fn shortened(self) -> Self {
        match self {
            Self::Skipped(why) => Self::Skipped(shortened(why)),
            Self::Error(why) => Self::Error(shortened(why)),
        }
    }
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MOST_OF_TEXT) {
        text.truncate(end);
        text.push('…');
    }
    text
}
