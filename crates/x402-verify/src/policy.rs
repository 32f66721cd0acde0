//! What a server may decide for itself.

use x402_types::{Flag, Flags, matching::MatchRule};

use crate::{evm, solana};

/// How the signed amount compares with the offer's (B-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AmountRule {
    /// Equal, as the V2 specification says (§6.1.2).
    #[default]
    Equal,
    /// At least, as x402-rs takes it. More is flagged.
    AtLeast,
}

/// Where the documents leave a choice. The default is that of the official SDKs.
///
/// A preset is what one published facilitator chooses, as far as the bytes of a payment show it; what the token refuses
/// is refused under each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Which members of `accepted` have to equal the offer's (B-2).
    pub match_rule: MatchRule,
    /// Wants every declared extension in the payment (B-6), as the V2 specification says (§5.1.2). Both official servers
    /// let one be left out.
    pub require_echo: bool,
    /// What else makes a payment invalid, though it could be settled: `eip55`, `self-payment`, `pay-to-asset`,
    /// `y-parity`, `boundary-after`, … Flags that decoding raised, before there was a payment to judge, are not seen.
    pub refused: Flags,
    /// What concerns payments on EVM chains.
    pub evm: evm::Policy,
    /// What concerns payments on Solana.
    pub solana: solana::Policy,
}

impl Policy {
    /// The default.
    pub const DEFAULT: Self = Self {
        match_rule: MatchRule::Sdk,
        require_echo: false,
        refused: Flags::NONE,
        evm: evm::Policy::DEFAULT,
        solana: solana::Policy::DEFAULT,
    };

    /// The facilitators of npm `@x402/evm` and `@x402/svm` 2.27.0: viem refuses addresses whose checksum is wrong
    /// (`docs/sources.md` D-31), and the call that they make reverts on a last byte of 0 or 1 (E-6). On Solana they take
    /// further signers and a fourth instruction of Lighthouse (D-40), and judge smart wallets only if switched on.
    pub const TS: Self = Self {
        refused: Flags::NONE.with(Flag::Eip55).with(Flag::YParity),
        evm: evm::Policy { max_approval_gas: None, ..evm::Policy::DEFAULT },
        solana: solana::Policy {
            extra_signers: u8::MAX,
            max_lighthouse: 4,
            smart_wallets: false,
            ..solana::Policy::DEFAULT
        },
        ..Self::DEFAULT
    };

    /// x402-rs 2.0.2: `accepted` has to equal the offer, more than the price will do on EVM chains, and the signature
    /// of a key, in any form that alloy reads, is brought to the contract in the canonical one (`docs/sources.md` D-1, D-24).
    /// On Solana it wants exactly the price (D-3), its limits are lower, its layout is longer, and nothing may follow the
    /// data of a compute budget instruction (D-39, D-42, D-43).
    pub const X402_RS: Self = Self {
        match_rule: MatchRule::Exact,
        refused: Flags::NONE.with(Flag::TrailingData),
        evm: evm::Policy {
            amount_rule: AmountRule::AtLeast,
            compact_signatures: true,
            canonical_signatures: true,
            approval_transactions: false,
            ..evm::Policy::DEFAULT
        },
        solana: solana::Policy {
            max_unit_price: 1_000_000,
            max_compute_units: Some(400_000),
            extra_signers: u8::MAX,
            max_instructions: Some(10),
            max_lighthouse: 7,
            smart_wallets: false,
            ..solana::Policy::DEFAULT
        },
        ..Self::DEFAULT
    };

    /// The presets by name.
    pub const PRESETS: &'static [(&'static str, Self)] =
        &[("default", Self::DEFAULT), ("ts", Self::TS), ("x402-rs", Self::X402_RS)];

    /// A preset by its name.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        Self::PRESETS.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
