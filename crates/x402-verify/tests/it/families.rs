//! Which checks are of which family.

use x402_verify::CheckId;

/// The check of the approval of Permit2, and those of a permit for it.
const PERMIT: [CheckId; 9] = [
    CheckId::ALLOWANCE,
    CheckId::PERMIT_PAYLOAD,
    CheckId::PERMIT_OWNER,
    CheckId::PERMIT_TOKEN,
    CheckId::PERMIT_SPENDER,
    CheckId::PERMIT_AMOUNT,
    CheckId::PERMIT_DEADLINE,
    CheckId::PERMIT_SIGNATURE_FORM,
    CheckId::PERMIT_SIGNATURE,
];

/// Those of a signed approval.
pub(crate) const APPROVAL: [CheckId; 18] = [
    CheckId::APPROVAL_PAYLOAD,
    CheckId::APPROVAL_OWNER,
    CheckId::APPROVAL_TOKEN,
    CheckId::APPROVAL_TRANSACTION,
    CheckId::APPROVAL_CHAIN,
    CheckId::APPROVAL_TARGET,
    CheckId::APPROVAL_VALUE,
    CheckId::APPROVAL_CALLDATA,
    CheckId::APPROVAL_SPENDER,
    CheckId::APPROVAL_AMOUNT,
    CheckId::APPROVAL_INFO,
    CheckId::APPROVAL_NONCE,
    CheckId::APPROVAL_FEES,
    CheckId::APPROVAL_GAS,
    CheckId::APPROVAL_GAS_CAP,
    CheckId::APPROVAL_COST_CAP,
    CheckId::APPROVAL_SIGNATURE,
    CheckId::APPROVAL_SIGNER,
];

/// Whether a check is of what makes up for an approval of Permit2, or of the approval itself.
pub(crate) fn is_of_sponsoring(id: &CheckId) -> bool {
    PERMIT.contains(id) || APPROVAL.contains(id)
}

/// The checks that only payments on Solana go through.
#[cfg(feature = "solana")]
const SOLANA: [CheckId; 31] = [
    CheckId::TRANSACTION_VERSION,
    CheckId::TRANSACTION_VERSIONS,
    CheckId::DATA_LIMIT,
    CheckId::RUNTIME_RULES,
    CheckId::LOOKUP_TABLES,
    CheckId::FEE_PAYER_ADDRESS,
    CheckId::MEMO_OFFER,
    CheckId::FEE_PAYER_MANAGED,
    CheckId::FEE_PAYER,
    CheckId::FEE_PAYER_ISOLATION,
    CheckId::SIGNERS,
    CheckId::COMPUTE_LIMIT,
    CheckId::COMPUTE_LIMIT_CAP,
    CheckId::COMPUTE_PRICE,
    CheckId::COMPUTE_PRICE_CAP,
    CheckId::SPONSOR_COST,
    CheckId::INSTRUCTIONS,
    CheckId::PROGRAMS,
    CheckId::TRANSFER,
    CheckId::DESTINATION,
    CheckId::MINT,
    CheckId::TRANSFER_AMOUNT,
    CheckId::TRANSFER_CHARGE,
    CheckId::WRITABLE,
    CheckId::SOURCE,
    CheckId::SPONSOR_TOKENS,
    CheckId::AUTHORITY,
    CheckId::MEMO_COUNT,
    CheckId::MEMO_TEXT,
    CheckId::MEMO_FORM,
    CheckId::SIGNED,
];
#[cfg(not(feature = "solana"))]
const SOLANA: [CheckId; 0] = [];

/// The checks that only payments on Stellar go through.
#[cfg(feature = "stellar")]
const STELLAR: [CheckId; 16] = [
    CheckId::OPERATION,
    CheckId::TRANSACTION_SOURCE,
    CheckId::TRANSACTION_MEMO,
    CheckId::TRANSFER_CONTRACT,
    CheckId::TRANSFER_FUNCTION,
    CheckId::PAYER_FORM,
    CheckId::PAYER_ISOLATION,
    CheckId::AUTHORIZATIONS,
    CheckId::CREDENTIALS,
    CheckId::FACILITATOR_AUTHORIZATION,
    CheckId::SUB_INVOCATIONS,
    CheckId::PAYER_AUTHORIZATION,
    CheckId::FURTHER_AUTHORIZATIONS,
    CheckId::INVOCATION,
    CheckId::ACCOUNT_SIGNERS,
    CheckId::SPONSOR_FEE,
];
#[cfg(not(feature = "stellar"))]
const STELLAR: [CheckId; 0] = [];

/// The checks that only payments on the XRP Ledger go through.
#[cfg(feature = "xrpl")]
const XRPL: [CheckId; 15] = [
    CheckId::NETWORK,
    CheckId::ASSET,
    CheckId::AMOUNT_TEXT,
    CheckId::TRANSACTION_TYPE,
    CheckId::FIELDS,
    CheckId::DESTINATION_TAG,
    CheckId::NETWORK_ID,
    CheckId::SEND_MAX,
    CheckId::FLAGS,
    CheckId::SELF_PAYMENT,
    CheckId::INVOICE,
    CheckId::FEE,
    CheckId::SEQUENCE,
    CheckId::ACCOUNT_SIGNER,
    CheckId::ACCOUNT,
];
#[cfg(not(feature = "xrpl"))]
const XRPL: [CheckId; 0] = [];

/// The checks that payments on several chains go through, but none on an EVM chain.
const SHARED: [CheckId; 6] = [
    CheckId::TRANSACTION,
    CheckId::SIMULATION,
    CheckId::SPONSORED,
    CheckId::EXPIRED,
    CheckId::EXPIRY_FAR,
    CheckId::ACCOUNT_SIGNATURE,
];

/// Whether no payment on an EVM chain goes through the check.
pub(crate) fn is_of_other_chains(id: &CheckId) -> bool {
    SHARED.contains(id) || SOLANA.contains(id) || STELLAR.contains(id) || XRPL.contains(id)
}
