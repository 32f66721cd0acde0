//! How much a finding matters.

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// A reader that follows the documents refuses or discards this.
    Error,
    /// Readers differ, or failures in the field are known.
    Warning,
    /// Nothing is wrong, but the fact is worth knowing.
    Info,
}

impl Level {
    /// The permanent name: `error`, `warning`, `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

x402_types::__display_as_str!(Level);
