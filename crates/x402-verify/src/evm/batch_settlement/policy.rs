//! The policy for `batch-settlement`.

/// The choices of a server for `batch-settlement` payments. The default follows the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// If `true`, a deposit below the offer's `minDeposit` is invalid (N-7). If `false`, it gets a flag.
    pub enforce_min_deposit: bool,
    /// If `true`, the settler makes a key's signature canonical, as
    /// [`canonical_signatures`](crate::evm::Policy::canonical_signatures) does for other schemes (N-13). The rows of a
    /// claim must be canonical in any case. No preset sets it (N-38).
    pub canonical_signatures: bool,
    /// If `true`, an offer may omit `withdrawDelay` (N-4). The payer then chooses the delay, within the bounds of the
    /// contract.
    pub optional_withdraw_delay: bool,
    /// If `true`, the witness of a permit must write the channel id as the voucher does, in the same letter case
    /// (N-16). If `false`, the bytes are compared.
    pub strict_channel_ids: bool,
}

impl Policy {
    /// The choices of the specification.
    pub const DEFAULT: Self = Self {
        enforce_min_deposit: false,
        canonical_signatures: false,
        optional_withdraw_delay: false,
        strict_channel_ids: false,
    };

    /// The choices of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self { optional_withdraw_delay: true, strict_channel_ids: true, ..Self::DEFAULT };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
