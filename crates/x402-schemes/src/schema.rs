//! JSON Schemas of the payloads. A schema accepts what the profile Strict accepts, as far as JSON Schema can express
//! it. Each is in the folder of its payload.

pub(crate) mod named;

use alloc::vec::Vec;

use x402_types::schema::{
    non_null,
    schemars::{Schema, json_schema},
    serde_json::Value,
    text, value,
};

use crate::{AccountId, Mechanism, evm, mechanism::OF_CHANNELS, solana};
pub use named::NamedSchema;

/// The `info` of each extension to which a payer adds a signature.
const INFOS: &[NamedSchema] = &[
    NamedSchema::of::<evm::gas_sponsoring::eip2612::Info>("eip2612-gas-sponsoring-info"),
    NamedSchema::of::<evm::gas_sponsoring::erc20_approval::Info>("erc20-approval-gas-sponsoring-info"),
];

/// Returns the schemas of all payloads, and of the fields that a payer signs for an extension.
pub fn all() -> impl Iterator<Item = NamedSchema> {
    Mechanism::all().map(Mechanism::schema).chain(INFOS.iter().copied())
}

value!(evm::Address, "EvmAddress", |_| text(
    "An account or contract on an EVM chain: `0x` and 40 hexadecimal digits in any letter case.",
    "^0x[0-9a-fA-F]{40}$",
    "0x857b06519E91e3A54538791bDbb0E22373e36b66"
));

value!(evm::Signature, "EvmSignature", |_| text(
    "A signature: `0x` and an even number of hexadecimal digits. The meaning of the bytes depends on the account that signed.",
    "^0x([0-9a-fA-F]{2})*$",
    "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"
));

value!(solana::Address, "SolanaAddress", |_| text(
    "An account on Solana: 32 bytes in base58.",
    "^[1-9A-HJ-NP-Za-km-z]{32,44}$",
    "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"
));

value!(AccountId, "AccountId", |generator| {
    let kinds = AccountId::schemas(generator);
    json_schema!({
        "description": "An account on one of the known chain families.",
        "examples": ["0x857b06519E91e3A54538791bDbb0E22373e36b66", "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"],
        "anyOf": kinds
    })
});

/// The condition that no field of a different mechanism is given, for the mechanism with these fields.
pub(crate) fn none_of_others(allowed: &[&str]) -> Value {
    let mut members = Vec::new();
    for member in Mechanism::all().flat_map(Mechanism::members).chain(OF_CHANNELS) {
        if !allowed.contains(member) && !members.contains(member) {
            members.push(*member);
        }
    }
    non_null(&members)
}

/// The schema of bytes in base64.
pub(crate) fn base64(about: &str, example: &str) -> Schema {
    let pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";
    let mut schema = text(about, pattern, example);
    schema.insert("contentEncoding".into(), "base64".into());
    schema
}
