//! This project's own reason codes, for which no document and no package has one.
//!
//! Sources: `x402-extensions`, `offer_receipt/verify/checks.rs`, `payment_identifier/`, `carriers.rs`,
//! `http_message_signatures/verify.rs`; `x402-seller`, `step/`.

use super::{
    help,
    row::{O, Row, row},
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("offer-receipt: the object has no signed offer or receipt", help::SIGNED, &[
        (O, "invalid_offer_receipt_absent"),
    ]),
    row("offer-receipt: the envelope or the payload is malformed", help::SIGNED_FORMAT, &[
        (O, "invalid_offer_receipt_shape"),
    ]),
    row("offer-receipt: the version of the payload is not 1", help::SIGNED_FORMAT, &[
        (O, "invalid_offer_receipt_version"),
    ]),
    row("offer-receipt: the payload does not name the network by CAIP-2", help::SIGNED_FORMAT, &[
        (O, "invalid_offer_receipt_network"),
    ]),
    row("offer-receipt: the header of the JWS is malformed", help::SIGNED_FORMAT, &[(O, "invalid_offer_receipt_header")]),
    row("offer-receipt: the algorithm is not a public-key one, or not the expected one", help::SIGNED_KEY, &[
        (O, "invalid_offer_receipt_alg"),
    ]),
    row("offer-receipt: there is no key for the format and the algorithm", help::SIGNED_KEY, &[
        (O, "invalid_offer_receipt_key"),
    ]),
    row("offer-receipt: the key identifier is not the expected one", help::SIGNED_KEY, &[
        (O, "invalid_offer_receipt_kid"),
    ]),
    row("offer-receipt: the signature is not the key's", help::SIGNED, &[(O, "invalid_offer_receipt_signature")]),
    row("offer-receipt: the signer may not sign for the service", help::SIGNED, &[(O, "invalid_offer_receipt_signer")]),
    row("offer-receipt: the signed terms are not those of the 402 response or of the settlement", help::SIGNED, &[
        (O, "invalid_offer_receipt_terms"),
    ]),
    row("offer-receipt: the receipt was issued in the future", help::SIGNED, &[(O, "invalid_offer_receipt_issued_at")]),
    row("HTTP message signature: the signature's input or the signature is malformed", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_shape"),
    ]),
    row("HTTP message signature: the signature leaves out a component that must be signed", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_components"),
    ]),
    row("HTTP message signature: the tag is not the expected one", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_tag"),
    ]),
    row("HTTP message signature: the algorithm is not the key's, or not allowed", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_alg"),
    ]),
    row("HTTP message signature: the signature was created in the future", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_created"),
    ]),
    row("HTTP message signature: the signature has expired", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_expired"),
    ]),
    row("HTTP message signature: the signature is not the key's", help::MESSAGE_SIGNATURE, &[
        (O, "invalid_message_signature_signature"),
    ]),
    row("payment-identifier: the payment has no identifier, and the server requires one", help::IDENTIFIER, &[
        (O, "payment_identifier_required"),
    ]),
    row("payment-identifier: the identifier is malformed", help::IDENTIFIER, &[(O, "invalid_payment_identifier")]),
    row("payment-identifier: the identifier was used for a different request", help::IDENTIFIER, &[
        (O, "payment_identifier_conflict"),
    ]),
    row("the seller could not reach the facilitator, and nothing was sent", help::NOT_REACHED, &[
        (O, "facilitator_unreachable"),
    ]),
    row("the facilitator was too busy to process the payment", help::NOT_REACHED, &[(O, "facilitator_busy")]),
    row("the chain shows that the payment was never settled, and it no longer can be", help::NEVER_SETTLED, &[
        (O, "never_settled"),
    ]),
    row("the seller did not serve the request, so nothing was settled", help::NOT_SERVED, &[(O, "not_served")]),
    row("the seller did not take the reserved money", help::NOT_SERVED, &[(O, "not_captured")]),
    row("MCP: the message is not a JSON-RPC request or its response", help::CARRIER, &[(O, "mcp_envelope")]),
    row("MCP: the payment in _meta is not an object", help::CARRIER, &[(O, "mcp_payment_shape")]),
    row("MCP: the method takes no payment", help::CARRIER, &[(O, "mcp_method")]),
    row("MCP: the payment requirements come without isError: true", help::CARRIER, &[(O, "mcp_not_error")]),
    row("MCP: the payment requirements are where no client reads them", help::CARRIER, &[(O, "mcp_misplaced_demand")]),
    row("MCP: the two copies of the payment requirements differ", help::CARRIER, &[(O, "mcp_demands_differ")]),
    row("MCP: the client did not declare the extension that the server uses", help::CARRIER, &[(O, "mcp_capability")]),
    row("MCP: the result with payment requirements has a different resultType", help::CARRIER, &[
        (O, "mcp_result_type"),
    ]),
    row("MCP: the paid content comes together with payment requirements or a failed settlement", help::CARRIER, &[
        (O, "mcp_unsettled_content"),
    ]),
    row("MCP: the version of the payment requirements is not the payment's", help::CARRIER, &[(O, "mcp_version")]),
    row("A2A: the payment status is missing, or not allowed in this message", help::CARRIER, &[(O, "a2a_status")]),
    row("A2A: the state of the task does not agree with its payment status", help::CARRIER, &[(O, "a2a_state")]),
    row("A2A: the payment names no task", help::CARRIER, &[(O, "a2a_task_id")]),
    row("A2A: the metadata has no payment as an object, or has it with the wrong status", help::CARRIER, &[
        (O, "a2a_payload"),
    ]),
    row("A2A: the task has no payment requirements in its metadata", help::CARRIER, &[(O, "a2a_demand")]),
    row("A2A: the metadata has no settlements, or malformed ones", help::CARRIER, &[(O, "a2a_receipts")]),
];
