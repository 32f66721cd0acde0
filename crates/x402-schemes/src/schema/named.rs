use x402_types::schema::schemars::{JsonSchema, Schema, SchemaGenerator};

/// The name and the schema of a payload, or of the payer's part of an extension.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NamedSchema {
    /// The name, such as `exact-eip3009-payload`.
    pub name: &'static str,
    /// Writes the schema and the definitions to which it refers.
    pub generate: fn(SchemaGenerator) -> Schema,
}

impl NamedSchema {
    pub(crate) const fn of<T: JsonSchema>(name: &'static str) -> Self {
        Self { name, generate: SchemaGenerator::into_root_schema_for::<T> }
    }
}
