//! The policy for payments on EVM chains.

use x402_schemes::{
    Mechanism, Terms,
    evm::gateway::{self, LEAST_VALIDITY},
};
use x402_types::{Flag, Flags, Uint256};

use super::batch_settlement;
use crate::{AmountRule, family::ChainPolicy};

/// The choices that the specification leaves to a server for payments on EVM chains. The default follows the
/// official SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The rule that compares the signed amount with the offer's amount in `exact` (B-7).
    pub amount_rule: AmountRule,
    /// The rule that compares the signed amount with the offer's amount in `upto`, before and after the service
    /// (P-4). All published facilitators require equality.
    pub upto_amount_rule: AmountRule,
    /// The number of seconds that must remain until `validBefore`, or until the deadline of a Permit2
    /// authorization (E-2, P-2). The facilitators in TypeScript, Python and Go and x402-rs require 6.
    pub expiry_margin: u64,
    /// The number of seconds that must remain until the deadline of a permit for a sponsor (P-5), unless
    /// `expiry_margin` is greater.
    pub permit_margin: u64,
    /// If `true`, Gateway offers are recognised (U-10). If `false`, a payment for one is verified like any
    /// other EIP-3009 payment, in the domain that the offer defines for the token.
    pub gateway_variant: bool,
    /// The number of seconds that must remain until `validBefore` of a Gateway payment (U-4), unless
    /// `expiry_margin` is greater. The operator requires 604,800.
    pub gateway_margin: u64,
    /// The maximum number of seconds from the check to `validBefore`, or to the deadline of a Permit2
    /// authorization (E-2). `None` for no limit.
    pub horizon: Option<u64>,
    /// If `true`, every account is assumed to have no code, unless a fact states otherwise (E-8). The
    /// assumption is wrong for smart accounts.
    pub assume_plain_accounts: bool,
    /// If `true`, 64-byte signatures (ERC-2098) are accepted (E-6). USDC rejects them, so the settler must
    /// unpack them. Permit2 accepts them itself (E-7).
    pub compact_signatures: bool,
    /// If `true`, a key's signature is accepted in every format that can be rewritten to the canonical one:
    /// r‖s‖v with s in the lower half and v 27 or 28 (E-6, E-7). The other formats have s in the upper half, or
    /// v 0, 1, or 35 and more. The contracts reject most of them, so the settler must pass the canonical
    /// format.
    pub canonical_signatures: bool,
    /// If `true`, `from` and `to` of an EIP-3009 authorization, and in `batch-settlement` each address of a
    /// config that the facilitator hashes, must be in lower case or have the correct EIP-55 checksum (E-3,
    /// N-38). viem refuses to hash typed data with an address in a different letter case. Other addresses are
    /// not restricted.
    pub strict_addresses: bool,
    /// If `true`, name and version of the token's domain may be empty strings in an offer for EIP-3009 (E-1).
    pub empty_domain_names: bool,
    /// If `true`, the settler sends a signed transaction that approves Permit2 before the settlement (P-6). If
    /// `false`, such a transaction is ignored, as in x402-rs.
    pub approval_transactions: bool,
    /// The highest gas limit of such a transaction (P-6). The official clients set 70,000. `None` for 2^24, the
    /// highest limit of any transaction.
    pub max_approval_gas: Option<u64>,
    /// The maximum cost of such a transaction for the sponsor, in wei (P-6). `None` for no limit.
    pub max_sponsor_wei: Option<Uint256>,
    /// The choices for `batch-settlement`.
    pub batch_settlement: batch_settlement::Policy,
}

impl Policy {
    /// The choices of the official SDKs.
    pub const DEFAULT: Self = Self {
        amount_rule: AmountRule::Equal,
        upto_amount_rule: AmountRule::Equal,
        expiry_margin: 6,
        permit_margin: 0,
        gateway_variant: true,
        gateway_margin: LEAST_VALIDITY,
        horizon: None,
        assume_plain_accounts: false,
        compact_signatures: false,
        canonical_signatures: false,
        strict_addresses: false,
        empty_domain_names: true,
        approval_transactions: true,
        max_approval_gas: Some(150_000),
        max_sponsor_wei: None,
        batch_settlement: batch_settlement::Policy::DEFAULT,
    };

    /// The choices of [`Policy::TS`](crate::Policy::TS).
    pub(crate) const TS: Self = Self {
        strict_addresses: true,
        empty_domain_names: false,
        gateway_variant: false,
        batch_settlement: batch_settlement::Policy::TS,
        ..Self::DEFAULT
    };

    /// The flags that [`Policy::TS`](crate::Policy::TS) rejects.
    pub(crate) const REFUSED_BY_TS: Flags = Flags::NONE.with(Flag::YParity).with(Flag::Compact);

    /// The choices of [`Policy::X402_RS`](crate::Policy::X402_RS).
    pub(crate) const X402_RS: Self = Self {
        amount_rule: AmountRule::AtLeast,
        compact_signatures: true,
        canonical_signatures: true,
        approval_transactions: false,
        gateway_variant: false,
        ..Self::DEFAULT
    };

    /// The flags that [`Policy::X402_RS`](crate::Policy::X402_RS) rejects.
    pub(crate) const REFUSED_BY_X402_RS: Flags = Flags::NONE;
}

impl ChainPolicy for Policy {
    fn has_variants(&self) -> bool {
        self.gateway_variant
    }

    fn flags_of(&self, offer: &Terms<'_>, mechanism: Option<Mechanism>) -> Flags {
        let is_near_miss = mechanism != Some(Mechanism::GATEWAY) && gateway::is_named(offer);
        if is_near_miss { Flags::NONE.with(Flag::GatewayNearMiss) } else { Flags::NONE }
    }

    /// The operator may have added the chain (U-8). Without the variant that does not matter (U-10).
    fn is_certain(&self, offer: &Terms<'_>, mechanism: Mechanism) -> bool {
        !self.gateway_variant || mechanism != Mechanism::EIP3009 || !gateway::is_on_unknown_chain(offer)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
