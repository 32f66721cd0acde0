//! The checks, in the order that is normative for the reason of a report (B-8).

use core::fmt;

use crate::Family;

/// At which stage a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The payment against the server's offers.
    Match,
    /// The payment itself.
    Verify,
}

impl Stage {
    /// `match` or `verify`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Verify => "verify",
        }
    }
}

/// One check. Names are permanent, and so is the order: the reason of a report is that of the first check that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CheckId {
    /// B-1, B-2
    Offer,
    /// B-4
    Method,
    /// B-4, E-3 … E-5
    Payload,
    /// E-3
    AssetAddress,
    /// E-1
    Domain,
    /// E-3
    PayToAddress,
    /// E-3
    PayerAddress,
    /// P-1
    Spender,
    /// `scheme_exact_evm.md` §1, phase 2; P-2
    Recipient,
    /// P-4
    Facilitator,
    /// P-2
    PermittedToken,
    /// B-7
    Amount,
    /// P-4
    Charge,
    /// E-2
    ValidBefore,
    /// E-2
    ExpiryMargin,
    /// E-2
    ValidAfter,
    /// E-2
    Window,
    /// E-2
    Horizon,
    /// B-6
    ExtensionEcho,
    /// E-3
    Policy,
    /// E-9
    Factory,
    /// E-6
    SignatureForm,
    /// E-6
    SignatureRange,
    /// E-6
    SignatureLowS,
    /// E-6, E-8
    Signer,
    /// E-8
    ContractSignature,
}

