//! What a directory reads of strangers: schemas, route templates, the URLs of icons (Z-4 to Z-9).

use std::borrow::Cow;

use url::{Host, Url};
use x402_extensions::bazaar::{IconUrl, IconUrlError, RouteTemplate, RouteTemplateError};
use x402_lint::json_schema::{Answer, Bound, Bounds, Schema, SchemaError, SchemaErrorKind};
use x402_types::RawJson;

/// Reads the bytes as the text of a schema and, behind a line feed, that of an instance.
///
/// The step counter is the law: with half of the steps the answer is the same, or the bound is exceeded. `not` turns the
/// answer round, and a conjunction or disjunction of one is that one.
pub fn json_schema(data: &[u8]) {
    let Some((schema, instance)) = std::str::from_utf8(data).ok().and_then(|text| text.split_once('\n')) else {
        return;
    };
    let (Ok(schema), Ok(instance)) = (RawJson::parse(schema), RawJson::parse(instance)) else { return };
    let evaluate = |schema: &RawJson, bounds: &Bounds| {
        Schema::compile(schema.as_json(), bounds).and_then(|schema| schema.evaluate(instance.as_json()))
    };
    let bounds = Bounds::DEFAULT;
    let answer = evaluate(&schema, &bounds);
    assert_eq!(answer, evaluate(&schema, &bounds));

    let mut half = bounds;
    half.evaluations /= 1_000;
    half.work /= 1_000;
    let sooner = evaluate(&schema, &half);
    assert!(sooner == answer || is_out_of_steps(&sooner), "{sooner:?}, {answer:?}");

    if let Ok(Answer::Refuses(refusals)) = &answer {
        assert!(!refusals.is_empty());
        for refusal in refusals {
            assert!(leads_somewhere(&instance, refusal.instance()), "{refusal}");
            assert!(leads_somewhere(&schema, refusal.schema()), "{refusal}");
        }
    }
    // A schema inside another may not name the dialect or refer to the root.
    if schema.as_str().contains('$') {
        return;
    }
    for (open, close, turned) in
        [("{\"not\":", "}", true), ("{\"allOf\":[", "]}", false), ("{\"anyOf\":[", "]}", false)]
    {
        let wrapped = RawJson::parse(&format!("{open}{}{close}", schema.as_str()));
        let Ok(wrapped) = wrapped.map(|wrapped| evaluate(&wrapped, &bounds)) else { continue };
        if is_limit(&wrapped) || is_limit(&answer) {
            continue;
        }
        let verdict = |answer: &Result<Answer, SchemaError>| match answer {
            Ok(Answer::Accepts) => Some(true),
            Ok(Answer::Refuses(_)) => Some(false),
            Ok(Answer::Undecided(_)) | Err(_) => None,
        };
        let expected = verdict(&answer).map(|accepts| accepts != turned);
        assert_eq!(verdict(&wrapped), expected, "{open}");
        assert_eq!(wrapped.is_err(), answer.is_err(), "{open}");
    }
}

fn is_limit(answer: &Result<Answer, SchemaError>) -> bool {
    answer.as_ref().is_err_and(|error| matches!(error.kind(), SchemaErrorKind::Limit { .. }))
}

fn is_out_of_steps(answer: &Result<Answer, SchemaError>) -> bool {
    let Err(error) = answer else { return false };
    matches!(error.kind(), SchemaErrorKind::Limit { bound: Bound::Evaluations | Bound::Work, .. })
}

/// Whether a JSON pointer leads to a value, by `serde_json`.
fn leads_somewhere(text: &RawJson, pointer: &str) -> bool {
    // What `serde_json` does not read (C-16) has no say.
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text.as_str()) else { return true };
    value.pointer(pointer).is_some()
}

/// Reads the bytes as a route template: its grammar letter by letter, and what decoding by `percent-encoding` shows.
pub fn route_template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let route = text.parse::<RouteTemplate>();
    let mut letters = text.chars();
    let is_path = letters.next() == Some('/') && letters.next().is_some();
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "_/:.-~%".contains(letter);
    let has_grammar = is_path && text.chars().all(is_allowed);
    assert_eq!(route == Err(RouteTemplateError::Grammar), !has_grammar);
    let Ok(route) = route else { return };
    assert_eq!(route.as_str(), text);
    let mut decoded: Vec<u8> = text.into();
    for _ in 0..6 {
        let shown = String::from_utf8_lossy(&decoded);
        assert!(!shown.contains("..") && !shown.contains("://"), "{shown}");
        let next: Cow<'_, [u8]> = percent_encoding::percent_decode(&decoded).into();
        decoded = next.into_owned();
    }
    assert_eq!(route.has_double_slash(), decoded.starts_with(b"//"));
    assert!(route.parameters().all(|name| text.contains(&format!("/:{name}"))));
}

/// Reads the bytes as the URL of an icon. What is taken, the crate `url` (the URL Standard, with UTS #46) reads as a URL
/// of a name that is not the machine's own, unless the name is none by tables of Unicode.
pub fn icon_url(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let icon = match text.parse::<IconUrl>() {
        Ok(icon) => icon,
        Err(error) => {
            // An address is refused as one, however it is spelt.
            if let Ok(Some(Host::Ipv4(_))) = Url::parse(text).map(|url| url.host().map(|host| host.to_owned())) {
                assert!(error != IconUrlError::Loopback && error != IconUrlError::LocalhostName, "{text}");
            }
            return;
        }
    };
    assert!(text.chars().count() <= 2_048);
    let Ok(url) = Url::parse(text) else { return };
    assert!(matches!(url.scheme(), "http" | "https"));
    assert_eq!((url.username(), url.password()), ("", None));
    if icon.is_international() {
        return;
    }
    let Some(Host::Domain(name)) = url.host() else { panic!("{text}: {:?}", url.host()) };
    assert_eq!(name, icon.host());
    let name = name.strip_suffix('.').unwrap_or(name);
    assert!(name != "localhost" && !name.ends_with(".localhost"), "{text}");
}
