//! JSON Schemas (2020-12) of the wire objects, and the macros with which other crates describe payloads in the same way.
//!
//! A schema accepts what [`Profile::Strict`](crate::Profile::Strict) accepts, as far as JSON Schema can express it.
//! Each object is a table of its fields in the order of the specification, with an example:
//!
//! ```
//! use x402_types::{Amount, schema::{object, schemars::SchemaGenerator}};
//!
//! struct Tip;
//!
//! object! {
//!     Tip, "Tip", "What a payer adds of their own accord.";
//!     example: serde_json::json!({"amount": "100"});
//!     required "amount": Amount, "How much, in atomic units of the asset.";
//!     optional "for": String, "Who it is for.";
//! }
//!
//! let schema = SchemaGenerator::default().into_root_schema_for::<Tip>();
//! assert_eq!(schema.get("title").unwrap(), "Tip");
//! assert_eq!(schema.get("required").unwrap(), &serde_json::json!(["amount"]));
//! ```

pub mod examples;
mod unversioned;
mod v1;
mod v2;
mod values;

use alloc::{string::String, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::Limits;

/// The type of a schema's name.
pub use alloc::borrow::Cow;
pub use values::{AnyVersion, Integer, Offers, Opaque, decimal, decimal_up_to, text};
/// The version of `schemars` whose trait these types implement.
pub use {schemars, serde_json};

/// Implements `JsonSchema` for an object. The arguments are title, description and example, then its fields, each with
/// its presence, name, type and description, and then conditions between fields.
///
/// The presence of a field is the name of a method of [`Object`]: `required`, `optional` or `omittable`. `..` precedes
/// a function that adds further fields. The [module](self) has an example.
#[doc(inline)]
pub use crate::schema_object as object;
/// Implements `JsonSchema` for a value type. The arguments are the type, the name under which fields refer to it, and
/// its schema.
#[doc(inline)]
pub use crate::schema_value as value;

// `#[macro_export]` puts the macros into the root of the crate, where they are hidden. Their paths are those above.
#[doc(hidden)]
#[macro_export]
macro_rules! schema_object {
    (
        $object:ty, $name:literal, $about:literal;
        example: $example:expr;
        $($need:ident $member:literal: $type:ty, $meaning:literal;)+
        $(..$more:path;)?
        $({ $($keyword:literal: $condition:tt),+ })?
    ) => {
        $crate::schema::value!($object, $name, |generator| {
            let mut object = $crate::schema::Object::new(generator);
            $(object.$need::<$type>($member, $meaning);)+
            $($more(&mut object);)?
            #[allow(unused_mut, reason = "most objects have no conditions")]
            let mut schema = object.schema($about, &$example);
            $($(schema.insert($keyword.into(), $crate::schema::serde_json::json!($condition));)+)?
            schema
        });
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! schema_value {
    ($type:ty, $name:literal, |$generator:pat_param| $schema:expr) => {
        impl $crate::schema::schemars::JsonSchema for $type {
            fn schema_name() -> $crate::schema::Cow<'static, str> {
                $name.into()
            }

            fn schema_id() -> $crate::schema::Cow<'static, str> {
                concat!(module_path!(), "::", $name).into()
            }

            fn json_schema(
                $generator: &mut $crate::schema::schemars::SchemaGenerator,
            ) -> $crate::schema::schemars::Schema {
                $crate::schema::entitled($name, $schema)
            }
        }
    };
}

/// Returns the schema with its name as the title. If the schema lists values, the first becomes the example. [`object!`]
/// and [`value!`] do this.
///
/// ```
/// use x402_types::schema::{entitled, schemars::json_schema, serde_json::json};
/// let schema = entitled("Delivery", json_schema!({"enum": ["body", "link"]}));
/// assert_eq!(schema.to_value(), json!({"enum": ["body", "link"], "title": "Delivery", "examples": ["body"]}));
/// ```
#[must_use]
pub fn entitled(name: &str, mut schema: Schema) -> Schema {
    schema.insert("title".into(), name.into());
    let first = schema.get("const").or_else(|| schema.get("enum")?.get(0)).cloned();
    if let (None, Some(first)) = (schema.get("examples"), first) {
        schema.insert("examples".into(), json!([first]));
    }
    schema
}

/// The fields of an object, added one by one.
#[derive(Debug)]
pub struct Object<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl<'g> Object<'g> {
    /// Creates an object without fields.
    #[must_use]
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self { generator, properties: Map::new(), required: Vec::new() }
    }

    /// Adds a field that must be present and not null.
    pub fn required<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        self.required.push(name);
        self.omittable::<T>(name, meaning);
    }

    /// Adds a field that may be absent or `null`, which mean the same (C-7).
    pub fn optional<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        self.omittable::<Option<T>>(name, meaning);
    }

    /// Adds a field that may be absent but must not be null.
    pub fn omittable<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        let mut member = self.generator.subschema_for::<T>();
        member.insert("description".into(), meaning.into());
        let mut member = member.to_value();
        // Two variants of the object may have fields of the same name.
        if let Some(other) = self.properties.remove(name) {
            member = json!({"anyOf": [other, member]});
        }
        self.properties.insert(name.into(), member);
    }

    /// Returns the schema of the object. It accepts unknown fields, like all readers of the protocol.
    #[must_use]
    pub fn schema(self, about: &str, example: &Value) -> Schema {
        json_schema!({
            "description": about,
            "examples": [example],
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": true,
            "maxProperties": Limits::DEFAULT.members
        })
    }
}

/// Returns a condition: at least one of these fields is present.
#[must_use]
pub fn present(members: &[&str]) -> Value {
    let present = members.iter().map(|name| json!({"required": [name]}));
    json!({"anyOf": present.collect::<Vec<_>>()})
}

/// Returns a condition: at least one of these fields is present and not `null`.
#[must_use]
pub fn non_null(members: &[&str]) -> Value {
    let non_null =
        members.iter().map(|name| json!({"properties": {*name: {"not": {"type": "null"}}}, "required": [name]}));
    json!({"anyOf": non_null.collect::<Vec<_>>()})
}

/// Implements `JsonSchema`, a foreign trait, for an object of either version, which `x402Version` selects.
macro_rules! either {
    ($object:ident, $name:literal, $about:literal, $examples:expr) => {
        value!(crate::$object, $name, |generator| {
            let versions =
                [generator.subschema_for::<crate::v1::$object>(), generator.subschema_for::<crate::v2::$object>()];
            json_schema!({"description": $about, "examples": $examples, "oneOf": versions})
        });
    };
}

either!(
    PaymentRequired,
    "PaymentRequired",
    "A 402 response of either version of the protocol.",
    [examples::payment_required_v1(), examples::payment_required_v2()]
);
either!(
    PaymentPayload,
    "PaymentPayload",
    "A payment of either version of the protocol.",
    [examples::payment_v1(), examples::payment_v2()]
);
either!(
    FacilitatorRequest,
    "FacilitatorRequest",
    "A server's request to a facilitator, to verify or to settle, of either version of the protocol.",
    [examples::request_v1(), examples::request_v2()]
);
