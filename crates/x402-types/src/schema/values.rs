//! Schemas of the value types, and of types that exist only for schemas.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt::Display, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::value;
use crate::{
    Amount, AnyAmount, AnyNetwork, DecimalAmount, Entry, Flag, Limits, Network, NetworkName, RawJson, ReasonCode,
    Scheme, Uint256, UnixSeconds, decimal_amount::MAX_CHARACTERS, network::WHOLE_HASHES,
};

/// Implements `JsonSchema` for a type that has no separate definition: the field contains its schema. The trait is of a
/// different crate, so a trait of this one cannot supply two of its methods.
macro_rules! inline_schema {
    ($Name:ident: $schema:expr) => {
        impl JsonSchema for $Name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($Name).into()
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

value!(AnyAmount, "AnyAmount", |generator| {
    let formats = [generator.subschema_for::<Amount>(), generator.subschema_for::<DecimalAmount>()];
    json_schema!({
        "description": "An amount in atomic units of the asset. Only on networks xrpl:…, for an asset other than XRP: an amount in whole units of the issued currency.",
        "examples": ["10000", "10.5"],
        "anyOf": formats
    })
});

/// The condition that an object is on the XRP Ledger, by its network (R-13).
pub(super) fn on_ledger() -> Value {
    json!({"properties": {"network": {"type": "string", "pattern": "^xrpl:"}}, "required": ["network"]})
}

value!(DecimalAmount, "DecimalAmount", |_| json_schema!({
    "description": "An amount of an issued currency on the XRP Ledger, above zero, with at most 16 significant digits, from 10^-81 to below 10^96. Zeros before the first other digit and after the last one are not significant.",
    "type": "string",
    "maxLength": MAX_CHARACTERS,
    "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]+)?$",
    "not": {
        "anyOf": [
            {"pattern": r"^[0.]*$"},
            // 17 digits that count.
            {"pattern": r"[1-9](\.?[0-9]){15,}\.?[1-9]"},
            {"pattern": r"^[0-9]{97,}"},
            {"pattern": r"^0\.0{81,}"}
        ]
    },
    "examples": ["10.5"]
}));

value!(UnixSeconds, "UnixSeconds", |_| decimal(
    "Seconds since 1970-01-01 UTC, from 0 to 2^256-1: decimal digits without a leading zero.",
    "1740672089"
));

value!(Scheme, "Scheme", |_| json_schema!({
    "description": format!("Identifier of a payment scheme. The set is open (V2 specification §6). {}", bytes_of_text()),
    "type": "string",
    "minLength": 1,
    "maxLength": Limits::DEFAULT.text,
    "examples": [Scheme::EXACT.as_str(), Scheme::UPTO.as_str()]
}));

value!(Network, "Network", |_| json_schema!({
    "description": "A network by its CAIP-2 identifier. An EVM chain's reference is its chain id, with at most 64 bits and no leading zero. A network of Algorand may also be written with the whole genesis hash.",
    "type": "string",
    "pattern": format!("^([-a-z0-9]{{3,8}}:[-_a-zA-Z0-9]{{1,32}}|{})$", WHOLE_HASHES.join("|")),
    "if": {"pattern": "^eip155:"},
    "then": {"pattern": format!("^eip155:(0|[1-9][0-9]{{0,18}}|{})$", at_most(&u64::MAX.to_string()))},
    "examples": ["eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"]
}));

value!(NetworkName, "NetworkName", |_| json_schema!({
    "description": format!(
        "A network by its name in version 1. The set is open. A name has no colon, because a CAIP-2 identifier has one. {}",
        bytes_of_text()
    ),
    "type": "string",
    "pattern": "^[^:]+$",
    "maxLength": Limits::DEFAULT.text,
    "examples": ["base", "base-sepolia", "solana"]
}));

value!(ReasonCode, "ReasonCode", |_| json_schema!({
    "description": "The reason why a payment was refused. The set is open. These codes are in the V2 specification, §9.",
    "type": "string",
    "examples": ReasonCode::SPECIFIED.iter().map(Self::as_str).collect::<Vec<_>>()
}));

value!(Flag, "Flag", |_| json_schema!({
    "description": "A tolerated deviation, or a fact that people should know. The names are permanent, and new ones may be added.",
    "type": "string",
    "enum": Flag::ALL.iter().map(|flag| flag.as_str()).collect::<Vec<_>>()
}));

/// The `x402Version` of version 1.
pub(super) struct Version1;

inline_schema!(Version1: json_schema!({"type": "integer", "const": 1}));

/// The `x402Version` of version 2.
pub(super) struct Version2;

inline_schema!(Version2: json_schema!({"type": "integer", "const": 2}));

/// The type of a field that is an `x402Version`, 1 or 2, for [`object!`](super::object).
/// It has no fields, and gets no further ones.
#[derive(Debug)]
pub struct AnyVersion;

inline_schema!(AnyVersion: json_schema!({"type": "integer", "enum": [1, 2]}));

/// The type of a field that is a non-negative integer of at most 64 bits, for [`object!`](super::object).
/// It has no fields, and gets no further ones.
#[derive(Debug)]
pub struct Integer;

inline_schema!(Integer: json_schema!({"type": "integer", "minimum": 0, "maximum": u64::MAX}));

/// The type of a field that is an object with any fields, for [`object!`](super::object).
/// It has no fields, and gets no further ones.
#[derive(Debug)]
pub struct Opaque;

inline_schema!(Opaque: json_schema!({"type": "object", "maxProperties": Limits::DEFAULT.members}));

/// A value of type `T`, or the empty string for no value.
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
    let formats = [generator.subschema_for::<NetworkName>(), generator.subschema_for::<Network>()];
    json_schema!({
        "description": "A network in the format of either version.",
        "examples": ["base", "eip155:8453"],
        "anyOf": formats
    })
});

