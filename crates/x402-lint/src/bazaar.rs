//! The extension `bazaar`: the declaration, its schema, its route template.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write as _;

use x402_json_schema::{Answer, Bounds, Schema, SchemaError, SchemaErrorKind};
use x402_types::{
    DecodeError, DecodeOptions, JsonRef, Segment,
    extensions::bazaar::{Declaration, Input, RouteTemplate},
    read::Reader,
};

use crate::{Lint, promise};

const EXTENSION: &str = "/extensions/bazaar";
const SCHEMA: &str = "/extensions/bazaar/schema";

/// Judges the extension `bazaar` of a demand: the value of the key.
///
/// The schema is a stranger's: nothing outside it is read, and what it may ask for is bounded.
#[must_use]
pub fn lint_bazaar(extension: JsonRef<'_>, bounds: &Bounds) -> Lint {
    let mut lint = Lint::default();
    let declaration = match Declaration::read(extension, &mut Reader::new(&DecodeOptions::STRICT)) {
        Ok(declaration) => Some(declaration),
        Err(error) => {
            unreadable(&error, &mut lint);
            None
        }
    };
    match extension.get("schema") {
        Some(schema) => lint_schema(schema, extension.get("info"), declaration.as_ref(), bounds, &mut lint),
        None => lint.warning(
            "no-schema",
            EXTENSION,
            "there is no schema; every extension has one (x402-specification-v2.md line 152)",
        ),
    }
    if let Some(template) = extension.get("routeTemplate").and_then(|template| template.string().ok()) {
        lint_route(&template, declaration.as_ref(), &mut lint);
    }
    lint
}

fn unreadable(error: &DecodeError, lint: &mut Lint) {
    let mut pointer = String::from(EXTENSION);
    for segment in error.path().segments() {
        let _ = match segment {
            Segment::Member(name) => write!(pointer, "/{name}"),
            Segment::Index(index) => write!(pointer, "/{index}"),
            // A kind of step to come.
            _ => Ok(()),
        };
    }
    let members: Vec<_> = error.path().segments().collect();
    let (rule, lines) = match members.get(1) {
        Some(Segment::Member("output")) => ("bazaar-output", "lines 292 to 298"),
        _ if members.first() == Some(&Segment::Member("routeTemplate")) => ("route-template", "line 541"),
        _ => ("bazaar-input", "lines 259 to 288"),
    };
    lint.error(rule, pointer, format!("{} (bazaar.md {lines})", error.kind()));
}

fn lint_schema(
    schema: JsonRef<'_>,
    info: Option<JsonRef<'_>>,
    declaration: Option<&Declaration>,
    bounds: &Bounds,
    lint: &mut Lint,
) {
    let compiled = match Schema::compile(schema, bounds) {
        Ok(compiled) => compiled,
        Err(error) => return schema_error(&error, lint),
    };
    if !compiled.has_dialect() && schema.is_object() {
        let message = "names no dialect: write \"$schema\": \"https://json-schema.org/draft/2020-12/schema\" (bazaar.md line 321)";
        lint.warning("no-dialect", SCHEMA, message);
    }
    ref_names(schema, &mut SCHEMA.to_string(), lint);
    let Some(info) = info else { return };
    match compiled.evaluate(info) {
        Err(error) => schema_error(&error, lint),
        Ok(Answer::Undecided(undecided)) => lint.need(undecided.need()),
        Ok(Answer::Refuses(refusals)) => {
            for refusal in refusals {
                let message = format!(
                    "refused by {} in {SCHEMA}{}: correct the schema or the info (bazaar.md line 328)",
                    refusal.keyword(),
                    refusal.schema()
                );
                lint.error("info-schema", format!("{EXTENSION}/info{}", refusal.instance()), message);
            }
        }
        Ok(Answer::Accepts) => {
            if let Some(declaration) = declaration {
                lint_promise(&compiled, declaration, lint);
            }
        }
    }
}

/// A schema that accepts its `info` has to refuse others (Z-3).
fn lint_promise(schema: &Schema, declaration: &Declaration, lint: &mut Lint) {
    for edit in promise::edits(declaration) {
        match schema.evaluate(edit.info.as_json()) {
            Err(error) => return schema_error(&error, lint),
            Ok(Answer::Undecided(undecided)) => lint.need(undecided.need()),
            Ok(Answer::Refuses(_)) => {}
            Ok(Answer::Accepts) => {
                let message = format!("accepts {}, which it has to refuse (bazaar.md)", edit.what);
                lint.error("schema-promise", SCHEMA, message);
            }
        }
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "whatever else is wrong is wrong with the schema's shape")]
fn schema_error(error: &SchemaError, lint: &mut Lint) {
    let rule = match error.kind() {
        SchemaErrorKind::Dialect => "schema-dialect",
        SchemaErrorKind::OutsideReference | SchemaErrorKind::LostReference | SchemaErrorKind::CircularReference => {
            "schema-reference"
        }
        SchemaErrorKind::Limit { .. } => "schema-limit",
        _ => "schema-shape",
    };
    lint.error(rule, format!("{SCHEMA}{}", error.pointer()), format!("{} (bazaar.md lines 321 to 328)", error.kind()));
}

/// Members that are no reference, and that the official SDKs take for one (Z-5). The schema itself has none: it compiles.
fn ref_names(value: JsonRef<'_>, pointer: &mut String, lint: &mut Lint) {
    let length = pointer.len();
    let members = value.members().into_iter().flatten();
    let elements = value.elements().into_iter().flatten().enumerate();
    let elements = elements.map(|(index, element)| (Cow::Owned(index.to_string()), element));
    for (name, member) in members.chain(elements) {
        let _ = write!(pointer, "/{}", name.replace('~', "~0").replace('/', "~1"));
        let is_inside = member.string().is_ok_and(|text| text.starts_with('#'));
        if value.is_object() && matches!(&*name, "$ref" | "$id") && !is_inside {
            let message = "is no reference here, and the official SDKs refuse the schema for the name";
            lint.warning("ref-name", pointer.as_str(), message);
        }
        ref_names(member, pointer, lint);
        pointer.truncate(length);
    }
}

fn lint_route(template: &str, declaration: Option<&Declaration>, lint: &mut Lint) {
    const POINTER: &str = "/extensions/bazaar/routeTemplate";
    let route = match RouteTemplate::parse(template) {
        Ok(route) => route,
        Err(error) => {
            let message =
                format!("{error}; it is discarded, and the path of the URL counts (bazaar.md lines 559 to 575)");
            return lint.error("route-template", POINTER, message);
        }
    };
    if route.has_double_slash() {
        lint.warning("double-slash", POINTER, "begins with two slashes: joined to an origin it may name another host");
    }
    if route.has_bad_percent() {
        lint.warning("bad-percent", POINTER, "has a % that begins no escape of UTF-8: readers differ about it");
    }
    let Some(Declaration { input: Input::Http(input), .. }) = declaration else { return };
    let mut known: Vec<&str> = Vec::new();
    for name in route.parameters() {
        let is_given = input.path_params.as_ref().is_some_and(|given| given.as_json().get(name).is_some());
        if known.contains(&name) {
            lint.warning("route-parameter", POINTER, format!("names {name} twice"));
        } else if !is_given {
            lint.warning("route-parameter", POINTER, format!("names {name}, which is not in pathParams"));
        }
        known.push(name);
    }
}
