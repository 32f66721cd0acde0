//! Which checks are of which family.

use x402_verify::CheckId;

/// The checks of what makes up for an approval of Permit2, and of the approval itself.
pub(crate) const SPONSORING: [CheckId; 9] = [
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
