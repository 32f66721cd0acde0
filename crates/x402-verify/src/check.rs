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

/// What a check is about, where somebody else than the payer pays the fee (`scheme_exact_svm.md` §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Concern {
    /// Whether the payment pays what the offer asks.
    Payment,
    /// Whether the one who pays the fee stakes no more than the fee, and no more than he wants.
    Sponsor,
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
    /// S-1
    Transaction,
    /// S-2
    RuntimeRules,
    /// S-8
    LookupTables,
    /// E-3
    AssetAddress,
    /// E-1
    Domain,
    /// S-3
    FeePayerAddress,
    /// E-3
    PayToAddress,
    /// E-3
    PayerAddress,
    /// P-1
    Spender,
    /// S-7
    MemoOffer,
    /// S-3
    FeePayerManaged,
    /// S-3
    FeePayer,
    /// S-3
    FeePayerIsolation,
    /// S-4
    Signers,
    /// S-5
    ComputeLimit,
    /// S-5
    ComputeLimitCap,
    /// S-5
    ComputePrice,
    /// S-5
    ComputePriceCap,
    /// S-5
    SponsorCost,
    /// S-5
    Instructions,
    /// S-5
    Programs,
    /// S-6
    Transfer,
    /// `scheme_exact_evm.md` §1, phase 2; P-2
    Recipient,
    /// P-4
    Facilitator,
    /// P-2
    PermittedToken,
    /// S-6
    Mint,
    /// B-7
    Amount,
    /// B-7
    TransferAmount,
    /// P-4
    Charge,
    /// B-7
    TransferCharge,
    /// S-6
    Writable,
    /// S-6
    Source,
    /// S-6
    Authority,
    /// S-7
    MemoCount,
    /// S-7
    MemoText,
    /// S-7
    MemoForm,
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
    /// S-6
    Destination,
    /// S-6
    SponsorTokens,
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
    /// P-5, E-11
    Allowance,
    /// P-5
    PermitPayload,
    /// P-5
    PermitOwner,
    /// P-5
    PermitToken,
    /// P-5
    PermitSpender,
    /// P-5
    PermitAmount,
    /// P-5
    PermitDeadline,
    /// P-5
    PermitSignatureForm,
    /// P-5
    PermitSignature,
    /// P-6
    ApprovalPayload,
    /// P-6
    ApprovalOwner,
    /// P-6
    ApprovalToken,
    /// P-6
    ApprovalTransaction,
    /// P-6
    ApprovalChain,
    /// P-6
    ApprovalTarget,
    /// P-6
    ApprovalValue,
    /// P-6
    ApprovalCalldata,
    /// P-6
    ApprovalSpender,
    /// P-6
    ApprovalAmount,
    /// P-6
    ApprovalInfo,
    /// P-6
    ApprovalNonce,
    /// P-6
    ApprovalFees,
    /// P-6
    ApprovalGas,
    /// P-6
    ApprovalGasCap,
    /// P-6
    ApprovalCostCap,
    /// P-6
    ApprovalSignature,
    /// P-6
    ApprovalSigner,
    /// S-4
    Signed,
}

