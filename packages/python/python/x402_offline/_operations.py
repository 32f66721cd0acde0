"""The operations and their types. Written by generate.py from the schema and the page of the operations: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict, Union

from ._ask import NOT_GIVEN, ask, explained

__all__ = [
    "Answered",
    "AtaResult",
    "BatchSettlementDigest",
    "BuilderCodeResult",
    "BuilderCodeResultCodes",
    "BuilderCodeResultCodesCodes",
    "BuilderCodeResultErr",
    "BuilderCodeResultErrErr",
    "CarrierResult",
    "ChannelCorrectionConfig",
    "ChannelCorrectionResult",
    "ChannelResponseChannel",
    "ChannelResponseResult",
    "Check",
    "ChooseBudget",
    "ChooseDeposit",
    "ChooseResult",
    "DecodeError",
    "DecodeHeader",
    "DecodeResult",
    "DecodeResultOk",
    "DiagnoseResult",
    "DiagnoseResultFinding",
    "DigestResult",
    "DigestResultSolana",
    "DigestResultSolanaSigner",
    "DigestResultStellar",
    "DigestResultXrpl",
    "EvmDigest",
    "EvmDigestApproval",
    "EvmDigestPermit",
    "Facts",
    "FactsAccountsValue",
    "FactsAllowance",
    "FactsChannelsValue",
    "FactsContractSignature",
    "FactsLedgersValue",
    "FactsMultisigsValue",
    "FactsSimulationsValue",
    "FactsSimulationsValueOtherCall",
    "FactsSimulationsValueTransfer",
    "FactsStellarAccountsValue",
    "FactsStellarAccountsValueSigner",
    "FactsStellarSimulationsValue",
    "FactsStellarSimulationsValueOtherEvent",
    "FactsStellarSimulationsValueTransfer",
    "FactsTokenDomainsValue",
    "FactsTokenPermit",
    "FactsXrplAccountsValue",
    "FingerprintResult",
    "HttpMessage",
    "HttpMessageSignatureAnswer",
    "HttpMessageSignatureResult",
    "HttpOutcomeResult",
    "InvalidCarrierResult",
    "InvalidChannelResult",
    "InvalidHttpMessageSignatureResult",
    "InvalidLintResult",
    "InvalidMatchExtensionsResult",
    "InvalidOfferReceiptResult",
    "InvalidPaymentIdentifierResult",
    "InvalidSignInWithXResult",
    "InvalidVerifyResult",
    "JudgedPart",
    "LintHeader",
    "LintResult",
    "LintResultFinding",
    "MatchExtensionsResult",
    "MatchResult",
    "MatchResultNoOffer",
    "MatchResultNoOfferDiffer",
    "MatchResultOffer",
    "Message",
    "NetworkResult",
    "NetworkResultErr",
    "NetworkResultErrErr",
    "NetworkResultName",
    "OPERATIONS",
    "Offer",
    "OfferReceiptHeader",
    "OfferReceiptReason",
    "OfferReceiptResult",
    "Payment",
    "PaymentHeader",
    "PaymentIdentifierHeader",
    "PaymentIdentifierResult",
    "Policy",
    "PolicyKind",
    "QuestionForTheChain",
    "QuestionForTheChainRpc",
    "ReasonResult",
    "ReasonResultMeaning",
    "RecogniseResult",
    "RecogniseResultJudged",
    "RecogniseResultJudgedAmbiguous",
    "RecogniseResultMessage",
    "RecogniseResultNote",
    "RecogniseResultPart",
    "RecogniseResultPartHeader",
    "RecognisedTime",
    "Records",
    "Refused",
    "ReplayKeyResult",
    "SettlementStateResult",
    "SignInWithXFacts",
    "SignInWithXFactsAccountsValue",
    "SignInWithXFactsContractSignature",
    "SignInWithXHeader",
    "SignInWithXReason",
    "SignInWithXResult",
    "SolanaOffer",
    "SolanaOfferExtra",
    "UndecidedCarrierResult",
    "UndecidedChannelResult",
    "UndecidedHttpMessageSignatureResult",
    "UndecidedLintResult",
    "UndecidedOfferReceiptResult",
    "UndecidedSignInWithXResult",
    "UndecidedVerifyResult",
    "V1Offer",
    "ValidCarrierResult",
    "ValidChannelResult",
    "ValidHttpMessageSignatureResult",
    "ValidLintResult",
    "ValidMatchExtensionsResult",
    "ValidOfferReceiptResult",
    "ValidPaymentIdentifierResult",
    "ValidSignInWithXResult",
    "ValidVerifyResult",
    "VerifyInput",
    "VerifyPhaseSettle",
    "VerifyPhaseSettleSettle",
    "VerifyReason",
    "VerifyResult",
    "VerifyResultChannel",
    "VerifyResultGasSponsoring",
    "VerifyResultGasSponsoringTransaction",
    "VerifyResultSponsor",
    "ata",
    "builder_code",
    "carrier",
    "channel_correction",
    "channel_response",
    "choose",
    "decode",
    "diagnose",
    "digest",
    "explain",
    "fingerprint",
    "http_message_signature",
    "http_outcome",
    "lint",
    "match",
    "match_extensions",
    "network",
    "offer_receipt",
    "payment_identifier",
    "reason",
    "recognise",
    "replay_key",
    "settlement_state",
    "sign_in_with_x",
    "verify",
]


#: A later version may add codes.
OfferReceiptReason = Literal[
    "invalid_offer_receipt_absent",
    "invalid_offer_receipt_alg",
    "invalid_offer_receipt_header",
    "invalid_offer_receipt_issued_at",
    "invalid_offer_receipt_key",
    "invalid_offer_receipt_kid",
    "invalid_offer_receipt_network",
    "invalid_offer_receipt_shape",
    "invalid_offer_receipt_signature",
    "invalid_offer_receipt_signer",
    "invalid_offer_receipt_terms",
    "invalid_offer_receipt_version",
    "invalid_payload",
]
#: A later version may add codes.
SignInWithXReason = Literal[
    "invalid_siwx_address",
    "invalid_siwx_chain_id",
    "invalid_siwx_domain_mismatch",
    "invalid_siwx_expiration_time",
    "invalid_siwx_expired",
    "invalid_siwx_header",
    "invalid_siwx_issued_at",
    "invalid_siwx_issued_at_in_future",
    "invalid_siwx_issued_at_too_old",
    "invalid_siwx_malformed_signature",
    "invalid_siwx_nonce",
    "invalid_siwx_not_before",
    "invalid_siwx_not_yet_valid",
    "invalid_siwx_signature",
    "invalid_siwx_type",
    "invalid_siwx_unsupported_chain",
    "invalid_siwx_uri_mismatch",
]
#: A later version may add codes.
VerifyReason = Literal[
    "eip2612_asset_mismatch",
    "eip2612_deadline_expired",
    "eip2612_from_mismatch",
    "eip2612_spender_not_permit2",
    "eip6492_factory_not_allowed",
    "erc20_approval_asset_mismatch",
    "erc20_approval_broadcast_failed",
    "erc20_approval_from_mismatch",
    "erc20_approval_tx_invalid_calldata",
    "erc20_approval_tx_invalid_signature",
    "erc20_approval_tx_parse_failed",
    "erc20_approval_tx_signer_mismatch",
    "erc20_approval_tx_wrong_spender",
    "erc20_approval_tx_wrong_target",
    "extension_echo_mismatch",
    "invalid_batch_settlement_evm_authorizer_address_mismatch",
    "invalid_batch_settlement_evm_channel_id_mismatch",
    "invalid_batch_settlement_evm_channel_not_found",
    "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative",
    "invalid_batch_settlement_evm_claim_payload",
    "invalid_batch_settlement_evm_claim_simulation_failed",
    "invalid_batch_settlement_evm_cumulative_amount_mismatch",
    "invalid_batch_settlement_evm_cumulative_below_claimed",
    "invalid_batch_settlement_evm_cumulative_exceeds_balance",
    "invalid_batch_settlement_evm_deposit_below_min_deposit",
    "invalid_batch_settlement_evm_deposit_payload",
    "invalid_batch_settlement_evm_deposit_simulation_failed",
    "invalid_batch_settlement_evm_eip2612_amount_mismatch",
    "invalid_batch_settlement_evm_eip2612_asset_mismatch",
    "invalid_batch_settlement_evm_eip2612_deadline_expired",
    "invalid_batch_settlement_evm_eip2612_invalid_format",
    "invalid_batch_settlement_evm_eip2612_invalid_signature",
    "invalid_batch_settlement_evm_eip2612_owner_mismatch",
    "invalid_batch_settlement_evm_eip2612_spender_mismatch",
    "invalid_batch_settlement_evm_eip6492_factory_not_allowed",
    "invalid_batch_settlement_evm_erc20_approval_asset_mismatch",
    "invalid_batch_settlement_evm_erc20_approval_broadcast_failed",
    "invalid_batch_settlement_evm_erc20_approval_from_mismatch",
    "invalid_batch_settlement_evm_erc20_approval_invalid_format",
    "invalid_batch_settlement_evm_erc20_approval_wrong_spender",
    "invalid_batch_settlement_evm_erc3009_authorization_required",
    "invalid_batch_settlement_evm_missing_eip712_domain",
    "invalid_batch_settlement_evm_payload_authorization_valid_after",
    "invalid_batch_settlement_evm_payload_authorization_valid_before",
    "invalid_batch_settlement_evm_payload_type",
    "invalid_batch_settlement_evm_permit2_allowance_required",
    "invalid_batch_settlement_evm_permit2_amount_mismatch",
    "invalid_batch_settlement_evm_permit2_deadline_expired",
    "invalid_batch_settlement_evm_permit2_invalid_signature",
    "invalid_batch_settlement_evm_permit2_invalid_spender",
    "invalid_batch_settlement_evm_receive_authorization_signature",
    "invalid_batch_settlement_evm_receiver_authorizer_mismatch",
    "invalid_batch_settlement_evm_receiver_mismatch",
    "invalid_batch_settlement_evm_refund_amount_invalid",
    "invalid_batch_settlement_evm_refund_no_balance",
    "invalid_batch_settlement_evm_refund_payload",
    "invalid_batch_settlement_evm_refund_simulation_failed",
    "invalid_batch_settlement_evm_settle_payload",
    "invalid_batch_settlement_evm_token_mismatch",
    "invalid_batch_settlement_evm_voucher_payload",
    "invalid_batch_settlement_evm_voucher_signature",
    "invalid_batch_settlement_evm_withdraw_delay_mismatch",
    "invalid_batch_settlement_evm_withdraw_delay_out_of_range",
    "invalid_eip2612_extension_format",
    "invalid_erc20_approval_extension_format",
    "invalid_exact_evm_payload_authorization_valid_after",
    "invalid_exact_evm_payload_authorization_valid_before",
    "invalid_exact_evm_payload_authorization_value",
    "invalid_exact_evm_payload_authorization_value_mismatch",
    "invalid_exact_evm_payload_recipient_mismatch",
    "invalid_exact_evm_payload_signature",
    "invalid_exact_stellar_fees_sponsored_unsupported",
    "invalid_exact_stellar_payload_event_not_transfer",
    "invalid_exact_stellar_payload_event_wrong_amount",
    "invalid_exact_stellar_payload_event_wrong_asset",
    "invalid_exact_stellar_payload_event_wrong_from",
    "invalid_exact_stellar_payload_event_wrong_to",
    "invalid_exact_stellar_payload_facilitator_in_auth",
    "invalid_exact_stellar_payload_facilitator_is_payer",
    "invalid_exact_stellar_payload_fee_exceeds_maximum",
    "invalid_exact_stellar_payload_has_subinvocations",
    "invalid_exact_stellar_payload_malformed",
    "invalid_exact_stellar_payload_missing_payer_signature",
    "invalid_exact_stellar_payload_multiple_transfers",
    "invalid_exact_stellar_payload_no_auth_entries",
    "invalid_exact_stellar_payload_no_transfer_events",
    "invalid_exact_stellar_payload_simulation_failed",
    "invalid_exact_stellar_payload_unexpected_pending_signatures",
    "invalid_exact_stellar_payload_unsafe_tx_or_op_source",
    "invalid_exact_stellar_payload_unsupported_credential_type",
    "invalid_exact_stellar_payload_wrong_amount",
    "invalid_exact_stellar_payload_wrong_asset",
    "invalid_exact_stellar_payload_wrong_function_name",
    "invalid_exact_stellar_payload_wrong_operation",
    "invalid_exact_stellar_payload_wrong_recipient",
    "invalid_exact_stellar_signature_expiration_too_far",
    "invalid_exact_svm_fee_payer_mismatch",
    "invalid_exact_svm_fee_payer_not_managed_by_facilitator",
    "invalid_exact_svm_payload_amount_mismatch",
    "invalid_exact_svm_payload_excessive_signers",
    "invalid_exact_svm_payload_memo_count",
    "invalid_exact_svm_payload_memo_mismatch",
    "invalid_exact_svm_payload_mint_mismatch",
    "invalid_exact_svm_payload_missing_fee_payer",
    "invalid_exact_svm_payload_no_transfer_instruction",
    "invalid_exact_svm_payload_recipient_mismatch",
    "invalid_exact_svm_payload_signature_invalid",
    "invalid_exact_svm_payload_transaction",
    "invalid_exact_svm_payload_transaction_config_compute_limit_missing",
    "invalid_exact_svm_payload_transaction_config_compute_limit_too_high",
    "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing",
    "invalid_exact_svm_payload_transaction_config_priority_fee_too_high",
    "invalid_exact_svm_payload_transaction_could_not_be_decoded",
    "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts",
    "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds",
    "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction",
    "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high",
    "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction",
    "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high",
    "invalid_exact_svm_payload_transaction_instructions_length",
    "invalid_exact_svm_transaction_simulation_failed",
    "invalid_exact_xrpl_asset_transfer_method",
    "invalid_exact_xrpl_asset_transfer_method_mismatch",
    "invalid_exact_xrpl_destination_tag_malformed",
    "invalid_exact_xrpl_fees_sponsored_unsupported",
    "invalid_exact_xrpl_iou_issuer_missing",
    "invalid_exact_xrpl_payload_amount_mismatch",
    "invalid_exact_xrpl_payload_amount_xrp",
    "invalid_exact_xrpl_payload_delegate_not_allowed",
    "invalid_exact_xrpl_payload_delivermin_not_allowed",
    "invalid_exact_xrpl_payload_destination_mismatch",
    "invalid_exact_xrpl_payload_destination_tag_mismatch",
    "invalid_exact_xrpl_payload_expired",
    "invalid_exact_xrpl_payload_fee_missing",
    "invalid_exact_xrpl_payload_fee_too_high",
    "invalid_exact_xrpl_payload_field_not_allowed",
    "invalid_exact_xrpl_payload_invoice_id_mismatch",
    "invalid_exact_xrpl_payload_invoice_missing",
    "invalid_exact_xrpl_payload_iou_amount",
    "invalid_exact_xrpl_payload_iou_currency_mismatch",
    "invalid_exact_xrpl_payload_iou_issuer_mismatch",
    "invalid_exact_xrpl_payload_iou_value_mismatch",
    "invalid_exact_xrpl_payload_lastledgersequence_missing",
    "invalid_exact_xrpl_payload_lastledgersequence_too_large",
    "invalid_exact_xrpl_payload_memos_not_allowed",
    "invalid_exact_xrpl_payload_multisig_not_supported",
    "invalid_exact_xrpl_payload_network_id_for_standard_network",
    "invalid_exact_xrpl_payload_network_id_mismatch",
    "invalid_exact_xrpl_payload_partial_payment_not_allowed",
    "invalid_exact_xrpl_payload_paths_not_allowed",
    "invalid_exact_xrpl_payload_sendmax_iou_mismatch",
    "invalid_exact_xrpl_payload_sendmax_not_allowed",
    "invalid_exact_xrpl_payload_sendmax_required",
    "invalid_exact_xrpl_payload_sendmax_too_low",
    "invalid_exact_xrpl_payload_sequence_missing",
    "invalid_exact_xrpl_payload_sequence_must_be_zero",
    "invalid_exact_xrpl_payload_sequence_not_current",
    "invalid_exact_xrpl_payload_shape",
    "invalid_exact_xrpl_payload_signature",
    "invalid_exact_xrpl_payload_signer_not_authorized",
    "invalid_exact_xrpl_payload_signing_pub_key",
    "invalid_exact_xrpl_payload_simulation_failed",
    "invalid_exact_xrpl_payload_ticket_not_available",
    "invalid_exact_xrpl_payload_ticket_sequence_missing",
    "invalid_exact_xrpl_payload_ticket_sequence_not_allowed",
    "invalid_exact_xrpl_payload_transaction_type",
    "invalid_network",
    "invalid_payload",
    "invalid_payment_requirements",
    "invalid_permit2_recipient_mismatch",
    "invalid_permit2_signature",
    "invalid_permit2_spender",
    "invalid_upto_evm_payload_settlement_exceeds_amount",
    "invalid_x402_version",
    "missing_invoiceId",
    "permit2_2612_amount_mismatch",
    "permit2_allowance_required",
    "permit2_amount_mismatch",
    "permit2_deadline_expired",
    "permit2_not_yet_valid",
    "permit2_simulation_failed",
    "permit2_token_mismatch",
    "self_transfer",
    "smart_wallet_alt_resolution_not_available",
    "smart_wallet_compute_unit_limit_missing",
    "smart_wallet_compute_units_too_high",
    "smart_wallet_loaded_accounts_data_size_limit_missing",
    "smart_wallet_priority_fee_too_high",
    "smart_wallet_program_not_allowed",
    "unknown_invoice_id",
    "unsupported_payment_flow",
    "unsupported_scheme",
    "unsupported_transaction_version",
    "upto_facilitator_mismatch",
]


class AtaResult(TypedDict):
    address: str
    bump: int

class BuilderCodeResultCodesCodes(TypedDict, total=False):
    a: str
    w: str
    s: list[str]

class _BuilderCodeResultCodes(TypedDict):
    codes: BuilderCodeResultCodesCodes
    flags: list[str]

class BuilderCodeResultCodes(_BuilderCodeResultCodes, total=False):
    metadata: dict[str, Any]

class BuilderCodeResultErrErr(TypedDict):
    kind: Literal['no-suffix', 'other-schema', 'length', 'cbor', 'code']

class BuilderCodeResultErr(TypedDict):
    err: BuilderCodeResultErrErr

class QuestionForTheChainRpc(TypedDict):
    method: Literal['eth_call', 'eth_gasPrice', 'eth_getBalance', 'eth_getCode', 'eth_getTransactionCount', 'eth_simulateV1', 'getAccountInfo', 'getLatestLedger', 'getLedgerEntries', 'getMultipleAccounts', 'isBlockhashValid', 'simulateTransaction', 'account_info', 'ledger', 'ledger_entry', 'simulate', 'tx']
    params: list[Any] | dict[str, Any]

class _QuestionForTheChain(TypedDict):
    kind: str
    sentence: str

class QuestionForTheChain(_QuestionForTheChain, total=False):
    expected: str
    rpc: QuestionForTheChainRpc
    changesVerdict: Literal[True]

class _ValidCarrierResult(TypedDict):
    verdict: Literal['valid']
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class ValidCarrierResult(_ValidCarrierResult, total=False):
    request: Literal['unpaid', 'paid']
    response: Literal['none', 'required', 'settled', 'settlement-failed']
    binding: Literal['tool-result', 'extension', 'rpc-error']
    status: Literal['payment-required', 'payment-rejected', 'payment-submitted', 'payment-verified', 'payment-completed', 'payment-failed']
    version: Literal[1, 2]
    payment: dict[str, Any]
    demand: dict[str, Any]
    settlement: dict[str, Any]

class _InvalidCarrierResult(TypedDict):
    verdict: Literal['invalid']
    reason: Literal['a2a_demand', 'a2a_payload', 'a2a_receipts', 'a2a_state', 'a2a_status', 'a2a_task_id', 'embedded-demand', 'embedded-payment', 'invalid_payload', 'mcp_capability', 'mcp_demands_differ', 'mcp_envelope', 'mcp_method', 'mcp_misplaced_demand', 'mcp_not_error', 'mcp_payment_shape', 'mcp_result_type', 'mcp_unsettled_content', 'mcp_version', 'settlement']
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class InvalidCarrierResult(_InvalidCarrierResult, total=False):
    request: Literal['unpaid', 'paid']
    response: Literal['none', 'required', 'settled', 'settlement-failed']
    binding: Literal['tool-result', 'extension', 'rpc-error']
    status: Literal['payment-required', 'payment-rejected', 'payment-submitted', 'payment-verified', 'payment-completed', 'payment-failed']
    version: Literal[1, 2]
    payment: dict[str, Any]
    demand: dict[str, Any]
    settlement: dict[str, Any]

class _UndecidedCarrierResult(TypedDict):
    verdict: Literal['undecided']
    reason: Literal['a2a_demand', 'a2a_payload', 'a2a_receipts', 'a2a_state', 'a2a_status', 'a2a_task_id', 'embedded-demand', 'embedded-payment', 'invalid_payload', 'mcp_capability', 'mcp_demands_differ', 'mcp_envelope', 'mcp_method', 'mcp_misplaced_demand', 'mcp_not_error', 'mcp_payment_shape', 'mcp_result_type', 'mcp_unsettled_content', 'mcp_version', 'settlement']
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class UndecidedCarrierResult(_UndecidedCarrierResult, total=False):
    request: Literal['unpaid', 'paid']
    response: Literal['none', 'required', 'settled', 'settlement-failed']
    binding: Literal['tool-result', 'extension', 'rpc-error']
    status: Literal['payment-required', 'payment-rejected', 'payment-submitted', 'payment-verified', 'payment-completed', 'payment-failed']
    version: Literal[1, 2]
    payment: dict[str, Any]
    demand: dict[str, Any]
    settlement: dict[str, Any]

class ChannelCorrectionConfig(TypedDict):
    payer: str
    payerAuthorizer: str
    salt: str

class FactsAccountsValue(TypedDict):
    code: str

class FactsAllowance(TypedDict):
    token: str
    owner: str
    amount: str

class _FactsChannelsValue(TypedDict):
    balance: str
    totalClaimed: str

class FactsChannelsValue(_FactsChannelsValue, total=False):
    refundNonce: str
    withdrawRequestedAt: int
    withdrawAmount: str

class _FactsLedgersValue(TypedDict):
    sequence: int

class FactsLedgersValue(_FactsLedgersValue, total=False):
    secondsPerLedger: int

class FactsStellarAccountsValueSigner(TypedDict):
    key: str
    weight: int

class FactsStellarAccountsValue(TypedDict):
    signers: Sequence[FactsStellarAccountsValueSigner]
    threshold: int

class FactsXrplAccountsValue(TypedDict, total=False):
    sequence: int
    regularKey: str | None
    masterDisabled: bool
    tickets: Sequence[int]

FactsStellarSimulationsValueTransfer = TypedDict(
    "FactsStellarSimulationsValueTransfer",
    {
        "asset": "str",
        "from": "str",
        "to": "str",
        "amount": "str",
    },
)


class FactsStellarSimulationsValueOtherEvent(TypedDict):
    contract: str
    name: str

class _FactsStellarSimulationsValue(TypedDict):
    transfers: Sequence[FactsStellarSimulationsValueTransfer]

class FactsStellarSimulationsValue(_FactsStellarSimulationsValue, total=False):
    otherEvents: Sequence[FactsStellarSimulationsValueOtherEvent]
    minResourceFee: str

class _FactsMultisigsValue(TypedDict):
    required: int
    members: Sequence[str]

class FactsMultisigsValue(_FactsMultisigsValue, total=False):
    program: str

class FactsSimulationsValueTransfer(TypedDict):
    program: str
    source: str
    mint: str
    destination: str
    authority: str
    amount: str

class FactsSimulationsValueOtherCall(TypedDict):
    program: str
    name: str
    accounts: Sequence[str]

class _FactsSimulationsValue(TypedDict):
    feePayerLost: str
    transfers: Sequence[FactsSimulationsValueTransfer]

class FactsSimulationsValue(_FactsSimulationsValue, total=False):
    feePayerAccounts: Sequence[str]
    otherCalls: Sequence[FactsSimulationsValueOtherCall]
    received: Mapping[str, str]

class _FactsContractSignature(TypedDict):
    account: str
    digest: str
    signature: str
    valid: bool

class FactsContractSignature(_FactsContractSignature, total=False):
    caller: str

class FactsTokenPermit(TypedDict):
    token: str
    digest: str
    signature: str
    taken: bool

class FactsTokenDomainsValue(TypedDict):
    name: str
    version: str

class Facts(TypedDict, total=False):
    accounts: Mapping[str, FactsAccountsValue]
    allowances: Sequence[FactsAllowance]
    channels: Mapping[str, FactsChannelsValue]
    dataFees: Mapping[str, str]
    ledgers: Mapping[str, FactsLedgersValue]
    stellarAccounts: Mapping[str, FactsStellarAccountsValue | None]
    xrplAccounts: Mapping[str, FactsXrplAccountsValue | None]
    xrplSimulations: Mapping[str, str]
    stellarSimulations: Mapping[str, FactsStellarSimulationsValue | None]
    lookupTables: Mapping[str, Sequence[str] | None]
    multisigs: Mapping[str, FactsMultisigsValue | None]
    simulations: Mapping[str, FactsSimulationsValue | None]
    contractSignatures: Sequence[FactsContractSignature]
    tokenPermits: Sequence[FactsTokenPermit]
    domainSeparators: Mapping[str, str]
    tokenDomains: Mapping[str, FactsTokenDomainsValue]

class _ValidChannelResult(TypedDict):
    verdict: Literal['valid']
    charged: str
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class ValidChannelResult(_ValidChannelResult, total=False):
    balance: str

class _InvalidChannelResult(TypedDict):
    verdict: Literal['invalid']
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class InvalidChannelResult(_InvalidChannelResult, total=False):
    charged: str
    balance: str
    detail: str

class _UndecidedChannelResult(TypedDict):
    verdict: Literal['undecided']
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class UndecidedChannelResult(_UndecidedChannelResult, total=False):
    charged: str
    balance: str
    detail: str

class PaymentHeader(TypedDict):
    name: str
    value: str

class Payment(TypedDict, total=False):
    header: PaymentHeader
    headers: Sequence[tuple[str, str] | list[str]]
    text: str
    bytes: str
    json: Any

class _Offer(TypedDict):
    scheme: str
    network: str
    amount: str
    asset: str
    payTo: str
    maxTimeoutSeconds: int

class Offer(_Offer, total=False):
    """PaymentRequirements of V2, as Strict reads them; fields may be added."""

    extra: Mapping[str, Any] | None

class ChannelResponseChannel(TypedDict):
    charged: str
    balance: str

class ChooseDeposit(TypedDict):
    offer: Offer | Mapping[str, Any]
    charged: str
    balance: str

class _ChooseBudget(TypedDict):
    scheme: str
    network: str
    asset: str
    atMost: str

class ChooseBudget(_ChooseBudget, total=False):
    issuer: str

class ChooseResult(TypedDict, total=False):
    index: int
    deposit: str

class DecodeHeader(TypedDict):
    name: str
    value: str

class _DecodeError(TypedDict):
    stage: Literal['header', 'base64', 'utf8', 'json', 'shape', 'limit']
    kind: str

class DecodeError(_DecodeError, total=False):
    field: str

class Refused(TypedDict):
    err: DecodeError

class _DecodeResultOk(TypedDict):
    ok: dict[str, Any]
    canonical: str
    flags: list[str]

class DecodeResultOk(_DecodeResultOk, total=False):
    version: Literal[1, 2]

class _V1Offer(TypedDict):
    scheme: str
    network: str
    maxAmountRequired: str
    asset: str
    payTo: str
    resource: str
    description: str
    maxTimeoutSeconds: int

class V1Offer(_V1Offer, total=False):
    """PaymentRequirements of V1, as Strict reads them; fields may be added."""

    mimeType: str | None
    outputSchema: Mapping[str, Any] | None
    extra: Mapping[str, Any] | None

class VerifyPhaseSettleSettle(TypedDict):
    amount: str

class VerifyPhaseSettle(TypedDict):
    settle: VerifyPhaseSettleSettle

class _PolicyKind(TypedDict):
    scheme: str

class PolicyKind(_PolicyKind, total=False):
    network: str
    x402Version: Literal[1, 2]
    extra: Mapping[str, Any]

class Policy(TypedDict, total=False):
    preset: Literal['default', 'ts', 'x402-rs', 'circle-gateway@2026-11', 'circle-facilitator@2026-11', 'cdp@2026-10', 't54@2026-09', 'payai@2026-10', 'okx@2026-11', 'x402.org@2026-10']
    kinds: Sequence[PolicyKind]
    permitMargin: int
    matchRule: Literal['sdk', 'exact', 'core']
    amountRule: Literal['equal', 'at-least']
    expiryMargin: int
    gatewayVariant: bool
    gatewayMargin: int
    assumePlainAccounts: bool
    requireEcho: bool
    strictAddresses: bool
    emptyDomainNames: bool
    approvalTransactions: bool
    enforceMinDeposit: bool
    optionalWithdrawDelay: bool
    strictChannelIds: bool
    maxApprovalGas: int
    maxSponsorWei: str
    maxUnitPrice: int
    maxComputeUnits: int
    maxSponsorLamports: int
    extraSigners: int
    maxInstructions: int
    maxLighthouse: int
    accountCreation: bool
    ledgerTolerance: int
    ledgerMargin: int
    maxFeeStroops: int
    maxFeeDrops: int
    payloadInvoice: bool
    allowFields: Sequence[Literal['Memos', 'CredentialIDs', 'AccountTxnID']]
    credentials: Literal['both', 'v1']
    smartWallets: bool
    compactSignatures: bool
    canonicalSignatures: bool
    horizon: int
    refuse: Sequence[Literal['missing-padding', 'nonzero-pad-bits', 'white-space', 'bom', 'string-version', 'float-version', 'float-integer', 'leading-zero', 'number-amount', 'null-optional', 'other-version-network', 'legacy-header', 'number-range', 'address-case', 'null-skip', 'unmatched-field', 'eip55', 'no-0x', 'y-parity', 'compact', 'boundary-after', 'self-payment', 'pay-to-asset', 'overpayment', 'unreadable-offer', 'empty-accepts', 'no-resource', 'no-description', 'no-transaction', 'no-network', 'extension-not-echoed', 'resource-not-echoed', 'no-identifier', 'empty-amount', 'unreadable-kind', 'no-extensions', 'no-signers', 'keyless-signer', 'hex-nonce', 'high-s', 'untagged-method', 'trailing-data', 'extra-accounts', 'high-limit', 'units-short', 'no-memo', 'zero-amount', 'failing-permit', 'failing-approval', 'account-creation', 'service-codes', 'flat-builder-code', 'wallet-code', 'no-mime-type', 'other-spender', 'eip155-v', 'last-updated', 'unreadable-item', 'client-flow', 'gateway', 'gateway-near-miss', 'metadata-key', 'charge-counts', 'below-min-deposit', 'unrecorded-charges', 'short-voucher', 'withdrawal-pending', 'withdrawal-due', 'capped-refund', 'revocable-voucher', 'no-op-claim', 'foreign-deposit', 'data-short', 'legacy-transaction', 'guard-position', 'guard-count', 'guard-fee-payer', 'unknown-guard', 'muxed-recipient', 'no-soroban-data', 'envelope-signatures', 'preconditions', 'late-expiry', 'other-events', 'asset-spelling', 'source-tag', 'unasked-tag', 'low-fee', 'no-invoice', 'network-alias', 'asset-network', 'other-domain', 'asset-method', 'pay-to-token', 'pay-to-issuer', 'decimals']]
    allowedFactories: Sequence[str]

class Records(TypedDict, total=False):
    charged: Mapping[str, str | None]

class DiagnoseResultFinding(TypedDict):
    kind: str
    sentence: str

class DiagnoseResult(TypedDict):
    findings: list[DiagnoseResultFinding]

class SolanaOfferExtra(TypedDict, total=False):
    assetTransferMethod: str | None

class SolanaOffer(TypedDict, total=False):
    """An offer of exact on Solana, of the payment's version."""

    scheme: Literal['exact']
    extra: SolanaOfferExtra | Mapping[str, Any]

