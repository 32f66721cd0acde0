//! JSON Schema (2020-12) of the wire objects and of the value types in them: what Strict takes, as far as a schema can
//! say it. Each object is one table of its members, in the documents' order.

mod unversioned;
mod v1;
mod v2;
mod values;

use alloc::{borrow::ToOwned, string::String};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

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
                let mut object = $crate::schema::Object::new(generator, $name, $about);
                $(object.$need::<$type>($member, $meaning);)+
                $($(object.schema.insert($keyword.into(), serde_json::json!($condition));)+)?
                object.schema
            }
        }
    };
}

use {named, object};

/// The schema of an object, to which members are added.
struct Object<'g> {
    generator: &'g mut SchemaGenerator,
    schema: Schema,
}

impl<'g> Object<'g> {
    /// Members that nobody knows are welcome, as everywhere in the protocol.
    fn new(generator: &'g mut SchemaGenerator, name: &'static str, about: &'static str) -> Self {
        let schema = json_schema!({
            "title": name,
            "description": about,
            "type": "object",
            "properties": {},
            "required": [],
            "additionalProperties": true,
            "maxProperties": Limits::DEFAULT.members
        });
        Self { generator, schema }
    }

    /// A member that has to be there and have a value.
    fn required<T: JsonSchema>(&mut self, name: &str, meaning: &str) {
        if let Some(required) = self.schema.pointer_mut("/required").and_then(|required| required.as_array_mut()) {
            required.push(name.into());
        }
        self.omittable::<T>(name, meaning);
    }

    /// A member that may be missing, or be `null`, which is the same (C-7).
    fn optional<T: JsonSchema>(&mut self, name: &str, meaning: &str) {
        self.omittable::<Option<T>>(name, meaning);
    }

    /// A member that may be missing, but has a value if it is there.
    fn omittable<T: JsonSchema>(&mut self, name: &str, meaning: &str) {
        let mut member = self.generator.subschema_for::<T>();
        member.insert("description".to_owned(), meaning.into());
        if let Some(properties) = self.schema.pointer_mut("/properties").and_then(|members| members.as_object_mut()) {
            properties.insert(String::from(name), member.to_value());
        }
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
