//! Evaluates untrusted schemas of JSON Schema 2020-12.
//!
//! A server that wants a directory to list its endpoint publishes a schema
//! ([`bazaar`](https://github.com/x402-foundation/x402/blob/main/specs/extensions/bazaar.md)), and the directory evaluates
//! it. Such a schema can be hostile, so every step has a bound, and nothing outside the schema is read. This module
//! depends only on `x402-types`.
//!
//! ```
//! use x402_lint::json_schema::{Answer, Bounds, Schema, Unsupported};
//! use x402_types::RawJson;
//!
//! let schema = RawJson::parse(
//!     r#"{"$schema": "https://json-schema.org/draft/2020-12/schema",
//!         "properties": {"method": {"enum": ["GET", "HEAD"]}, "path": {"pattern": "^/\\p{L}"}}}"#,
//! )?;
//! let schema = Schema::compile(schema.as_json(), &Bounds::DEFAULT)?;
//!
//! let Answer::Refuses(refusals) = schema.evaluate(RawJson::parse(r#"{"method": "PUT"}"#)?.as_json())? else { panic!() };
//! assert_eq!(refusals[0].to_string(), "/method: refused by enum in /properties/method");
//!
//! // `\p` needs Unicode tables, which this module does not have.
//! let Answer::Undecided(open) = schema.evaluate(RawJson::parse(r#"{"path": "/a"}"#)?.as_json())? else { panic!() };
//! assert_eq!(open.unsupported(), Unsupported::Pattern);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! You get one of three answers, or an error:
//!
//! - **accepts** and **refuses** are the answers of every validator of 2020-12. A refusal contains the path in the
//!   instance, the keyword, and the path in the schema.
//! - **undecided**: the answer depends on a keyword or a pattern that this module does not evaluate. If a different
//!   keyword refuses, the answer is still a refusal.
//! - **an error**: the schema is invalid, has a reference that leaves it, or exceeds a bound.
//!
//! # Keywords
//!
//! - **evaluated**: `type` `enum` `const` `multipleOf` `maximum` `exclusiveMaximum` `minimum` `exclusiveMinimum`
//!   `maxLength` `minLength` `pattern` `maxItems` `minItems` `uniqueItems` `contains` `minContains` `maxContains`
//!   `prefixItems` `items` `maxProperties` `minProperties` `required` `properties` `patternProperties`
//!   `additionalProperties` `propertyNames` `dependentRequired` `dependentSchemas` `allOf` `anyOf` `oneOf` `not` `if`
//!   `then` `else`; `$ref` and `$dynamicRef` to `#` and `#/…`; `$defs` `definitions`.
//! - **undecided**: `unevaluatedItems` `unevaluatedProperties` `$anchor` `$dynamicAnchor` `dependencies` `$vocabulary`,
//!   references to a name; in patterns look-around, back references, `\p`, modifiers, counts above 1,000, names of
//!   groups outside of ASCII or with escapes, two groups of one name.
//! - **an error**: `$schema` of another dialect, a keyword of the wrong type, a reference out of the schema, an `$id`
//!   other than `#`, references in a circle.
//! - **ignored**: annotations, `format` among them, and every unknown word.
//!
//! Numbers compare exactly, also in `multipleOf`. Lengths are in characters. Patterns are those of ECMA-262 with the flag
//! `u`, and are matched in time linear in the text.
//!
//! [`Bounds`] has the limits. `cargo run --release -p x402-lint --example json_schema_worst` measures the worst known
//! schemas and instances of 64 KiB: none takes 50 ms. `examples/json_schema_test_suite.rs` runs the official
//! JSON-Schema-Test-Suite (`witness/run json-schema`).

mod answer;
mod bounds;
mod classes;
mod compile;
mod decimal;
mod document;
mod error;
mod evaluate;
mod pattern;
mod schema;
mod table;

pub use answer::{Answer, Refusal, Undecided, Unsupported};
pub use bounds::{Bound, Bounds};
pub use error::{SchemaError, SchemaErrorKind};
pub use schema::Schema;
