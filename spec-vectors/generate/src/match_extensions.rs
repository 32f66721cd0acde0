//! Rows 300–309 of the catalogue: the echo of the declared extensions (B-6), member by member.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::draft::{Draft, expect, raw_text};

const NO_OFFER_RECEIPT: &str = "the official Python package has no offer-receipt";

fn draft(number: &str, title: &str, declared: &str, echoed: &str, class: Class, result: &Value) -> Draft {
    let input = raw_text(&format!(r#"{{"declared":{declared},"echoed":{echoed}}}"#));
    Draft::new(format!("match-extensions-{number}"), "match-extensions", title, input, expect(class, result))
        .rulings(&["B-6"])
}

fn same(number: &str, title: &str, declared: &str, echoed: &str) -> Draft {
    let result = json!({"verdict": "valid", "differs": [], "missing": [], "flags": []});
    draft(number, title, declared, echoed, Class::Valid, &result)
}

fn flagged(number: &str, title: &str, declared: &str, echoed: &str, flag: &str) -> Draft {
    let result = json!({"verdict": "valid", "differs": [], "missing": [], "flags": [flag]});
    draft(number, title, declared, echoed, Class::Acceptable, &result).flags(&[flag])
}

fn missing(number: &str, title: &str, declared: &str, echoed: &str, keys: &[&str]) -> Draft {
    let flag = "extension-not-echoed";
    let result = json!({"verdict": "valid", "differs": [], "missing": keys, "flags": [flag]});
    draft(number, title, declared, echoed, Class::Acceptable, &result).flags(&[flag])
}

fn differs(number: &str, title: &str, declared: &str, echoed: &str, paths: &[&str]) -> Draft {
    let result = json!({"verdict": "invalid", "differs": paths});
    draft(number, title, declared, echoed, Class::Invalid, &result).reason("extension_echo_mismatch")
}

/// A question about builder codes.
fn codes(info: &str) -> String {
    format!(r#"{{"builder-code":{{"info":{info}}}}}"#)
}

/// This many service codes, from this number on.
fn services(first: usize, count: usize) -> String {
    let names: Vec<String> = (first..first + count).map(|number| format!(r#""code_{number}""#)).collect();
    codes(&format!(r#"{{"s":[{}]}}"#, names.join(",")))
}

pub(crate) fn drafts() -> Vec<Draft> {
    [made_anew(), counts(), applications(), forms(), elsewhere(), orders_and_names()].into_iter().flatten().collect()
}

/// 309: members in another order, and names that every object of JavaScript has.
fn orders_and_names() -> Vec<Draft> {
    let info = |info: &str| format!(r#"{{"example":{{"info":{info}}}}}"#);
    let names = r#"{"constructor":{"info":{"name":"Object"}},"__proto__":{"info":{"a":1}}}"#;
    vec![
        same("0309e", "members in another order", &info(r#"{"a":1,"b":2}"#), &info(r#"{"b":2,"a":1}"#)),
        same(
            "0309f",
            "nested members in another order",
            &info(r#"{"a":{"b":1,"c":{"d":2,"e":3}},"f":4}"#),
            &info(r#"{"f":4,"a":{"c":{"e":3,"d":2},"b":1}}"#),
        ),
        same(
            "0309g",
            "members in another order, in an object of a list",
            &info(r#"{"a":[{"b":1,"c":2}]}"#),
            &info(r#"{"a":[{"c":2,"b":1}]}"#),
        ),
        differs(
            "0309h",
            "nested members in another order, and one of them changed",
            &info(r#"{"a":{"b":1,"c":2}}"#),
            &info(r#"{"a":{"c":3,"b":1}}"#),
            &["example.info.a"],
        ),
        differs(
            "0309i",
            "a list in another order",
            &info(r#"{"a":[1,2]}"#),
            &info(r#"{"a":[2,1]}"#),
            &["example.info.a"],
        ),
        same("0309j", "extensions named constructor and __proto__", names, names),
        missing(
            "0309k",
            "extensions named constructor and __proto__ are left out",
            names,
            "{}",
            &["constructor", "__proto__"],
        ),
        differs(
            "0309l",
            "a member named constructor is dropped",
            &info(r#"{"a":1,"constructor":{"name":"Object"}}"#),
            &info(r#"{"a":1}"#),
            &["example.info.constructor"],
        ),
        differs(
            "0309m",
            "the member is in __proto__",
            &info(r#"{"a":1}"#),
            &info(r#"{"__proto__":{"a":1}}"#),
            &["example.info.a"],
        ),
    ]
    .into_iter()
    .map(|draft| draft.no_witness("a rule about names and order: no witness is asked"))
    .collect()
}

/// 300: members that a server renews for each response.
fn made_anew() -> Vec<Draft> {
    let offers = |valid_until: u64, more: &str| {
        format!(
            r#"{{"offer-receipt":{{"info":{{"offers":[{{"format":"eip712","payload":{{"version":1,"validUntil":{valid_until}}},"signature":"0x1b"}}]{more}}}}}}}"#
        )
    };
    let sign_in = |nonce: &str, issued: &str, domain: &str| {
        format!(
            r#"{{"sign-in-with-x":{{"info":{{"domain":"{domain}","uri":"https://{domain}/data","nonce":"{nonce}","issuedAt":"{issued}"}}}}}}"#
        )
    };
    let (now, before) = (offers(1_740_672_400, ""), offers(1_740_672_340, ""));
    let signed = sign_in("a1b2c3d4e5f60718", "2025-02-27T16:01:00Z", "api.example.com");
    let earlier = sign_in("0817f6e5d4c3b2a1", "2025-02-27T16:00:00Z", "api.example.com");
    vec![
        same("0300", "the signed offers of an earlier response", &now, &before).no_witness(NO_OFFER_RECEIPT),
        same("0300a", "none of the signed offers comes back", &now, r#"{"offer-receipt":{"info":{}}}"#)
            .no_witness(NO_OFFER_RECEIPT),
        differs(
            "0300b",
            "another member beside the signed offers is changed",
            &offers(1_740_672_400, r#","note":"a""#),
            &offers(1_740_672_340, r#","note":"b""#),
            &["offer-receipt.info.note"],
        ),
        same("0300c", "nonce and time of an earlier sign-in", &signed, &earlier),
        differs(
            "0300d",
            "the domain of a sign-in is changed",
            &signed,
            &earlier.replace("api.example.com", "evil.example"),
            &["sign-in-with-x.info.domain", "sign-in-with-x.info.uri"],
        ),
    ]
}

/// 301 and 302: the number of service codes.
fn counts() -> Vec<Draft> {
    let s: &[&str] = &["builder-code.info.s"];
    vec![
        same("0301", "ten codes, five of them declared", &services(0, 5), &services(0, 10)),
        differs("0301a", "eleven codes, five of them declared", &services(0, 5), &services(0, 11), s),
        differs("0301b", "eleven codes, and the extension is not declared", "{}", &services(0, 11), s)
            .no_witness("both official servers count only where the server declared service codes"),
        differs(
            "0301c",
            "eleven codes, and no service code is declared",
            &codes(r#"{"a":"my_app"}"#),
            &codes(&format!(r#"{{"a":"my_app","s":{}}}"#, list(11),)),
            s,
        )
        .no_witness("both official servers count only where the server declared service codes"),
        same("0302", "five codes, none of them declared", "{}", &services(0, 5)),
        flagged("0302a", "six codes, none of them declared", "{}", &services(0, 6), "service-codes"),
        flagged("0302b", "six codes beside a declared one", &services(0, 1), &services(0, 7), "service-codes"),
        same("0302c", "five codes beside a declared one", &services(0, 1), &services(0, 6)),
    ]
}

fn list(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|number| format!(r#""code_{number}""#)).collect();
    format!("[{}]", names.join(","))
}

/// 303 and 304: the application's code, and the codes that the server declared.
fn applications() -> Vec<Draft> {
    let app = codes(r#"{"a":"my_app"}"#);
    let (a, s): (&[&str], &[&str]) = (&["builder-code.info.a"], &["builder-code.info.s"]);
    let one = codes(r#"{"s":["one"]}"#);
    vec![
        same(
            "0303",
            "the application's code comes back, and a service code with it",
            &app,
            &codes(r#"{"a":"my_app","s":["my_client"]}"#),
        ),
        differs("0303a", "a declared service code is missing", &services(0, 2), &services(1, 2), s),
        differs("0303b", "the application's code is dropped", &app, &codes("{}"), a),
        differs("0303c", "the application's code is changed", &app, &codes(r#"{"a":"my_app2"}"#), a),
        differs("0303d", "the application's code in other letter case", &app, &codes(r#"{"a":"My_app"}"#), a),
        differs("0303e", "an application code is made up beside a declaration without one", &codes("{}"), &app, a),
        differs("0303f", "an application code is made up without a declaration", "{}", &app, a),
        flagged(
            "0303g",
            "an application code that is null, where none was declared",
            "{}",
            &codes(r#"{"a":null}"#),
            "null-optional",
        )
        .no_witness("both official servers take null for a code that the client made up"),
        differs("0303i", "an application code that is null, where one was declared", &app, &codes(r#"{"a":null}"#), a),
        flagged("0303j", "a wallet's code that is null", &app, &codes(r#"{"a":"my_app","w":null}"#), "null-optional"),
        differs("0303h", "the declared service codes are left out", &one, &codes("{}"), s),
        same(
            "0304",
            "a text is declared, and a list comes back",
            &codes(r#"{"s":"one"}"#),
            &codes(r#"{"s":["two","one"]}"#),
        ),
        same("0304a", "a list is declared, and a text comes back", &one, &codes(r#"{"s":"one"}"#)),
        differs(
            "0304b",
            "two are declared, and one comes back as a text",
            &services(0, 2),
            &codes(r#"{"s":"code_0"}"#),
            s,
        ),
    ]
}

/// 305 to 307: the form of the echo.
fn forms() -> Vec<Draft> {
    let app = codes(r#"{"a":"my_app"}"#);
    let (a, s): (&[&str], &[&str]) = (&["builder-code.info.a"], &["builder-code.info.s"]);
    let form = "neither official server looks at the form of a code";
    let malformed = |number: &str, title: &str, code: &str| {
        differs(number, title, "{}", &codes(&format!(r#"{{"s":["good",{code}]}}"#)), s).no_witness(form)
    };
    let longest = |length: usize| codes(&format!(r#"{{"a":"{}"}}"#, "a".repeat(length)));
    vec![
        flagged(
            "0305",
            "the codes without info, as the document prints them",
            &app,
            r#"{"builder-code":{"a":"my_app","s":"my_client"}}"#,
            "flat-builder-code",
        ),
        differs("0305a", "without info, and another application code", &app, r#"{"builder-code":{"a":"other"}}"#, a),
        malformed("0306", "a service code in capitals", r#""Two""#),
        malformed("0306a", "a service code with a hyphen", r#""two-three""#),
        malformed("0306b", "an empty service code", r#""""#),
        malformed("0306c", "a service code of 33 characters", &format!(r#""{}""#, "a".repeat(33))),
        same("0306d", "a service code of 32 characters", "{}", &codes(&format!(r#"{{"s":["{}"]}}"#, "a".repeat(32)))),
        malformed("0306e", "a number among the service codes", "2"),
        differs("0306f", "an application code of 33 characters, as declared", &longest(33), &longest(33), a)
            .no_witness(form),
        same("0306g", "an application code of 32 characters", &longest(32), &longest(32)),
        flagged(
            "0307",
            "the client names the wallet's code",
            &app,
            &codes(r#"{"a":"my_app","w":"my_wallet"}"#),
            "wallet-code",
        ),
    ]
}

/// 308 and 309: other extensions.
fn elsewhere() -> Vec<Draft> {
    let bazaar = r#"{"bazaar":{"info":{"type":"http","method":"GET","tags":["a"]},"schema":{"type":"object"}}}"#;
    let identifier = r#"{"payment-identifier":{"info":{"required":true},"schema":{}}}"#;
    let both = r#"{"bazaar":{"info":{"type":"http"}},"unheard-of":{"info":{"n":1}}}"#;
    vec![
        differs("0308", "a member is changed", bazaar, &bazaar.replace("GET", "POST"), &["bazaar.info.method"]),
        differs("0308a", "a list grows", bazaar, &bazaar.replace(r#"["a"]"#, r#"["a","b"]"#), &["bazaar.info.tags"]),
        differs(
            "0308b",
            "a member is dropped",
            bazaar,
            &bazaar.replace(r#","method":"GET""#, ""),
            &["bazaar.info.method"],
        ),
        differs(
            "0308c",
            "the wrapper info is dropped",
            bazaar,
            r#"{"bazaar":{"type":"http","method":"GET","tags":["a"]}}"#,
            &["bazaar.info"],
        )
        .no_witness("both official servers compare what stands in the place of info"),
        differs(
            "0308d",
            "what the server requires is changed",
            identifier,
            &identifier.replace("true", "false"),
            &["payment-identifier.info.required"],
        ),
        same(
            "0308e",
            "the client adds its identifier",
            identifier,
            &identifier.replace(r#""required":true"#, r#""required":true,"id":"pay_7d5d747be160e280""#),
        ),
        differs(
            "0308f",
            "two extensions are changed",
            both,
            r#"{"bazaar":{"info":{"type":"mcp"}},"unheard-of":{"info":{"n":2}}}"#,
            &["bazaar.info.type", "unheard-of.info.n"],
        ),
        same(
            "0308g",
            "a number in another spelling",
            both,
            r#"{"bazaar":{"info":{"type":"http"}},"unheard-of":{"info":{"n":1.0}}}"#,
        ),
        missing("0309", "an extension is left out", both, r#"{"bazaar":{"info":{"type":"http"}}}"#, &["unheard-of"]),
        missing("0309a", "all are left out", bazaar, "{}", &["bazaar"]),
        missing("0309b", "the builder codes are left out", &codes(r#"{"a":"my_app"}"#), "{}", &["builder-code"]),
        same("0309c", "the schema is another", bazaar, &bazaar.replace(r#"{"type":"object"}"#, "{}")),
        same("0309d", "the client adds an extension", "{}", bazaar),
    ]
}
