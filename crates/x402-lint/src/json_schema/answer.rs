use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_types::declare::names;

/// A schema's answer to an instance. A fourth variant is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Answer {
    /// Every evaluated keyword holds, and no other keyword matters.
    Accepts,
    /// At least one keyword does not hold, regardless of the undecided keywords. The list has between one and
    /// [`Refusal::MOST`] refusals, in the order of evaluation.
    Refuses(Vec<Refusal>),
    /// No evaluated keyword refuses the instance, and the answer depends on a keyword that is not evaluated.
    Undecided(Undecided),
}

impl Answer {
    /// Returns `true` if the schema accepts the instance, and `false` if it refuses the instance or is undecided.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepts)
    }

    /// Returns `true` if the schema refuses the instance, and `false` if it accepts the instance or is undecided.
    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::Refuses(_))
    }
}

/// A keyword that does not hold at a location in the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(crate) instance: String,
    pub(crate) keyword: &'static str,
    pub(crate) schema: String,
}

impl Refusal {
    /// The maximum number of refusals that an answer lists.
    pub const MOST: usize = 32;

    /// The path in the instance, as a JSON pointer (RFC 6901). For a missing property, this is the path of the object.
    /// For a wrong property name, it is the path of the property.
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// The name of the keyword. If a subschema is `false`, the name of the keyword that contains it.
    pub const fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// The path of the subschema that contains the keyword, as a JSON pointer into the schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.instance.is_empty() {
            write!(f, "{}: ", self.instance)?;
        }
        write!(f, "refused by {}", self.keyword)?;
        if self.schema.is_empty() { Ok(()) } else { write!(f, " in {}", self.schema) }
    }
}

/// The reason why a schema has no answer for an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    pub(crate) unsupported: Unsupported,
    pub(crate) keyword: &'static str,
    pub(crate) schema: String,
}

impl Undecided {
    /// The part that a different validator must evaluate.
    pub const fn unsupported(&self) -> Unsupported {
        self.unsupported
    }

    /// The name of the keyword that is not evaluated.
    pub const fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// The path of the subschema that contains the keyword, as a JSON pointer into the schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }
}

names! {
    /// A part of a schema that this engine does not evaluate.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Unsupported {
        /// A keyword of 2020-12 that is not evaluated (Z-4).
        Keyword = "schema-keyword" "ask a validator of JSON Schema 2020-12 that evaluates every keyword whether the schema accepts its info",
        /// A pattern that is not evaluated: one with look-around or back references, which linear search cannot run,
        /// one that needs Unicode tables, or one with a different unsupported feature (Z-6).
        Pattern = "schema-pattern" "ask a validator with the regular expressions of ECMA-262 whether the schema accepts its info",
    }
    as_str "The permanent name: `schema-keyword` or `schema-pattern`.";
    sentence "The question for the validator, in English.";
    Display;
}
