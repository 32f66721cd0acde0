//! The policy for payments on Solana.

use core::fmt;

use x402_types::{Flag, Flags};

use crate::{AmountRule, family::ChainPolicy};

/// The choices that the specification leaves to a server for payments on Solana. The default follows the official SDKs,
/// except for the numbers of instructions, which are those of wallets (V-51).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The rule that compares the transferred amount with the offer's amount (B-7).
    pub amount_rule: AmountRule,
    /// The maximum price of a compute unit, in millionths of a lamport (S-5). The official SDKs accept 5,000,000. For a
    /// smart wallet the maximum is 50,000, unless this value is lower.
    pub max_unit_price: u64,
    /// The maximum compute-unit limit (S-5). `None` for no maximum. A limit above 400,000 raises a flag, and is not
    /// allowed for a smart wallet.
    pub max_compute_units: Option<u32>,
    /// The maximum loss of the fee payer, in lamports. `None` for no limit except those above.
    pub max_sponsor_lamports: Option<u64>,
    /// The maximum number of signers in addition to the fee payer and the payer (S-4). Each signature costs the fee
    /// payer 5,000 lamports.
    pub extra_signers: u8,
    /// The maximum number of instructions (S-5, V-51).
    pub max_instructions: MaxInstructions,
    /// The maximum number of Lighthouse instructions (V-51).
    pub max_lighthouse: u8,
    /// If `true`, a V1 payment may create the paid account, as the V1 specification allows (§6.2). Such a payment
    /// raises a flag. The released facilitators reject it (`docs/reference/sources.md` D-44), and so does the layout of
    /// V2 (S-5).
    pub account_creation: bool,
    /// If `true`, a simulation decides about payments through the smart wallets of the specification (S-5). If
    /// `false`, they are invalid.
    pub smart_wallets: bool,
}

impl Policy {
    /// The choices of the official SDKs.
    pub const DEFAULT: Self = Self {
        amount_rule: AmountRule::Equal,
        max_unit_price: 5_000_000,
        max_compute_units: None,
        max_sponsor_lamports: None,
        extra_signers: 0,
        max_instructions: MaxInstructions::OfWallets,
        max_lighthouse: 4,
        account_creation: false,
        smart_wallets: true,
    };

    /// The choices of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self {
        extra_signers: u8::MAX,
        max_instructions: MaxInstructions::OfSdk,
        smart_wallets: false,
        ..Self::DEFAULT
    };

    /// The flags that [`Policy::TS`](crate::Policy::TS) rejects.
    pub(crate) const REFUSED_BY_TS: Flags = Flags::NONE.with(Flag::GuardPosition);

    /// The choices of [`Policy::X402_RS`](crate::Policy::X402_RS).
    pub(crate) const X402_RS: Self = Self {
        max_unit_price: 1_000_000,
        max_compute_units: Some(400_000),
        extra_signers: u8::MAX,
        max_instructions: MaxInstructions::Exactly(10),
        max_lighthouse: 7,
        smart_wallets: false,
        ..Self::DEFAULT
    };

    /// The flags that [`Policy::X402_RS`](crate::Policy::X402_RS) rejects.
    pub(crate) const REFUSED_BY_X402_RS: Flags =
        Flags::NONE.with(Flag::TrailingData).with(Flag::GuardPosition).with(Flag::GuardFeePayer);
}

/// The maximum number of instructions of a transaction (S-5, V-51). It prints as the numbers for version 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaxInstructions {
    /// As many as wallets send: eight in V2, six in V1, and two fewer in a transaction of version 1.
    OfWallets,
    /// As many as the official TypeScript SDK accepts: seven in V2, six in V1, and two fewer in a transaction of
    /// version 1.
    OfSdk,
    /// This many in every version.
    Exactly(u8),
}

impl fmt::Display for MaxInstructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfWallets => f.write_str("8, in V1 6"),
            Self::OfSdk => f.write_str("7, in V1 6"),
            Self::Exactly(most) => most.fmt(f),
        }
    }
}

impl ChainPolicy for Policy {}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
