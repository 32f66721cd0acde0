use x402_lint::json_schema::{Answer, Bounds, Schema, SchemaError, SchemaErrorKind};
use x402_types::RawJson;

pub(crate) fn compile_within(schema: &str, bounds: &Bounds) -> Result<Schema, SchemaError> {
    Schema::compile(RawJson::parse(schema).unwrap().as_json(), bounds)
}

pub(crate) fn compile(schema: &str) -> Result<Schema, SchemaError> {
    compile_within(schema, &Bounds::DEFAULT)
}

pub(crate) fn evaluate(schema: &str, instance: &str) -> Result<Answer, SchemaError> {
    compile(schema)?.evaluate(RawJson::parse(instance).unwrap().as_json())
}

/// `accepts`, `refuses`, or the name of the unsupported part.
pub(crate) fn answer(schema: &str, instance: &str) -> &'static str {
    match evaluate(schema, instance).unwrap() {
        Answer::Accepts => "accepts",
        Answer::Refuses(_) => "refuses",
        Answer::Undecided(undecided) => undecided.unsupported().as_str(),
    }
}

/// The location, the keyword and the subschema of each refusal.
pub(crate) fn refusals(schema: &str, instance: &str) -> Vec<(String, &'static str, String)> {
    let Answer::Refuses(refusals) = evaluate(schema, instance).unwrap() else { panic!("refused: {schema}") };
    refusals.iter().map(|one| (one.instance().into(), one.keyword(), one.schema().into())).collect()
}

/// What is wrong with a schema, and where.
pub(crate) fn error(schema: &str) -> (SchemaErrorKind, String) {
    let error = compile(schema).err().unwrap_or_else(|| panic!("compiles: {schema}"));
    (error.kind(), error.pointer().into())
}
