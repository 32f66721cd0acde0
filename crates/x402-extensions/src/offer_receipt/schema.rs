use alloc::string::String;

use super::{Format, OfferPayload, ReceiptPayload, SignedOffer, SignedReceipt};
use x402_types::{
    AnyAmount, Network, RawJson, Scheme,
    schema::{
        Integer, object,
        schemars::json_schema,
        serde_json::{Value, json},
        value,
    },
};

/// The field `version` of both payloads.
struct Version;

value!(Version, "ArtifactVersion", |_| json_schema!({
    "description": "The version of the payload of an offer or a receipt.",
    "type": "integer",
    "const": 1
}));

value!(Format, "SignedFormat", |_| json_schema!({
    "description": "The signature format of an offer or a receipt: EIP-712 typed data, or a compact JWS.",
    "type": "string",
    "enum": [Format::Eip712.as_str(), Format::Jws.as_str()]
}));

fn offer() -> Value {
    json!({
        "version": 1,
        "resourceUrl": "https://api.example.com/premium-data",
        "scheme": "exact",
        "network": "eip155:8453",
        "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "amount": "10000",
        "validUntil": 1_703_123_516
    })
}

fn receipt() -> Value {
    json!({
        "version": 1,
        "network": "eip155:8453",
        "resourceUrl": "https://api.example.com/premium-data",
        "payer": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "issuedAt": 1_703_123_456,
        "transaction": ""
    })
}

/// A signature of 65 bytes that no key made.
fn signature() -> String {
    ["0x", &"12".repeat(64), "1b"].concat()
}

object! {
    OfferPayload, "OfferPayload",
    "The payload of a signed offer (extension-offer-and-receipt.md §4.2). An offer has no fields of a receipt.";
    example: offer();
    required "version": Version, "Version of the payload.";
    required "resourceUrl": String, "URL of the resource that is sold.";
    required "scheme": Scheme, "The payment scheme.";
    required "network": Network, "The network's CAIP-2 identifier, also in version 1 of the protocol.";
    required "asset": String, "Address of the token, or `native`.";
    required "payTo": String, "Address of the recipient.";
    required "amount": AnyAmount, "The price, in atomic units of the asset, or in whole units of an issued currency on the XRP Ledger.";
    optional "validUntil": Integer, "The last second at which the offer holds, since 1970-01-01 UTC; 0 for no end.";
    { "not": {"anyOf": [{"required": ["payer"]}, {"required": ["issuedAt"]}, {"required": ["transaction"]}]} }
}

object! {
    ReceiptPayload, "ReceiptPayload",
    "The payload of a receipt (extension-offer-and-receipt.md §5.2). A receipt has no fields of an offer.";
    example: receipt();
    required "version": Version, "Version of the payload.";
    required "network": Network, "The network's CAIP-2 identifier, also in version 1 of the protocol.";
    required "resourceUrl": String, "URL of the resource that was paid for.";
    required "payer": String, "The payer, usually an address.";
    required "issuedAt": Integer, "The time of signing, in seconds since 1970-01-01 UTC.";
    optional "transaction": String, "Hash or signature of the transaction. Empty if the receipt does not name the transaction.";
    {
        "not": {"anyOf": [
            {"required": ["scheme"]}, {"required": ["asset"]}, {"required": ["payTo"]}, {"required": ["amount"]},
            {"required": ["validUntil"]}
        ]},
        "allOf": [{"properties": {"payer": {"type": "string", "minLength": 1}}, "required": ["payer"]}]
    }
}

object! {
    SignedOffer, "SignedOffer",
    "A signed offer (extension-offer-and-receipt.md §4), which is an element of `offers` in the extension's `info`. The payload is an OfferPayload.";
    example: json!({"format": "eip712", "acceptIndex": 0, "payload": offer(), "signature": signature()});
    required "format": Format, "The signature format.";
    optional "acceptIndex": Integer, "Index, from 0, of the entry of `accepts` that the server means. The signature does not cover it.";
    omittable "payload": RawJson, "The signed payload. Absent in the format `jws`, where the signature contains it.";
    required "signature": String, "65 bytes in hexadecimal in the format `eip712`, a compact JWS in the format `jws`.";
    {
        "if": {"properties": {"format": {"const": "jws"}}},
        "then": {"properties": {"payload": {"type": "null"}, "signature": {"type": "string", "pattern": COMPACT}}},
        "else": {"properties": {"payload": {"type": "object"}}, "required": ["payload"]},
        "not": {"anyOf": [{"required": ["types"]}, {"required": ["primaryType"]}]}
    }
}

object! {
    SignedReceipt, "SignedReceipt",
    "A receipt (extension-offer-and-receipt.md §5), which is `receipt` in the extension's `info`. The payload is a ReceiptPayload.";
    example: json!({"format": "eip712", "payload": receipt(), "signature": signature()});
    required "format": Format, "The signature format.";
    omittable "payload": RawJson, "The signed payload. Absent in the format `jws`, where the signature contains it.";
    required "signature": String, "65 bytes in hexadecimal in the format `eip712`, a compact JWS in the format `jws`.";
    {
        "if": {"properties": {"format": {"const": "jws"}}},
        "then": {"properties": {"payload": {"type": "null"}, "signature": {"type": "string", "pattern": COMPACT}}},
        "else": {"properties": {"payload": {"type": "object"}}, "required": ["payload"]},
        "not": {"anyOf": [{"required": ["types"]}, {"required": ["primaryType"]}]}
    }
}

/// Three parts with lengths that base64 can have, and with unused bits that are zero.
const COMPACT: &str = concat!(
    r"^([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?",
    r"\.([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?",
    r"\.([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?$"
);
