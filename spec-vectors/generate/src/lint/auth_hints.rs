//! Rows 350 to 352: the offers that need authentication, and the methods.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{edited, of, plain, with};
use crate::draft::Draft;

/// Members that the document's schema leaves open.
const LOOSER: &str = "the printed schema leaves this to the tables and the prose of its document";
const LIST: &str = "/extensions/auth-hints/info/authRequirements";

pub(super) fn drafts() -> Vec<Draft> {
    let mut drafts = requirements();
    drafts.extend(methods());
    drafts.extend(several());
    drafts
}

/// extension-auth-hints.md, line 111.
fn printed_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "authRequirements": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "acceptIndexes": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "description": "Indexes into the accepts[] array"
                        },
                        "methods": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {"type": {"type": "string", "description": "Authentication method type"}},
                                "required": ["type"]
                            }
                        }
                    },
                    "required": ["acceptIndexes", "methods"]
                }
            }
        },
        "required": ["authRequirements"]
    })
}

fn oauth() -> Value {
    json!({
        "type": "oauth2",
        "tokenType": "DPoP",
        "authorizationServer": "https://as.example.com",
        "tokenEndpoint": "https://as.example.com/token"
    })
}

#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
fn hint(requirements: Value) -> Value {
    with("auth-hints", json!({"info": {"authRequirements": requirements}, "schema": printed_schema()}))
}

fn one() -> Value {
    hint(json!([{"acceptIndexes": [0], "methods": [oauth()]}]))
}

/// Changes one place of the one hint, and a rule finds it there.
fn case(number: &str, title: &str, (place, value): (&str, Value), class: Class, rule: &str, rows: &[&str]) -> Draft {
    let pointer = format!("{LIST}/0/{place}");
    of(number, title, &edited(one(), &pointer, value), class, &[(&pointer, rule)])
        .rulings(&["X-33", "X-34"])
        .requirements(rows)
}

fn invalid(number: &str, title: &str, change: (&str, Value), rule: &str, rows: &[&str]) -> Draft {
    case(number, title, change, Class::Invalid, rule, rows)
}

/// The one hint with another valid value.
fn valid(number: &str, title: &str, (place, value): (&str, Value), rows: &[&str]) -> Draft {
    of(number, title, &edited(one(), &format!("{LIST}/0/{place}"), value), Class::Valid, &[])
        .rulings(&["X-33", "X-34"])
        .requirements(rows)
}

/// 350
fn requirements() -> Vec<Draft> {
    let hints = "auth-hints";
    vec![
        case(
            "0350",
            "an index that is out of range",
            ("acceptIndexes/0", json!(1)),
            Class::Valid,
            "auth-index",
            &["AUTH-indexes-03"],
        ),
        invalid("0350a", "a negative index", ("acceptIndexes/0", json!(-1)), hints, &["AUTH-indexes-01"])
            .no_witness(LOOSER),
        invalid(
            "0350b",
            "an index that is a fraction",
            ("acceptIndexes/0", json!(0.5)),
            hints,
            &["AUTH-required-03", "AUTH-indexes-01", "AUTH-requirements-01"],
        ),
        invalid(
            "0350c",
            "a method without a type",
            ("methods/0/type", Value::Null),
            hints,
            &["AUTH-required-05", "AUTH-types-01", "AUTH-oauth2-02"],
        ),
        invalid("0350d", "no methods", ("methods", Value::Null), hints, &["AUTH-required-06", "AUTH-requirements-02"]),
        invalid("0350e", "an empty list of methods", ("methods", json!([])), hints, &["AUTH-requirements-02"])
            .no_witness(LOOSER),
        invalid("0350f", "an empty list of indexes", ("acceptIndexes", json!([])), hints, &["AUTH-indexes-01"])
            .no_witness(LOOSER),
        of("0350g", "no requirements", &edited(one(), LIST, Value::Null), Class::Invalid, &[(LIST, hints)])
            .rulings(&["X-33"])
            .requirements(&["AUTH-required-07"]),
        of("0350h", "a hint", &one(), Class::Valid, &[]).rulings(&["X-33"]).requirements(&[
            "AUTH-required-01",
            "AUTH-required-03",
            "AUTH-required-04",
            "AUTH-requirements-01",
            "AUTH-requirements-02",
            "AUTH-oauth2-02",
            "AUTH-oauth2-03",
            "AUTH-oauth2-04",
            "AUTH-oauth2-05",
            "AUTH-oauth2-06",
        ]),
        invalid(
            "0350i",
            "no indexes",
            ("acceptIndexes", Value::Null),
            hints,
            &["AUTH-required-06", "AUTH-requirements-01"],
        ),
        invalid(
            "0350j",
            "an index as a text",
            ("acceptIndexes/0", json!("0")),
            hints,
            &["AUTH-required-03", "AUTH-requirements-01"],
        ),
        invalid(
            "0350k",
            "a method as a text",
            ("methods/0", json!("oauth2")),
            hints,
            &["AUTH-required-04", "AUTH-requirements-02"],
        ),
        invalid(
            "0350l",
            "the type of a method as a number",
            ("methods/0/type", json!(7)),
            hints,
            &["AUTH-required-05"],
        ),
        of("0350m", "the requirements as an object", &hint(json!({})), Class::Invalid, &[(LIST, hints)])
            .rulings(&["X-33"])
            .requirements(&["AUTH-required-07"]),
        of(
            "0350o",
            "a schema that asks for another member",
            &edited(one(), "/extensions/auth-hints/schema/required", json!(["authRequirements", "version"])),
            Class::Valid,
            &[("/extensions/auth-hints/info", "auth-schema")],
        )
        .rulings(&["X-34"]),
        of(
            "0350p",
            "a schema that allows another member",
            &edited(one(), "/extensions/auth-hints/schema/properties/version", json!({"type": "string"})),
            Class::Valid,
            &[],
        )
        .rulings(&["X-34"]),
        printed(),
    ]
}

