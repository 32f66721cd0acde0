//! Translates the reason codes of one implementation to those of a different one (C-15).

use core::fmt;

use crate::declare::names;

use super::{
    explanation::Explanation,
    row::{C, D, G, In, L, O, P, R, Row, S, T, X},
    table,
};

names! {
    /// A set of reason codes: that of an implementation, or that of the specification (C-15).
    ///
    /// A meaning may have several codes. A code may have different meanings in different implementations, or several
    /// meanings in one:
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
        /// The specification: V2 specification §9, V1 specification §9, and the documents of the schemes.
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
        /// Circle: the Gateway, in the answers of its API (`verify-x402payment` and `settle-x402payment` of its
        /// documentation), and the Facilitator Service, which uses two codes of the specification.
        Circle = "circle",
        /// Rust: the crates of r402.
        R402 = "r402",
        /// Coinbase: the enums of CDP's own SDK, npm `@coinbase/cdp-sdk`.
        Cdp = "cdp",
        /// This project, where neither the specification nor any other implementation has a code.
        Offline = "offline",
    }
    as_str "The permanent name: `spec`, `ts`, `py`, `go`, `x402-rs`, `legacy`, `circle`, `r402`, `cdp` or `offline`.";
    ALL "All dialects.";
    Display;
}

impl Dialect {
    /// Returns all meanings of this code in this dialect, in the order of the table. Codes are case-sensitive. The
    /// result is empty if the dialect does not have the code. There is more than one meaning if the dialect does not
    /// distinguish what others distinguish.
    pub fn meanings(self, code: &str) -> impl Iterator<Item = Meaning> {
        Meaning::all().filter(move |meaning| meaning.codes(self).any(|known| known == code))
    }

    /// Translates a code of this dialect to a different dialect.
    #[must_use]
    pub fn translate(self, code: &str, to: Self) -> Translation<'_> {
        let mut codes = self.meanings(code).map(|meaning| meaning.code(to));
        match codes.next() {
            None => Translation::Unknown(code),
            Some(first) if codes.any(|other| other != first) => Translation::Ambiguous,
            Some(first) => first.map_or(Translation::Nothing, Translation::Code),
        }
    }

    /// The source of this dialect's codes: the package and its version, or the specification and its date.
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

/// The result of translating a code to a different dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Translation<'c> {
    /// The other dialect's code for every meaning of the code.
    Code(&'static str),
    /// The code has several meanings, and the other dialect has different codes for them or lacks some.
    /// [`Dialect::meanings`] lists the meanings.
    Ambiguous,
    /// The other dialect has no code for any meaning of the code.
    Nothing,
    /// The code is not in its dialect. It is returned unchanged, because the set of codes is open.
    Unknown(&'c str),
}

/// A meaning of reason codes.
///
/// The set of meanings is closed, and as fine as the finest dialect, so `exact` with EIP-3009, with Permit2 and on
/// Solana have separate meanings. It covers every code of the packages that [`Dialect::source`] names, and every code
/// that this project prints.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning(&'static Row);

impl Meaning {
    /// The day on which the tables were last compared with their sources, such as `2026-11-29`.
    pub const AS_OF: &'static str = "2026-11-29";

    /// Returns all meanings, in the order of the table. Those of the core come first.
    pub fn all() -> impl Iterator<Item = Self> {
        table::rows().map(Self)
    }

    /// Returns all meanings of a code in any dialect, in the order of the table. Codes are case-sensitive. The result
    /// is empty if no dialect has the code.
    pub fn of(code: &str) -> impl Iterator<Item = Self> {
        Self::all().filter(move |meaning| meaning.0.codes.iter().any(|(_, known)| *known == code))
    }

    /// Returns the dialects in which a code has this meaning.
    pub fn dialects(self, code: &str) -> impl Iterator<Item = Dialect> {
        Dialect::ALL.iter().copied().filter(move |dialect| self.codes(*dialect).any(|known| known == code))
    }

    /// The usual causes of a refusal with this meaning, the role that must act, and the command to run next.
    #[must_use]
    pub const fn explanation(self) -> &'static Explanation {
        self.0.explanation
    }

    /// A sentence for people, without a full stop. Each meaning has a different sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// Returns the current code for this meaning in a dialect, or `None` if the dialect has none.
    #[must_use]
    pub fn code(self, dialect: Dialect) -> Option<&'static str> {
        self.codes(dialect).next()
    }

    /// Returns all codes for this meaning in a dialect: first the current one, then those of its V1 routes and older
    /// releases.
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
