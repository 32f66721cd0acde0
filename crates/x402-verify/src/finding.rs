//! The guesses about what a payer did instead of what the offer asks.

use x402_schemes::Contradiction;

sentences_with_chains! { small "What the payer may have done on";
/// A possible explanation of a payment that is not valid or would not settle. It prints as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A published table contradicts the offer, so the payment may be valid and not settle (B-10).
    Contradicted(what: Contradiction) = |f| what.fmt(f),
}
}

impl Finding {
    /// The permanent name of the kind of finding.
    pub const fn kind(&self) -> &'static str {
        match_chains! {
            match self {
                Self::Contradicted(what) => what.flag().as_str(),
            }
            Chain(finding) => finding.kind()
        }
    }
}
