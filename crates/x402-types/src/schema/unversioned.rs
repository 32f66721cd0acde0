//! The objects that name no version and are the same in both versions.

use alloc::{string::String, vec::Vec};

use super::{
    examples, object,
    values::{AnyVersion, Opaque, OrEmpty, on_ledger},
};
use crate::{
    AnyAmount, AnyNetwork, Entry, ReasonCode, Scheme, SettleResponse, SupportedKind, SupportedResponse, VerifyResponse,
};

object! {
    SettleResponse, "SettleResponse",
    "The result of a settlement (V2 specification §5.3, V1 specification §5.3).";
    example: examples::settled();
    required "success": bool, "`true` if the payment was settled.";
    optional "errorReason": ReasonCode, "The reason for a failure.";
    optional "payer": String, "Address of the payer.";
    required "transaction": String, "Hash or signature of the transaction. Empty if there is none.";
    omittable "network": OrEmpty<AnyNetwork>, "The network: a CAIP-2 identifier in version 2, a name in version 1. A failure may leave it out, or empty.";
    optional "amount": OrEmpty<AnyAmount>, "The settled amount in atomic units of the asset, if it is less than the authorized amount (version 2).";
    optional "extensions": Opaque, "Extension data by key (version 2).";
    {
        "if": {"properties": {"success": {"const": true}}},
        "then": {"properties": {"network": {"type": "string", "minLength": 1}}, "required": ["network"]},
        // A settlement names no asset.
        "allOf": [{
            "if": (on_ledger()),
            "else": {"properties": {"amount": {"anyOf": [{"$ref": "#/$defs/Amount"}, {"const": ""}, {"type": "null"}]}}}
        }]
    }
}

object! {
    VerifyResponse, "VerifyResponse",
    "A facilitator's answer to a verify request (V2 specification §5.4, V1 specification §7.1).";
    example: examples::verified();
    required "isValid": bool, "`true` if the payment is valid.";
    optional "invalidReason": ReasonCode, "The reason why the payment is invalid.";
    optional "payer": String, "Address of the payer.";
    optional "extra": Opaque, "Further data of the scheme (version 2).";
}

object! {
    SupportedResponse, "SupportedResponse",
    "The abilities of a facilitator (V2 specification §7.3; version 1 has only `kinds`).";
    example: examples::supported();
    required "kinds": Vec<Entry<SupportedKind>>, "Combinations of version, scheme and network.";
    optional "extensions": Vec<String>, "Identifiers of extensions (version 2).";
    optional "signers": Opaque, "Addresses of signers by CAIP-2 pattern (version 2).";
}

object! {
    SupportedKind, "SupportedKind",
    "One combination of version, scheme and network that a facilitator supports (V2 specification §7.3.1).";
    example: examples::kind();
    required "x402Version": AnyVersion, "Protocol version.";
    required "scheme": Scheme, "The scheme.";
    required "network": AnyNetwork, "The network, in the version's format.";
    optional "extra": Opaque, "Further terms of the scheme.";
    {
        "if": {"properties": {"x402Version": {"const": 1}}},
        "then": {"properties": {"network": {"type": "string", "pattern": "^[^:]+$"}}},
        "else": {"properties": {"network": {"type": "string", "pattern": ":"}}}
    }
}
