//! The extension `bazaar`: the declaration, its schema, its route template.

use alloc::{collections::BTreeSet, format, string::ToString, vec::Vec};

use x402_extensions::bazaar::{Declaration, Input, RouteTemplate};
use x402_types::{DecodeError, DecodeOptions, JsonRef, Segment, extensions::Extension as _, read::Reader};

use super::{
    declared::Declared,
    declared_schema::{EXTENSION, SCHEMA, schema_of},
    schema::lint_schema,
};
use crate::{Lint, Rule, json_schema::Bounds, shape::error_pointer};

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    let found = lint_bazaar(declared.extension, declared.bounds);
    lint.findings.extend(found.findings);
    for unsupported in found.needs {
        lint.ask_other_validator(unsupported);
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
            let of_schema = lint_schema(schema, info, declaration.as_ref(), bounds);
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
    lint.find(rule, error_pointer(EXTENSION, error), &error.kind().to_string());
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
    let path_params = input.path_params.as_ref().and_then(|path_params| path_params.as_json().members().ok());
    let path_params: BTreeSet<_> = path_params.into_iter().flatten().map(|(name, _)| name).collect();
    let (mut known, mut doubled) = (BTreeSet::new(), BTreeSet::new());
    for name in route.parameters() {
        let what = if known.insert(name) {
            if path_params.contains(name) {
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
    for name in path_params.iter().filter(|name| !known.contains(&***name)) {
        let what = format!("pathParams has {name}, which the template does not name");
        lint.find(Rule::ROUTE_PARAMETER, POINTER, &what);
    }
}
