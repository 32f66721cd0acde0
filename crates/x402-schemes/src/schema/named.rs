use x402_types::schema::schemars::{JsonSchema, Schema, SchemaGenerator};

/// One payload, or one answer of an extension: its name and its schema.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NamedSchema {
    /// `exact-eip3009-payload` and the like.
    pub name: &'static str,
    /// Writes the schema, with what it refers to.
    pub generate: fn(SchemaGenerator) -> Schema,
}

impl NamedSchema {
    pub(crate) const fn of<T: JsonSchema>(name: &'static str) -> Self {
        Self { name, generate: SchemaGenerator::into_root_schema_for::<T> }
    }
}
