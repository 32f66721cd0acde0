//! What a server may decide for itself.

use x402_types::{Flag, Flags, matching::MatchRule};

/// How the signed amount compares with the offer's (B-7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    /// How the signed amount compares with the offer's (B-7).
    pub amount_rule: AmountRule,
    /// Seconds that must be left until `validBefore` (E-2): 6 in the TypeScript, Python, Go and x402-rs facilitators.
    pub expiry_margin: u64,
    /// Takes every account for one without code, unless a fact says otherwise (E-8). Wrong for smart accounts.
    pub assume_plain_accounts: bool,
    /// Wants every declared extension in the payment (B-6), as the V2 specification says (§5.1.2). Both official servers
    /// let one be left out.
    pub require_echo: bool,
    /// Takes 64-byte ERC-2098 signatures (E-6). USDC does not: the settler has to unpack them.
    pub compact_signatures: bool,
    /// How far ahead `validBefore` may lie, in seconds (E-2). `None`: however far.
    pub horizon: Option<u64>,
    /// What else makes a payment invalid, though it could be settled: `eip55`, `self-payment`, `pay-to-asset`,
    /// `y-parity`, `boundary-after`, … Flags that decoding raised, before there was a payment to judge, are not seen.
    pub refused: Flags,
}

impl Policy {
    /// The default.
    pub const DEFAULT: Self = Self {
        match_rule: MatchRule::Sdk,
        amount_rule: AmountRule::Equal,
        expiry_margin: 6,
        assume_plain_accounts: false,
        require_echo: false,
        compact_signatures: false,
        horizon: None,
        refused: Flags::NONE,
    };

    /// The facilitator of npm `@x402/evm` 2.27.0: viem refuses addresses whose checksum is wrong (`peers.md` D-31), and
    /// the call that it makes reverts on a last byte of 0 or 1 (E-6).
    pub const TS: Self = Self { refused: Flags::NONE.with(Flag::Eip55).with(Flag::YParity), ..Self::DEFAULT };

    /// x402-rs 2.0.2: `accepted` has to equal the offer, more than the price will do, 64-byte signatures are unpacked
    /// (`peers.md` §2.1, D-1, D-24).
    pub const X402_RS: Self = Self {
        match_rule: MatchRule::Exact,
        amount_rule: AmountRule::AtLeast,
        compact_signatures: true,
        ..Self::DEFAULT
    };

    #[cfg_attr(not(feature = "evm"), allow(dead_code, reason = "for the families, all of which are off"))]
    pub(crate) const fn takes_compact(&self) -> bool {
        self.compact_signatures && !self.refused.contains(Flag::Compact)
    }

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