class DigestResultSolanaSigner(TypedDict):
    address: str
    signed: bool | None

class DigestResultSolana(TypedDict):
    family: Literal['solana']
    digest: str
    feePayer: str
    signers: list[DigestResultSolanaSigner]

class DigestResultStellar(TypedDict):
    family: Literal['stellar']
    credentials: Literal['v1', 'v2']
    networkId: str
    preimage: str
    digest: str
    form: Literal['account', 'opaque', 'none']
    signers: list[str]

class _DigestResultXrpl(TypedDict):
    family: Literal['xrpl']
    algorithm: Literal['secp256k1', 'ed25519']
    preimage: str
    hash: str
    signer: str

class DigestResultXrpl(_DigestResultXrpl, total=False):
    digest: str

class _EvmDigestPermit(TypedDict):
    domainSeparator: str
    structHash: str
    digest: str
    form: Literal['ecdsa65', 'y-parity', 'erc2098', 'erc6492', 'other']

class EvmDigestPermit(_EvmDigestPermit, total=False):
    signer: str

class _EvmDigestApproval(TypedDict):
    type: Literal['0', '1', '2']
    chainId: str
    nonce: str
    maxPriorityFeePerGas: str
    maxFeePerGas: str
    gasLimit: str
    value: str
    data: str
    digest: str
    hash: str

