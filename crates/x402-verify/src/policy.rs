//! The choices of a server.

use x402_schemes::{Mechanism, Terms};
use x402_types::{Flags, matching::MatchRule};

use crate::{
    evm,
    family::{ChainPolicy, Family},
    solana, stellar, xrpl,
};

/// The choices that the specification leaves to a server. The default is the choice of the official SDKs.
///
/// A preset is the choice of one published facilitator, as far as it depends on the bytes of a payment. A
/// payment that the token refuses is invalid under every policy.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{CheckId, Context, Policy, Verdict, verify};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
///
/// // 54 seconds remain until the authorization expires. The default asks for 6 seconds.
/// let context = Context::at(1_740_672_100);
/// assert_eq!(verify(&payment, &offers, &context).verdict(), Verdict::Valid);
///
/// // This server takes a minute to settle.
/// let mut policy = Policy::DEFAULT;
/// policy.evm.expiry_margin = 60;
/// let report = verify(&payment, &offers, &context.with_policy(&policy));
/// assert_eq!(report.verdict(), Verdict::Invalid);
/// assert_eq!(report.deciding().map(|check| check.id), Some(CheckId::EXPIRY_MARGIN));
///
/// assert_eq!(Policy::preset("x402-rs"), Some(Policy::X402_RS));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The rule that defines which fields of `accepted` must equal the offer's (B-2).
    pub match_rule: MatchRule,
    /// `true` if the payment must echo every declared extension (B-6), as in the V2 specification (§5.1.2).
    /// Both official servers accept a payment that omits one.
    pub require_echo: bool,
    /// The flags that make a payment invalid although it could be settled: `eip55`, `self-payment`, `pay-to-asset`,
    /// `y-parity`, `boundary-after`, … Only flags of the [`Report`](crate::Report) count. Flags that were raised
    /// earlier, when the payment was decoded, have no effect.
    pub refused: Flags,
    /// The choices for payments on EVM chains.
    pub evm: evm::Policy,
    /// The choices for payments on Solana.
    pub solana: solana::Policy,
    /// The choices for payments on Stellar.
    pub stellar: stellar::Policy,
    /// The choices for payments on the XRP Ledger.
    pub xrpl: xrpl::Policy,
}

impl Policy {
    /// The choices of the official SDKs.
    pub const DEFAULT: Self = Self {
        match_rule: MatchRule::Sdk,
        require_echo: false,
        refused: Flags::NONE,
        evm: evm::Policy::DEFAULT,
        solana: solana::Policy::DEFAULT,
        stellar: stellar::Policy::DEFAULT,
        xrpl: xrpl::Policy::DEFAULT,
    };

    /// The choices of the facilitators in npm `@x402/evm` and `@x402/svm` 2.27.0. In `from` and `to` of an
    /// EIP-3009 authorization, and in a channel's config, they refuse an address in capitals or with a wrong
    /// checksum, because viem does (`docs/reference/sources.md` D-31). They accept other addresses in any
    /// letter case. They refuse a signature whose last byte is 0 or 1, because their call to the token reverts
    /// (E-6), signatures of 64 bytes also with Permit2 (E-7), and empty names of the token's domain. For an
    /// offer of the Gateway, they use the token as the contract of the domain (U-10). On Solana they accept
    /// further signers (D-40), at most seven instructions and Lighthouse after the transfer only (U-30, V-54),
    /// and they verify payments from smart wallets only if configured to.
    pub const TS: Self = Self {
        refused: Flags::NONE
            .union(evm::Policy::REFUSED_BY_TS)
            .union(solana::Policy::REFUSED_BY_TS)
            .union(stellar::Policy::REFUSED_BY_TS)
            .union(xrpl::Policy::REFUSED_BY_TS),
        evm: evm::Policy::TS,
        solana: solana::Policy::TS,
        stellar: stellar::Policy::TS,
        xrpl: xrpl::Policy::TS,
        ..Self::DEFAULT
    };

    /// The choices of x402-rs 2.0.2. It requires an `accepted` that equals the offer. On EVM chains it accepts
    /// more than the price in `exact` (in `upto` exactly the price), and it accepts a key's signature in every
    /// format that alloy parses, because it passes the canonical format to the contract
    /// (`docs/reference/sources.md` D-1, D-24). It uses the token as the contract of the Gateway's domain
    /// (U-10). On Solana it requires exactly the price (D-3), its limits are lower, its layout is longer, with
    /// Lighthouse after the transfer only and without the fee payer (U-30, V-54), and no bytes may follow the
    /// data of a compute budget instruction (D-39, D-42, D-43).
    pub const X402_RS: Self = Self {
        match_rule: MatchRule::Exact,
        refused: Flags::NONE
            .union(evm::Policy::REFUSED_BY_X402_RS)
            .union(solana::Policy::REFUSED_BY_X402_RS)
            .union(stellar::Policy::REFUSED_BY_X402_RS)
            .union(xrpl::Policy::REFUSED_BY_X402_RS),
        evm: evm::Policy::X402_RS,
        solana: solana::Policy::X402_RS,
        stellar: stellar::Policy::X402_RS,
        xrpl: xrpl::Policy::X402_RS,
        ..Self::DEFAULT
    };

    /// Every preset, with its permanent name.
    pub const PRESETS: &'static [(&'static str, Self)] =
        &[("default", Self::DEFAULT), ("ts", Self::TS), ("x402-rs", Self::X402_RS)];

    /// The choices for payments on this family.
    fn of(&self, family: Family) -> &dyn ChainPolicy {
        match family {
            Family::Evm => &self.evm,
            Family::Solana => &self.solana,
            Family::Stellar => &self.stellar,
            Family::Xrpl => &self.xrpl,
        }
    }

    pub(crate) fn has_variants(&self) -> bool {
        Family::ALL.into_iter().all(|family| self.of(family).has_variants())
    }

    pub(crate) fn flags_of(&self, offer: &Terms<'_>, mechanism: Option<Mechanism>) -> Flags {
        let flags = Family::ALL.map(|family| self.of(family).flags_of(offer, mechanism));
        flags.into_iter().fold(Flags::NONE, Flags::union)
    }

    pub(crate) fn is_certain(&self, offer: &Terms<'_>, mechanism: Mechanism) -> bool {
        Family::ALL.into_iter().all(|family| self.of(family).is_certain(offer, mechanism))
    }

    /// Returns the preset with this name: `default`, `ts` or `x402-rs`. `None` if there is no such preset.
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
