use alloc::string::String;
use core::fmt;

use crate::Bound;

/// Why a schema cannot be used, or why its evaluation exceeded a bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pub(crate) kind: SchemaErrorKind,
    pub(crate) pointer: String,
}

impl SchemaError {
    /// The fault, or the exceeded bound.
    #[must_use]
    pub const fn kind(&self) -> SchemaErrorKind {
        self.kind
    }

    /// The place of the fault, as a JSON pointer into the schema (RFC 6901). It is empty for the whole schema.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

/// The fault of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// `$schema` names a dialect other than 2020-12, or is not a string (Z-4).
    Dialect,
    /// The schema is neither an object nor a boolean.
    NotSchema,
    /// The dialect's own schema refuses the value of a keyword (Z-4).
    Shape {
        /// A phrase that describes the values the keyword takes.
        expected: &'static str,
    },
    /// The pattern is not a regular expression of ECMA-262 with the flag `u` (Z-6).
    Pattern,
    /// A reference leads out of the schema, or `$id` is not `#` (Z-5). Nothing outside is resolved.
    OutsideReference,
    /// A reference leads to a place that does not exist in the schema or that is not a schema (Z-5).
    LostReference,
    /// References lead back to themselves at the same place in the instance (Z-5).
    CircularReference,
    /// A bound was exceeded (Z-7).
    Limit {
        /// The exceeded bound.
        bound: Bound,
        /// The value of the bound.
        max: u64,
    },
}

impl fmt::Display for SchemaErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dialect => f.write_str("must be https://json-schema.org/draft/2020-12/schema"),
            Self::NotSchema => f.write_str("must be a schema: an object, true or false"),
            Self::Shape { expected } => write!(f, "must be {expected}"),
            Self::Pattern => f.write_str("must be a regular expression of ECMA-262 with the flag u"),
            Self::OutsideReference => f.write_str("must not refer out of the schema"),
            Self::LostReference => f.write_str("must refer to a schema in the schema"),
            Self::CircularReference => f.write_str("must not lead back to itself"),
            Self::Limit { bound, max } => write!(f, "more than {max} {bound}"),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() { write!(f, "{}", self.kind) } else { write!(f, "{}: {}", self.pointer, self.kind) }
    }
}

impl core::error::Error for SchemaError {}
