//! The choices that a server may make for payments on EVM chains.

use x402_schemes::{
    Mechanism, Terms,
    evm::gateway::{self, LEAST_VALIDITY},
};
use x402_types::{Flag, Flags, Uint256};

use crate::{AmountRule, policy::ChainPolicy};

macro_rules! policy {
    ([$($Room:ident $room:ident $parts:tt;)*]) => {
        /// The choices that the documents leave to a server for payments on EVM chains. The default is the choice of the
        /// official SDKs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Policy {
            /// The rule that compares the signed amount with the offer's amount in `exact` (B-7).
            pub amount_rule: AmountRule,
            /// The rule that compares the signed amount with the offer's amount in `upto`, before and after the service (P-4). All
            /// published facilitators ask for equality.
            pub upto_amount_rule: AmountRule,
            /// The number of seconds that have to remain until `validBefore` (E-2). The facilitators in TypeScript, Python and Go and
            /// x402-rs ask for 6.
            pub expiry_margin: u64,
            /// The number of seconds that have to remain until the deadline of a permit for a sponsor (P-5), unless `expiry_margin`
            /// is greater.
            pub permit_margin: u64,
            /// Whether an offer of the Gateway is recognised (U-10). If not, a payment for it is judged like any other payment by
            /// EIP-3009, in the domain that the offer names for the token.
            pub gateway_variant: bool,
            /// The number of seconds that have to remain until `validBefore` of a payment for the Gateway (U-4), unless
            /// `expiry_margin` is greater. The operator asks for 604,800.
            pub gateway_margin: u64,
            /// The maximum number of seconds from the check to `validBefore` (E-2). `None` for no limit.
            pub horizon: Option<u64>,
            /// Whether every account is assumed to have no code, unless a fact says otherwise (E-8). The assumption is wrong
            /// for smart accounts.
            pub assume_plain_accounts: bool,
            /// Whether 64-byte signatures (ERC-2098) are accepted (E-6). USDC refuses them, so the settler has to unpack them.
            pub compact_signatures: bool,
            /// Whether a key's signature is accepted in every form that can be rewritten to the canonical one: r‖s‖v with s in
            /// the lower half and v 27 or 28 (E-6, E-7). The other forms have s in the upper half, or v 0, 1, or 35 and more.
            /// The contracts refuse most of them, so the settler has to pass the canonical form.
            pub canonical_signatures: bool,
            /// Whether `from` and `to` of an EIP-3009 authorization, and by `batch-settlement` each address of a config that the
            /// facilitator hashes, have to be in lower case or to have the right EIP-55 checksum (E-3, N-38). viem refuses to hash
            /// typed data with an address in another letter case. Addresses elsewhere are not restricted.
            pub strict_addresses: bool,
            /// Whether name and version of the token's domain may be empty strings in an offer for EIP-3009 (E-1).
            pub empty_domain_names: bool,
            /// Whether the settler sends a signed transaction that approves Permit2 before the settlement (P-6). If not, such a
            /// transaction is ignored, as in x402-rs.
            pub approval_transactions: bool,
            /// The highest gas limit of such a transaction (P-6). The official clients set 70,000. `None` for 2^24, the highest
            /// limit of any transaction.
            pub max_approval_gas: Option<u64>,
            /// The maximum cost of such a transaction for the sponsor, in wei (P-6). `None` for no limit.
            pub max_sponsor_wei: Option<Uint256>,
            $(
                #[doc = concat!("The choices for ", stringify!($Room), ".")]
                pub $room: super::$room::Policy,
            )*
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
                $($room: super::$room::Policy::DEFAULT,)*
            };

            /// Those of [`Policy::TS`](crate::Policy::TS).
            pub(crate) const TS: Self = Self {
                strict_addresses: true,
                empty_domain_names: false,
                gateway_variant: false,
                $($room: super::$room::Policy::TS,)*
                ..Self::DEFAULT
            };

            /// The flags that [`Policy::TS`](crate::Policy::TS) refuses.
            pub(crate) const REFUSED_BY_TS: Flags = Flags::NONE.with(Flag::YParity).with(Flag::Compact);

            /// Those of [`Policy::X402_RS`](crate::Policy::X402_RS).
            pub(crate) const X402_RS: Self = Self {
                amount_rule: AmountRule::AtLeast,
                compact_signatures: true,
                canonical_signatures: true,
                approval_transactions: false,
                gateway_variant: false,
                ..Self::DEFAULT
            };

            /// The flags that [`Policy::X402_RS`](crate::Policy::X402_RS) refuses.
            pub(crate) const REFUSED_BY_X402_RS: Flags = Flags::NONE;
        }
    };
}
super::rooms::rooms!(policy);

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
