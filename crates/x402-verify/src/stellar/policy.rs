//! The policy for payments on Stellar.

use x402_types::{Flag, Flags};

use crate::family::ChainPolicy;

/// The choices that the specification leaves to a server for payments on Stellar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The number of ledgers that an authorization may last beyond the offer's timeout (T-22). Both known facilitators
    /// allow 2.
    pub ledger_tolerance: u32,
    /// The number of ledgers that must remain after the one that settles (T-22).
    pub ledger_margin: u32,
    /// The maximum fee for the settlement, in stroops: the resource fee of its simulation plus 100. `None` for no
    /// maximum (T-33).
    pub max_fee_stroops: Option<u64>,
    /// The kinds of credentials that are accepted (T-19).
    pub credentials: AcceptedCredentials,
}

/// The kinds of credentials of an address that a server accepts (T-19). There are only these, so a `match` needs no
/// wildcard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AcceptedCredentials {
    /// Credentials of both versions.
    #[default]
    Both,
    /// Credentials of version 1 alone, which do not sign the address.
    V1,
}

impl Policy {
    /// The choices that follow the specification.
    pub const DEFAULT: Self =
        Self { ledger_tolerance: 2, ledger_margin: 0, max_fee_stroops: None, credentials: AcceptedCredentials::Both };

    /// The choices of [`Policy::TS`](crate::Policy::TS): npm `@x402/stellar` 2.25 and 2.26.
    pub(crate) const TS: Self = Self { max_fee_stroops: Some(50_000), ..Self::DEFAULT };

    /// The flags that [`Policy::TS`](crate::Policy::TS) rejects.
    pub(crate) const REFUSED_BY_TS: Flags =
        Flags::NONE.with(Flag::MuxedRecipient).with(Flag::OtherEvents).with(Flag::Preconditions);

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