/// Any JSON value. All fields of this type in the protocol are objects, as their schemas define.
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

/// An entry of a list. An unreadable entry does not affect the others (C-10), so the schema accepts any value.
impl<T: JsonSchema> JsonSchema for Entry<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Entry_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let unreadable =
            json_schema!({"description": "An unreadable entry is skipped and does not affect the others."});
        json_schema!({"anyOf": [generator.subschema_for::<T>(), unreadable]})
    }
}

/// The type of a field that is the list `accepts` with offers of the type `R`, for [`object!`](super::object).
#[derive(Debug)]
pub struct Offers<R>(PhantomData<R>);

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

/// The limit in bytes, which `maxLength` cannot express because it counts characters.
fn bytes_of_text() -> String {
    format!("At most {} bytes of UTF-8, which is fewer characters outside ASCII.", Limits::DEFAULT.text)
}

/// Returns the schema of a text with this pattern.
#[must_use]
pub fn text(about: &str, pattern: &str, example: &str) -> Schema {
    json_schema!({"description": about, "type": "string", "pattern": pattern, "examples": [example]})
}

/// Returns the schema of a decimal string of at most 256 bits.
#[must_use]
pub fn decimal(about: &str, example: &str) -> Schema {
    decimal_up_to(Uint256::MAX, about, example)
}

/// Returns the schema of a decimal string whose number is at most `max`.
#[must_use]
pub fn decimal_up_to(max: impl Display, about: &str, example: &str) -> Schema {
    let max = max.to_string();
    // Only numbers with the maximum number of digits can be too large, and only they match the long pattern.
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

/// A pattern for numbers that have as many digits as `max` and are not above it. For each digit it has the digits
/// before it and a lower one. These alternatives are in one group, because `fancy-regex`, and therefore the validator
/// `jsonschema`, refuses groups that are more than 64 deep.
fn at_most(max: &str) -> String {
    let formats = (0..max.len()).rev().zip(max.char_indices()).filter_map(|(behind, (at, digit))| {
        let before = max.split_at(at).0;
        // The first digit is not zero.
        let lowest = if at == 0 { '1' } else { '0' };
        match (lowest..digit).last() {
            _ if behind == 0 => Some(format!("{before}[{lowest}-{digit}]")),
            below => below.map(|below| format!("{before}[{lowest}-{below}][0-9]{{{behind}}}")),
        }
    });
    format!("({})", formats.collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::at_most;

    #[test]
    fn patterns_of_numbers_up_to_another() {
        assert_eq!(at_most("7"), "([1-7])");
        assert_eq!(at_most("305"), "([1-2][0-9]{2}|30[0-5])");
        assert_eq!(at_most("184"), "(1[0-7][0-9]{1}|18[0-4])");
    }
}
