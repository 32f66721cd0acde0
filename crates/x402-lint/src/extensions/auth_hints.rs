//! The extension `auth-hints`: the offers that need authentication, and the methods.

use alloc::{format, string::String};

use x402_extensions::{
    auth_hints::{AuthMethod, AuthRequirement, OAuth2},
    sign_in_with_x,
};
use x402_types::{
    DecodeOptions, ErrorKind, JsonRef,
    read::{Reader, is_absolute_url},
};

use super::declared::Declared;
use crate::{
    Lint, Rule,
    json_schema::{Answer, Schema},
    shape::error_pointer,
};

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    let list = declared.pointer_to("/authRequirements");
    let Some(requirements) = declared.info.get("authRequirements").and_then(|list| list.elements().ok()) else {
        lint.find(Rule::AUTH_HINTS, list, "the list authRequirements is missing");
        return;
    };
    let before = lint.errors();
    for (index, requirement) in requirements.enumerate() {
        lint_requirement(declared, requirement, &format!("{list}/{index}"), lint);
    }
    if lint.errors() == before {
        lint_schema(declared, lint);
    }
}

/// Finds fields that the declared schema refuses, in hints without an error. The tables of the specification are
/// binding, so these are warnings. A schema that cannot be used refuses nothing.
fn lint_schema(declared: &Declared<'_>, lint: &mut Lint) {
    let Some(schema) = declared.extension.get("schema") else { return };
    let answer = Schema::compile(schema, declared.bounds).and_then(|schema| schema.evaluate(declared.info));
    let Ok(Answer::Refuses(refusals)) = answer else { return };
    for refusal in refusals {
        let what = format!("rejected by {} in {}/schema{}", refusal.keyword(), declared.pointer, refusal.schema());
        lint.find(Rule::AUTH_SCHEMA, declared.pointer_to(refusal.instance()), &what);
    }
}

fn lint_requirement(declared: &Declared<'_>, requirement: JsonRef<'_>, pointer: &str, lint: &mut Lint) {
    let before = lint.findings.len();
    let methods = requirement.get("methods").and_then(|methods| methods.elements().ok());
    for (index, method) in methods.into_iter().flatten().enumerate() {
        lint_method(declared, method, &format!("{pointer}/methods/{index}"), lint);
    }
    lint_indexes(declared, requirement, pointer, lint);
    // Every method and index has already been checked. Only missing fields are left.
    if let Err(error) = AuthRequirement::read(requirement, &mut Reader::new(&DecodeOptions::STRICT)) {
        let index_pointer = error_pointer(pointer, &error);
        if !lint.findings.iter().skip(before).any(|finding| finding.pointer == index_pointer) {
            lint.find(Rule::AUTH_HINTS, index_pointer, &format!("{}", error.kind()));
        }
    }
}

fn lint_indexes(declared: &Declared<'_>, requirement: JsonRef<'_>, pointer: &str, lint: &mut Lint) {
    let offers =
        declared.payment_required.get("accepts").and_then(|list| list.elements().ok()).map_or(0, Iterator::count);
    let indexes = requirement.get("acceptIndexes").and_then(|list| list.elements().ok()).into_iter().flatten();
    let names_offer = |index: u64| usize::try_from(index).is_ok_and(|index| index < offers);
    // If no index is right, the others stay, because an empty list is an error.
    let has_good = indexes.clone().any(|index| index.integer().is_ok_and(names_offer));
    for (at, index) in indexes.enumerate() {
        let index_pointer = format!("{pointer}/acceptIndexes/{at}");
        match index.integer() {
            Ok(index) if names_offer(index) => {}
            Ok(_) => {
                let finding = lint.found(Rule::AUTH_INDEX, index_pointer);
                if has_good {
                    finding.leave_out();
                }
            }
            Err(_) => {
                lint.find(Rule::AUTH_HINTS, index_pointer, "the index is not a non-negative integer");
            }
        }
    }
}

fn lint_method(declared: &Declared<'_>, method: JsonRef<'_>, pointer: &str, lint: &mut Lint) {
    match AuthMethod::read(method, &mut Reader::new(&DecodeOptions::STRICT)) {
        Ok(AuthMethod::OAuth2(oauth)) => lint_urls(&oauth, pointer, lint),
        Ok(AuthMethod::SignInWithX) => {
            let extensions = declared.payment_required.get("extensions");
            if extensions.and_then(|all| all.non_null(sign_in_with_x::KEY)).is_none() {
                lint.found(Rule::AUTH_POINTER, format!("{pointer}/type"));
            }
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::UnknownValue => {
            lint.found(Rule::AUTH_TOKEN_TYPE, error_pointer(pointer, &error));
        }
        Err(error) => {
            lint.find(Rule::AUTH_HINTS, error_pointer(pointer, &error), &format!("{}", error.kind()));
        }
    }
}

fn lint_urls(oauth: &OAuth2, pointer: &str, lint: &mut Lint) {
    let mut look = |name: &str, url: &String| {
        let pointer = format!("{pointer}/{name}");
        if !is_absolute_url(url) {
            lint.find(Rule::AUTH_HINTS, pointer, "the URL is not absolute");
        } else if !url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")) {
            lint.found(Rule::AUTH_URL, pointer);
        }
    };
    look("authorizationServer", &oauth.authorization_server);
    look("tokenEndpoint", &oauth.token_endpoint);
    if let Some(url) = &oauth.registration_endpoint {
        look("registrationEndpoint", url);
    }
}