class EvmDigestApproval(_EvmDigestApproval, total=False):
    to: str
    signer: str

class _EvmDigest(TypedDict):
    family: Literal['eip3009', 'gateway', 'permit2', 'upto']
    domainSeparator: str
    structHash: str
    digest: str
    form: Literal['ecdsa65', 'y-parity', 'erc2098', 'erc6492', 'other']

class EvmDigest(_EvmDigest, total=False):
    signer: str
    permit: EvmDigestPermit
    approval: EvmDigestApproval

class _Message(TypedDict):
    domainSeparator: str
    structHash: str
    digest: str

class Message(_Message, total=False):
    form: Literal['ecdsa65', 'y-parity', 'erc2098', 'erc6492', 'other']
    signer: str

class _BatchSettlementDigest(TypedDict):
    family: Literal['batch-settlement']

class BatchSettlementDigest(_BatchSettlementDigest, total=False):
    """The messages that are signed for a payment with batch-settlement (N-39). The receiver's side may leave a message to the facilitator: it has neither form nor signer."""

    channelId: str
    voucher: Message
    deposit: EvmDigest
    rows: list[Message]
    batch: Message
    refund: Message

class FingerprintResult(TypedDict):
    fingerprint: str
    canonical: str

class HttpMessage(TypedDict):
    """The headers carry the signatures."""

    method: str
    targetUri: str
    headers: Sequence[tuple[str, str] | list[str]]

