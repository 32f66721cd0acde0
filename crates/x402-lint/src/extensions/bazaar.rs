//! The extension `bazaar`: the declaration, its schema, its route template.

use alloc::{
    borrow::Cow,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write as _;

use x402_extensions::bazaar::{Declaration, Input, RouteTemplate};
use x402_json_schema::{Answer, Bounds, Schema, SchemaError, SchemaErrorKind};
use x402_types::{DecodeError, DecodeOptions, JsonRef, RawJson, Segment, extensions::Extension as _, read::Reader};

use super::{
    declared::Declared,
    declared_schema::{DIALECT, schema_of},
    promise, repair,
};
use crate::{Lint, Rule, position::at, shape::place};

const EXTENSION: &str = "/extensions/bazaar";
pub(super) const SCHEMA: &str = "/extensions/bazaar/schema";

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    let found = lint_bazaar(declared.extension, declared.bounds);
    lint.findings.extend(found.findings);
    for need in found.needs {
        lint.need(need);
    }
}

/// Lints the extension `bazaar` of a `PaymentRequired`. `extension` is the value of the key.
///
/// The schema is untrusted: nothing outside it is read, and `bounds` limits the work.
#[must_use]
pub fn lint_bazaar(extension: JsonRef<'_>, bounds: &Bounds) -> Lint {
    let mut lint = Lint::default();
    let declaration = match Declaration::read(extension, &mut Reader::new(&DecodeOptions::STRICT)) {
        Some(Err(error)) => {
            unreadable(&error, &mut lint);
            None
        }
        read => read.and_then(Result::ok),
    };
    let info = extension.get("info");
    match extension.get("schema") {
        Some(schema) => {
            let mut of_schema = judged(schema, info, declaration.as_ref(), bounds);
            repair::settle(schema, info, declaration.as_ref(), bounds, &mut of_schema.findings);
            lint.findings.extend(of_schema.findings);
            lint.needs.extend(of_schema.needs);
        }
        None => {
            let finding = lint.found(Rule::BAZAAR_SCHEMA, format!("{EXTENSION}/schema"));
            if let Some(declaration) = &declaration {
                finding.set(SCHEMA, schema_of(declaration));
            }
        }
    }
    if let Some(template) = extension.get("routeTemplate").and_then(|template| template.string().ok()) {
        lint_route(&template, declaration.as_ref(), &mut lint);
    }
    lint
}

fn unreadable(error: &DecodeError, lint: &mut Lint) {
    let members: Vec<_> = error.path().segments().collect();
    let rule = match members.get(1) {
        Some(Segment::Member("output")) => Rule::BAZAAR_OUTPUT,
        _ if members.first() == Some(&Segment::Member("routeTemplate")) => Rule::ROUTE_TEMPLATE,
        _ => Rule::BAZAAR_INPUT,
    };
    lint.find(rule, place(EXTENSION, error), &error.kind().to_string());
}

/// Lints the declared schema. The errors have candidates for edits, inside the schema.
pub(super) fn judged(
    schema: JsonRef<'_>,
    info: Option<JsonRef<'_>>,
    declaration: Option<&Declaration>,
    bounds: &Bounds,
) -> Lint {
    let mut lint = Lint::default();
    SchemaJudge { schema, declaration, lint: &mut lint }.judge(info, bounds);
    lint
}

/// The linter of the declared schema.
struct SchemaJudge<'a> {
    schema: JsonRef<'a>,
    declaration: Option<&'a Declaration>,
    lint: &'a mut Lint,
}

impl SchemaJudge<'_> {
    fn judge(mut self, info: Option<JsonRef<'_>>, bounds: &Bounds) {
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
            Ok(Answer::Undecided(undecided)) => self.lint.need(undecided.need()),
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
                Ok(Answer::Undecided(undecided)) => self.lint.need(undecided.need()),
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

fn lint_route(template: &str, declaration: Option<&Declaration>, lint: &mut Lint) {
    const POINTER: &str = "/extensions/bazaar/routeTemplate";
    let route = match template.parse::<RouteTemplate>() {
        Ok(route) => route,
        Err(error) => {
            let what = format!("{error}; directories discard the template and use the path of the URL");
            return lint.find(Rule::ROUTE_TEMPLATE, POINTER, &what).leave_out();
        }
    };
    if route.has_double_slash() {
        lint.found(Rule::DOUBLE_SLASH, POINTER);
    }
    if route.has_bad_percent() {
        lint.found(Rule::BAD_PERCENT, POINTER);
    }
    let Some(Declaration { input: Input::Http(input), .. }) = declaration else { return };
    let given = input.path_params.as_ref().and_then(|given| given.as_json().members().ok());
    let given: BTreeSet<_> = given.into_iter().flatten().map(|(name, _)| name).collect();
    let (mut known, mut doubled) = (BTreeSet::new(), BTreeSet::new());
    for name in route.parameters() {
        let what = if known.insert(name) {
            if given.contains(name) {
                continue;
            }
            format!("the template names {name}, which is not in pathParams")
        } else if doubled.insert(name) {
            format!("the template names {name} twice")
        } else {
            continue;
        };
        lint.find(Rule::ROUTE_PARAMETER, POINTER, &what);
    }
    for name in given.iter().filter(|name| !known.contains(&***name)) {
        let what = format!("pathParams has {name}, which the template does not name");
        lint.find(Rule::ROUTE_PARAMETER, POINTER, &what);
    }
}
