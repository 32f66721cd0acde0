//! Which checks are of which family.

use x402_verify::CheckId;

/// The check of the approval of Permit2, and those of a permit for it.
const PERMIT: [CheckId; 9] = [
    CheckId::Allowance,
    CheckId::PermitPayload,
    CheckId::PermitOwner,
    CheckId::PermitToken,
    CheckId::PermitSpender,
    CheckId::PermitAmount,
    CheckId::PermitDeadline,
    CheckId::PermitSignatureForm,
    CheckId::PermitSignature,
];

/// Those of a signed approval.
pub(crate) const APPROVAL: [CheckId; 18] = [
    CheckId::ApprovalPayload,
    CheckId::ApprovalOwner,
    CheckId::ApprovalToken,
    CheckId::ApprovalTransaction,
    CheckId::ApprovalChain,
    CheckId::ApprovalTarget,
    CheckId::ApprovalValue,
    CheckId::ApprovalCalldata,
    CheckId::ApprovalSpender,
    CheckId::ApprovalAmount,
    CheckId::ApprovalInfo,
    CheckId::ApprovalNonce,
    CheckId::ApprovalFees,
    CheckId::ApprovalGas,
    CheckId::ApprovalGasCap,
    CheckId::ApprovalCostCap,
    CheckId::ApprovalSignature,
    CheckId::ApprovalSigner,
];

/// Whether a check is of what makes up for an approval of Permit2, or of the approval itself.
pub(crate) fn is_of_sponsoring(id: &CheckId) -> bool {
    PERMIT.contains(id) || APPROVAL.contains(id)
}

/// The checks that no payment of another network goes through.
pub(crate) const SOLANA: [CheckId; 29] = [
    CheckId::Transaction,
    CheckId::RuntimeRules,
    CheckId::LookupTables,
    CheckId::FeePayerAddress,
    CheckId::MemoOffer,
    CheckId::FeePayerManaged,
    CheckId::FeePayer,
    CheckId::FeePayerIsolation,
    CheckId::Signers,
    CheckId::ComputeLimit,
    CheckId::ComputeLimitCap,
    CheckId::ComputePrice,
    CheckId::ComputePriceCap,
    CheckId::SponsorCost,
    CheckId::Instructions,
    CheckId::Programs,
    CheckId::Transfer,
    CheckId::Destination,
    CheckId::Mint,
    CheckId::TransferAmount,
    CheckId::TransferCharge,
    CheckId::Writable,
    CheckId::Source,
    CheckId::SponsorTokens,
    CheckId::Authority,
    CheckId::MemoCount,
    CheckId::MemoText,
    CheckId::MemoForm,
    CheckId::Signed,
];