impl CheckId {
    /// Every check, in order.
    pub const ALL: &'static [Self] = &[
        Self::Offer,
        Self::Method,
        Self::Payload,
        Self::Transaction,
        Self::RuntimeRules,
        Self::LookupTables,
        Self::AssetAddress,
        Self::Domain,
        Self::FeePayerAddress,
        Self::PayToAddress,
        Self::PayerAddress,
        Self::Spender,
        Self::MemoOffer,
        Self::FeePayerManaged,
        Self::FeePayer,
        Self::FeePayerIsolation,
        Self::Signers,
        Self::ComputeLimit,
        Self::ComputeLimitCap,
        Self::ComputePrice,
        Self::ComputePriceCap,
        Self::SponsorCost,
        Self::Instructions,
        Self::Programs,
        Self::Transfer,
        Self::Recipient,
        Self::Facilitator,
        Self::PermittedToken,
        Self::Mint,
        Self::Amount,
        Self::TransferAmount,
        Self::Charge,
        Self::TransferCharge,
        Self::Writable,
        Self::Source,
        Self::Authority,
        Self::MemoCount,
        Self::MemoText,
        Self::MemoForm,
        Self::ValidBefore,
        Self::ExpiryMargin,
        Self::ValidAfter,
        Self::Window,
        Self::Horizon,
        Self::ExtensionEcho,
        Self::Policy,
        Self::Factory,
        Self::Destination,
        Self::SponsorTokens,
        Self::SignatureForm,
        Self::SignatureRange,
        Self::SignatureLowS,
        Self::Signer,
        Self::ContractSignature,
        Self::Allowance,
        Self::PermitPayload,
        Self::PermitOwner,
        Self::PermitToken,
        Self::PermitSpender,
        Self::PermitAmount,
        Self::PermitDeadline,
        Self::PermitSignatureForm,
        Self::PermitSignature,
        Self::ApprovalPayload,
        Self::ApprovalOwner,
        Self::ApprovalToken,
        Self::ApprovalTransaction,
        Self::ApprovalChain,
        Self::ApprovalTarget,
        Self::ApprovalValue,
        Self::ApprovalCalldata,
        Self::ApprovalSpender,
        Self::ApprovalAmount,
        Self::ApprovalInfo,
        Self::ApprovalNonce,
        Self::ApprovalFees,
        Self::ApprovalGas,
        Self::ApprovalGasCap,
        Self::ApprovalCostCap,
        Self::ApprovalSignature,
        Self::ApprovalSigner,
        Self::Signed,
    ];

    /// The permanent name: `expiry-margin`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Method => "method",
            Self::Payload => "payload",
            Self::Transaction => "transaction",
            Self::RuntimeRules => "runtime-rules",
            Self::LookupTables => "lookup-tables",
            Self::AssetAddress => "asset-address",
            Self::Domain => "domain",
            Self::FeePayerAddress => "fee-payer-address",
            Self::PayToAddress => "pay-to-address",
            Self::PayerAddress => "payer-address",
            Self::Spender => "spender",
            Self::MemoOffer => "memo-offer",
            Self::FeePayerManaged => "fee-payer-managed",
            Self::FeePayer => "fee-payer",
            Self::FeePayerIsolation => "fee-payer-isolation",
            Self::Signers => "signers",
            Self::ComputeLimit => "compute-limit",
            Self::ComputeLimitCap => "compute-limit-cap",
            Self::ComputePrice => "compute-price",
            Self::ComputePriceCap => "compute-price-cap",
            Self::SponsorCost => "sponsor-cost",
            Self::Instructions => "instructions",
            Self::Programs => "programs",
            Self::Transfer => "transfer",
            Self::Recipient => "recipient",
            Self::Facilitator => "facilitator",
            Self::PermittedToken => "permitted-token",
            Self::Mint => "mint",
            Self::Amount => "amount",
            Self::TransferAmount => "transfer-amount",
            Self::Charge => "charge",
            Self::TransferCharge => "transfer-charge",
            Self::Writable => "writable",
            Self::Source => "source",
            Self::Authority => "authority",
            Self::MemoCount => "memo-count",
            Self::MemoText => "memo-text",
            Self::MemoForm => "memo-form",
            Self::ValidBefore => "valid-before",
            Self::ExpiryMargin => "expiry-margin",
            Self::ValidAfter => "valid-after",
            Self::Window => "window",
            Self::Horizon => "horizon",
            Self::ExtensionEcho => "extension-echo",
            Self::Policy => "policy",
            Self::Factory => "factory",
            Self::Destination => "destination",
            Self::SponsorTokens => "sponsor-tokens",
            Self::SignatureForm => "signature-form",
            Self::SignatureRange => "signature-range",
            Self::SignatureLowS => "signature-low-s",
            Self::Signer => "signer",
            Self::ContractSignature => "contract-signature",
            Self::Allowance => "allowance",
            Self::PermitPayload => "permit-payload",
            Self::PermitOwner => "permit-owner",
            Self::PermitToken => "permit-token",
            Self::PermitSpender => "permit-spender",
            Self::PermitAmount => "permit-amount",
            Self::PermitDeadline => "permit-deadline",
            Self::PermitSignatureForm => "permit-signature-form",
            Self::PermitSignature => "permit-signature",
            Self::ApprovalPayload => "approval-payload",
            Self::ApprovalOwner => "approval-owner",
            Self::ApprovalToken => "approval-token",
            Self::ApprovalTransaction => "approval-transaction",
            Self::ApprovalChain => "approval-chain",
            Self::ApprovalTarget => "approval-target",
            Self::ApprovalValue => "approval-value",
            Self::ApprovalCalldata => "approval-calldata",
            Self::ApprovalSpender => "approval-spender",
            Self::ApprovalAmount => "approval-amount",
            Self::ApprovalInfo => "approval-info",
            Self::ApprovalNonce => "approval-nonce",
            Self::ApprovalFees => "approval-fees",
            Self::ApprovalGas => "approval-gas",
            Self::ApprovalGasCap => "approval-gas-cap",
            Self::ApprovalCostCap => "approval-cost-cap",
            Self::ApprovalSignature => "approval-signature",
            Self::ApprovalSigner => "approval-signer",
            Self::Signed => "signed",
        }
    }

    /// What holds when the check passes.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Offer => "the payment answers one of the server's offers",
            Self::Method => "scheme, network and transfer method are ones that can be judged",
            Self::Payload => "the payload has the members of its transfer method, and no other's",
            Self::Transaction => "the transaction is one that a validator would read",
            Self::RuntimeRules => "the runtime would take the message and load its keys",
            Self::LookupTables => "every account that the transaction can touch is known",
            Self::AssetAddress => "the offer's asset is a token address",
            Self::Domain => "the offer names the token's EIP-712 domain",
            Self::FeePayerAddress => "the offer's extra.feePayer is an address",
            Self::PayToAddress => "the offer's payTo is an address",
            Self::PayerAddress => "the payer is not the zero address",
            Self::Spender => "the authorized spender is the scheme's proxy",
            Self::MemoOffer => "the offer's extra.memo, if there is one, is a text of at most 256 bytes",
            Self::FeePayerManaged => "the offer's fee payer is one of the caller's own addresses",
            Self::FeePayer => "the offer's fee payer pays the fee",
            Self::FeePayerIsolation => "the fee payer stands in no instruction's accounts",
            Self::Signers => "nobody but fee payer and payer has to sign",
            Self::ComputeLimit => "the transaction limits its compute units",
            Self::ComputeLimitCap => "the limit of compute units is one that the policy takes",
            Self::ComputePrice => "the transaction sets the price of a compute unit",
            Self::ComputePriceCap => "the price of a compute unit is one that the policy takes",
            Self::SponsorCost => "the fee payer can lose no more than the policy takes",
            Self::Instructions => "there are no more instructions than the layout has",
            Self::Programs => "only Memo and Lighthouse are called beside compute budget and transfer",
            Self::Transfer => "the transfer is a TransferChecked that its token program takes",
            Self::Recipient => "the authorized recipient is the offer's payTo",
            Self::Facilitator => "the facilitator that the authorization names is the one that settles",
            Self::PermittedToken => "the authorized token is the offer's asset",
            Self::Mint => "the offer's asset is transferred",
            Self::Amount => "the authorized value is the offer's amount",
            Self::TransferAmount => "the transferred amount is the offer's",
            Self::Charge => "the authorization is of what is to be taken",
            Self::TransferCharge => "what is to be taken is what is transferred",
            Self::Writable => "source and destination of the transfer are writable",
            Self::Source => {
                "source and destination of the transfer are two accounts, and the source can be a token account"
            }
            Self::Authority => "the authority of the transfer signs",
            Self::MemoCount => "there is just one memo, as the offer asks for one",
            Self::MemoText => "the memo is the one that the offer asks for",
            Self::MemoForm => "each memo is one that the memo program takes",
            Self::ValidBefore => "the authorization has not expired",
            Self::ExpiryMargin => "enough time is left to settle",
            Self::ValidAfter => "the authorization is already valid",
            Self::Window => "the authorization has a moment at which the token takes it",
            Self::Horizon => "the authorization expires soon enough",
            Self::ExtensionEcho => "the payment echoes the extensions that the server declared",
            Self::Policy => "the payment has nothing that the server's policy refuses",
            Self::Destination => "the transfer pays the associated account of the offer's payTo",
            Self::SponsorTokens => "the transfer does not take from the fee payer's own account",
            Self::Factory => "no factory would deploy the payer's wallet but one that the server allows",
            Self::SignatureForm => "the signature has a form that the contract takes",
            Self::SignatureRange => "r and s of the signature are in range",
            Self::SignatureLowS => "s of the signature is in the lower half",
            Self::Signer => "the payer signed exactly this",
            Self::ContractSignature => "the payer's contract accepts the signature",
            Self::Allowance => "Permit2 is allowed to move as much",
            Self::PermitPayload => "the permit for the sponsor has the members of its extension",
            Self::PermitOwner => "the permit for the sponsor is the payer's",
            Self::PermitToken => "the permit for the sponsor is of the offer's asset",
            Self::PermitSpender => "the permit for the sponsor allows Permit2",
            Self::PermitAmount => "the permit for the sponsor allows just what the payment permits",
            Self::PermitDeadline => "enough time is left to bring the permit to the token",
            Self::PermitSignatureForm => "the permit's signature has a form that the token takes",
            Self::PermitSignature => "the payer signed exactly this permit",
            Self::ApprovalPayload => "the approval for the sponsor has the members of its extension",
            Self::ApprovalOwner => "the approval for the sponsor is the payer's",
            Self::ApprovalToken => "the approval for the sponsor is of the offer's asset",
            Self::ApprovalTransaction => {
                "the approval is a signed transaction in its one encoding, of a type that is read"
            }
            Self::ApprovalChain => "the approving transaction is for the offer's network",
            Self::ApprovalTarget => "the approving transaction calls the offer's asset",
            Self::ApprovalValue => "the approving transaction moves nothing of the chain's own coin",
            Self::ApprovalCalldata => "the approving transaction calls approve, and nothing else",
            Self::ApprovalSpender => "extension and transaction approve Permit2",
            Self::ApprovalAmount => "as much is approved as the payment permits",
            Self::ApprovalInfo => "the extension names the amount that the transaction approves",
            Self::ApprovalNonce => "the nonce is one that a transaction may have",
            Self::ApprovalFees => "the part of the fee is no larger than the whole",
            Self::ApprovalGas => "the gas limit is one with which a node takes the transaction",
            Self::ApprovalGasCap => "the gas limit is one that the policy takes",
            Self::ApprovalCostCap => "the approving transaction can cost no more than the policy takes",
            Self::ApprovalSignature => "r and s of the transaction's signature are in range, and s in the lower half",
            Self::ApprovalSigner => "the payer signed exactly this transaction",
            Self::Signed => "everybody but the fee payer has signed just this",
        }
    }

    /// The stage it stands at.
    #[must_use]
    pub const fn stage(self) -> Stage {
        if matches!(self, Self::Offer) { Stage::Match } else { Stage::Verify }
    }

    /// Whether it is about this.
    #[must_use]
    pub const fn concerns(self, concern: Concern) -> bool {
        let both = matches!(
            self,
            Self::Offer
                | Self::Method
                | Self::Payload
                | Self::Policy
                | Self::Transaction
                | Self::RuntimeRules
                | Self::LookupTables
                | Self::ApprovalPayload
                | Self::ApprovalTransaction
                | Self::ApprovalChain
                | Self::ApprovalTarget
                | Self::ApprovalValue
                | Self::ApprovalCalldata
                | Self::ApprovalSpender
                | Self::ApprovalAmount
                | Self::ApprovalNonce
                | Self::ApprovalFees
                | Self::ApprovalGas
                | Self::ApprovalSignature
                | Self::ApprovalSigner
        );
        let only_sponsor = matches!(
            self,
            Self::FeePayerAddress
                | Self::FeePayerManaged
                | Self::FeePayer
                | Self::FeePayerIsolation
                | Self::Signers
                | Self::ComputeLimit
                | Self::ComputeLimitCap
                | Self::ComputePrice
                | Self::ComputePriceCap
                | Self::SponsorCost
                | Self::Instructions
                | Self::Programs
                | Self::SponsorTokens
                | Self::ApprovalGasCap
                | Self::ApprovalCostCap
        );
        both || only_sponsor == matches!(concern, Concern::Sponsor)
    }

    /// The error code that a server would answer with to a payment of this version and family: of the version's
    /// specification, §9, wherever it has one. For Solana the scheme's document has few, and the rest are those of the
    /// official TypeScript package.
    #[must_use]
    pub const fn reason(self, version: u64, family: Option<Family>) -> &'static str {
        if let Some(Family::Upto) = family
            && let Some(reason) = self.reason_in_upto()
        {
            return reason;
        }
        match self {
            Self::Amount | Self::Charge if version == 1 => "invalid_exact_evm_payload_authorization_value",
            Self::Offer | Self::AssetAddress | Self::Domain | Self::PayToAddress | Self::MemoOffer => {
                "invalid_payment_requirements"
            }
            Self::Method => "unsupported_scheme",
            Self::Payload | Self::PayerAddress | Self::Policy => "invalid_payload",
            Self::Transaction | Self::RuntimeRules => "invalid_exact_svm_payload_transaction_could_not_be_decoded",
            // Of the document itself (§2.1.2, §2.2.2).
            Self::LookupTables => "smart_wallet_alt_resolution_not_available",
            Self::Programs => "smart_wallet_program_not_allowed",
            Self::FeePayerAddress => "invalid_exact_svm_payload_missing_fee_payer",
            Self::FeePayerManaged => "invalid_exact_svm_fee_payer_not_managed_by_facilitator",
            Self::FeePayer => "invalid_exact_svm_fee_payer_mismatch",
            Self::FeePayerIsolation => {
                "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts"
            }
            Self::Signers => "invalid_exact_svm_payload_excessive_signers",
            Self::ComputeLimit => "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction",
            Self::ComputeLimitCap => {
                "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high"
            }
            Self::ComputePrice => "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction",
            Self::ComputePriceCap | Self::SponsorCost => {
                "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high"
            }
            Self::Instructions => "invalid_exact_svm_payload_transaction_instructions_length",
            Self::Transfer | Self::Writable | Self::Source | Self::Authority => {
                "invalid_exact_svm_payload_no_transfer_instruction"
            }
            Self::Destination => "invalid_exact_svm_payload_recipient_mismatch",
            Self::SponsorTokens => "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds",
            Self::Mint => "invalid_exact_svm_payload_mint_mismatch",
            Self::TransferAmount | Self::TransferCharge => "invalid_exact_svm_payload_amount_mismatch",
            Self::MemoCount => "invalid_exact_svm_payload_memo_count",
            Self::MemoText => "invalid_exact_svm_payload_memo_mismatch",
            Self::MemoForm => "invalid_exact_svm_payload_transaction",
            Self::Signed => "invalid_exact_svm_payload_signature_invalid",
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
            // The schemes' documents have it in capitals; nobody sends them.
            Self::Allowance | Self::ApprovalAmount => "permit2_allowance_required",
            Self::PermitPayload => "invalid_eip2612_extension_format",
            Self::PermitOwner => "eip2612_from_mismatch",
            Self::PermitToken => "eip2612_asset_mismatch",
            Self::PermitSpender => "eip2612_spender_not_permit2",
            Self::PermitDeadline => "eip2612_deadline_expired",
            // The official facilitators learn these from a simulation.
            Self::PermitAmount => "permit2_2612_amount_mismatch",
            Self::PermitSignatureForm | Self::PermitSignature => "permit2_simulation_failed",
            Self::ApprovalPayload | Self::ApprovalInfo => "invalid_erc20_approval_extension_format",
            Self::ApprovalOwner => "erc20_approval_from_mismatch",
            Self::ApprovalToken => "erc20_approval_asset_mismatch",
            Self::ApprovalTransaction => "erc20_approval_tx_parse_failed",
            Self::ApprovalTarget => "erc20_approval_tx_wrong_target",
            Self::ApprovalCalldata => "erc20_approval_tx_invalid_calldata",
            Self::ApprovalSpender => "erc20_approval_tx_wrong_spender",
            Self::ApprovalSignature => "erc20_approval_tx_invalid_signature",
            Self::ApprovalSigner => "erc20_approval_tx_signer_mismatch",
            // The official facilitators learn these when they send the transaction, or from the simulation behind it.
            Self::ApprovalChain
            | Self::ApprovalValue
            | Self::ApprovalNonce
            | Self::ApprovalFees
            | Self::ApprovalGas
            | Self::ApprovalGasCap
            | Self::ApprovalCostCap => "erc20_approval_broadcast_failed",
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
    #[allow(clippy::wildcard_enum_match_arm, reason = "a check has a code of its own in `upto`, or it has not")]
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
            _ => return None,
        })
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
