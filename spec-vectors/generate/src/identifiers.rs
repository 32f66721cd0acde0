//! Rows 190–196 of the catalogue: the identifier that a client gives its payment (X-8, X-9).

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect, raw_text},
};

const ID: &str = "pay_7d5d747be160e280504c099d984bcfe0";
const WANTED: &str = "the official validators want the member required";
const OURS: &str = "a ruling of ours: the document has no rule for it";
const V1_ALIKE: &str = "the official SDKs read the extensions of any version";
const NOT_JUDGED: &str = "the official SDKs do not look at the payment before the identifier";

/// Whether the server requires an identifier.
#[derive(Clone, Copy)]
enum Server {
    Requires,
    DoesNotRequire,
}

use Server::{DoesNotRequire, Requires};

/// BASE with these extensions; with none, if there is no text.
fn payment(extensions: &str) -> String {
    if extensions.is_empty() {
        return base::TEXT.into();
    }
    format!(r#"{},"extensions":{extensions}}}"#, &base::TEXT[..base::TEXT.len() - 1])
}

fn extension(value: &str) -> String {
    payment(&format!(r#"{{"payment-identifier":{value}}}"#))
}

fn info(members: &str) -> String {
    extension(&format!(r#"{{"info":{{{members}}}}}"#))
}

fn id(id: &str) -> String {
    info(&format!(r#""required":false,"id":"{id}""#))
}

fn draft(number: &str, title: &str, server: Server, payment: &str, class: Class, result: &Value) -> Draft {
    let required = matches!(server, Requires);
    let input = raw_text(&format!(r#"{{"json":{payment},"required":{required}}}"#));
    let id = format!("payment-identifier-{number}");
    Draft::new(id, "payment-identifier", title, input, expect(class, result)).rulings(&["X-8"])
}

fn valid(number: &str, title: &str, server: Server, payment: &str, id: &str) -> Draft {
    let mut result = json!({"verdict": "valid", "flags": []});
    if !id.is_empty() {
        result["id"] = id.into();
    }
    draft(number, title, server, payment, Class::Valid, &result)
}

fn flagged(number: &str, title: &str, server: Server, payment: &str, id: &str, flags: &[&str]) -> Draft {
    let mut result = json!({"verdict": "valid", "flags": flags});
    if !id.is_empty() {
        result["id"] = id.into();
    }
    draft(number, title, server, payment, Class::Acceptable, &result).flags(flags).no_witness(WANTED)
}

fn invalid(number: &str, title: &str, server: Server, payment: &str) -> Draft {
    let result = json!({"verdict": "invalid", "status": 400});
    draft(number, title, server, payment, Class::Invalid, &result).reason("invalid_payment_identifier")
}

fn missing(number: &str, title: &str, payment: &str) -> Draft {
    let result = json!({"verdict": "invalid", "status": 400});
    draft(number, title, Requires, payment, Class::Invalid, &result).reason("payment_identifier_required")
}

pub(crate) fn drafts() -> Vec<Draft> {
    [forms(), absent(), required(), schemas(), payments()].into_iter().flatten().collect()
}

/// 190 to 192: the form of an identifier.
fn forms() -> Vec<Draft> {
    let (shortest, longest) = ("a".repeat(16), "Z".repeat(128));
    let signs = "-_-_-_-_-_-_-_09";
    let form: &[&str] = &["PAYID-id-01", "PAYID-id-02"];
    let good = |number: &str, title: &str, text: &str| {
        valid(number, title, DoesNotRequire, &id(text), text).requirements(form)
    };
    let wrong =
        |number: &str, title: &str, text: &str| invalid(number, title, DoesNotRequire, &id(text)).requirements(form);
    vec![
        good("0190", "16 characters", &shortest),
        good("0190a", "128 characters", &longest),
        good("0190b", "hyphens, underscores and digits", signs),
        valid("0190c", "the document's own, where the server requires one", Requires, &id(ID), ID),
        wrong("0191", "15 characters", &shortest[1..]),
        wrong("0191a", "129 characters", &"Z".repeat(129)),
        wrong("0191b", "empty", ""),
        wrong("0192", "a space", "pay 7d5d747be160e280"),
        wrong("0192a", "a letter beyond ASCII", "päy_7d5d747be160e280"),
        wrong("0192b", "the padding of base64", "cGF5XzdkNWQ3NDdiZTE="),
        wrong("0192c", "a dot", "pay.7d5d747be160e280"),
    ]
}

/// 193 and 194: a missing identifier.
fn absent() -> Vec<Draft> {
    let required: &[&str] = &["PAYID-idempotency-04"];
    let none = |number: &str, title: &str, payment: &str| missing(number, title, payment).requirements(required);
    let ours = r#""required":true"#;
    vec![
        none("0193", "required, and there are no extensions", &payment("")),
        none("0193a", "required, and among the extensions there is none", &payment(r#"{"bazaar":{"info":{}}}"#)),
        none("0193b", "required, and the extension is null", &extension("null")),
        none("0193c", "required, and the identifier is null", &info(&format!(r#"{ours},"id":null"#))),
        none("0193d", "required, and only the server's words come back", &info(ours)),
        invalid("0193e", "required, and the extension has no info", Requires, &extension("{}")),
        invalid(
            "0193f",
            "required, and the identifier is beside info",
            Requires,
            &extension(&format!(r#"{{"id":"{ID}"}}"#)),
        ),
        none(
            "0193g",
            "V1 has no extensions: what stands there says nothing",
            &in_v1(&format!(r#""required":true,"id":"{ID}""#)),
        )
        .rulings(&["X-7", "X-8"])
        .no_witness(V1_ALIKE),
        valid("0194", "not required, and there are no extensions", DoesNotRequire, &payment(""), ""),
        valid(
            "0194a",
            "not required, and only the server's words come back",
            DoesNotRequire,
            &info(r#""required":false"#),
            "",
        ),
        invalid("0194b", "not required, and too short", DoesNotRequire, &id("pay_1")),
        invalid("0194c", "not required, and a number", DoesNotRequire, &info(r#""required":false,"id":7"#)),
        invalid("0194d", "not required, and the extension has no info", DoesNotRequire, &extension("{}"))
            .no_witness(OURS),
        invalid("0194e", "not required, and info is null", DoesNotRequire, &extension(r#"{"info":null}"#)),
        invalid("0194f", "not required, and info is a list", DoesNotRequire, &extension(r#"{"info":[]}"#)),
        invalid(
            "0194g",
            "not required, and the extension is a text",
            DoesNotRequire,
            &extension(&format!(r#""{ID}""#)),
        ),
        flagged(
            "0194h",
            "not required, and the identifier is null",
            DoesNotRequire,
            &info(r#""required":false,"id":null"#),
            "",
            &["null-optional"],
        ),
        valid("0194i", "V1 has no extensions, and none is required", DoesNotRequire, &in_v1(r#""id":"pay_1""#), "")
            .rulings(&["X-7", "X-8"])
            .no_witness(V1_ALIKE),
    ]
}

/// A V1 payment with a member `extensions`, which V1 does not know.
fn in_v1(members: &str) -> String {
    let payload = base::TEXT.split_once(r#""payload":"#).expect("a payload").1;
    format!(
        r#"{{"x402Version":1,"scheme":"exact","network":"base-sepolia","extensions":{{"payment-identifier":{{"info":{{{members}}}}}}},"payload":{payload}"#
    )
}

/// 195: `required` in the payment.
fn required() -> Vec<Draft> {
    let says = |required: &str| info(&format!(r#"{required}"id":"{ID}""#));
    let rulings: &[&str] = &["X-9"];
    let form: &[&str] = &["PAYID-required-field-01", "PAYID-required-03"];
    vec![
        flagged("0195", "the payment does not say whether one is required", Requires, &says(""), ID, &["no-required"])
            .requirements(&["PAYID-required-field-03"])
            .rulings(rulings),
        flagged("0195a", "it is null", Requires, &says(r#""required":null,"#), ID, &["null-optional", "no-required"])
            .rulings(rulings),
        invalid("0195b", "it is a text", Requires, &says(r#""required":"true","#)).requirements(form).rulings(rulings),
        invalid("0195c", "it is a number, and none is required", DoesNotRequire, &says(r#""required":0,"#))
            .requirements(form)
            .rulings(rulings),
        missing(
            "0195d",
            "the payment says that none is required, and the server requires one",
            &info(r#""required":false"#),
        )
        .rulings(rulings),
        valid(
            "0195e",
            "the payment says that one is required, and the server does not",
            DoesNotRequire,
            &info(r#""required":true"#),
            "",
        )
        .rulings(rulings),
        flagged("0195f", "nothing is said at all", DoesNotRequire, &info(""), "", &["no-required"]).rulings(rulings),
    ]
}

/// 196: what stands beside `info` does not decide.
fn schemas() -> Vec<Draft> {
    let with = |schema: &str| extension(&format!(r#"{{"info":{{"required":false,"id":"{ID}"}},"schema":{schema}}}"#));
    let ours = |number: &str, title: &str, schema: &str| {
        valid(number, title, DoesNotRequire, &with(schema), ID).rulings(&["X-6", "X-8"])
    };
    let refuses = r#"{"type":"object","properties":{"id":{"type":"string","maxLength":4}}}"#;
    let many: Vec<String> =
        (0..200).map(|number| format!(r#""p{number}":{{"type":"string","pattern":"^[a-z]+$"}}"#)).collect();
    let huge = format!(r#"{{"type":"object","properties":{{{}}}}}"#, many.join(","));
    let comment = "Nothing that stands beside info decides.";
    vec![
        ours("0196", "the schema beside it refuses the identifier", refuses).no_witness(OURS).comment(comment),
        ours("0196a", "the schema beside it is large", &huge).comment(comment),
        ours("0196b", "the schema beside it is none", "7").no_witness(OURS).comment(comment),
        invalid(
            "0196c",
            "the schema beside it takes an identifier that is too short",
            DoesNotRequire,
            &extension(r#"{"info":{"required":false,"id":"pay_1"},"schema":{"type":"object"}}"#),
        )
        .comment(comment),
    ]
}

/// An input that is no payment gets no other members.
fn payments() -> Vec<Draft> {
    let unreadable = |number: &str, title: &str, input: &str, status: u16| {
        let result = json!({"verdict": "invalid", "status": status});
        Draft::new(
            format!("payment-identifier-{number}"),
            "payment-identifier",
            title,
            raw_text(input),
            expect(Class::Invalid, &result),
        )
        .reason("invalid_payload")
        .rulings(&["C-3", "C-11"])
        .no_witness(NOT_JUDGED)
    };
    let named = id(ID).replace('"', r#"\""#);
    let twice = named.replace(r#"\"id\":"#, &format!(r#"\"id\":\"{ID}\",\"id\":"#));
    vec![
        unreadable(
            "0197",
            "the payment has the identifier twice",
            &format!(r#"{{"text":"{twice}","required":true}}"#),
            400,
        )
        .refused_as("duplicate-member"),
        unreadable("0197a", "no payment came", r#"{"headers":[["Accept","*/*"]],"required":true}"#, 402),
    ]
}
