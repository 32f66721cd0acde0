use x402_types::JsonRef;

use crate::json_schema::{Answer, Bounds, SchemaError, compile, evaluate, table::Table};

/// A checked JSON Schema of the dialect 2020-12, ready for evaluation.
///
/// ```
/// use x402_lint::json_schema::{Answer, Bounds, Schema};
/// use x402_types::RawJson;
/// let schema = RawJson::parse(r#"{"properties": {"city": {"type": "string"}}, "required": ["city"]}"#)?;
/// let schema = Schema::compile(schema.as_json(), &Bounds::DEFAULT)?;
/// let evaluate = |text: &str| schema.evaluate(RawJson::parse(text).unwrap().as_json());
///
/// assert_eq!(evaluate(r#"{"city": "Graz"}"#)?, Answer::Accepts);
/// let Answer::Refuses(refusals) = evaluate(r#"{"city": 8010}"#)? else { panic!() };
/// assert_eq!((refusals[0].instance(), refusals[0].keyword()), ("/city", "type"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Schema(Table);

impl Schema {
    /// Checks and compiles a schema, with every subschema and pattern in it.
    ///
    /// # Errors
    /// The schema has a fault, or exceeds a bound.
    pub fn compile(schema: JsonRef<'_>, bounds: &Bounds) -> Result<Self, SchemaError> {
        compile::compile(schema, bounds).map(Self)
    }

    /// Evaluates the schema for an instance.
    ///
    /// # Errors
    /// The evaluation, or a number of the instance, exceeds a bound.
    pub fn evaluate(&self, instance: JsonRef<'_>) -> Result<Answer, SchemaError> {
        evaluate::evaluate(&self.0, instance)
    }

    /// Returns `true` if the schema names its dialect. A schema without one is read as 2020-12 (Z-4).
    pub const fn has_dialect(&self) -> bool {
        self.0.has_dialect
    }
}
