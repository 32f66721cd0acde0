//! What a server decides for itself about payments on EVM chains.

use x402_types::Uint256;

use crate::AmountRule;

/// Where the documents leave a choice. The default is that of the official SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How the signed amount compares with the offer's (B-7).
    pub amount_rule: AmountRule,
    /// Seconds that must be left until `validBefore` (E-2): 6 in the TypeScript, Python, Go and x402-rs facilitators.
    pub expiry_margin: u64,
    /// How far ahead `validBefore` may lie, in seconds (E-2). `None`: however far.
    pub horizon: Option<u64>,
    /// Takes every account for one without code, unless a fact says otherwise (E-8). Wrong for smart accounts.
    pub assume_plain_accounts: bool,
    /// Takes 64-byte ERC-2098 signatures (E-6). USDC does not: the settler has to unpack them.
    pub compact_signatures: bool,
    /// Takes a key's signature in whatever form it can be brought to token or Permit2 as r‖s‖v with s in the lower half and
    /// v 27 or 28 (E-6, E-7): with s in the upper half, with v 0 or 1, or 35 and more. The contracts refuse most of these:
    /// the settler has to bring the canonical form.
    pub canonical_signatures: bool,
    /// Takes a signed transaction that approves Permit2, to be sent before the settlement (P-6). Else it counts as not
    /// there, as in x402-rs.
    pub approval_transactions: bool,
    /// The most gas that such a transaction may have (P-6): the official clients give it 70,000. `None`: 2^24, which is
    /// all that a transaction may have.
    pub max_approval_gas: Option<u64>,
    /// The most that such a transaction may cost whoever funds it, in wei (P-6). `None`: whatever gas and fee come to.
    pub max_sponsor_wei: Option<Uint256>,
}

impl Policy {
    /// The default.
    pub const DEFAULT: Self = Self {
        amount_rule: AmountRule::Equal,
        expiry_margin: 6,
        horizon: None,
        assume_plain_accounts: false,
        compact_signatures: false,
        canonical_signatures: false,
        approval_transactions: true,
        max_approval_gas: Some(150_000),
        max_sponsor_wei: None,
    };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
