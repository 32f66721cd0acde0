//! What stands in members: the value types, and types that have a name here only.

use alloc::{borrow::Cow, format, vec::Vec};
use core::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::named;
use crate::{
    Amount, AnyNetwork, Limits, Network, NetworkName, Offer, RawJson, ReasonCode, Scheme, Uint256, UnixSeconds,
};

/// Digits of 2^256−1.
const MAX_DIGITS: usize = 78;

/// A value type: a schema with a name, to which members refer.
macro_rules! value {
    ($type:ident: $schema:tt) => {
        impl JsonSchema for $type {
            named!(stringify!($type));

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

/// What has no type of its own: a schema that stands in the member itself.
macro_rules! inline_schema {
    ($(#[$doc:meta])* $name:ident: $schema:tt) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            named!(stringify!($name));

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

value!(Uint256: {
    "description": "An integer from 0 to 2^256-1: decimal digits without a leading zero.",
    "type": "string",
    "pattern": "^(0|[1-9][0-9]*)$",
    "maxLength": MAX_DIGITS
});

value!(Amount: {
    "description": "An amount in atomic units of the asset, from 0 to 2^256-1: decimal digits without a leading zero.",
    "type": "string",
    "pattern": "^(0|[1-9][0-9]*)$",
    "maxLength": MAX_DIGITS
});

value!(UnixSeconds: {
    "description": "Seconds since 1970-01-01 UTC, from 0 to 2^256-1: decimal digits without a leading zero.",
    "type": "string",
    "pattern": "^(0|[1-9][0-9]*)$",
    "maxLength": MAX_DIGITS
});

value!(Scheme: {
    "description": "Identifier of a payment scheme: an open set (V2 specification §6).",
    "type": "string",
    "minLength": 1,
    "maxLength": Limits::DEFAULT.text,
    "examples": [Self::EXACT.as_str(), Self::UPTO.as_str()]
});

value!(Network: {
    "description": "A network by its CAIP-2 identifier. Of an EVM chain that is its chain id: 64 bits, no leading zero.",
    "type": "string",
    "pattern": "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$",
    "if": {"pattern": "^eip155:"},
    "then": {"pattern": "^eip155:(0|[1-9][0-9]{0,19})$"},
    "examples": ["eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"]
});

value!(NetworkName: {
    "description": "A network by its name in version 1: an open set. With a colon it would be a CAIP-2 identifier.",
    "type": "string",
    "pattern": "^[^:]+$",
    "maxLength": Limits::DEFAULT.text,
    "examples": ["base", "base-sepolia", "solana"]
});

value!(ReasonCode: {
    "description": "Why a payment was refused: an open set; these are in the V2 specification, §9.",
    "type": "string",
    "examples": Self::SPECIFIED.iter().map(Self::as_str).collect::<Vec<_>>()
});

inline_schema! {
    /// `x402Version` of version 1.
    Version1: {"type": "integer", "const": 1}
}

inline_schema! {
    /// `x402Version` of version 2.
    Version2: {"type": "integer", "const": 2}
}

inline_schema! {
    /// `x402Version` of an object that stands for one of them.
    AnyVersion: {"type": "integer", "enum": [1, 2]}
}

inline_schema! {
    /// An integer of 64 bits.
    Integer: {"type": "integer", "minimum": 0, "maximum": u64::MAX}
}

inline_schema! {
    /// An object that nothing here interprets.
    Opaque: {"type": "object", "maxProperties": Limits::DEFAULT.members}
}

inline_schema! {
    /// An amount, or the empty string for none.
    AmountOrEmpty: {"type": "string", "pattern": "^(0|[1-9][0-9]*)?$", "maxLength": MAX_DIGITS}
}

/// A network in the form of either version, or the empty string for none.
pub(super) struct NetworkOrEmpty;

impl JsonSchema for NetworkOrEmpty {
    named!("NetworkOrEmpty");

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<AnyNetwork>(), {"const": ""}]})
    }
}

impl JsonSchema for AnyNetwork {
    named!("AnyNetwork");

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let forms = [generator.subschema_for::<NetworkName>(), generator.subschema_for::<Network>()];
        json_schema!({"description": "A network in the form of either version.", "anyOf": forms})
    }
}

/// Any JSON value. Where the protocol wants an object, it is [`Opaque`].
impl JsonSchema for RawJson {
    named!("RawJson");

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

/// An offer that cannot be read does not spoil the others (C-10), so anything may stand there.
impl<R: JsonSchema> JsonSchema for Offer<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Offer_of_{}", R::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let unreadable =
            json_schema!({"description": "An offer that cannot be read is passed over, and spoils no other."});
        json_schema!({"anyOf": [generator.subschema_for::<R>(), unreadable]})
    }
}

/// `accepts`.
pub(super) struct Offers<R>(PhantomData<R>);

impl<R: JsonSchema> JsonSchema for Offers<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Offers_of_{}", R::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let offer = generator.subschema_for::<Offer<R>>();
        json_schema!({"type": "array", "items": offer, "maxItems": Limits::DEFAULT.offers})
    }
}
