//! The choices that a server may make.

/// The choices that a server may make for payments by `batch-settlement`. The default is what
/// the document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Whether a deposit below the offer's `minDeposit` is invalid (N-7). If not, it has a flag.
    pub enforce_min_deposit: bool,
}

impl Policy {
    /// What the document says.
    pub const DEFAULT: Self = Self { enforce_min_deposit: false };

    /// Those of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self::DEFAULT;
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
