//! The names of the extension objects that `x402 decode` reads.

/// A kind of object that belongs to an extension.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    SignIn,
    Challenge,
    SignedOffer,
    Receipt,
    Calldata,
}

impl Kind {
    /// The names for `--kind`.
    pub(crate) const ALL: [Self; 5] = [Self::SignIn, Self::Challenge, Self::SignedOffer, Self::Receipt, Self::Calldata];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Challenge => "sign-in-challenge",
            Self::SignedOffer => "signed-offer",
            Self::Receipt => "receipt",
            Self::Calldata => "calldata",
        }
    }
}
