//! Translates the reason codes of one implementation to those of another (C-15).

use core::fmt;

use crate::names::names;

use super::{
    row::{C, G, In, L, P, R, Row, S, T, X},
    table,
};

names! {
    /// An implementation, or the documents, whose reason codes are meant.
    ///
    /// A meaning has up to eight names. A code may have different meanings in different implementations, or several meanings
    /// in one:
    ///
    /// ```
    /// use x402_types::{Dialect, Translation};
    ///
    /// let recipient = "invalid_exact_evm_payload_recipient_mismatch";
    /// assert_eq!(
    ///     Dialect::Spec.translate(recipient, Dialect::Ts),
    ///     Translation::Code("invalid_exact_evm_recipient_mismatch"),
    /// );
    /// // x402-rs uses this code also for Permit2's spender, for Permit2's recipient and for Solana's.
    /// assert_eq!(Dialect::X402Rs.meanings("recipient_mismatch").count(), 4);
    /// assert_eq!(Dialect::X402Rs.translate("recipient_mismatch", Dialect::Spec), Translation::Ambiguous);
    /// assert_eq!(Dialect::Spec.translate("too_tired", Dialect::Go), Translation::Unknown("too_tired"));
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Dialect {
        /// The documents: V2 specification §9, V1 specification §9, and the scheme documents.
        Spec = "spec",
        /// TypeScript: npm `@x402/*`.
        Ts = "ts",
        /// Python: PyPI `x402`.
        Py = "py",
        /// Go: the module of the x402 repository.
        Go = "go",
        /// Rust: the crates of x402-rs (`x402-types`, `x402-chain-…`), which are not part of this project.
        X402Rs = "x402-rs",
        /// TypeScript, only V1: npm `x402` 1.
        Legacy = "legacy",
        /// Circle: the Gateway, in the answers of its own API (`verify-x402payment` and `settle-x402payment` of its
        /// documentation), and the Facilitator Service, which uses two codes of the documents.
        Circle = "circle",
        /// Rust: the crates of r402, as far as their codes on Stellar go.
        R402 = "r402",
    }
    as_str "The permanent name: `spec`, `ts`, `py`, `go`, `x402-rs`, `legacy`, `circle` or `r402`.";
    ALL "All dialects.";
    Display;
}

impl Dialect {
    /// All meanings of this code in this dialect, in the order of the table. Empty if the dialect does not have the
    /// code. There is more than one meaning if the dialect does not distinguish what others distinguish. The letter
    /// case counts.
    pub fn meanings(self, code: &str) -> impl Iterator<Item = Meaning> {
        Meaning::all().filter(move |meaning| meaning.codes(self).any(|known| known == code))
    }

    /// Translates a code of this dialect to another dialect.
    #[must_use]
    pub fn translate(self, code: &str, to: Self) -> Translation<'_> {
        let mut codes = self.meanings(code).map(|meaning| meaning.code(to));
        match codes.next() {
            None => Translation::Unknown(code),
            Some(first) if codes.any(|other| other != first) => Translation::Ambiguous,
            Some(first) => first.map_or(Translation::Nothing, Translation::Code),
        }
    }

    const fn bit(self) -> In {
        match self {
            Self::Spec => S,
            Self::Ts => T,
            Self::Py => P,
            Self::Go => G,
            Self::X402Rs => X,
            Self::Legacy => L,
            Self::Circle => C,
            Self::R402 => R,
        }
    }
}

/// The result of translating a code to another dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Translation<'c> {
    /// The other dialect's code for every meaning of the code.
    Code(&'static str),
    /// The code has several meanings, and the other dialect has different codes for them or lacks some.
    /// [`Dialect::meanings`] lists the meanings.
    Ambiguous,
    /// The other dialect has no code for the meaning.
    Nothing,
    /// The code is not one of its dialect. Here it is unchanged, because the set of codes is open.
    Unknown(&'c str),
}

/// A meaning of reason codes.
///
/// The set of meanings is closed, and as fine as the finest dialect, so `exact` by EIP-3009, by Permit2 and on Solana
/// have separate meanings. It covers the core, `exact` on EVM, Solana and Stellar, `upto` on EVM and Solana, the
/// extensions that sponsor gas, and Circle's Gateway.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning(&'static Row);

impl Meaning {
    /// All meanings: those of the core, of EIP-3009, of Circle's Gateway, of Permit2, of Solana and of Stellar.
    pub fn all() -> impl Iterator<Item = Self> {
        table::rows().map(Self)
    }

    /// A sentence for people, without a full stop. Each meaning has a different sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// The current code for this meaning in a dialect. `None` if the dialect has none.
    #[must_use]
    pub fn code(self, dialect: Dialect) -> Option<&'static str> {
        self.codes(dialect).next()
    }

    /// All codes for this meaning in a dialect: first the current one, then those of its V1 routes and older releases.
    pub fn codes(self, dialect: Dialect) -> impl Iterator<Item = &'static str> {
        self.0.codes.iter().filter(move |(dialects, _)| dialects & dialect.bit() != 0).map(|(_, code)| *code)
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meaning({self})")
    }
}
