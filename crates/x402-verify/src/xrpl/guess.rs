//! Guesses about payments on the XRP Ledger: there are none.

use core::fmt;

/// A possible explanation of a payment on the XRP Ledger that is not valid. There is none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Guess {}

impl Guess {
    /// Returns the permanent name of the kind of guess.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {}
    }
}

impl fmt::Display for Guess {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}
