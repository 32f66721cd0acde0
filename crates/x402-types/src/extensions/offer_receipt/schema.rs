use alloc::string::String;

use schemars::json_schema;
use serde_json::{Value, json};

use super::{Format, OfferPayload, ReceiptPayload, SignedOffer, SignedReceipt};
use crate::{
    Amount, Network, RawJson, Scheme,
    schema::{Integer, object, value},
};

/// `version` of both payloads.
struct Version;

value!(Version, "ArtifactVersion", |_| json_schema!({
    "description": "The version of what an offer or a receipt says.",
    "type": "integer",
    "const": 1
}));

value!(Format, "SignedFormat", |_| json_schema!({
    "description": "How an offer or a receipt is signed: typed data of EIP-712, or a compact JWS.",
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

/// Of 65 bytes that nobody's key made.
fn signature() -> String {
    ["0x", &"12".repeat(64), "1b"].concat()
}

object! {
    OfferPayload, "OfferPayload",
    "What a signed offer says (extension-offer-and-receipt.md §4.2). A member of a receipt makes it no offer.";
    example: offer();
    required "version": Version, "Version of the payload.";
    required "resourceUrl": String, "URL of what is paid for.";
    required "scheme": Scheme, "The scheme.";
    required "network": Network, "The network, by its CAIP-2 identifier in version 1 of the protocol too.";
    required "asset": String, "Address of the token, or `native`.";
    required "payTo": String, "Address of the recipient.";
    required "amount": Amount, "The price, in atomic units of the asset.";
    optional "validUntil": Integer, "The last second at which the offer holds, since 1970-01-01 UTC; 0 for no end.";
    { "not": {"anyOf": [{"required": ["payer"]}, {"required": ["issuedAt"]}, {"required": ["transaction"]}]} }
}

object! {
    ReceiptPayload, "ReceiptPayload",
    "What a receipt says (extension-offer-and-receipt.md §5.2). A member of an offer makes it no receipt.";
    example: receipt();
    required "version": Version, "Version of the payload.";
    required "network": Network, "The network, by its CAIP-2 identifier in version 1 of the protocol too.";
    required "resourceUrl": String, "URL of what was paid for.";
    required "payer": String, "Who paid, usually an address.";
    required "issuedAt": Integer, "When the receipt was signed, in seconds since 1970-01-01 UTC.";
    optional "transaction": String, "Hash or signature of the transaction; empty where the receipt does not name it.";
    {
        "not": {"anyOf": [
            {"required": ["scheme"]}, {"required": ["asset"]}, {"required": ["payTo"]}, {"required": ["amount"]},
            {"required": ["validUntil"]}
        ]}
    }
}

object! {
    SignedOffer, "SignedOffer",
    "An offer that the server signed (extension-offer-and-receipt.md §4): an element of `offers` in the `info` of the extension. The payload is an OfferPayload.";
    example: json!({"format": "eip712", "acceptIndex": 0, "payload": offer(), "signature": signature()});
    required "format": Format, "How the offer is signed.";
    optional "acceptIndex": Integer, "Which entry of `accepts` the server means, from 0. Nobody signed it.";
    omittable "payload": RawJson, "What was signed. In `jws` the signature has it.";
    required "signature": String, "In `eip712` 65 bytes in hexadecimal, in `jws` a compact JWS.";
    {
        "if": {"properties": {"format": {"const": "jws"}}},
        "then": {"properties": {"payload": {"type": "null"}, "signature": {"type": "string", "pattern": COMPACT}}},
        "else": {"properties": {"payload": {"type": "object"}}, "required": ["payload"]},
        "not": {"anyOf": [{"required": ["types"]}, {"required": ["primaryType"]}]}
    }
}

object! {
    SignedReceipt, "SignedReceipt",
    "A receipt (extension-offer-and-receipt.md §5): `receipt` in the `info` of the extension. The payload is a ReceiptPayload.";
    example: json!({"format": "eip712", "payload": receipt(), "signature": signature()});
    required "format": Format, "How the receipt is signed.";
    omittable "payload": RawJson, "What was signed. In `jws` the signature has it.";
    required "signature": String, "In `eip712` 65 bytes in hexadecimal, in `jws` a compact JWS.";
    {
        "if": {"properties": {"format": {"const": "jws"}}},
        "then": {"properties": {"payload": {"type": "null"}, "signature": {"type": "string", "pattern": COMPACT}}},
        "else": {"properties": {"payload": {"type": "object"}}, "required": ["payload"]},
        "not": {"anyOf": [{"required": ["types"]}, {"required": ["primaryType"]}]}
    }
}

/// Three parts, none of a length that base64 does not have, with zero bits behind the last byte.
const COMPACT: &str = concat!(
    r"^([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?",
    r"\.([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?",
    r"\.([-_A-Za-z0-9]{4})*([-_A-Za-z0-9][AQgw]|[-_A-Za-z0-9]{2}[AEIMQUYcgkosw048])?$"
);
