use x402_types::declare::sentences;

use crate::{offer_receipt, sign_in_with_x};

sentences! {
    /// A question that no offline check can answer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Question {
        /// A question about a signed offer or a receipt.
        OfferReceipt(question: offer_receipt::Question) [question.kind()] = |f| question.fmt(f),
        /// A question about a sign-in.
        SignInWithX(question: sign_in_with_x::Question) [question.kind()] = |f| question.fmt(f),
    }
    fn kind "The permanent name of the kind of question, such as `account-code`.";
}

impl From<offer_receipt::Question> for Question {
    fn from(question: offer_receipt::Question) -> Self {
        Self::OfferReceipt(question)
    }
}

impl From<sign_in_with_x::Question> for Question {
    fn from(question: sign_in_with_x::Question) -> Self {
        Self::SignInWithX(question)
    }
}

impl Question {
    /// Returns `true` if an answer can change the verdict even if the report lists the question under
    /// [`outstanding`](crate::ExtensionReport::outstanding).
    pub const fn changes_verdict(&self) -> bool {
        match self {
            Self::OfferReceipt(question) => question.changes_verdict(),
            Self::SignInWithX(question) => question.changes_verdict(),
        }
    }

    /// Returns the question in the type of questions to a chain, which builds the RPC call and reads its answer. `None`
    /// if no chain can answer.
    pub fn of_chain(&self) -> Option<x402_verify::Question> {
        match self {
            Self::OfferReceipt(_) => None,
            Self::SignInWithX(question) => question.of_chain(),
        }
    }
}
