//! A response as a whole: its status, its headers, and the body beside the header.

use x402_lint::{Bounds, Lint, Source, lint};
use x402_types::{DecodeOptions, PaymentRequired, Wire};

use crate::{OFFER, found};

fn payment_required() -> String {
    format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/w","description":"d"}},"accepts":[{OFFER}]}}"#
    )
}

fn encoded(payment_required: &str) -> String {
    PaymentRequired::decode(payment_required, &DecodeOptions::STRICT).unwrap().value.to_header()
}

fn linted(status: u16, headers: &[(&str, &str)], body: &str) -> Lint {
    let mut all = vec![("cache-control", &b"no-store"[..])];
    all.extend(headers.iter().map(|(name, value)| (*name, value.as_bytes())));
    lint(&Source::Response { status, headers: &all, body: body.as_bytes() }, &Bounds::DEFAULT)
}

/// The findings of a response with the demand in its header, and this body.
fn with_body(body: &str) -> Vec<(String, String)> {
    let lint = linted(402, &[("PAYMENT-REQUIRED", &encoded(&payment_required()))], body);
    assert!(!lint.has_error());
    lint.findings.into_iter().map(|finding| (format!("{} {}", finding.rule, finding.pointer), finding.what)).collect()
}

#[test]
fn a_body_with_a_different_payment_required() {
    let right = payment_required();
    for (from, to, pointer, values) in [
        (r#""10000""#, r#""20000""#, "/accepts/0/amount", [r#""10000""#, r#""20000""#]),
        (r#""url":"https://api"#, r#""url":"https://www"#, "/resource/url", ["https://api", "https://www"]),
        (r#""description":"d""#, r#""mimeType":"m""#, "/resource/description", ["\"d\"", "nothing"]),
        (r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":300"#, "/accepts/0/maxTimeoutSeconds", ["60", "300"]),
        (r#""version":"2""#, r#""version":"1""#, "/accepts/0/extra", [r#""version":"2""#, r#""version":"1""#]),
        (r#""accepts""#, r#""extensions":{"bazaar":{"info":{}}},"accepts""#, "/extensions", ["nothing", "bazaar"]),
    ] {
        let body = right.replacen(from, to, 1);
        assert_ne!(body, right);
        let found = with_body(&body);
        let line = format!("body-differs {pointer}");
        let (_, what) = found.iter().find(|(found, _)| *found == line).unwrap_or_else(|| panic!("{body}: {found:?}"));
        assert!(values.iter().all(|value| what.contains(value)), "{what}");
    }
    let two = right.replacen(OFFER, &format!("{OFFER},{}", OFFER.replacen("exact", "upto", 1)), 1);
    assert_eq!(with_body(&two)[0].1, "the header has 1 offer, and the body 2 offers");
    assert_eq!(with_body(&two).len(), 1);
}

/// The same demand, in any order of its members, and a body for people are right.
#[test]
fn a_body_that_says_the_same() {
    let right = payment_required();
    let other_error = right.replacen(r#""accepts""#, r#""error":"please pay","accepts""#, 1);
    let with_null = right.replacen(r#""accepts""#, r#""extensions":null,"accepts""#, 1);
    for body in [
        &*right,
        &*other_error,
        &*with_null,
        "{}",
        "",
        "<html></html>",
        r#"{"error":"Payment required"}"#,
        r#"{"accepts":{}}"#,
    ] {
        assert_eq!(with_body(body), [], "{body}");
    }
    let two = |first: &str, second: &str| right.replacen(OFFER, &format!("{first},{second}"), 1);
    let other = OFFER.replacen("60", "90", 1);
    let lint = linted(402, &[("PAYMENT-REQUIRED", &encoded(&two(OFFER, &other)))], &two(&other, OFFER));
    assert!(lint.findings.is_empty(), "{lint:?}");
}

/// A body of version 1 may sell by other chains, and not the same at another price.
#[test]
fn a_body_of_version_1() {
    let v1 = OFFER.replacen("eip155:84532", "base-sepolia", 1).replacen(
        r#""amount""#,
        r#""resource":"https://api.example.com/w","description":"d","mimeType":"","maxAmountRequired""#,
        1,
    );
    let body = |offer: &str| format!(r#"{{"x402Version":1,"error":"pay","accepts":[{offer}]}}"#);
    assert_eq!(with_body(&body(&v1)), []);
    assert_eq!(with_body(&body(&v1.replacen("base-sepolia", "base", 1).replacen("10000", "20000", 1))), []);
    let found = with_body(&body(&v1.replacen("10000", "20000", 1)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "body-differs /accepts/0/amount");
    assert!(found[0].1.contains("10000") && found[0].1.contains("20000"));
}

/// A page of a different origin reads only what the response exposes.
#[test]
fn headers_that_a_browser_hides() {
    let header = encoded(&payment_required());
    let of = |more: &[(&str, &str)]| {
        let mut headers = vec![("payment-required", &*header)];
        headers.extend_from_slice(more);
        linted(402, &headers, "{}").findings.into_iter().map(|finding| (finding.rule, finding.what)).collect::<Vec<_>>()
    };
    let origin = ("Access-Control-Allow-Origin", "*");
    let expose = |value| ("Access-Control-Expose-Headers", value);
    for (headers, names) in [
        (vec![origin], "lacks PAYMENT-REQUIRED and PAYMENT-RESPONSE:"),
        (vec![("access-control-allow-origin", "https://a.example")], "PAYMENT-REQUIRED"),
        (vec![origin, expose("X-PAYMENT-RESPONSE")], "PAYMENT-REQUIRED"),
        (vec![origin, expose("PAYMENT-REQUIRED")], "lacks PAYMENT-RESPONSE:"),
        (vec![origin, expose("payment-response, link")], "lacks PAYMENT-REQUIRED:"),
        (
            vec![
                ("Access-Control-Allow-Origin", "https://a.example"),
                ("Access-Control-Allow-Credentials", "true"),
                expose("*"),
            ],
            "PAYMENT-REQUIRED",
        ),
    ] {
        let found = of(&headers);
        assert_eq!(found.len(), 1, "{headers:?}: {found:?}");
        assert!(found[0].0 == "expose-headers" && found[0].1.contains(names), "{headers:?}: {found:?}");
    }
    for headers in [
        vec![],
        vec![origin, expose("*")],
        vec![origin, expose("payment-required,PAYMENT-RESPONSE")],
        vec![origin, expose("PAYMENT-REQUIRED"), expose("PAYMENT-RESPONSE")],
        vec![("Access-Control-Allow-Methods", "GET")],
    ] {
        assert_eq!(of(&headers), [], "{headers:?}");
    }
}

/// The demand is read from it, and clients do not look there.
#[test]
fn a_header_with_a_near_name() {
    let header = encoded(&payment_required());
    for name in
        ["X-Payment-Required", "Payment-Require", "Payment_Required", "x402-payment-required", "PAYMENT-REQUIREMENTS"]
    {
        let lint = linted(402, &[(name, &header)], "{}");
        assert_eq!(found(&lint), [("no-demand", "")], "{name}");
        assert!(lint.findings[0].what.contains(name) && lint.payment_required.is_some(), "{lint:?}");
    }
    for name in ["PAYMENT-RESPONSE", "X-PAYMENT", "WWW-Authenticate", "Payment"] {
        let lint = linted(402, &[(name, &header)], "{}");
        assert_eq!((found(&lint), lint.payment_required.is_some()), (vec![("no-demand", "")], false), "{name}");
        assert!(!lint.findings[0].what.contains(name));
    }
    assert!(linted(402, &[("PAYMENT-REQUIRED", &header), ("X-Payment-Required", &header)], "{}").findings.is_empty());
}

#[test]
fn the_status_and_the_type() {
    let header = encoded(&payment_required());
    for (status, is_found) in [(402, false), (412, false), (401, true), (200, true), (403, true), (500, true)] {
        let lint = linted(status, &[("PAYMENT-REQUIRED", &header)], "{}");
        let rules: Vec<_> = lint.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, if is_found { vec!["status"] } else { vec![] }, "{status}");
        assert_eq!(lint.has_error(), is_found);
    }
    let body = r#"{"x402Version":1,"error":"pay","accepts":[]}"#;
    for (value, is_found) in [
        ("application/json", false),
        ("application/json; charset=utf-8", false),
        ("Application/JSON", false),
        ("application/problem+json", false),
        ("text/html", true),
        ("text/plain; charset=utf-8", true),
    ] {
        let lint = linted(402, &[("Content-Type", value)], body);
        assert_eq!(found(&lint).contains(&("content-type", "")), is_found, "{value}");
    }
    // Beside the header the body is for people.
    assert!(linted(402, &[("PAYMENT-REQUIRED", &header), ("content-type", "text/html")], "<html>").findings.is_empty());
}
