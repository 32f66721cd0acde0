//! The policy for payments on the XRP Ledger.

use x402_schemes::xrpl::{MAX_TRANSACTION_BYTES, OtherFieldKind};
use x402_types::{Flag, Flags};

use crate::family::ChainPolicy;

/// The choices that the specification leaves to a server for payments on the XRP Ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The maximum fee that the payer may pay, in drops (R-49). `None` for no maximum. Both known facilitators accept
    /// 10,000.
    pub max_fee_drops: Option<u64>,
    /// The number of ledgers that a payment may last beyond the offer's timeout (R-47). Both known facilitators allow 2.
    pub ledger_tolerance: u32,
    /// The number of ledgers that must remain after the one that settles (R-47).
    pub ledger_margin: u32,
    /// The maximum size of the transaction, in bytes (R-22).
    pub max_transaction_bytes: usize,
    /// The fields that a transaction may have beyond those of the specification (R-31, R-32).
    pub allowed_fields: AllowedFields,
    /// `true` if the payload must repeat the offer's invoice as `invoiceId`, as the facilitator of t54 requires it (R-72).
    pub requires_invoice_in_payload: bool,
}

/// The kinds of fields that a policy allows beyond those of the specification.
///
/// ```
/// use x402_schemes::xrpl::OtherFieldKind;
/// use x402_verify::xrpl::AllowedFields;
/// let allowed = AllowedFields::NONE.with(OtherFieldKind::Memos);
/// assert!(allowed.contains(OtherFieldKind::Memos) && !allowed.contains(OtherFieldKind::Paths));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllowedFields(u8);

impl AllowedFields {
    /// No such field.
    pub const NONE: Self = Self(0);

    /// The bit of a kind. `Paths`, `DeliverMin`, `Delegate` and `Signers` have none, because the specification rejects
    /// each of them by its name (R-31).
    const fn bit(kind: OtherFieldKind) -> u8 {
        match kind {
            OtherFieldKind::Memos => 1,
            OtherFieldKind::CredentialIds => 2,
            OtherFieldKind::AccountTxnId => 4,
            OtherFieldKind::Other => 8,
            OtherFieldKind::Paths | OtherFieldKind::DeliverMin | OtherFieldKind::Delegate | OtherFieldKind::Signers => {
                0
            }
        }
    }

    /// Allows a kind of field in addition. `Paths`, `DeliverMin`, `Delegate` and `Signers` are never allowed.
    #[must_use]
    pub const fn with(self, kind: OtherFieldKind) -> Self {
        Self(self.0 | Self::bit(kind))
    }

    /// Returns `true` if a field of this kind is allowed.
    #[must_use]
    pub const fn contains(self, kind: OtherFieldKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }
}

impl Policy {
    /// The choices that follow the specification.
    pub const DEFAULT: Self = Self {
        max_fee_drops: Some(10_000),
        ledger_tolerance: 2,
        ledger_margin: 0,
        max_transaction_bytes: MAX_TRANSACTION_BYTES,
        allowed_fields: AllowedFields::NONE,
        requires_invoice_in_payload: false,
    };

    /// The choices of [`Policy::TS`](crate::Policy::TS): npm `@x402/xrpl` 2.26, which rejects only the fields that the
    /// specification names (R-71).
    pub(crate) const TS: Self = Self {
        allowed_fields: AllowedFields::NONE
            .with(OtherFieldKind::CredentialIds)
            .with(OtherFieldKind::AccountTxnId)
            .with(OtherFieldKind::Other),
        ..Self::DEFAULT
    };

    /// The flags that [`Policy::TS`](crate::Policy::TS) rejects.
    pub(crate) const REFUSED_BY_TS: Flags = Flags::NONE.with(Flag::AssetSpelling);

    /// The choices of [`Policy::X402_RS`](crate::Policy::X402_RS), which does not support this chain.
    pub(crate) const X402_RS: Self = Self::DEFAULT;

    /// The flags that [`Policy::X402_RS`](crate::Policy::X402_RS) rejects.
    pub(crate) const REFUSED_BY_X402_RS: Flags = Flags::NONE;
}

impl ChainPolicy for Policy {}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
