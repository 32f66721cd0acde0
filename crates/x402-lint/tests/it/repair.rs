//! What `--fix` changes in a declared schema that somebody wrote: the fault and nothing else.

use x402_lint::{Bounds, Corrected, corrected, lint_bazaar};
use x402_types::RawJson;

use crate::{OFFER, get, post, tool};

const NAME: &str = r#""$schema":"https://json-schema.org/draft/2020-12/schema""#;

/// A demand with this declaration.
fn payment_required(info: &str, schema: &str) -> RawJson {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{OFFER}],
          "extensions":{{"bazaar":{{"info":{info},"schema":{schema}}}}}}}"#
    );
    RawJson::parse(&text).unwrap()
}

/// The schema that `--fix` writes for this declaration, and whether an error is left.
fn written(info: &str, schema: &str) -> (String, bool) {
    let Corrected { payment_required, left, .. } = corrected(&payment_required(info, schema), &Bounds::DEFAULT);
    let bazaar = payment_required.as_json().get("extensions").unwrap().get("bazaar").unwrap();
    (bazaar.get("schema").unwrap().text().into(), left.has_error())
}

/// Each fault by itself: the schema with it, and the same schema without it.
#[test]
fn one_fault_is_corrected_and_the_rest_stays() {
    for ((info, schema), faulty, right) in [
        (get(), r#""$schema":"http://json-schema.org/draft-07/schema#""#, NAME),
        (get(), &*format!(r#"{NAME},"$id":"https://api.example.com/schema""#), NAME),
        (get(), r#""city":{"type":"strng"}"#, r#""city":{"type":"string"}"#),
        (get(), r#""city":{"type":"String"}"#, r#""city":{"type":"string"}"#),
        (get(), r#"["GET","HEAD","DELETE","PUT"]"#, r#"["GET","HEAD","DELETE"]"#),
    ] {
        let with_fault = schema.replacen(right, faulty, 1);
        assert_ne!(with_fault, schema);
        assert_eq!(written(&info, &with_fault), (schema, false), "{faulty}");
    }
    // What is missing is added at the end of its list or object.
    for ((info, schema), from, without, with) in [
        (get(), r#"}},"required":["input"]"#, "}}", r#"}},"required":["input"]"#),
        (get(), r#"{"type":"string","const":"http"}"#, r#"{"minLength":1}"#, r#"{"minLength":1,"const":"http"}"#),
        (post(), r#","enum":["POST","PUT","PATCH"]"#, "", r#","enum":["POST","PUT","PATCH"]"#),
        (tool(), r#""type","toolName","inputSchema""#, r#""type""#, r#""type","toolName","inputSchema""#),
    ] {
        let faulty = schema.replacen(from, without, 1);
        let expected = schema.replacen(from, with, 1);
        assert_ne!(faulty, schema);
        assert_eq!(written(&info, &faulty), (expected, false), "{from}");
    }
}

/// A member of the document that the schema forbids is added as the example shows it.
#[test]
fn a_forbidden_member_of_the_document_is_allowed() {
    let (info, schema) = get();
    let info = info.replace(r#""method":"GET""#, r#""method":"GET","pathParams":{"id":"1"}"#);
    let added =
        r#","pathParams":{"type":"object","properties":{"id":{"type":"string"}}}},"required":["type","method"]"#;
    let expected = schema.replacen(r#"},"required":["type","method"]"#, added, 1);
    assert_eq!(written(&info, &schema), (expected, false));
}

#[test]
fn several_faults_are_corrected_together() {
    let (info, schema) = get();
    let faulty = schema
        .replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#")
        .replace(r#""city":{"type":"string"}"#, r#""city":{"type":"strin"}"#)
        .replace(r#","const":"http""#, "");
    assert_eq!(written(&info, &faulty), (schema, false));
}

/// Nothing certain follows from these faults, so the schema stays as it is.
#[test]
fn what_is_not_certain_stays() {
    let (info, schema) = get();
    for (from, to) in [
        (r#""city":{"type":"string"}"#, r#""city":{"type":"text"}"#),
        (r#""city":{"type":"string"}"#, r#""city":{"type":"number"}"#),
        (r#""city":{"type":"string"}"#, r#""city":{"$ref":"https://api.example.com/city"}"#),
        (r#""city":{"type":"string"}"#, r##""city":{"$ref":"#/$defs/city"}"##),
        (r#""city":{"type":"string"}"#, r#""city":{"pattern":"("}"#),
        (r#""required":["city"]"#, r#""required":["town"]"#),
        (r#""required":["city"]"#, r#""required":"city""#),
        // A second fault, which stays, so that the first one cannot be tried.
        (NAME, r#""$schema":"http://json-schema.org/draft-07/schema#","pattern":"(""#),
    ] {
        let faulty = schema.replace(from, to);
        assert_ne!(faulty, schema);
        assert_eq!(written(&info, &faulty), (faulty, true), "{to}");
    }
    // Nor does a member that the document does not define have to be right.
    let more = info.replace(r#""method":"GET""#, r#""method":"GET","timeout":3"#);
    assert_eq!(written(&more, &schema), (schema, true));
}

/// In the dialect of today `dependencies` and `$recursiveRef` have no effect, so that another `$schema` would change the meaning.
#[test]
fn a_keyword_of_an_older_dialect_keeps_the_dialect() {
    const DEPENDENT: &str = r#"{"queryParams":["headers"]}"#;
    let (info, schema) = get();
    let old = schema.replacen(NAME, r#""$schema":"http://json-schema.org/draft-07/schema#""#, 1);
    for (from, to, is_kept) in [
        (r#""city":{"#, r##""city":{"allOf":[{"$recursiveRef":"#"}],"##.into(), true),
        (r#""type":"object""#, format!(r#""dependencies":{DEPENDENT},"type":"object""#), true),
        (r#""city":{"#, format!(r#""city":{{"allOf":[{{"dependencies":{DEPENDENT}}}],"#), true),
        // A property and a value with this name.
        (r#""city":{"#, r#""dependencies":{"type":"string"},"city":{"#.into(), false),
        (r#""city":{"#, format!(r#""city":{{"default":{{"dependencies":{DEPENDENT}}},"#), false),
    ] {
        let [old, new] = [&old, &schema].map(|schema| schema.replacen(from, &to, 1));
        assert_ne!(new, schema);
        assert_eq!(written(&info, &old), if is_kept { (old, true) } else { (new, false) }, "{to}");
    }
}

/// A schema that says nothing is replaced, and so is a missing one. A declaration that cannot be read gives none.
#[test]
fn a_schema_that_says_nothing_is_derived() {
    let (info, _) = get();
    for nothing in ["true", "false", "{}", "null", r#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#] {
        let (schema, has_error) = written(&info, nothing);
        assert!(schema.starts_with(&format!("{{{NAME}")) && !has_error, "{nothing}: {schema}");
    }
    for (info, count) in [(&*info, 1), (r#"{"input":{}}"#, 0)] {
        let extension = RawJson::parse(&format!(r#"{{"info":{info}}}"#)).unwrap();
        let lint = lint_bazaar(extension.as_json(), &Bounds::DEFAULT);
        let missing = lint.findings.iter().find(|finding| finding.rule == "bazaar-schema").unwrap();
        assert_eq!(missing.fix.len(), count, "{info}");
    }
}
