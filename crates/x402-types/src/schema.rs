//! JSON Schema (2020-12) of the wire objects and of the value types in them: what Strict takes, as far as a schema can
//! say it. Each object is one table of its members, in the documents' order.

mod unversioned;
mod v1;
mod v2;
mod values;

use alloc::{string::String, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::Limits;

/// The name of a schema, under which others refer to it.
macro_rules! named {
    ($name:expr) => {
        fn schema_name() -> alloc::borrow::Cow<'static, str> {
            $name.into()
        }

        fn schema_id() -> alloc::borrow::Cow<'static, str> {
            alloc::format!("x402_types::{}", $name).into()
        }
    };
}

/// An object: its members, each with the need for it, its type and what it means; and conditions between them.
macro_rules! object {
    (
        $object:ty, $name:literal, $about:literal;
        $($need:ident $member:literal: $type:ty, $meaning:literal;)+
        $({ $($keyword:literal: $condition:tt),+ })?
    ) => {
        impl schemars::JsonSchema for $object {
            $crate::schema::named!($name);

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut object = $crate::schema::Object::new(generator);
                $(object.$need::<$type>($member, $meaning);)+
                #[allow(unused_mut, reason = "most objects have no conditions")]
                let mut schema = object.schema($name, $about);
                $($(schema.insert($keyword.into(), serde_json::json!($condition));)+)?
                schema
            }
        }
    };
}

use {named, object};

/// The members of an object, one after the other.
struct Object<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl<'g> Object<'g> {
    fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self { generator, properties: Map::new(), required: Vec::new() }
    }

    /// A member that has to be there and have a value.
    fn required<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        self.required.push(name);
        self.omittable::<T>(name, meaning);
    }

    /// A member that may be missing, or be `null`, which is the same (C-7).
    fn optional<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        self.omittable::<Option<T>>(name, meaning);
    }

    /// A member that may be missing, but has a value if it is there.
    fn omittable<T: JsonSchema>(&mut self, name: &'static str, meaning: &str) {
        let mut member = self.generator.subschema_for::<T>();
        member.insert("description".into(), meaning.into());
        self.properties.insert(name.into(), member.to_value());
    }

    /// Members that nobody knows are welcome, as everywhere in the protocol.
    fn schema(self, name: &str, about: &str) -> Schema {
        json_schema!({
            "title": name,
            "description": about,
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "additionalProperties": true,
            "maxProperties": Limits::DEFAULT.members
        })
    }
}

/// An object of either version: `x402Version` tells which.
macro_rules! either {
    ($object:ident, $name:literal, $about:literal) => {
        impl JsonSchema for crate::$object {
            named!($name);

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let versions =
                    [generator.subschema_for::<crate::v1::$object>(), generator.subschema_for::<crate::v2::$object>()];
                json_schema!({"title": $name, "description": $about, "oneOf": versions})
            }
        }
    };
}

either!(PaymentRequired, "PaymentRequired", "A demand for payment, of either version of the protocol.");
either!(PaymentPayload, "PaymentPayload", "A payment, of either version of the protocol.");
either!(
    FacilitatorRequest,
    "FacilitatorRequest",
    "What a server asks a facilitator, to verify or to settle, of either version of the protocol."
);
