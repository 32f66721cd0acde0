//! Translates the reason codes of one implementation to those of another (C-15).

use core::fmt;

use crate::names::names;

use super::{
    explanation::Explanation,
    row::{C, D, G, In, L, O, P, R, Row, S, T, X},
    table,
};

names! {
    /// An implementation, or the documents, whose reason codes are meant.
    ///
    /// A meaning has several names. A code may have different meanings in different implementations, or several meanings
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
        /// Rust: the crates of r402.
        R402 = "r402",
        /// Coinbase: the enums of CDP's own SDK, npm `@coinbase/cdp-sdk`.
        Cdp = "cdp",
        /// This project, where no document and no other implementation has a code.
        Offline = "offline",
    }
    as_str "The permanent name: `spec`, `ts`, `py`, `go`, `x402-rs`, `legacy`, `circle`, `r402`, `cdp` or `offline`.";
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

    /// What the codes of this dialect were taken from: the package and its version, or the documents and their date.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Spec => "the specification of 2026-06-16",
            Self::Ts => "npm @x402/core, evm, svm, extensions 2.27.0 and stellar 2.9.0",
            Self::Py => "PyPI x402 2.25.0",
            Self::Go => "the Go module 2.9.0, and its repository of 2026-09",
            Self::X402Rs => "the crates of x402-rs 2.0.2",
            Self::Legacy => "npm x402 1.2.0",
            Self::Circle => "Circle's documentation of 2026-11-22",
            Self::R402 => "the crates of r402 0.21.0",
            Self::Cdp => "npm @coinbase/cdp-sdk 1.57.0",
            Self::Offline => "this project",
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
            Self::Cdp => D,
            Self::Offline => O,
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
/// have separate meanings. It covers every code of the packages that [`Dialect::source`] names, and every code that this project
/// prints.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning(&'static Row);

impl Meaning {
    /// The day on which the tables were last compared with their sources, such as `2026-11-29`.
    pub const AS_OF: &'static str = "2026-11-29";

    /// All meanings: those of the core, then those of each chain family, of each implementation and of the extensions.
    pub fn all() -> impl Iterator<Item = Self> {
        table::rows().map(Self)
    }

    /// All meanings of a code in any dialect, in the order of the table. Empty if no dialect has the code. The letter case counts.
    pub fn of(code: &str) -> impl Iterator<Item = Self> {
        Self::all().filter(move |meaning| meaning.0.codes.iter().any(|(_, known)| *known == code))
    }

    /// The dialects in which a code has this meaning.
    pub fn dialects(self, code: &str) -> impl Iterator<Item = Dialect> {
        Dialect::ALL.iter().copied().filter(move |dialect| self.codes(*dialect).any(|known| known == code))
    }

    /// What usually causes a refusal with this meaning, who acts, and what to run next.
    #[must_use]
    pub const fn explanation(self) -> &'static Explanation {
        self.0.explanation
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
