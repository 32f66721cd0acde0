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
    /// Whether an offer may leave `withdrawDelay` out (N-4). Then the payer chooses the delay, within the bounds of the contract.
    pub optional_withdraw_delay: bool,
    /// Whether the channel's id in the witness of a permit has to be written as in the voucher, in the letter case, too (N-16). If not,
    /// the bytes are compared.
    pub strict_channel_ids: bool,
}

impl Policy {
    /// What the document says.
    pub const DEFAULT: Self = Self {
        enforce_min_deposit: false,
        canonical_signatures: false,
        optional_withdraw_delay: false,
        strict_channel_ids: false,
    };

    /// Those of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self { optional_withdraw_delay: true, strict_channel_ids: true, ..Self::DEFAULT };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
