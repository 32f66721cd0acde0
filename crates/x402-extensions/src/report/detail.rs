use x402_types::{Flags, declare::sentences};

use crate::{offer_receipt, sign_in_with_x};

sentences! {
    /// The reason why a check failed. It is data, and prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// These flags were raised, and the caller's policy refuses them.
        Refused(flags: Flags) = |f| x402_verify::Detail::Refused(*flags).fmt(f),
        /// The detail of a signed offer or a receipt.
        OfferReceipt(detail: offer_receipt::Detail) = |f| detail.fmt(f),
        /// The detail of a sign-in.
        SignInWithX(detail: sign_in_with_x::Detail) = |f| detail.fmt(f),
    }
}

impl From<offer_receipt::Detail> for Detail {
    fn from(detail: offer_receipt::Detail) -> Self {
        Self::OfferReceipt(detail)
    }
}

impl From<sign_in_with_x::Detail> for Detail {
    fn from(detail: sign_in_with_x::Detail) -> Self {
        Self::SignInWithX(detail)
    }
}
