//! The objects that name no version, and are the same in both.

use alloc::{string::String, vec::Vec};

use super::{
    examples, object,
    values::{AnyVersion, Opaque, OrEmpty},
};
use crate::{
    Amount, AnyNetwork, Entry, ReasonCode, Scheme, SettleResponse, SupportedKind, SupportedResponse, VerifyResponse,
};

object! {
    SettleResponse, "SettleResponse",
    "What became of a settlement (V2 specification §5.3, V1 specification §5.3).";
    example: examples::settled();
    required "success": bool, "Whether the payment was settled.";
    optional "errorReason": ReasonCode, "Why not.";
    optional "payer": String, "Address of the payer.";
    required "transaction": String, "Hash or signature of the transaction; empty where there is none.";
    omittable "network": OrEmpty<AnyNetwork>, "The network: a CAIP-2 identifier in version 2, a name in version 1. A failure may leave it out, or empty.";
    optional "amount": OrEmpty<Amount>, "How much was settled, in atomic units of the asset, where that is less than was authorized (version 2).";
    optional "extensions": Opaque, "Extension data by key (version 2).";
    {
        "if": {"properties": {"success": {"const": true}}},
        "then": {"properties": {"network": {"type": "string", "minLength": 1}}, "required": ["network"]}
    }
}

object! {
    VerifyResponse, "VerifyResponse",
    "What a facilitator answers to a request to verify (V2 specification §5.4, V1 specification §7.1).";
    example: examples::verified();
    required "isValid": bool, "Whether the payment is valid.";
    optional "invalidReason": ReasonCode, "Why not.";
    optional "payer": String, "Address of the payer.";
    optional "extra": Opaque, "What the scheme has to say besides (version 2).";
}

object! {
    SupportedResponse, "SupportedResponse",
    "What a facilitator supports (V2 specification §7.3; version 1 has `kinds` alone).";
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
    required "network": AnyNetwork, "The network, in the version's own form.";
    optional "extra": Opaque, "What the scheme wants to know besides.";
    {
        "if": {"properties": {"x402Version": {"const": 1}}},
        "then": {"properties": {"network": {"type": "string", "pattern": "^[^:]+$"}}},
        "else": {"properties": {"network": {"type": "string", "pattern": ":"}}}
    }
}
