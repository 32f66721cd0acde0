//! What a server may decide for itself.

use x402_types::{Flag, Flags, Uint256, matching::MatchRule};

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
    /// On EVM chains: how the signed amount compares with the offer's (B-7).
    pub amount_rule: AmountRule,
    /// Solana: the same for what is transferred (B-7).
    pub solana_amount_rule: AmountRule,
    /// Seconds that must be left until `validBefore` (E-2): 6 in the TypeScript, Python, Go and x402-rs facilitators.
    pub expiry_margin: u64,
    /// Takes every account for one without code, unless a fact says otherwise (E-8). Wrong for smart accounts.
    pub assume_plain_accounts: bool,
    /// Wants every declared extension in the payment (B-6), as the V2 specification says (§5.1.2). Both official servers
    /// let one be left out.
    pub require_echo: bool,
    /// Takes 64-byte ERC-2098 signatures (E-6). USDC does not: the settler has to unpack them.
    pub compact_signatures: bool,
    /// Takes a key's signature in whatever form it can be brought to token or Permit2 as r‖s‖v with s in the lower half and
    /// v 27 or 28 (E-6, E-7): with s in the upper half, with v 0 or 1, or 35 and more. The contracts refuse most of these:
    /// the settler has to bring the canonical form.
    pub canonical_signatures: bool,
    /// How far ahead `validBefore` may lie, in seconds (E-2). `None`: however far.
    pub horizon: Option<u64>,
    /// What else makes a payment invalid, though it could be settled: `eip55`, `self-payment`, `pay-to-asset`,
    /// `y-parity`, `boundary-after`, … Flags that decoding raised, before there was a payment to judge, are not seen.
    pub refused: Flags,
    /// Takes a signed transaction that approves Permit2, to be sent before the settlement (P-6). Else it counts as not
    /// there, as in x402-rs.
    pub approval_transactions: bool,
    /// The most gas that such a transaction may have (P-6): the official clients give it 70,000. `None`: 2^24, which is
    /// all that a transaction may have.
    pub max_approval_gas: Option<u64>,
    /// The most that such a transaction may cost whoever funds it, in wei (P-6). `None`: whatever gas and fee come to.
    pub max_sponsor_wei: Option<Uint256>,
    /// Solana: the highest price of a compute unit, in millionths of a lamport (S-5): 5,000,000 in the official SDKs.
    pub max_unit_price: u64,
    /// Solana: the highest limit of compute units (S-5). `None`: any, and above 400,000 a flag.
    pub max_compute_units: Option<u32>,
    /// Solana: the most lamports that the fee payer may lose. `None`: whatever the limits above come to.
    pub max_sponsor_lamports: Option<u64>,
    /// Solana: how many may have to sign besides fee payer and payer, for 5,000 lamports each (S-4).
    pub extra_signers: u8,
    /// Solana: how many instructions there may be (S-5). `None`: seven, in V1 six.
    pub max_instructions: Option<u8>,
    /// Solana: how many of them may be of Lighthouse (S-5).
    pub max_lighthouse: u8,
    /// Solana: takes a V1 payment that makes the account which is paid before it pays, as V1's document has it (§6.2), and
    /// flags it. The released facilitators refuse that (`docs/sources.md` D-44), and so does V2's layout (S-5).
    pub account_creation: bool,
    /// Solana: leaves payments by the smart wallets of the document to a simulation (S-5); else they are invalid.
    pub smart_wallets: bool,
}

impl Policy {
    /// The default.
    pub const DEFAULT: Self = Self {
        match_rule: MatchRule::Sdk,
        amount_rule: AmountRule::Equal,
        solana_amount_rule: AmountRule::Equal,
        expiry_margin: 6,
        assume_plain_accounts: false,
        require_echo: false,
        compact_signatures: false,
        canonical_signatures: false,
        horizon: None,
        refused: Flags::NONE,
        approval_transactions: true,
        max_approval_gas: Some(150_000),
        max_sponsor_wei: None,
        max_unit_price: 5_000_000,
        max_compute_units: None,
        max_sponsor_lamports: None,
        extra_signers: 0,
        max_instructions: None,
        max_lighthouse: 3,
        account_creation: false,
        smart_wallets: true,
    };

    /// The facilitators of npm `@x402/evm` and `@x402/svm` 2.27.0: viem refuses addresses whose checksum is wrong
    /// (`docs/sources.md` D-31), and the call that they make reverts on a last byte of 0 or 1 (E-6). On Solana they take
    /// further signers and a fourth instruction of Lighthouse (D-40), and judge smart wallets only if switched on.
    pub const TS: Self = Self {
        refused: Flags::NONE.with(Flag::Eip55).with(Flag::YParity),
        max_approval_gas: None,
        extra_signers: u8::MAX,
        max_lighthouse: 4,
        smart_wallets: false,
        ..Self::DEFAULT
    };

    /// x402-rs 2.0.2: `accepted` has to equal the offer, more than the price will do on EVM chains, and the signature
    /// of a key, in any form that alloy reads, is brought to the contract in the canonical one (`docs/sources.md` D-1, D-24).
    /// On Solana it wants exactly the price (D-3), its limits are lower, its layout is longer, and nothing may follow the
    /// data of a compute budget instruction (D-39, D-42, D-43).
    pub const X402_RS: Self = Self {
        match_rule: MatchRule::Exact,
        amount_rule: AmountRule::AtLeast,
        compact_signatures: true,
        canonical_signatures: true,
        refused: Flags::NONE.with(Flag::TrailingData),
        approval_transactions: false,
        max_unit_price: 1_000_000,
        max_compute_units: Some(400_000),
        extra_signers: u8::MAX,
        max_instructions: Some(10),
        max_lighthouse: 7,
        smart_wallets: false,
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