/// extension-auth-hints.md, line 69, with the domain of the token, which the document leaves out.
fn printed() -> Draft {
    let mut demand = hint(json!([{"acceptIndexes": [1], "methods": [oauth()]}]));
    demand["extensions"]["auth-hints"]["info"]["authRequirements"][0]["methods"][0]["registrationEndpoint"] =
        json!("https://as.example.com/register");
    let mut exact = plain()["accepts"][0].clone();
    exact["network"] = json!("eip155:8453");
    exact["asset"] = json!("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    exact["extra"]["name"] = json!("USD Coin");
    let mut deferred = exact.clone();
    deferred["scheme"] = json!("deferred");
    demand["accepts"] = json!([exact, deferred]);
    of(
        "0350n",
        "the document's demand, with the domain of its token",
        &demand,
        Class::Valid,
        &[("/accepts/1/scheme", "unknown-scheme")],
    )
    .rulings(&["X-33", "X-35"])
    .requirements(&["AUTH-required-01", "AUTH-required-02", "AUTH-oauth2-06"])
}

/// 351
fn methods() -> Vec<Draft> {
    let sign_in = |number: &str, title: &str, demand: &Value, class: Class, found: &[(&str, &str)]| {
        of(number, title, demand, class, found).rulings(&["X-34"]).requirements(&["AUTH-siwx-01", "AUTH-siwx-02"])
    };
    let pointing = hint(json!([{"acceptIndexes": [0], "methods": [{"type": "sign-in-with-x"}]}]));
    let mut with_challenge = pointing.clone();
    with_challenge["extensions"]["sign-in-with-x"] =
        super::extensions::challenge()["extensions"]["sign-in-with-x"].clone();
    let hints = "auth-hints";
    vec![
        invalid(
            "0351",
            "a token of another type",
            ("methods/0/tokenType", json!("MAC")),
            "auth-token-type",
            &["AUTH-oauth2-03"],
        )
        .no_witness(LOOSER),
        invalid("0351a", "no token endpoint", ("methods/0/tokenEndpoint", Value::Null), hints, &["AUTH-oauth2-05"])
            .no_witness(LOOSER),
        case(
            "0351b",
            "a token endpoint without TLS",
            ("methods/0/tokenEndpoint", json!("http://as.example.com/token")),
            Class::Valid,
            "auth-url",
            &["AUTH-oauth2-05"],
        ),
        sign_in(
            "0351c",
            "a pointer to a sign-in that is not there",
            &pointing,
            Class::Invalid,
            &[(&format!("{LIST}/0/methods/0/type"), "auth-pointer")],
        )
        .no_witness(LOOSER),
        valid("0351d", "a method that is not known", ("methods/0", json!({"type": "passkey"})), &["AUTH-types-01"]),
        valid("0351e", "a bearer token", ("methods/0/tokenType", json!("Bearer")), &["AUTH-oauth2-03"]),
        invalid("0351f", "no type of token", ("methods/0/tokenType", Value::Null), hints, &["AUTH-oauth2-03"])
            .no_witness(LOOSER),
        invalid(
            "0351g",
            "no authorization server",
            ("methods/0/authorizationServer", Value::Null),
            hints,
            &["AUTH-oauth2-04"],
        )
        .no_witness(LOOSER),
        invalid(
            "0351h",
            "an authorization server without a scheme",
            ("methods/0/authorizationServer", json!("as.example.com")),
            hints,
            &["AUTH-oauth2-04"],
        )
        .no_witness(LOOSER),
        invalid(
            "0351i",
            "a token endpoint as a path",
            ("methods/0/tokenEndpoint", json!("/token")),
            hints,
            &["AUTH-oauth2-05"],
        )
        .no_witness(LOOSER),
        valid(
            "0351j",
            "an endpoint for registration",
            ("methods/0/registrationEndpoint", json!("https://as.example.com/register")),
            &["AUTH-oauth2-06"],
        ),
        invalid(
            "0351k",
            "an endpoint for registration as a number",
            ("methods/0/registrationEndpoint", json!(7)),
            hints,
            &["AUTH-oauth2-06"],
        )
        .no_witness(LOOSER),
        sign_in("0351l", "a pointer to the sign-in of the same demand", &with_challenge, Class::Valid, &[]),
        valid(
            "0351m",
            "a type in another letter case, which is not known",
            ("methods/0/type", json!("OAuth2")),
            &["AUTH-oauth2-02"],
        ),
    ]
}

/// 352
fn several() -> Vec<Draft> {
    let two = hint(json!([
        {"acceptIndexes": [0], "methods": [oauth()]},
        {"acceptIndexes": [0], "methods": [oauth()]}
    ]));
    vec![of("0352", "two hints for one offer", &two, Class::Valid, &[]).rulings(&["X-35"])]
}
