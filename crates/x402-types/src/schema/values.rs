//! What stands in members: the value types, and types that have a name here only.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt::Display, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::value;
use crate::{
    Amount, AnyNetwork, Entry, Flag, Limits, Network, NetworkName, RawJson, ReasonCode, Scheme, Uint256, UnixSeconds,
};

/// What has no type of its own: a schema that stands in the member itself.
macro_rules! inline_schema {
    ($(#[$doc:meta])* $name:ident: $schema:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

value!(Uint256, "Uint256", |_| decimal("An integer from 0 to 2^256-1: decimal digits without a leading zero.", "1"));

value!(Amount, "Amount", |_| decimal(
    "An amount in atomic units of the asset, from 0 to 2^256-1: decimal digits without a leading zero.",
    "10000"
));

value!(UnixSeconds, "UnixSeconds", |_| decimal(
    "Seconds since 1970-01-01 UTC, from 0 to 2^256-1: decimal digits without a leading zero.",
    "1740672089"
));

value!(Scheme, "Scheme", |_| json_schema!({
    "description": format!("Identifier of a payment scheme: an open set (V2 specification §6). {}", bytes_of_text()),
    "type": "string",
    "minLength": 1,
    "maxLength": Limits::DEFAULT.text,
    "examples": [Scheme::EXACT.as_str(), Scheme::UPTO.as_str()]
}));

value!(Network, "Network", |_| json_schema!({
    "description": "A network by its CAIP-2 identifier. Of an EVM chain that is its chain id: 64 bits, no leading zero.",
    "type": "string",
    "pattern": "^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$",
    "if": {"pattern": "^eip155:"},
    "then": {"pattern": format!("^eip155:(0|[1-9][0-9]{{0,18}}|{})$", at_most(&u64::MAX.to_string()))},
    "examples": ["eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"]
}));

value!(NetworkName, "NetworkName", |_| json_schema!({
    "description": format!(
        "A network by its name in version 1: an open set. With a colon it would be a CAIP-2 identifier. {}",
        bytes_of_text()
    ),
    "type": "string",
    "pattern": "^[^:]+$",
    "maxLength": Limits::DEFAULT.text,
    "examples": ["base", "base-sepolia", "solana"]
}));

value!(ReasonCode, "ReasonCode", |_| json_schema!({
    "description": "Why a payment was refused: an open set; these are in the V2 specification, §9.",
    "type": "string",
    "examples": ReasonCode::SPECIFIED.iter().map(Self::as_str).collect::<Vec<_>>()
}));

value!(Flag, "Flag", |_| json_schema!({
    "description": "What was tolerated, or a person should know. The names are permanent, and new ones may be added.",
    "type": "string",
    "enum": Flag::ALL.iter().map(|flag| flag.as_str()).collect::<Vec<_>>()
}));

inline_schema! {
    /// `x402Version` of version 1.
    Version1: json_schema!({"type": "integer", "const": 1})
}

inline_schema! {
    /// `x402Version` of version 2.
    Version2: json_schema!({"type": "integer", "const": 2})
}

inline_schema! {
    /// `x402Version` of an object that stands for one of them.
    AnyVersion: json_schema!({"type": "integer", "enum": [1, 2]})
}

inline_schema! {
    /// An integer of 64 bits.
    Integer: json_schema!({"type": "integer", "minimum": 0, "maximum": u64::MAX})
}

inline_schema! {
    /// An object that nothing here interprets.
    Opaque: json_schema!({"type": "object", "maxProperties": Limits::DEFAULT.members})
}

/// Such a value, or the empty string for none.
pub(super) struct OrEmpty<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for OrEmpty<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_or_empty", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [generator.subschema_for::<T>(), {"const": ""}]})
    }
}

value!(AnyNetwork, "AnyNetwork", |generator| {
    let forms = [generator.subschema_for::<NetworkName>(), generator.subschema_for::<Network>()];
    json_schema!({
        "description": "A network in the form of either version.",
        "examples": ["base", "eip155:8453"],
        "anyOf": forms
    })
});

/// Any JSON value. The members of this type that the protocol has are all objects, and their schemas say so.
impl JsonSchema for RawJson {
    fn schema_name() -> Cow<'static, str> {
        "RawJson".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

/// An entry that cannot be read does not spoil the others (C-10), so anything may stand there.
impl<T: JsonSchema> JsonSchema for Entry<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entry_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let unreadable =
            json_schema!({"description": "An entry that cannot be read is passed over, and spoils no other."});
        json_schema!({"anyOf": [generator.subschema_for::<T>(), unreadable]})
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
        let offer = generator.subschema_for::<Entry<R>>();
        json_schema!({"type": "array", "items": offer, "maxItems": Limits::DEFAULT.offers})
    }
}

/// What `maxLength`, which counts characters, cannot say.
fn bytes_of_text() -> String {
    format!("At most {} bytes of UTF-8, which are fewer characters outside ASCII.", Limits::DEFAULT.text)
}

/// A text of this pattern.
#[must_use]
pub fn text(about: &str, pattern: &str, example: &str) -> Schema {
    json_schema!({"description": about, "type": "string", "pattern": pattern, "examples": [example]})
}

/// A decimal string of 256 bits.
#[must_use]
pub fn decimal(about: &str, example: &str) -> Schema {
    decimal_up_to(Uint256::MAX, about, example)
}

/// A decimal string of a number that is no larger than this.
#[must_use]
pub fn decimal_up_to(max: impl Display, about: &str, example: &str) -> Schema {
    let max = max.to_string();
    // Only the longest can be too large, and only they meet the long pattern.
    json_schema!({
        "description": about,
        "type": "string",
        "examples": [example],
        "pattern": "^(0|[1-9][0-9]*)$",
        "maxLength": max.len(),
        "if": {"minLength": max.len()},
        "then": {"pattern": format!("^{}$", at_most(&max))}
    })
}

/// A pattern of the numbers that have as many digits as this one and are not above it.
fn at_most(max: &str) -> String {
    let mut pattern = String::new();
    for (behind, (at, digit)) in max.char_indices().rev().enumerate() {
        // The first digit is no zero.
        let lowest = if at == 0 { '1' } else { '0' };
        pattern = match (lowest..digit).last() {
            _ if behind == 0 => format!("[{lowest}-{digit}]"),
            Some(below) => format!("([{lowest}-{below}][0-9]{{{behind}}}|{digit}{pattern})"),
            None => format!("{digit}{pattern}"),
        };
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::at_most;

    #[test]
    fn patterns_of_numbers_up_to_another() {
        assert_eq!(at_most("7"), "[1-7]");
        assert_eq!(at_most("305"), "([1-2][0-9]{2}|30[0-5])");
        assert_eq!(at_most("184"), "1([0-7][0-9]{1}|8[0-4])");
    }
}