class HttpMessageSignatureAnswer(TypedDict):
    status: int
    headers: Sequence[tuple[str, str] | list[str]]

class _ValidHttpMessageSignatureResult(TypedDict):
    verdict: Literal['valid']
    flags: list[str]
    needs: list[QuestionForTheChain]

class ValidHttpMessageSignatureResult(_ValidHttpMessageSignatureResult, total=False):
    keyId: str
    base: str

class _InvalidHttpMessageSignatureResult(TypedDict):
    verdict: Literal['invalid']
    reason: Literal['invalid_message_signature_alg', 'invalid_message_signature_components', 'invalid_message_signature_created', 'invalid_message_signature_expired', 'invalid_message_signature_shape', 'invalid_message_signature_signature', 'invalid_message_signature_tag']
    flags: list[str]
    needs: list[QuestionForTheChain]

class InvalidHttpMessageSignatureResult(_InvalidHttpMessageSignatureResult, total=False):
    keyId: str
    base: str

class _UndecidedHttpMessageSignatureResult(TypedDict):
    verdict: Literal['undecided']
    flags: list[str]
    needs: list[QuestionForTheChain]

class UndecidedHttpMessageSignatureResult(_UndecidedHttpMessageSignatureResult, total=False):
    keyId: str
    base: str

class HttpOutcomeResult(TypedDict):
    outcome: Literal['success', 'payment-required', 'invalid-payment', 'payment-failed', 'allowance-required', 'conflict', 'server-error']
    status: Literal[200, 400, 402, 409, 412, 500]

class LintHeader(TypedDict):
    name: str
    value: str

class LintResultFinding(TypedDict):
    pointer: str
    rule: str
    level: Literal['error', 'warning', 'info']
    message: str

class _ValidLintResult(TypedDict):
    verdict: Literal['valid']
    findings: list[LintResultFinding]
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[Any]

class ValidLintResult(_ValidLintResult, total=False):
    version: Literal[1, 2]

class _InvalidLintResult(TypedDict):
    verdict: Literal['invalid']
    reason: str
    findings: list[LintResultFinding]
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[Any]

class InvalidLintResult(_InvalidLintResult, total=False):
    version: Literal[1, 2]

class _UndecidedLintResult(TypedDict):
    verdict: Literal['undecided']
    reason: str
    findings: list[LintResultFinding]
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[Any]

