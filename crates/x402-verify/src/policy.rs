//! What a server may decide for itself.

use x402_types::matching::MatchRule;

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
    };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
