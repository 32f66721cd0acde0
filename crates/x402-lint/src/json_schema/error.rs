use alloc::string::String;
use core::fmt;

use x402_types::declare::sentences;

use crate::json_schema::Bound;

/// The reason why a schema cannot be used, or why its evaluation exceeded a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pub(crate) kind: SchemaErrorKind,
    pub(crate) pointer: String,
}

impl SchemaError {
    /// The fault, or the exceeded bound.
    pub const fn kind(&self) -> SchemaErrorKind {
        self.kind
    }

    /// The path of the fault, as a JSON pointer into the schema (RFC 6901). It is empty for the whole schema.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

sentences! {
    /// The fault of a schema.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SchemaErrorKind {
        /// `$schema` names a dialect other than 2020-12, or is not a string (Z-4).
        Dialect = "must be https://json-schema.org/draft/2020-12/schema",
        /// The schema is neither an object nor a boolean.
        NotSchema = "must be a schema: an object, true or false",
        /// The meta-schema of the dialect refuses the value of a keyword (Z-4).
        Shape {
            /// A phrase that describes the valid values of the keyword.
            expected: &'static str,
        } = "must be {expected}",
        /// The pattern is not a regular expression of ECMA-262 with the flag `u` (Z-6).
        Pattern = "must be a regular expression of ECMA-262 with the flag u",
        /// A reference leads out of the schema, or `$id` is not `#` (Z-5). Nothing outside is resolved.
        OutsideReference = "must not refer out of the schema",
        /// A reference leads to a path that does not exist in the schema or that is not a schema (Z-5).
        LostReference = "must refer to a schema in the schema",
        /// References lead back to themselves at the same location in the instance (Z-5).
        CircularReference = "must not lead back to itself",
        /// A bound was exceeded (Z-7).
        Limit {
            /// The exceeded bound.
            bound: Bound,
            /// The value of the bound.
            max: u64,
        } = "more than {max} {bound}",
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() { write!(f, "{}", self.kind) } else { write!(f, "{}: {}", self.pointer, self.kind) }
    }
}

impl core::error::Error for SchemaError {}