class UndecidedLintResult(_UndecidedLintResult, total=False):
    version: Literal[1, 2]

class MatchResultOffer(TypedDict):
    offer: int

class MatchResultNoOfferDiffer(TypedDict):
    offer: int
    members: list[str]

class MatchResultNoOffer(TypedDict):
    offer: None
    differs: list[MatchResultNoOfferDiffer]

class ValidMatchExtensionsResult(TypedDict):
    verdict: Literal['valid']
    differs: list[str]
    missing: list[str]
    flags: list[str]
    needs: list[Any]
    outstanding: list[Any]

class InvalidMatchExtensionsResult(TypedDict):
    verdict: Literal['invalid']
    reason: Literal['extension_echo_mismatch']
    differs: list[str]
    missing: list[str]
    flags: list[str]
    needs: list[Any]
    outstanding: list[Any]

class _NetworkResultName(TypedDict):
    caip2: str

class NetworkResultName(_NetworkResultName, total=False):
    name: str

class NetworkResultErrErr(TypedDict):
    kind: Literal['not-network']

class NetworkResultErr(TypedDict):
    err: NetworkResultErrErr

class OfferReceiptHeader(TypedDict):
    name: str
    value: str

class _Check(TypedDict):
    id: str
    outcome: Literal['pass', 'fail', 'needs', 'skipped']

class Check(_Check, total=False):
    detail: str

class _ValidOfferReceiptResult(TypedDict):
    verdict: Literal['valid']
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]
    checks: list[Check]

class ValidOfferReceiptResult(_ValidOfferReceiptResult, total=False):
    format: Literal['eip712', 'jws']
    signer: str
    digest: str
    alg: str
    kid: str
    payload: Any
    accept: int

class _InvalidOfferReceiptResult(TypedDict):
    verdict: Literal['invalid']
    reason: OfferReceiptReason
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]

class InvalidOfferReceiptResult(_InvalidOfferReceiptResult, total=False):
    check: str
    format: Literal['eip712', 'jws']
    signer: str
    digest: str
    alg: str
    kid: str
    payload: Any
    accept: int
    checks: list[Check]
    err: DecodeError

class _UndecidedOfferReceiptResult(TypedDict):
    verdict: Literal['undecided']
    reason: OfferReceiptReason
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]

class UndecidedOfferReceiptResult(_UndecidedOfferReceiptResult, total=False):
    check: str
    format: Literal['eip712', 'jws']
    signer: str
    digest: str
    alg: str
    kid: str
    payload: Any
    accept: int
    checks: list[Check]
    err: DecodeError

class PaymentIdentifierHeader(TypedDict):
    name: str
    value: str

class _ValidPaymentIdentifierResult(TypedDict):
    verdict: Literal['valid']
    flags: list[str]
    needs: list[Any]
    outstanding: list[Any]

class ValidPaymentIdentifierResult(_ValidPaymentIdentifierResult, total=False):
    id: str

class InvalidPaymentIdentifierResult(TypedDict):
    verdict: Literal['invalid']
    reason: Literal['invalid_payload', 'invalid_payment_identifier', 'payment_identifier_required']
    status: Literal[400, 402]
    flags: list[str]
    needs: list[Any]
    outstanding: list[Any]

ReasonResultMeaning = TypedDict(
    "ReasonResultMeaning",
    {
        "meaning": "str",
        "in": "list[str]",
        "codes": "dict[str, list[str]]",
        "causes": "list[str]",
        "causeActors": "list[str]",
        "actor": "str",
        "toAct": "str",
        "next": "str",
    },
)


class _ReasonResult(TypedDict):
    code: str
    meanings: list[ReasonResultMeaning]
    asOf: str

class ReasonResult(_ReasonResult, total=False):
    tables: dict[str, str]
    nearest: str
    address: str

class _RecogniseResultPartHeader(TypedDict):
    name: str
    value: str

class RecogniseResultPartHeader(_RecogniseResultPartHeader, total=False):
    at: int

class RecognisedTime(TypedDict):
    """A time in the text, which the client of the payment cannot have written."""

    seconds: int
    provenance: Literal['answer-date', 'har-entry', 'log-line']

class _RecogniseResultPart(TypedDict):
    kind: str
    guessed: bool
    provenance: Literal['response', 'server-message', 'client-message', 'facilitator-request', 'request-header', 'request-body', 'pasted', 'record', 'embedded']

class RecogniseResultPart(_RecogniseResultPart, total=False):
    header: RecogniseResultPartHeader
    text: str
    at: int
    message: int
    time: RecognisedTime

class _RecogniseResultMessage(TypedDict):
    headers: list[list[str]]

class RecogniseResultMessage(_RecogniseResultMessage, total=False):
    status: int
    target: str
    date: int

class RecogniseResultNote(TypedDict):
    kind: str
    sentence: str

class JudgedPart(TypedDict):
    """A part that a verdict about the text rests on: its index in `parts`, and where the text has it."""

    part: int
    provenance: Literal['response', 'server-message', 'client-message', 'facilitator-request', 'request-header', 'request-body', 'pasted', 'record', 'embedded']

class RecogniseResultJudgedAmbiguous(TypedDict):
    kind: Literal['payments', 'offers']
    sentence: str

class RecogniseResultJudged(TypedDict, total=False):
    """The parts on which a verdict about the text rests. With `ambiguous`, only a person can choose."""

    payment: JudgedPart
    offers: JudgedPart
    ambiguous: RecogniseResultJudgedAmbiguous

class _Answered(TypedDict):
    outcome: Literal['not-paid', 'refused', 'not-settled', 'failed', 'accepted', 'settled']
    by: Literal['seller', 'facilitator']

class Answered(_Answered, total=False):
    """The last answer of the seller or the facilitator in the text. It is the word of its sender: only the chain shows whether money moved."""

    status: int
    reason: str
    message: str
    transaction: str

class _RecogniseResult(TypedDict):
    form: Literal['nothing', 'json', 'lines', 'transcript', 'har', 'command', 'headers', 'value', 'log', 'unknown']
    what: str
    parts: list[RecogniseResultPart]
    messages: list[RecogniseResultMessage]
    notes: list[RecogniseResultNote]
    judged: RecogniseResultJudged

class RecogniseResult(_RecogniseResult, total=False):
    answered: Answered
    time: RecognisedTime

class ReplayKeyResult(TypedDict, total=False):
    replayKey: str

class _SettlementStateResult(TypedDict):
    state: Literal['settled', 'pending', 'failed', 'unknown']

class SettlementStateResult(_SettlementStateResult, total=False):
    signAgain: Literal['no', 'not-yet', 'both-count']

class SignInWithXHeader(TypedDict):
    name: str
    value: str

class SignInWithXFactsAccountsValue(TypedDict):
    code: str

class _SignInWithXFactsContractSignature(TypedDict):
    account: str
    digest: str
    signature: str
    valid: bool

class SignInWithXFactsContractSignature(_SignInWithXFactsContractSignature, total=False):
    caller: str

class SignInWithXFacts(TypedDict, total=False):
    accounts: Mapping[str, SignInWithXFactsAccountsValue]
    contractSignatures: Sequence[SignInWithXFactsContractSignature]

class _ValidSignInWithXResult(TypedDict):
    verdict: Literal['valid']
    address: str
    chainId: str
    nonce: str
    message: str
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]
    checks: list[Check]

class ValidSignInWithXResult(_ValidSignInWithXResult, total=False):
    digest: str
    resources: list[str]

class _InvalidSignInWithXResult(TypedDict):
    verdict: Literal['invalid']
    reason: SignInWithXReason
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class InvalidSignInWithXResult(_InvalidSignInWithXResult, total=False):
    check: str
    address: str
    chainId: str
    nonce: str
    message: str
    digest: str
    resources: list[str]
    checks: list[Check]
    err: DecodeError

class _UndecidedSignInWithXResult(TypedDict):
    verdict: Literal['undecided']
    reason: SignInWithXReason
    flags: list[str]
    needs: list[QuestionForTheChain]
    outstanding: list[QuestionForTheChain]

class UndecidedSignInWithXResult(_UndecidedSignInWithXResult, total=False):
    check: str
    address: str
    chainId: str
    nonce: str
    message: str
    digest: str
    resources: list[str]
    checks: list[Check]
    err: DecodeError

class _VerifyResultSponsor(TypedDict):
    sponsoring: Literal['valid', 'invalid', 'undecided']
    payment: Literal['valid', 'invalid', 'undecided']

class VerifyResultSponsor(_VerifyResultSponsor, total=False):
    clientFee: str
    minResourceFee: str
    feePayer: str
    mostLamports: str

class _VerifyResultChannel(TypedDict):
    id: str
    type: Literal['deposit', 'voucher', 'refund']
    maxClaimable: str

class VerifyResultChannel(_VerifyResultChannel, total=False):
    deposit: str
    refund: str
    charged: str

class _VerifyResultGasSponsoringTransaction(TypedDict):
    hash: str
    nonce: str
    gasLimit: str
    maxFeePerGas: str
    maxPriorityFeePerGas: str
    mostWei: str
    sponsoring: Literal['valid', 'invalid', 'undecided']
    payment: Literal['valid', 'invalid', 'undecided']

class VerifyResultGasSponsoringTransaction(_VerifyResultGasSponsoringTransaction, total=False):
    dataFeeWei: str
    executionOnly: Literal[True]

