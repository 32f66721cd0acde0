//! What the rules find, each where it is, and what is right next to it.

mod gateway;
mod meant;
mod names;
mod offers;
mod repair;
mod response;
mod sign_in;
mod stellar;
mod xrpl;

use x402_lint::{Bounds, Corrected, Level, Lint, Source, Unsupported, corrected, lint, lint_bazaar, lint_resource};
use x402_types::{DecodeOptions, PaymentRequired, RawJson, Wire, v2::ResourceInfo};

const DIALECT: &str = r#""$schema":"https://json-schema.org/draft/2020-12/schema""#;
/// The output of the document's schemas.
const OUTPUT: &str =
    r#"{"type":"object","properties":{"type":{"type":"string"},"example":{"type":"object"}},"required":["type"]}"#;

/// An offer without a fault.
const OFFER: &str = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":60,
  "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
  "extra":{"name":"USDC","version":"2"}}"#;

fn schema(input: &str) -> String {
    format!(r#"{{{DIALECT},"type":"object","properties":{{"input":{input},"output":{OUTPUT}}},"required":["input"]}}"#)
}

/// As printed in `bazaar.md`, Example: GET Endpoint.
fn get() -> (String, String) {
    let info = r#"{"input":{"type":"http","method":"GET","queryParams":{"city":"San Francisco"}},"output":{"type":"json","example":{"city":"San Francisco","weather":"foggy","temperature":60}}}"#;
    let input = r#"{"type":"object","properties":{"type":{"type":"string","const":"http"},"method":{"type":"string","enum":["GET","HEAD","DELETE"]},"queryParams":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"headers":{"type":"object","additionalProperties":{"type":"string"}}},"required":["type","method"],"additionalProperties":false}"#;
    (info.into(), schema(input))
}

/// As printed in `bazaar.md`, Example: POST Endpoint.
fn post() -> (String, String) {
    let info = r#"{"input":{"type":"http","method":"POST","bodyType":"json","body":{"query":"example"}},"output":{"type":"json","example":{"results":[]}}}"#;
    let input = r#"{"type":"object","properties":{"type":{"type":"string","const":"http"},"method":{"type":"string","enum":["POST","PUT","PATCH"]},"bodyType":{"type":"string","enum":["json","form-data","text"]},"body":{"type":"object"}},"required":["type","method","bodyType","body"],"additionalProperties":false}"#;
    (info.into(), schema(input))
}

/// As printed in `bazaar.md`, Example: MCP Tool.
fn tool() -> (String, String) {
    let info = r#"{"input":{"type":"mcp","toolName":"financial_analysis","description":"Advanced AI-powered financial analysis","inputSchema":{"type":"object","properties":{"ticker":{"type":"string"}},"required":["ticker"]},"example":{"ticker":"AAPL"}},"output":{"type":"json","example":{"score":8.5}}}"#;
    let input = r#"{"type":"object","properties":{"type":{"type":"string","const":"mcp"},"toolName":{"type":"string"},"description":{"type":"string"},"transport":{"type":"string","enum":["streamable-http","sse"]},"inputSchema":{"type":"object"},"example":{"type":"object"}},"required":["type","toolName","inputSchema"],"additionalProperties":false}"#;
    (info.into(), schema(input))
}

fn lint_of(info: &str, schema: &str, more: &str) -> Lint {
    let extension = RawJson::parse(&format!(r#"{{"info":{info},"schema":{schema}{more}}}"#)).unwrap();
    lint_bazaar(extension.as_json(), &Bounds::DEFAULT)
}

/// Rule and place of each finding.
fn found(lint: &Lint) -> Vec<(&str, &str)> {
    lint.findings.iter().map(|finding| (finding.rule, &*finding.pointer)).collect()
}

const SCHEMA: &str = "/extensions/bazaar/schema";

#[test]
fn what_the_document_prints_has_no_fault() {
    for (info, schema) in [get(), post(), tool()] {
        assert_eq!(lint_of(&info, &schema, ""), Lint::default(), "{info}");
    }
}

/// Each of the document's requirements, broken by itself (Z-3).
#[test]
fn a_schema_refuses_what_it_has_to() {
    let promise = ("schema-promise", SCHEMA);
    for ((info, schema), from, to, times) in [
        (get(), r#","required":["input"]}"#, "}", 1),
        (get(), r#""const":"http""#, r#""enum":["http","mcp"]"#, 1),
        (get(), r#""const":"http""#, r#""minLength":1"#, 2),
        (get(), r#","enum":["GET","HEAD","DELETE"]"#, "", 3),
        (get(), r#"["GET","HEAD","DELETE"]"#, r#"["GET","PUT"]"#, 1),
        (post(), r#"["POST","PUT","PATCH"]"#, r#"["POST","GET","HEAD"]"#, 2),
        (tool(), r#""toolName","inputSchema"]"#, r#""inputSchema"]"#, 1),
        (tool(), r#""toolName","inputSchema"]"#, r#""toolName"]"#, 1),
    ] {
        let edited = schema.replace(from, to);
        assert_ne!(edited, schema);
        assert_eq!(found(&lint_of(&info, &edited, "")), vec![promise; times], "{from}");
    }
    for (everything, edits) in [("true", 6), (&*format!("{{{DIALECT}}}"), 6)] {
        let lint = lint_of(&get().0, everything, "");
        assert_eq!(found(&lint), vec![promise; edits]);
        assert!(lint.findings[0].message().contains("line 322"), "{}", lint.findings[0].message());
    }
}

#[test]
fn an_info_that_its_own_schema_refuses_is_found_at_the_member() {
    let (info, schema) = get();
    let text_as_example = info.replace(r#"{"city":"San Francisco","weather":"foggy","temperature":60}"#, r#""foggy""#);
    let lint = lint_of(&text_as_example, &schema, "");
    assert_eq!(found(&lint), [("info-schema", "/extensions/bazaar/info/output/example")]);
    let path_params = info.replace(r#""method":"GET""#, r#""method":"GET","pathParams":{"id":"1"}"#);
    let lint = lint_of(&path_params, &schema, "");
    assert_eq!(found(&lint), [("info-schema", "/extensions/bazaar/info/input/pathParams")]);
    let wrong_city = info.replacen("\"San Francisco\"", "1", 1);
    assert_eq!(
        found(&lint_of(&wrong_city, &schema, "")),
        [("info-schema", "/extensions/bazaar/info/input/queryParams/city")]
    );
}

#[test]
fn what_cannot_be_read_is_found_at_the_member() {
    let (info, schema) = get();
    let lint = lint_of(&info.replace("GET", "OPTIONS"), &schema, "");
    let method = "/extensions/bazaar/info/input/method";
    assert_eq!(found(&lint), [("bazaar-input", method), ("info-schema", method)]);
    // A method without a body has no type of one, and null is none (C-7).
    let typed =
        |body_type: &str| info.replace(r#""method":"GET""#, &format!(r#""method":"GET","bodyType":{body_type}"#));
    let lint = lint_of(&typed(r#""json""#), "true", "");
    assert_eq!(found(&lint)[0], ("bazaar-input", "/extensions/bazaar/info/input/bodyType"));
    assert!(!found(&lint_of(&typed("null"), "true", "")).iter().any(|(rule, _)| *rule == "bazaar-input"));
    let lint = lint_of(&info.replace(r#""type":"json""#, r#""type":1"#), "true", "");
    assert_eq!(found(&lint), [("bazaar-output", "/extensions/bazaar/info/output/type")]);
    let extension = RawJson::parse(&format!(r#"{{"info":{info}}}"#)).unwrap();
    let lint = lint_bazaar(extension.as_json(), &Bounds::DEFAULT);
    assert_eq!((found(&lint), lint.has_error()), (vec![("bazaar-schema", SCHEMA)], true));
}

#[test]
fn schemas_have_their_own_faults() {
    let (info, schema) = get();
    for (from, to, rule, pointer) in [
        ("2020-12/schema", "2019-09/schema", "schema-dialect", "/$schema"),
        (
            r#""const":"http""#,
            r#""$ref":"http://a.example""#,
            "schema-reference",
            "/properties/input/properties/type/$ref",
        ),
        (r#""const":"http""#, r##""$ref":"#/nowhere""##, "schema-reference", "/properties/input/properties/type/$ref"),
        (r#""required":["input"]"#, r##""allOf":[{"$ref":"#"}]"##, "schema-reference", "/allOf/0"),
        (r#""required":["input"]"#, r#""required":"input""#, "schema-shape", "/required"),
        (r#""required":["input"]"#, r#""pattern":"(""#, "schema-shape", "/pattern"),
        (r#""required":["input"]"#, r#""maximum":1e9999"#, "schema-limit", ""),
    ] {
        let edited = schema.replace(from, to);
        assert_ne!(edited, schema);
        assert_eq!(found(&lint_of(&info, &edited, "")), [(rule, &*format!("{SCHEMA}{pointer}"))], "{to}");
    }
    let without = schema.replace(&format!("{DIALECT},"), "");
    let lint = lint_of(&info, &without, "");
    assert_eq!((found(&lint), lint.findings[0].level), (vec![("no-dialect", SCHEMA)], Level::Warning));

    // A property of that name is no reference, and the SDKs take it for one.
    let named = schema.replace(r#""city":{"type":"string"}"#, r#""city":{"type":"string"},"$ref":{"type":"string"}"#);
    let lint = lint_of(&info, &named, "");
    let pointer = format!("{SCHEMA}/properties/input/properties/queryParams/properties/$ref");
    assert_eq!((found(&lint), lint.has_error()), (vec![("ref-name", &*pointer)], false));
}

/// The path to each may be nearly as long as the demand.
#[test]
fn of_the_names_of_references_the_first_are_found() {
    let (info, schema) = get();
    for (named, most) in [(31, 31), (32, 32), (33, 32)] {
        let examples = vec![r#"[{"$ref":"a"}]"#; named].join(",");
        let edited = schema.replacen('{', &format!(r#"{{"examples":[{examples}],"#), 1);
        let lint = lint_of(&info, &edited, "");
        let first: Vec<_> = (0..most).map(|index| format!("{SCHEMA}/examples/{index}/0/$ref")).collect();
        assert_eq!(found(&lint), first.iter().map(|pointer| ("ref-name", &**pointer)).collect::<Vec<_>>());
    }
}

#[test]
fn an_unsupported_keyword_or_pattern_is_undecided() {
    let (info, schema) = get();
    for (from, to, unsupported) in [
        (r#""additionalProperties":false"#, r#""unevaluatedProperties":false"#, Unsupported::Keyword),
        (
            r#"{"type":"string"}},"required":["city"]"#,
            r#"{"pattern":"^\\p{L}"}},"required":["city"]"#,
            Unsupported::Pattern,
        ),
    ] {
        let edited = schema.replace(from, to);
        assert_ne!(edited, schema);
        let lint = lint_of(&info, &edited, "");
        assert_eq!((found(&lint), &*lint.needs), (vec![], &[unsupported][..]));
    }
}

#[test]
fn route_templates() {
    let (info, schema) = get();
    let info = info.replace(r#""queryParams":{"city":"San Francisco"}"#, r#""pathParams":{"id":"1"}"#);
    let schema = schema.replace(
        r#""queryParams":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#,
        r#""pathParams":{"type":"object"}"#,
    );
    let pointer = "/extensions/bazaar/routeTemplate";
    for (template, rules) in [
        ("/users/:id", vec![]),
        ("/users", vec!["route-parameter"]),
        ("/users/../:id", vec!["route-template"]),
        ("users", vec!["route-template"]),
        ("//users/:id", vec!["double-slash"]),
        ("/%zz/:id", vec!["bad-percent"]),
        ("/:id/:id", vec!["route-parameter"]),
        ("/:id/:id/:id", vec!["route-parameter"]),
        ("/:id/:other", vec!["route-parameter"]),
    ] {
        let lint = lint_of(&info, &schema, &format!(r#","routeTemplate":"{template}""#));
        let expected: Vec<_> = rules.into_iter().map(|rule| (rule, pointer)).collect();
        assert_eq!(found(&lint), expected, "{template}");
    }
}

#[test]
fn resources() {
    let mut resource = ResourceInfo::new("https://api.example.com/weather");
    resource.service_name = Some("Example Weather".into());
    resource.tags = Some(vec!["weather".into(), "forecast".into()]);
    resource.icon_url = Some("https://api.example.com/icon.png".into());
    assert_eq!(lint_resource(&resource), Lint::default());
    resource.service_name = Some("é".into());
    resource.tags = Some(["a", "A", "", "b", "c", "d", "e", "f"].map(String::from).into());
    resource.icon_url = Some("https://localhost/icon.png".into());
    let expected = [
        ("service-name", "/resource/serviceName"),
        ("duplicate-tag", "/resource/tags/1"),
        ("tag", "/resource/tags/2"),
        ("tag-count", "/resource/tags/7"),
        ("icon-url", "/resource/iconUrl"),
    ];
    assert_eq!(found(&lint_resource(&resource)), expected);

    let mut resource = ResourceInfo::new("https://api.example.com/weather");
    for (host, rules) in [
        ("ｌｏｃａｌｈｏｓｔ", &["icon-url"][..]),
        ("ｌｏｃａｌｈｏｓｔｓ", &["idn-host"]),
        ("bücher.example", &["idn-host"]),
        ("a_ü..example", &["idn-host", "odd-host"]),
        ("a_b.example", &["odd-host"]),
        ("a..b", &["odd-host"]),
        ("xn--bcher-kva.example", &[]),
    ] {
        resource.icon_url = Some(format!("https://{host}/icon.png"));
        let found: Vec<_> = lint_resource(&resource).findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(found, rules, "{host}");
    }
}

/// For an extension that nobody knows, too. `null` is none (C-7).
#[test]
fn an_extension_has_a_schema() {
    for (schema, rules) in [("{}", &[][..]), ("null", &["no-schema"])] {
        let text = format!(
            r#"{{"x402Version":2,"resource":{{"url":"https://a.example/"}},"accepts":[{OFFER}],"extensions":{{"example":
              {{"info":{{}},"schema":{schema}}}}}}}"#
        );
        let lint = lint(&Source::Text(&text), &Bounds::DEFAULT);
        assert_eq!(lint.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), rules, "{schema}");
    }
}

/// Only a list that keeps an index loses one that names no offer: an empty list is an error.
#[test]
fn the_last_index_of_a_hint_stays() {
    for (indexes, written) in [("[7]", "[7]"), ("[7,8]", "[7,8]"), ("[0,7]", "[0]"), ("[0]", "[0]")] {
        let text = format!(
            r#"{{"x402Version":2,"resource":{{"url":"https://a.example/"}},"accepts":[{OFFER}],"extensions":{{"auth-hints":
              {{"info":{{"authRequirements":[{{"acceptIndexes":{indexes},"methods":[{{"type":"passkey"}}]}}]}},"schema":{{}}}}}}}}"#
        );
        let Corrected { payment_required, left, .. } = corrected(&RawJson::parse(&text).unwrap(), &Bounds::DEFAULT);
        assert!(
            payment_required.as_str().contains(&format!(r#""acceptIndexes":{written}"#)),
            "{indexes}: {payment_required:?}"
        );
        assert_eq!((left.has_error(), left.findings.is_empty()), (false, written.contains('0')), "{indexes}");
    }
}

#[test]
fn the_header_of_the_other_version() {
    for (version, more, rules) in [
        (1, r#""error":"pay""#, vec![("empty-accepts", "/accepts"), ("legacy-header", "")]),
        (2, r#""resource":{"url":"https://a.example/"}"#, vec![("empty-accepts", "/accepts")]),
    ] {
        let text = format!(r#"{{"x402Version":{version},{more},"accepts":[]}}"#);
        let header = PaymentRequired::decode(&text, &DecodeOptions::STRICT).unwrap().value.to_header();
        let lint = lint(&Source::Header("PAYMENT-REQUIRED", header.as_bytes()), &Bounds::DEFAULT);
        let mut found = found(&lint);
        found.sort_unstable();
        assert_eq!(found, rules);
    }
}

/// C-2. What stands behind the mark is judged, too, and written without it.
#[test]
fn a_byte_order_mark_is_named() {
    let text = format!(r#"{{"x402Version":2,"resource":{{"url":"https://a.example/"}},"accepts":[{OFFER}]}}"#);
    let marked = format!("\u{feff}{text}");
    let header = PaymentRequired::decode(&text, &DecodeOptions::STRICT).unwrap().value.to_header();
    // The mark in base64 fills four characters.
    let header = format!("77u/{header}");
    for source in
        [Source::Text(&marked), Source::Bytes(marked.as_bytes()), Source::Header("PAYMENT-REQUIRED", header.as_bytes())]
    {
        let linted = lint(&source, &Bounds::DEFAULT);
        assert_eq!(found(&linted), [("unreadable", "")]);
        let finding = &linted.findings[0];
        assert_eq!((&*finding.what, finding.level), ("there is a byte order mark before the JSON text", Level::Error));
        assert!(finding.remedy.unwrap().contains("without a byte order mark"), "{finding:?}");
        assert!(linted.payment_required.unwrap().as_str().starts_with('{'));
    }
    // Two faults are two findings, and without a mark none is named.
    let of = |text: &str| lint(&Source::Text(text), &Bounds::DEFAULT).findings;
    let both: Vec<_> = of("\u{feff}{").into_iter().map(|finding| finding.what).collect();
    assert_eq!(both, ["there is a byte order mark before the JSON text", &of("{")[0].what]);
    assert!(of(&text).is_empty() && !of("{")[0].what.contains("byte order mark"));

    // In a body only a demand of version 1 counts.
    let body = |body: &str| {
        let answer = Source::Answer { headers: &[("cache-control", b"no-store")], body: body.as_bytes() };
        let found = lint(&answer, &Bounds::DEFAULT).findings;
        found.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let version_1 = r#"{"x402Version":1,"error":"pay","accepts":[]}"#;
    assert_eq!(body(&format!("\u{feff}{version_1}")), ["unreadable", "empty-accepts"]);
    assert_eq!(body(version_1), ["empty-accepts"]);
    assert_eq!(body("\u{feff}<html>"), ["no-demand"]);
}
