//! Rules for the schema that `bazaar` declares, and its correction: only the wrong parts change, or the whole schema stays.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write as _;

use x402_extensions::bazaar::Declaration;
use x402_types::{JsonRef, RawJson};

use super::{
    declared_schema::{DIALECT, EXTENSION, SCHEMA, schema_of},
    promise, repair,
};
use crate::{
    Bounds, Edit, Finding, Level, Lint, Rule,
    edit::{ROUNDS, fixed_part},
    json_schema::{Answer, Schema, SchemaError, SchemaErrorKind},
    position::at,
};

/// Lints the declared schema. Every error has the same edit, which is the corrected schema. If the candidates for edits
/// leave an error, nothing is certain, and no error has an edit.
pub(super) fn lint_schema(
    schema: JsonRef<'_>,
    info: Option<JsonRef<'_>>,
    declaration: Option<&Declaration>,
    bounds: &Bounds,
) -> Lint {
    let mut lint = lint_once(schema, info, declaration, bounds);
    let corrected = corrected(schema, info, declaration, bounds, &lint.findings);
    for finding in lint.findings.iter_mut().filter(|finding| finding.level == Level::Error) {
        let value = corrected.clone();
        finding.fix = value.into_iter().map(|value| Edit { pointer: SCHEMA.into(), value: Some(value) }).collect();
    }
    lint
}

/// Lints the declared schema. The errors have candidates for edits, inside the schema.
fn lint_once(
    schema: JsonRef<'_>,
    info: Option<JsonRef<'_>>,
    declaration: Option<&Declaration>,
    bounds: &Bounds,
) -> Lint {
    let mut lint = Lint::default();
    SchemaLinter { schema, declaration, lint: &mut lint }.run(info, bounds);
    lint
}

fn corrected(
    schema: JsonRef<'_>,
    info: Option<JsonRef<'_>>,
    declaration: Option<&Declaration>,
    bounds: &Bounds,
    findings: &[Finding],
) -> Option<RawJson> {
    if !findings.iter().any(|finding| finding.level == Level::Error) {
        return None;
    }
    let mut findings = findings.to_vec();
    let mut schema =
        if is_empty_schema(schema) { schema_of(declaration?) } else { fixed_part(schema, SCHEMA, &findings)? };
    for _ in 0..ROUNDS {
        findings = lint_once(schema.as_json(), info, declaration, bounds).findings;
        if !findings.iter().any(|finding| finding.level == Level::Error) {
            return Some(schema);
        }
        schema = fixed_part(schema.as_json(), SCHEMA, &findings)?;
    }
    None
}

/// Returns `true` if a new schema would lose nothing.
fn is_empty_schema(schema: JsonRef<'_>) -> bool {
    schema.members().map_or(true, |mut members| members.all(|(name, _)| name == "$schema"))
}

/// The linter of the declared schema.
struct SchemaLinter<'a> {
    schema: JsonRef<'a>,
    declaration: Option<&'a Declaration>,
    lint: &'a mut Lint,
}

impl SchemaLinter<'_> {
    fn run(mut self, info: Option<JsonRef<'_>>, bounds: &Bounds) {
        let compiled = match Schema::compile(self.schema, bounds) {
            Ok(compiled) => compiled,
            Err(error) => return self.broken(&error),
        };
        if !compiled.has_dialect() && self.schema.is_object() {
            let pointer = format!("{SCHEMA}/$schema");
            self.lint.found(Rule::NO_DIALECT, SCHEMA).set(pointer, RawJson::string(DIALECT));
        }
        let mut names = Vec::new();
        ref_names(self.schema, &mut SCHEMA.to_string(), &mut names);
        for pointer in names {
            self.lint.found(Rule::REF_NAME, pointer);
        }
        let Some(info) = info else { return };
        match compiled.evaluate(info) {
            Err(error) => self.broken(&error),
            Ok(Answer::Undecided(undecided)) => self.lint.ask_other_validator(undecided.unsupported()),
            Ok(Answer::Refuses(refusals)) => {
                for refusal in refusals {
                    let what = format!("rejected by {} in {SCHEMA}{}", refusal.keyword(), refusal.schema());
                    let pointer = format!("{EXTENSION}/info{}", refusal.instance());
                    let fix = self.declaration.and_then(|read| repair::of_refusal(self.schema, &refusal, read));
                    self.lint.find(Rule::INFO_SCHEMA, pointer, &what).fix.extend(fix);
                }
            }
            Ok(Answer::Accepts) => self.promise(&compiled),
        }
    }

    /// A schema that accepts its `info` must still refuse wrong declarations (Z-3).
    fn promise(&mut self, schema: &Schema) {
        let Some(declaration) = self.declaration else { return };
        for edit in promise::edits(declaration) {
            match schema.evaluate(edit.info.as_json()) {
                Err(error) => return self.broken(&error),
                Ok(Answer::Undecided(undecided)) => self.lint.ask_other_validator(undecided.unsupported()),
                Ok(Answer::Refuses(_)) => {}
                Ok(Answer::Accepts) => {
                    let what = format!("the schema accepts {}, which it must reject", edit.what);
                    let fix = repair::of_promise(self.schema, edit.refused_by);
                    self.lint.find(Rule::SCHEMA_PROMISE, SCHEMA, &what).fix.extend(fix);
                }
            }
        }
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "every other error is about the schema's shape")]
    fn broken(&mut self, error: &SchemaError) {
        let rule = match error.kind() {
            SchemaErrorKind::Dialect => Rule::SCHEMA_DIALECT,
            SchemaErrorKind::OutsideReference | SchemaErrorKind::LostReference | SchemaErrorKind::CircularReference => {
                Rule::SCHEMA_REFERENCE
            }
            SchemaErrorKind::Limit { .. } => Rule::SCHEMA_LIMIT,
            _ => Rule::SCHEMA_SHAPE,
        };
        let fix = repair::of_error(self.schema, error);
        let finding = self.lint.find(rule, format!("{SCHEMA}{}", error.pointer()), &error.kind().to_string());
        finding.fix.extend(fix);
    }
}

/// The maximum number of properties of one schema that [`Rule::REF_NAME`] reports. The path to each may be nearly as
/// long as the schema.
const MOST_REF_NAMES: usize = 32;

/// Finds properties that the official SDKs mistake for references (Z-5). The schema compiles, so it has no wrong reference
/// itself.
fn ref_names(value: JsonRef<'_>, pointer: &mut String, found: &mut Vec<String>) {
    let length = pointer.len();
    let members = value.members().into_iter().flatten();
    let elements = value.elements().into_iter().flatten().enumerate();
    let elements = elements.map(|(index, element)| (Cow::Owned(index.to_string()), element));
    for (name, member) in members.chain(elements) {
        if found.len() == MOST_REF_NAMES {
            return;
        }
        let _ = write!(pointer, "{}", at("", &name));
        let is_inside = member.string().is_ok_and(|text| text.starts_with('#'));
        if value.is_object() && matches!(&*name, "$ref" | "$id") && !is_inside {
            found.push(pointer.clone());
        }
        ref_names(member, pointer, found);
        pointer.truncate(length);
    }
}
