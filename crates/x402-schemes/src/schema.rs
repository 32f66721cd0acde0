//! JSON Schemas of the payloads: what the profile Strict accepts, as far as JSON Schema can say it. The schema of a
//! payload is in the payload's own folder.

use x402_types::schema::{
    schemars::{JsonSchema, Schema, SchemaGenerator, json_schema},
    text, value,
};

use crate::{AccountId, evm, solana};

/// One payload, or one answer of an extension: its name and its schema.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NamedSchema {
    /// `exact-eip3009-payload` and the like.
    pub name: &'static str,
    /// Writes the schema, with what it refers to.
    pub generate: fn(SchemaGenerator) -> Schema,
}

const fn named<T: JsonSchema>(name: &'static str) -> NamedSchema {
    NamedSchema { name, generate: SchemaGenerator::into_root_schema_for::<T> }
}

/// The `payload` of each mechanism, and the `info` that a payer signs for each extension.
pub const SCHEMAS: &[NamedSchema] = &[
    named::<evm::eip3009::Payload>("exact-eip3009-payload"),
    named::<evm::permit2::schema::ExactPayload>("exact-permit2-payload"),
    named::<evm::erc7710::Payload>("exact-erc7710-payload"),
    named::<solana::Payload>("exact-solana-payload"),
    named::<evm::permit2::schema::UptoPayload>("upto-permit2-payload"),
    named::<evm::gas_sponsoring::eip2612::Info>("eip2612-gas-sponsoring-info"),
    named::<evm::gas_sponsoring::erc20_approval::Info>("erc20-approval-gas-sponsoring-info"),
];

value!(evm::Address, "EvmAddress", |_| text(
    "An account or contract on an EVM chain: `0x` and 40 hexadecimal digits in any letter case.",
    "^0x[0-9a-fA-F]{40}$",
    "0x857b06519E91e3A54538791bDbb0E22373e36b66"
));

value!(evm::Signature, "EvmSignature", |_| text(
    "A signature: `0x` and an even number of hexadecimal digits. What the bytes mean depends on the account that signed.",
    "^0x([0-9a-fA-F]{2})*$",
    "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"
));

value!(solana::Address, "SolanaAddress", |_| text(
    "An account on Solana: 32 bytes in base58.",
    "^[1-9A-HJ-NP-Za-km-z]{32,44}$",
    "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"
));

value!(AccountId, "AccountId", |generator| {
    let kinds = [generator.subschema_for::<evm::Address>(), generator.subschema_for::<solana::Address>()];
    json_schema!({
        "description": "An account on a chain of either kind.",
        "examples": ["0x857b06519E91e3A54538791bDbb0E22373e36b66", "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg"],
        "anyOf": kinds
    })
});
