//! The words of one implementation in those of another (C-15).

use core::fmt;

use super::{
    row::{G, In, L, P, Row, S, T, X},
    table,
};

/// Whose words a reason code is in.
///
/// One meaning has up to six names, and one code means different things to different implementations, or several
/// things to one:
///
/// ```
/// use x402_types::{Dialect, Translation};
///
/// let recipient = "invalid_exact_evm_payload_recipient_mismatch";
/// assert_eq!(
///     Dialect::Spec.translate(recipient, Dialect::Ts),
///     Translation::Code("invalid_exact_evm_recipient_mismatch"),
/// );
/// // x402-rs says the same of Permit2's spender, of its recipient and of Solana's.
/// assert_eq!(Dialect::X402Rs.meanings("recipient_mismatch").count(), 4);
/// assert_eq!(Dialect::X402Rs.translate("recipient_mismatch", Dialect::Spec), Translation::Ambiguous);
/// assert_eq!(Dialect::Spec.translate("too_tired", Dialect::Go), Translation::Unknown("too_tired"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// The documents: V2 specification §9, V1 specification §9, the scheme documents.
    Spec,
    /// TypeScript: npm `@x402/*`.
    Ts,
    /// Python: PyPI `x402`.
    Py,
    /// Go: the module of the x402 repository.
    Go,
    /// Rust: the crates of x402-rs (`x402-types`, `x402-chain-…`), which are not this project's.
    X402Rs,
    /// TypeScript for V1 alone: npm `x402` 1.
    Legacy,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 6] = [Self::Spec, Self::Ts, Self::Py, Self::Go, Self::X402Rs, Self::Legacy];

    /// `spec`, `ts`, `py`, `go`, `x402-rs` or `legacy`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            Self::Ts => "ts",
            Self::Py => "py",
            Self::Go => "go",
            Self::X402Rs => "x402-rs",
            Self::Legacy => "legacy",
        }
    }

    /// Everything that this code means in this dialect, in the table's order; nothing if the dialect does not have it.
    /// More than one where the dialect does not tell apart what others do. Codes are compared to the letter.
    pub fn meanings(self, code: &str) -> impl Iterator<Item = Meaning> {
        Meaning::all().filter(move |meaning| meaning.codes(self).any(|known| known == code))
    }

    /// A code of this dialect in another one.
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
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a code became in another dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Translation<'c> {
    /// Whatever it means, the other dialect says this.
    Code(&'static str),
    /// It means several things that the other dialect has different words for, or for only some of which it has one:
    /// [`Dialect::meanings`] lists them.
    Ambiguous,
    /// The other dialect has no word for it.
    Nothing,
    /// The dialect that it is said to be in does not have it. Here it is, verbatim: the set of codes is open.
    Unknown(&'c str),
}

/// One thing that reason codes stand for.
///
/// The set is closed, and as fine as the finest dialect: `exact` by EIP-3009, Permit2 and Solana have meanings of their
/// own. It covers the core, `exact` on EVM and Solana, `upto` on EVM, and the extensions that sponsor gas.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning(&'static Row);

impl Meaning {
    /// Every meaning: those of the core, of EIP-3009, of Permit2, of Solana.
    pub fn all() -> impl Iterator<Item = Self> {
        table::rows().map(Self)
    }

    /// One sentence for a person, in lower case and without a full stop. No two meanings have the same.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.0.sentence
    }

    /// What a dialect calls it today; `None` if it has no word for it.
    #[must_use]
    pub fn code(self, dialect: Dialect) -> Option<&'static str> {
        self.codes(dialect).next()
    }

    /// Everything that a dialect calls it: first what it says today, then what its V1 routes and older releases say.
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