impl CheckId {
    /// Every check, in order.
    pub const ALL: &'static [Self] = &[
        Self::Offer,
        Self::Method,
        Self::Payload,
        Self::AssetAddress,
        Self::Domain,
        Self::PayToAddress,
        Self::PayerAddress,
        Self::Spender,
        Self::Recipient,
        Self::Facilitator,
        Self::PermittedToken,
        Self::Amount,
        Self::Charge,
        Self::ValidBefore,
        Self::ExpiryMargin,
        Self::ValidAfter,
        Self::Window,
        Self::Horizon,
        Self::ExtensionEcho,
        Self::Policy,
        Self::Factory,
        Self::SignatureForm,
        Self::SignatureRange,
        Self::SignatureLowS,
        Self::Signer,
        Self::ContractSignature,
    ];

    /// The permanent name: `expiry-margin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Method => "method",
            Self::Payload => "payload",
            Self::AssetAddress => "asset-address",
            Self::Domain => "domain",
            Self::PayToAddress => "pay-to-address",
            Self::PayerAddress => "payer-address",
            Self::Spender => "spender",
            Self::Recipient => "recipient",
            Self::Facilitator => "facilitator",
            Self::PermittedToken => "permitted-token",
            Self::Amount => "amount",
            Self::Charge => "charge",
            Self::ValidBefore => "valid-before",
            Self::ExpiryMargin => "expiry-margin",
            Self::ValidAfter => "valid-after",
            Self::Window => "window",
            Self::Horizon => "horizon",
            Self::ExtensionEcho => "extension-echo",
            Self::Policy => "policy",
            Self::Factory => "factory",
            Self::SignatureForm => "signature-form",
            Self::SignatureRange => "signature-range",
            Self::SignatureLowS => "signature-low-s",
            Self::Signer => "signer",
            Self::ContractSignature => "contract-signature",
        }
    }

    /// What holds when the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Offer => "the payment answers one of the server's offers",
            Self::Method => "scheme, network and transfer method are ones that can be judged",
            Self::Payload => "the payload has the members of its transfer method, and no other's",
            Self::AssetAddress => "the offer's asset is a token address",
            Self::Domain => "the offer names the token's EIP-712 domain",
            Self::PayToAddress => "the offer's payTo is an address",
            Self::PayerAddress => "the payer is not the zero address",
            Self::Spender => "the signed spender is the scheme's proxy",
            Self::Recipient => "the signed recipient is the offer's payTo",
            Self::Facilitator => "the facilitator that the payer signed for is the one that settles",
            Self::PermittedToken => "the signed token is the offer's asset",
            Self::Amount => "the signed value is the offer's amount",
            Self::Charge => "what is to be taken is what was signed",
            Self::ValidBefore => "the authorization has not expired",
            Self::ExpiryMargin => "enough time is left to settle",
            Self::ValidAfter => "the authorization is already valid",
            Self::Window => "the authorization has a moment at which the token takes it",
            Self::Horizon => "the authorization expires soon enough",
            Self::ExtensionEcho => "the payment echoes the extensions that the server declared",
            Self::Policy => "the payment has nothing that the server's policy refuses",
            Self::Factory => "no factory would deploy the payer's wallet but one that the server allows",
            Self::SignatureForm => "the signature has a form that the contract takes",
            Self::SignatureRange => "r and s of the signature are in range",
            Self::SignatureLowS => "s of the signature is in the lower half",
            Self::Signer => "the payer signed exactly this",
            Self::ContractSignature => "the payer's contract accepts the signature",
        }
    }

    /// The stage it stands at.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::Offer => Stage::Match,
            Self::Method
            | Self::Payload
            | Self::AssetAddress
            | Self::Domain
            | Self::PayToAddress
            | Self::PayerAddress
            | Self::Spender
            | Self::Recipient
            | Self::Facilitator
            | Self::PermittedToken
            | Self::Amount
            | Self::Charge
            | Self::ValidBefore
            | Self::ExpiryMargin
            | Self::ValidAfter
            | Self::Window
            | Self::Horizon
            | Self::ExtensionEcho
            | Self::Policy
            | Self::Factory
            | Self::SignatureForm
            | Self::SignatureRange
            | Self::SignatureLowS
            | Self::Signer
            | Self::ContractSignature => Stage::Verify,
        }
    }

    /// The error code that a server would answer with to a payment of this version and family: of the version's
    /// specification, §9, wherever it has one.
    #[must_use]
    pub const fn reason(self, version: u64, family: Option<Family>) -> &'static str {
        if let Some(Family::Upto) = family
            && let Some(reason) = self.reason_in_upto()
        {
            return reason;
        }
        match self {
            Self::Amount | Self::Charge if version == 1 => "invalid_exact_evm_payload_authorization_value",
            Self::Offer | Self::AssetAddress | Self::Domain | Self::PayToAddress => "invalid_payment_requirements",
            Self::Method => "unsupported_scheme",
            Self::Payload | Self::PayerAddress | Self::Policy => "invalid_payload",
            Self::Recipient => "invalid_exact_evm_payload_recipient_mismatch",
            Self::Amount | Self::Charge => "invalid_exact_evm_payload_authorization_value_mismatch",
            Self::ValidBefore | Self::ExpiryMargin | Self::Window | Self::Horizon => {
                "invalid_exact_evm_payload_authorization_valid_before"
            }
            Self::ValidAfter => "invalid_exact_evm_payload_authorization_valid_after",
            // No code of the specification: what the official SDKs answer.
            Self::Spender => "invalid_permit2_spender",
            Self::Facilitator => "upto_facilitator_mismatch",
            Self::PermittedToken => "permit2_token_mismatch",
            // Both official servers answer so, and both official facilitators.
            Self::ExtensionEcho => "extension_echo_mismatch",
            Self::Factory => "eip6492_factory_not_allowed",
            Self::SignatureForm
            | Self::SignatureRange
            | Self::SignatureLowS
            | Self::Signer
            | Self::ContractSignature => "invalid_exact_evm_payload_signature",
        }
    }

    /// `scheme_upto_evm.md` has one code of its own. Those of §9 that name another scheme do not fit; the official SDKs
    /// agree on these.
    const fn reason_in_upto(self) -> Option<&'static str> {
        Some(match self {
            Self::Charge => "invalid_upto_evm_payload_settlement_exceeds_amount",
            Self::Recipient => "invalid_permit2_recipient_mismatch",
            Self::Amount => "permit2_amount_mismatch",
            Self::ValidBefore | Self::ExpiryMargin | Self::Horizon => "permit2_deadline_expired",
            Self::ValidAfter => "permit2_not_yet_valid",
            Self::SignatureForm
            | Self::SignatureRange
            | Self::SignatureLowS
            | Self::Signer
            | Self::ContractSignature => "invalid_permit2_signature",
            Self::Offer
            | Self::Method
            | Self::Payload
            | Self::AssetAddress
            | Self::Domain
            | Self::PayToAddress
            | Self::PayerAddress
            | Self::Spender
            | Self::Facilitator
            | Self::PermittedToken
            | Self::Window
            | Self::ExtensionEcho
            | Self::Policy
            | Self::Factory => return None,
        })
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
