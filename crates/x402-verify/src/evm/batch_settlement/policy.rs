//! The choices that a server may make.

/// The choices that a server may make for payments by `batch-settlement`. The default is what
/// the document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Whether a deposit below the offer's `minDeposit` is invalid (N-7). If not, it has a flag.
    pub enforce_min_deposit: bool,
    /// Whether the settler makes a key's signature canonical, as [`canonical_signatures`](crate::evm::Policy::canonical_signatures)
    /// says of other schemes (N-13). The rows of a claim have to be canonical anyhow. No preset says so (N-38).
    pub canonical_signatures: bool,
}

impl Policy {
    /// What the document says.
    pub const DEFAULT: Self = Self { enforce_min_deposit: false, canonical_signatures: false };

    /// Those of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self::DEFAULT;
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