class _VerifyResultGasSponsoring(TypedDict):
    extension: Literal['eip2612GasSponsoring', 'erc20ApprovalGasSponsoring']
    spender: str
    amount: str

class VerifyResultGasSponsoring(_VerifyResultGasSponsoring, total=False):
    deadline: str
    transaction: VerifyResultGasSponsoringTransaction

class _ValidVerifyResult(TypedDict):
    verdict: Literal['valid']
    offer: int
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]
    checks: list[Check]

class ValidVerifyResult(_ValidVerifyResult, total=False):
    purpose: Literal['service', 'operation']
    payer: str
    replayKey: str
    transferKey: str
    lastLedger: int
    sponsor: VerifyResultSponsor
    channel: VerifyResultChannel
    gasSponsoring: VerifyResultGasSponsoring

class _InvalidVerifyResult(TypedDict):
    verdict: Literal['invalid']
    stage: Literal['decode', 'match', 'verify']
    reason: VerifyReason
    check: str
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]
    checks: list[Check]

class InvalidVerifyResult(_InvalidVerifyResult, total=False):
    purpose: Literal['service', 'operation']
    payer: str
    replayKey: str
    transferKey: str
    offer: int
    lastLedger: int
    sponsor: VerifyResultSponsor
    channel: VerifyResultChannel
    gasSponsoring: VerifyResultGasSponsoring

class _UndecidedVerifyResult(TypedDict):
    verdict: Literal['undecided']
    stage: Literal['decode', 'match', 'verify']
    reason: VerifyReason
    check: str
    flags: list[str]
    outstanding: list[QuestionForTheChain]
    needs: list[QuestionForTheChain]
    checks: list[Check]

class UndecidedVerifyResult(_UndecidedVerifyResult, total=False):
    purpose: Literal['service', 'operation']
    payer: str
    replayKey: str
    transferKey: str
    offer: int
    lastLedger: int
    sponsor: VerifyResultSponsor
    channel: VerifyResultChannel
    gasSponsoring: VerifyResultGasSponsoring

class _VerifyInput(TypedDict):
    payment: Payment | str
    offers: Sequence[Offer | Mapping[str, Any]] | Sequence[V1Offer | Mapping[str, Any]]
    now: int | float | datetime

class VerifyInput(_VerifyInput, total=False):
    """A question for verify_many, as JSON has it."""

    profile: Literal['strict', 'lenient']
    phase: Literal['verify'] | Literal['submit'] | VerifyPhaseSettle
    purpose: Literal['service', 'operation', 'any']
    facilitators: Sequence[str]
    declaredExtensions: Mapping[str, Any]
    policy: Policy
    facts: Facts
    records: Records

BuilderCodeResult = Union[BuilderCodeResultCodes, BuilderCodeResultErr]
CarrierResult = Union[ValidCarrierResult, InvalidCarrierResult, UndecidedCarrierResult]
ChannelCorrectionResult = Union[ValidChannelResult, InvalidChannelResult, UndecidedChannelResult]
ChannelResponseResult = Union[ValidChannelResult, InvalidChannelResult, UndecidedChannelResult]
DecodeResult = Union[Refused, DecodeResultOk]
DigestResult = Union[Refused, DigestResultSolana, DigestResultStellar, DigestResultXrpl, EvmDigest, BatchSettlementDigest]
HttpMessageSignatureResult = Union[ValidHttpMessageSignatureResult, InvalidHttpMessageSignatureResult, UndecidedHttpMessageSignatureResult]
LintResult = Union[ValidLintResult, InvalidLintResult, UndecidedLintResult]
MatchResult = Union[MatchResultOffer, MatchResultNoOffer]
MatchExtensionsResult = Union[ValidMatchExtensionsResult, InvalidMatchExtensionsResult]
NetworkResult = Union[NetworkResultName, NetworkResultErr]
OfferReceiptResult = Union[ValidOfferReceiptResult, InvalidOfferReceiptResult, UndecidedOfferReceiptResult]
PaymentIdentifierResult = Union[ValidPaymentIdentifierResult, InvalidPaymentIdentifierResult]
SignInWithXResult = Union[ValidSignInWithXResult, InvalidSignInWithXResult, UndecidedSignInWithXResult]
VerifyResult = Union[ValidVerifyResult, InvalidVerifyResult, UndecidedVerifyResult]


def ata(
    *,
    owner: str,
    mint: str,
    program: str,
) -> AtaResult:
    """Computes the associated account of a wallet for a mint and a token program. On Solana, a payment to `payTo`
    goes to this account.
    """
    result: AtaResult = ask("ata", {"owner": owner, "mint": mint, "program": program})
    return result

def builder_code(
    *,
    calldata: str,
) -> BuilderCodeResult:
    """Reads the builder codes at the end of a settlement's calldata, and the metadata next to them.
    """
    result: BuilderCodeResult = ask("builder-code", {"calldata": calldata})
    return result

def carrier(
    *,
    carrier: Literal['a2a', 'mcp'],
    request: Any = NOT_GIVEN,
    response: Any = NOT_GIVEN,
    message: Any = NOT_GIVEN,
    task: Any = NOT_GIVEN,
    request_text: str = NOT_GIVEN,
    response_text: str = NOT_GIVEN,
    message_text: str = NOT_GIVEN,
    task_text: str = NOT_GIVEN,
) -> CarrierResult:
    """Reads the objects of x402 in a message of MCP or A2A.
    """
    result: CarrierResult = ask("carrier", {"carrier": carrier, "request": request, "response": response, "message": message, "task": task, "requestText": request_text, "responseText": response_text, "messageText": message_text, "taskText": task_text})
    return result

def channel_correction(
    *,
    demand: Any,
    config: ChannelCorrectionConfig,
    facts: Facts = NOT_GIVEN,
) -> ChannelCorrectionResult:
    """May a client of `batch-settlement` adopt the server's sum after a corrective 402?
    """
    result: ChannelCorrectionResult = ask("channel-correction", {"demand": demand, "config": config, "facts": facts})
    return result

def channel_response(
    *,
    payment: Payment,
    offer: Offer | Mapping[str, Any],
    channel: ChannelResponseChannel,
    response: Any,
) -> ChannelResponseResult:
    """May a client of `batch-settlement` sign a higher sum after this answer?
    """
    result: ChannelResponseResult = ask("channel-response", {"payment": payment, "offer": offer, "channel": channel, "response": response})
    return result

def choose(
    *,
    demand: Any,
    flows: Sequence[Literal['authorization', 'upfront', 'escrow']] = NOT_GIVEN,
    horizon: int = NOT_GIVEN,
    gateway_balance: bool = NOT_GIVEN,
    tolerate: Sequence[Literal['missing-padding', 'nonzero-pad-bits', 'white-space', 'bom', 'string-version', 'float-version', 'float-integer', 'leading-zero', 'number-amount', 'null-optional', 'other-version-network', 'legacy-header', 'number-range', 'address-case', 'null-skip', 'unmatched-field', 'eip55', 'no-0x', 'y-parity', 'compact', 'boundary-after', 'self-payment', 'pay-to-asset', 'overpayment', 'unreadable-offer', 'empty-accepts', 'no-resource', 'no-description', 'no-transaction', 'no-network', 'extension-not-echoed', 'resource-not-echoed', 'no-identifier', 'empty-amount', 'unreadable-kind', 'no-extensions', 'no-signers', 'keyless-signer', 'hex-nonce', 'high-s', 'untagged-method', 'trailing-data', 'extra-accounts', 'high-limit', 'units-short', 'no-memo', 'zero-amount', 'failing-permit', 'failing-approval', 'account-creation', 'service-codes', 'flat-builder-code', 'wallet-code', 'no-mime-type', 'other-spender', 'eip155-v', 'last-updated', 'unreadable-item', 'client-flow', 'gateway', 'gateway-near-miss', 'metadata-key', 'charge-counts', 'below-min-deposit', 'unrecorded-charges', 'short-voucher', 'withdrawal-pending', 'withdrawal-due', 'capped-refund', 'revocable-voucher', 'no-op-claim', 'foreign-deposit', 'data-short', 'legacy-transaction', 'guard-position', 'guard-count', 'guard-fee-payer', 'unknown-guard', 'muxed-recipient', 'no-soroban-data', 'envelope-signatures', 'preconditions', 'late-expiry', 'other-events', 'asset-spelling', 'source-tag', 'unasked-tag', 'low-fee', 'no-invoice', 'network-alias', 'asset-network', 'other-domain', 'asset-method', 'pay-to-token', 'pay-to-issuer', 'decimals']] = NOT_GIVEN,
    deposits: Sequence[ChooseDeposit] = NOT_GIVEN,
    budgets: Sequence[ChooseBudget] = NOT_GIVEN,
) -> ChooseResult:
    """Selects an offer for a buyer by its payment flow.

    demand: the 402 response, of either version
    flows: the flows that the buyer supports, out of `authorization` (the default), `upfront` and `escrow`
    horizon: the largest `maxTimeoutSeconds` that the buyer signs for. The default is 86400, one day
    gateway_balance: `true` if the buyer has a balance at the Gateway. The default is false
    tolerate: names of flags, such as `other-domain`. By default an offer that a published table contradicts is
        skipped, except for `decimals`
    deposits: a list with `{"offer", "charged", "balance"}` for each deposit that the buyer has made: the offer of
        the deposit, the sum of the charges so far, and the sum of all deposits without the amounts that went
        back. Absent: the buyer makes no deposits, and offers whose payments are taken from one are skipped
    budgets: a list of `{"scheme", "network", "asset", "atMost"}`. Absent: any amount of any asset. `atMost` is in
        atomic units. For an issued currency on the XRP Ledger it is a decimal, such as `"0.01"`, and `issuer` is
        the account that issued the currency
    """
    result: ChooseResult = ask("choose", {"demand": demand, "flows": flows, "horizon": horizon, "gatewayBalance": gateway_balance, "tolerate": tolerate, "deposits": deposits, "budgets": budgets})
    return result

