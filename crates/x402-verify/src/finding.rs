//! The guesses about what a payer did instead of what the offer asks.

sentences_with_chains! { small "What the payer may have done on";
/// A possible explanation of a payment that is not valid. It prints as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {}
}

impl Finding {
    /// The permanent name of the kind of finding.
    pub const fn kind(&self) -> &'static str {
        match_chains! {
            match self {}
            Chain(finding) => finding.kind()
        }
    }
}
