//! Guesses about the mistake of the payer, for a payment that does not do what the offer asks.

use alloc::vec::Vec;
use core::fmt;

use x402_schemes::Contradiction;
use x402_types::{
    declare::sentences,
    matching::{Sides, official_misses},
    printable::write_sentence_with,
    v2::PaymentRequirements,
};

use crate::{Difference, PaymentKind, case::Case, evm, family::family_values, solana, stellar, xrpl};

sentences! {
    /// A possible explanation why a payment is not valid or would not settle. It prints as a sentence that advises
    /// what to do.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Guess {
        /// A published table contradicts the offer, so the payment may be valid but not settle (B-10).
        Contradicted(what: Contradiction) = |f| what.fmt(f),
        /// An official server finds no offer for this payment, although one matches by the rules of the specification
        /// (B-2).
        Unmatched(miss: UnmatchedOffer) = |f| miss.fmt(f),
        /// The facilitator is not known to accept such a payment (U-52).
        NotTaken(what: NotTaken) = |f| what.fmt(f),
        /// A guess about a payment on an EVM chain.
        Evm(guess: evm::Guess) = |f| guess.fmt(f),
        /// A guess about a payment on Solana.
        Solana(guess: solana::Guess) = |f| guess.fmt(f),
        /// A guess about a payment on Stellar.
        Stellar(guess: stellar::Guess) = |f| guess.fmt(f),
        /// A guess about a payment on the XRP Ledger.
        Xrpl(guess: xrpl::Guess) = |f| guess.fmt(f),
    }
}

family_values!(Guess);

impl Guess {
    /// Returns the permanent name of this type of guess.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Contradicted(what) => what.flag().as_str(),
            Self::Unmatched(_) => "official-match",
            Self::NotTaken(_) => "facilitator-kinds",
            Self::Evm(guess) => guess.kind(),
            Self::Solana(guess) => guess.kind(),
            Self::Stellar(guess) => guess.kind(),
            Self::Xrpl(guess) => guess.kind(),
        }
    }
}

/// The differences because of which an official server finds no offer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnmatchedOffer {
    /// The differences, with the values of both sides.
    pub members: Vec<Difference>,
    /// `true` if the Python server finds no offer, either. The TypeScript server finds none in any case.
    pub python: bool,
}

impl UnmatchedOffer {
    /// The differences that an official server finds between `accepted` and the offer that it matches. `None` if it
    /// finds the offer.
    pub(crate) fn of(accepted: &PaymentRequirements, offer: &PaymentRequirements) -> Option<Self> {
        let misses = official_misses(Sides { accepted, offer });
        let members: Vec<_> = misses.iter().map(|miss| Difference::new(&miss.path, accepted, offer)).collect();
        (!members.is_empty()).then(|| Self { members, python: misses.iter().any(|miss| miss.python) })
    }
}

impl fmt::Display for UnmatchedOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| {
            let python = if self.python { " and PyPI x402 2.25.0" } else { "" };
            write!(
                f,
                "official servers (npm @x402/core 2.27.0{python}) find no matching payment requirements for this payment; copy them into accepted unchanged: "
            )?;
            for (index, member) in self.members.iter().enumerate() {
                let separator = if index == 0 { "" } else { ", " };
                write!(f, "{separator}{member}")?;
            }
            Ok(())
        })
    }
}

/// A payment of a kind that the facilitator is not known to accept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotTaken {
    /// The kind of the payment.
    pub kind: PaymentKind,
    /// The kinds that the facilitator is known to accept with the payment's scheme or on its network, or else all of
    /// its kinds.
    pub taken: Vec<PaymentKind>,
}

impl NotTaken {
    /// `None` if the facilitator accepts the payment, or if its kinds are not known.
    pub(crate) fn of(case: &Case<'_>) -> Option<Self> {
        let kinds = case.context.kinds.filter(|_| case.is_not_taken())?;
        let mut kind = PaymentKind::of(case.terms.scheme.clone());
        kind.network = Some(case.terms.network.clone().into_owned());
        kind.version = Some(case.terms.version);
        let is_near = |other: &&PaymentKind| other.scheme == kind.scheme || other.network == kind.network;
        let near: Vec<_> = kinds.iter().filter(is_near).cloned().collect();
        Some(Self { taken: if near.is_empty() { kinds.to_vec() } else { near }, kind })
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| {
            write!(f, "the facilitator is not known to accept {}", self.kind)?;
            for (index, kind) in self.taken.iter().enumerate() {
                write!(f, "{}{kind}", if index == 0 { "; it accepts " } else { ", " })?;
            }
            Ok(())
        })
    }
}