def decode(
    *,
    kind: Literal['payment-required', 'payment', 'settlement', 'verify-response', 'verify-request', 'settle-request', 'supported', 'resource-list', 'search-results', 'extension-responses'] = NOT_GIVEN,
    header: DecodeHeader = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
    text: str = NOT_GIVEN,
    bytes: str = NOT_GIVEN,
    profile: Literal['strict', 'lenient'] = NOT_GIVEN,
) -> DecodeResult:
    """Reads one object of V1 or V2.
    """
    result: DecodeResult = ask("decode", {"kind": kind, "header": header, "headers": headers, "text": text, "bytes": bytes, "profile": profile})
    return result

def diagnose(
    *,
    payment: Payment | str,
    offers: Sequence[Offer | Mapping[str, Any]] | Sequence[V1Offer | Mapping[str, Any]],
    now: int | float | datetime,
    profile: Literal['strict', 'lenient'] = NOT_GIVEN,
    phase: Literal['verify'] | Literal['submit'] | VerifyPhaseSettle = NOT_GIVEN,
    purpose: Literal['service', 'operation', 'any'] = NOT_GIVEN,
    facilitators: Sequence[str] = NOT_GIVEN,
    declared_extensions: Mapping[str, Any] = NOT_GIVEN,
    policy: Policy = NOT_GIVEN,
    facts: Facts = NOT_GIVEN,
    records: Records = NOT_GIVEN,
) -> DiagnoseResult:
    """Guesses what the payer signed instead.

    payment: where it is
    offers: the server's own `PaymentRequirements`, of the payment's version; an empty array is allowed and
        matches nothing
    now: the time of the check, Unix seconds
    phase: `"verify"` (the default): may the client be served? `{"settle": {"amount": "1000"}}`: may the amount be
        taken? `exact` takes the signed amount, `upto` at most that. `"submit"`: may a facilitator send this for
        `batch-settlement`? The offers stay those of the payment
    purpose: what the payment must be good for, else it is invalid: `"service"`, `"operation"` (money moves and
        nothing is bought, as with a request for a refund), or `"any"`. If omitted, a service; in the phase
        `submit`, any
    facilitators: your own addresses from which it settles. If omitted, they are unknown
    declared_extensions: the `extensions` that the server declared (V2). If omitted, their echo is not checked. A
        payment without an identifier that they require has the flag `no-identifier`
    policy: your own choices
    facts: your knowledge of the chain
    records: sums that you have counted, and no chain knows. `charged`: by the id of a channel of
        `batch-settlement`, the sum of its charges so far, claimed or not, or null without a record
    """
    result: DiagnoseResult = ask("diagnose", {"payment": payment, "offers": offers, "now": now, "profile": profile, "phase": phase, "purpose": purpose, "facilitators": facilitators, "declaredExtensions": declared_extensions, "policy": policy, "facts": facts, "records": records})
    return result

def digest(
    *,
    payment: Payment | str,
    offer: Offer | Mapping[str, Any] | V1Offer | Mapping[str, Any] | SolanaOffer | Mapping[str, Any] | Offer | Mapping[str, Any],
) -> DigestResult:
    """Computes the digest that the payer must sign for an offer, and the signer. It verifies nothing, so the payment
    is read leniently and need not match the offer, which only needs the payment's version.
    """
    result: DigestResult = ask("digest", {"payment": payment, "offer": offer})
    return result

def fingerprint(
    *,
    version: Literal[1, 2],
    method: str,
    resource: str,
    offer: Mapping[str, Any],
    parameters: Any,
) -> FingerprintResult:
    """Computes the fingerprint that a server stores with a payment identifier: the SHA-256 of the RFC 8785 form of
    the input.
    """
    result: FingerprintResult = ask("fingerprint", {"version": version, "method": method, "resource": resource, "offer": offer, "parameters": parameters})
    return result

def http_message_signature(
    *,
    label: str,
    now: int | float | datetime,
    request: HttpMessage = NOT_GIVEN,
    answer: HttpMessageSignatureAnswer = NOT_GIVEN,
    keys: Mapping[str, Mapping[str, Any]] = NOT_GIVEN,
    tags: Sequence[str] = NOT_GIVEN,
    algorithms: Sequence[str] = NOT_GIVEN,
) -> HttpMessageSignatureResult:
    """Verifies one signature of an HTTP message under RFC 9421. The result shows which key signed, and nothing about
    a payment.

    label: the label of the signature
    now: seconds since 1970-01-01 UTC
    request: `{"method", "targetUri", "headers"}`: the signed request, or with `answer` the request that it
        answers. `targetUri` is the whole URL: a URI of `http` or `https` (RFC 3986) without user name and
        fragment. Anything else is an `error`
    answer: `{"status", "headers"}`: the signed answer
    keys: the known keys: each a JWK, by its id
    tags: those that the server offers; if absent, any
    algorithms: those that the server offers; if absent, any
    """
    result: HttpMessageSignatureResult = ask("http-message-signature", {"label": label, "now": now, "request": request, "answer": answer, "keys": keys, "tags": tags, "algorithms": algorithms})
    return result

def http_outcome(
    *,
    headers: Sequence[tuple[str, str] | list[str]],
    then: Literal['settled', 'refused', 'server-error'] = NOT_GIVEN,
    reason: str = NOT_GIVEN,
) -> HttpOutcomeResult:
    """Determines the HTTP status that answers a request.

    headers: all headers of the request
    then: the outcome of the payment, if the headers contain a readable one: `settled` (the default), `refused` or
        `server-error`
    reason: the reason of a refusal, if there is one
    """
    result: HttpOutcomeResult = ask("http-outcome", {"headers": headers, "then": then, "reason": reason})
    return result

def lint(
    *,
    header: LintHeader = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
    text: str = NOT_GIVEN,
    bytes: str = NOT_GIVEN,
    json: Any = NOT_GIVEN,
    status: int = NOT_GIVEN,
    body: str = NOT_GIVEN,
) -> LintResult:
    """Checks a 402 response: its offers, its resource, its extensions, and the header that carries it.
    """
    result: LintResult = ask("lint", {"header": header, "headers": headers, "text": text, "bytes": bytes, "json": json, "status": status, "body": body})
    return result

def match(
    *,
    version: Literal[2],
    accepted: Offer | Mapping[str, Any],
    offers: Sequence[Offer | Mapping[str, Any]],
    rule: Literal['sdk', 'exact', 'core'] = NOT_GIVEN,
) -> MatchResult:
    """Finds the offer that an `accepted` matches. V1 payments have no `accepted`, so any other version is skipped.
    """
    result: MatchResult = ask("match", {"version": version, "accepted": accepted, "offers": offers, "rule": rule})
    return result

def match_extensions(
    *,
    declared: Mapping[str, Any],
    echoed: Mapping[str, Any],
) -> MatchExtensionsResult:
    """Compares the extensions that a payment repeats with those that the server declared.
    """
    result: MatchExtensionsResult = ask("match-extensions", {"declared": declared, "echoed": echoed})
    return result

def network(
    *,
    name: str = NOT_GIVEN,
    caip2: str = NOT_GIVEN,
) -> NetworkResult:
    """Translates between V1 network names and CAIP-2.
    """
    result: NetworkResult = ask("network", {"name": name, "caip2": caip2})
    return result

def offer_receipt(
    *,
    what: Literal['offer', 'receipt'],
    now: int | float | datetime,
    header: OfferReceiptHeader = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
    text: str = NOT_GIVEN,
    bytes: str = NOT_GIVEN,
    json: Any = NOT_GIVEN,
    index: int = NOT_GIVEN,
    signer: str = NOT_GIVEN,
    jwk: Any = NOT_GIVEN,
    kid: str = NOT_GIVEN,
    alg: str = NOT_GIVEN,
    resolve_kid: bool = NOT_GIVEN,
) -> OfferReceiptResult:
    """Verifies a signed offer of a 402 response, or the receipt of a settlement, in V1 and V2. The page
    offer-receipt explains their use.

    what: `"offer"` or `"receipt"`
    now: seconds since 1970-01-01 UTC
    index: the index of the signed offer in the 402 response, from 0; the default is 0. A settlement has one
        receipt
    signer: the EVM account that signs for the service, for the format `eip712`
    jwk: the key that signs for the service, for the format `jws`
    kid: the required values in the header of a JWS
    alg: the required values in the header of a JWS
    resolve_kid: `true` to use the key inside `kid` (`did:key`, `did:jwk`), for the format `jws`; not together
        with `jwk`
    """
    result: OfferReceiptResult = ask("offer-receipt", {"what": what, "now": now, "header": header, "headers": headers, "text": text, "bytes": bytes, "json": json, "index": index, "signer": signer, "jwk": jwk, "kid": kid, "alg": alg, "resolveKid": resolve_kid})
    return result

def payment_identifier(
    *,
    required: bool,
    header: PaymentIdentifierHeader = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
    text: str = NOT_GIVEN,
    bytes: str = NOT_GIVEN,
    json: Any = NOT_GIVEN,
) -> PaymentIdentifierResult:
    """Reads the identifier of a payment.
    """
    result: PaymentIdentifierResult = ask("payment-identifier", {"required": required, "header": header, "headers": headers, "text": text, "bytes": bytes, "json": json})
    return result

def reason(
    *,
    code: str,
) -> ReasonResult:
    """Explains a reason code.

    code: the code of the question
    """
    result: ReasonResult = ask("reason", {"code": code})
    return result

def recognise(
    *,
    text: str,
) -> RecogniseResult:
    """Recognises a pasted text, and takes it apart into the objects of the protocol in it. It verifies nothing and
    decodes nothing strictly: a part that looks like a payment is called a payment.
    """
    result: RecogniseResult = ask("recognise", {"text": text})
    return result

def replay_key(
    *,
    payment: Payment | str,
    offers: Sequence[Offer | Mapping[str, Any]] | Sequence[V1Offer | Mapping[str, Any]],
    now: int | float | datetime,
    profile: Literal['strict', 'lenient'] = NOT_GIVEN,
    phase: Literal['verify'] | Literal['submit'] | VerifyPhaseSettle = NOT_GIVEN,
    purpose: Literal['service', 'operation', 'any'] = NOT_GIVEN,
    facilitators: Sequence[str] = NOT_GIVEN,
    declared_extensions: Mapping[str, Any] = NOT_GIVEN,
    policy: Policy = NOT_GIVEN,
    facts: Facts = NOT_GIVEN,
    records: Records = NOT_GIVEN,
) -> ReplayKeyResult:
    """Computes the replay key of a payment.

    payment: where it is
    offers: the server's own `PaymentRequirements`, of the payment's version; an empty array is allowed and
        matches nothing
    now: the time of the check, Unix seconds
    phase: `"verify"` (the default): may the client be served? `{"settle": {"amount": "1000"}}`: may the amount be
        taken? `exact` takes the signed amount, `upto` at most that. `"submit"`: may a facilitator send this for
        `batch-settlement`? The offers stay those of the payment
    purpose: what the payment must be good for, else it is invalid: `"service"`, `"operation"` (money moves and
        nothing is bought, as with a request for a refund), or `"any"`. If omitted, a service; in the phase
        `submit`, any
    facilitators: your own addresses from which it settles. If omitted, they are unknown
    declared_extensions: the `extensions` that the server declared (V2). If omitted, their echo is not checked. A
        payment without an identifier that they require has the flag `no-identifier`
    policy: your own choices
    facts: your knowledge of the chain
    records: sums that you have counted, and no chain knows. `charged`: by the id of a channel of
        `batch-settlement`, the sum of its charges so far, claimed or not, or null without a record
    """
    result: ReplayKeyResult = ask("replay-key", {"payment": payment, "offers": offers, "now": now, "profile": profile, "phase": phase, "purpose": purpose, "facilitators": facilitators, "declaredExtensions": declared_extensions, "policy": policy, "facts": facts, "records": records})
    return result

def settlement_state(
    *,
    status: int = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
) -> SettlementStateResult:
    """Determines the state of a sent payment, and whether the buyer may sign a new one.
    """
    result: SettlementStateResult = ask("settlement-state", {"status": status, "headers": headers})
    return result

def sign_in_with_x(
    *,
    origin: str,
    now: int | float | datetime,
    header: SignInWithXHeader = NOT_GIVEN,
    headers: Sequence[tuple[str, str] | list[str]] = NOT_GIVEN,
    text: str = NOT_GIVEN,
    bytes: str = NOT_GIVEN,
    json: Any = NOT_GIVEN,
    chains: Sequence[str] = NOT_GIVEN,
    nonce: str = NOT_GIVEN,
    facts: SignInWithXFacts = NOT_GIVEN,
) -> SignInWithXResult:
    """Verifies a sign-in.

    origin: the server's own public origin, `http` or `https` with a host and optionally a port, and nothing else
    now: seconds since 1970-01-01 UTC
    chains: the CAIP-2 identifiers of the chains that the server offers, if they are known
    nonce: the issued nonce, if it is known
    facts: `accounts` and `contractSignatures`, as in `verify`
    """
    result: SignInWithXResult = ask("sign-in-with-x", {"origin": origin, "now": now, "header": header, "headers": headers, "text": text, "bytes": bytes, "json": json, "chains": chains, "nonce": nonce, "facts": facts})
    return result

def verify(
    *,
    payment: Payment | str,
    offers: Sequence[Offer | Mapping[str, Any]] | Sequence[V1Offer | Mapping[str, Any]],
    now: int | float | datetime,
    profile: Literal['strict', 'lenient'] = NOT_GIVEN,
    phase: Literal['verify'] | Literal['submit'] | VerifyPhaseSettle = NOT_GIVEN,
    purpose: Literal['service', 'operation', 'any'] = NOT_GIVEN,
    facilitators: Sequence[str] = NOT_GIVEN,
    declared_extensions: Mapping[str, Any] = NOT_GIVEN,
    policy: Policy = NOT_GIVEN,
    facts: Facts = NOT_GIVEN,
    records: Records = NOT_GIVEN,
) -> VerifyResult:
    """Verifies a payment against the server's own offers, without a network.

    payment: where it is
    offers: the server's own `PaymentRequirements`, of the payment's version; an empty array is allowed and
        matches nothing
    now: the time of the check, Unix seconds
    phase: `"verify"` (the default): may the client be served? `{"settle": {"amount": "1000"}}`: may the amount be
        taken? `exact` takes the signed amount, `upto` at most that. `"submit"`: may a facilitator send this for
        `batch-settlement`? The offers stay those of the payment
    purpose: what the payment must be good for, else it is invalid: `"service"`, `"operation"` (money moves and
        nothing is bought, as with a request for a refund), or `"any"`. If omitted, a service; in the phase
        `submit`, any
    facilitators: your own addresses from which it settles. If omitted, they are unknown
    declared_extensions: the `extensions` that the server declared (V2). If omitted, their echo is not checked. A
        payment without an identifier that they require has the flag `no-identifier`
    policy: your own choices
    facts: your knowledge of the chain
    records: sums that you have counted, and no chain knows. `charged`: by the id of a channel of
        `batch-settlement`, the sum of its charges so far, claimed or not, or null without a record
    """
    result: VerifyResult = ask("verify", {"payment": payment, "offers": offers, "now": now, "profile": profile, "phase": phase, "purpose": purpose, "facilitators": facilitators, "declaredExtensions": declared_extensions, "policy": policy, "facts": facts, "records": records})
    return result

def explain(
    *,
    payment: Payment | str,
    offers: Sequence[Offer | Mapping[str, Any]] | Sequence[V1Offer | Mapping[str, Any]],
    now: int | float | datetime,
    profile: Literal['strict', 'lenient'] = NOT_GIVEN,
    phase: Literal['verify'] | Literal['submit'] | VerifyPhaseSettle = NOT_GIVEN,
    purpose: Literal['service', 'operation', 'any'] = NOT_GIVEN,
    facilitators: Sequence[str] = NOT_GIVEN,
    declared_extensions: Mapping[str, Any] = NOT_GIVEN,
    policy: Policy = NOT_GIVEN,
    facts: Facts = NOT_GIVEN,
    records: Records = NOT_GIVEN,
) -> str:
    """The text that `x402 explain` prints about a payment and the server's own offers: verdict, checks, what to ask.

    payment: where it is
    offers: the server's own `PaymentRequirements`, of the payment's version; an empty array is allowed and
        matches nothing
    now: the time of the check, Unix seconds
    phase: `"verify"` (the default): may the client be served? `{"settle": {"amount": "1000"}}`: may the amount be
        taken? `exact` takes the signed amount, `upto` at most that. `"submit"`: may a facilitator send this for
        `batch-settlement`? The offers stay those of the payment
    purpose: what the payment must be good for, else it is invalid: `"service"`, `"operation"` (money moves and
        nothing is bought, as with a request for a refund), or `"any"`. If omitted, a service; in the phase
        `submit`, any
    facilitators: your own addresses from which it settles. If omitted, they are unknown
    declared_extensions: the `extensions` that the server declared (V2). If omitted, their echo is not checked. A
        payment without an identifier that they require has the flag `no-identifier`
    policy: your own choices
    facts: your knowledge of the chain
    records: sums that you have counted, and no chain knows. `charged`: by the id of a channel of
        `batch-settlement`, the sum of its charges so far, claimed or not, or null without a record
    """
    result = explained({"payment": payment, "offers": offers, "now": now, "profile": profile, "phase": phase, "purpose": purpose, "facilitators": facilitators, "declaredExtensions": declared_extensions, "policy": policy, "facts": facts, "records": records})
    return result

#: The functions, by the names of their operations.
OPERATIONS: Mapping[str, Any] = {
    "ata": ata,
    "builder-code": builder_code,
    "carrier": carrier,
    "channel-correction": channel_correction,
    "channel-response": channel_response,
    "choose": choose,
    "decode": decode,
    "diagnose": diagnose,
    "digest": digest,
    "fingerprint": fingerprint,
    "http-message-signature": http_message_signature,
    "http-outcome": http_outcome,
    "lint": lint,
    "match": match,
    "match-extensions": match_extensions,
    "network": network,
    "offer-receipt": offer_receipt,
    "payment-identifier": payment_identifier,
    "reason": reason,
    "recognise": recognise,
    "replay-key": replay_key,
    "settlement-state": settlement_state,
    "sign-in-with-x": sign_in_with_x,
    "verify": verify,
}
