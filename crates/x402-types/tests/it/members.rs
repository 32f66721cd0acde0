//! Every member of every object: missing, `null`, twice, of the wrong type.

use x402_types::{DecodeError, DecodeOptions, Wire, v2};

use crate::support::{assert_refused, decode};

#[derive(Clone, Copy)]
struct Member {
    name: &'static str,
    required: bool,
    good: &'static str,
    /// Values of other types, and the kind of error that each is.
    bad: &'static [(&'static str, &'static str)],
}

const TEXT: &[(&str, &str)] = &[
    ("7", "wrong-type"),
    ("true", "wrong-type"),
    ("[]", "wrong-type"),
    ("{}", "wrong-type"),
    ("[\"x\"]", "wrong-type"),
];
const OBJECT: &[(&str, &str)] =
    &[("7", "wrong-type"), ("true", "wrong-type"), ("[]", "wrong-type"), ("\"{}\"", "wrong-type")];
const INTEGER: &[(&str, &str)] = &[
    ("\"60\"", "wrong-type"),
    ("true", "wrong-type"),
    ("[]", "wrong-type"),
    ("{}", "wrong-type"),
    ("-1", "wrong-type"),
    ("-0", "wrong-type"),
    ("1.5", "wrong-type"),
    ("60.0", "wrong-type"),
    ("6e1", "wrong-type"),
    ("18446744073709551616", "wrong-type"),
    ("1e400", "wrong-type"),
];

const RESOURCE: &[Member] = &[
    Member { name: "url", required: true, good: "\"https://a\"", bad: TEXT },
    Member { name: "description", required: false, good: "\"\"", bad: TEXT },
    Member { name: "mimeType", required: false, good: "\"text/html\"", bad: TEXT },
    Member { name: "serviceName", required: false, good: "\"S\"", bad: TEXT },
    Member {
        name: "tags",
        required: false,
        good: "[\"a\",\"b\"]",
        bad: &[("7", "wrong-type"), ("true", "wrong-type"), ("\"a\"", "wrong-type"), ("{}", "wrong-type")],
    },
    Member { name: "iconUrl", required: false, good: "\"https://i\"", bad: TEXT },
];

const REQUIREMENTS: &[Member] = &[
    Member {
        name: "scheme",
        required: true,
        good: "\"exact\"",
        bad: &[("7", "wrong-type"), ("{}", "wrong-type"), ("\"\"", "empty-scheme")],
    },
    Member {
        name: "network",
        required: true,
        good: "\"eip155:84532\"",
        bad: &[
            ("84532", "wrong-type"),
            ("[]", "wrong-type"),
            ("\"\"", "not-network"),
            ("\"base\"", "not-network"),
            ("\"eip155:084532\"", "not-network"),
        ],
    },
    Member {
        name: "amount",
        required: true,
        good: "\"10000\"",
        bad: &[
            ("10000", "not-decimal"),
            ("-1", "not-decimal"),
            ("1e4", "not-decimal"),
            ("1.0", "not-decimal"),
            ("true", "wrong-type"),
            ("[\"1\"]", "wrong-type"),
            ("{}", "wrong-type"),
            ("\"\"", "not-decimal"),
            ("\"010\"", "not-decimal"),
        ],
    },
    Member { name: "asset", required: true, good: "\"0x03\"", bad: TEXT },
    Member { name: "payTo", required: true, good: "\"0x20\"", bad: TEXT },
    Member { name: "maxTimeoutSeconds", required: true, good: "60", bad: INTEGER },
    Member { name: "extra", required: false, good: "{\"a\":1}", bad: OBJECT },
];

const PAYMENT: &[Member] = &[
    Member {
        name: "x402Version",
        required: true,
        good: "2",
        bad: &[
            ("\"2\"", "wrong-type"),
            ("\"two\"", "version"),
            ("true", "wrong-type"),
            ("[2]", "wrong-type"),
            ("2.0", "wrong-type"),
            ("-2", "wrong-type"),
            ("0", "version"),
            ("1", "version"),
            ("3", "version"),
            ("18446744073709551615", "version"),
        ],
    },
    Member { name: "resource", required: false, good: "{\"url\":\"https://a\"}", bad: OBJECT },
    Member {
        name: "accepted",
        required: true,
        good: r#"{"scheme":"exact","network":"eip155:1","amount":"1","asset":"a","payTo":"p","maxTimeoutSeconds":1}"#,
        bad: OBJECT,
    },
    Member { name: "payload", required: true, good: "{\"signature\":\"0x\"}", bad: OBJECT },
    Member { name: "extensions", required: false, good: "{}", bad: OBJECT },
];

/// An object of these members, in their order; a value of its own for one of them, `None` for its absence.
fn object(members: &[Member], changed: &str, value: Option<&str>) -> String {
    let members: Vec<_> = members
        .iter()
        .filter_map(|member| {
            let value = if member.name == changed { value? } else { member.good };
            Some(format!("\"{}\":{value}", member.name))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

type Reads = Box<dyn Fn(&str) -> Result<String, DecodeError>>;

fn reads<T: Wire>(text: &str) -> Result<String, DecodeError> {
    T::decode(text, &DecodeOptions::STRICT).map(|decoded| decoded.value.to_json())
}

/// Each object by itself, and where it stands inside a payment.
fn cases() -> Vec<(&'static [Member], &'static str, Reads)> {
    let inside = |member: &'static str| {
        move |text: &str| {
            decode(&object(PAYMENT, member, Some(text)), &DecodeOptions::STRICT).map(|decoded| decoded.value.to_json())
        }
    };
    vec![
        (RESOURCE, "", Box::new(reads::<v2::ResourceInfo>)),
        (REQUIREMENTS, "", Box::new(reads::<v2::PaymentRequirements>)),
        (PAYMENT, "", Box::new(reads::<v2::PaymentPayload>)),
        (RESOURCE, "resource.", Box::new(inside("resource"))),
        (REQUIREMENTS, "accepted.", Box::new(inside("accepted"))),
    ]
}

#[test]
fn good_objects_come_back_as_they_were() {
    for (members, _, read) in cases() {
        let text = object(members, "", None);
        assert!(read(&text).unwrap().contains(&text), "{text}");
    }
}

#[test]
fn missing_members() {
    for (members, outer, read) in cases() {
        for member in members {
            let result = read(&object(members, member.name, None));
            if member.required {
                assert_refused(result, &format!("shape missing-member {outer}{}", member.name), member.name);
            } else {
                assert!(!result.unwrap().contains(&format!("\"{}\":", member.name)), "{}", member.name);
            }
        }
        // Names are exact: another letter case is another member (C-3).
        for member in members.iter().filter(|member| member.required) {
            let name = format!("\"{}\"", member.name);
            let other = format!("\"{}\"", member.name.to_uppercase());
            let text = object(members, "", None).replacen(&name, &other, 1);
            assert_refused(read(&text), &format!("shape missing-member {outer}{}", member.name), &text);
        }
    }
}

#[test]
fn null_members() {
    for (members, outer, read) in cases() {
        for member in members {
            let text = object(members, member.name, Some("null"));
            let result = read(&text);
            if member.required {
                assert_refused(result, &format!("shape null {outer}{}", member.name), &text);
            } else {
                // Written back as it came (C-7), behind the members that have values (C-13).
                let written = result.unwrap();
                assert!(written.contains(&format!(",\"{}\":null}}", member.name)), "{written}");
            }
        }
    }
}

#[test]
fn doubled_members() {
    for (members, outer, read) in cases() {
        for member in members {
            for again in [member.good, "null", "{}"] {
                let twice = format!("{},\"{}\":{again}", member.good, member.name);
                let text = object(members, member.name, Some(&twice));
                assert_refused(read(&text), &format!("json duplicate-member {outer}{}", member.name), &text);
                // The first letter as an escape: the same name.
                let escaped = format!("\\u{:04x}{}", u32::from(member.name.as_bytes()[0]), &member.name[1..]);
                let text = text.replacen(&format!("\"{}\":{again}", member.name), &format!("\"{escaped}\":{again}"), 1);
                assert_refused(read(&text), &format!("json duplicate-member {outer}{}", member.name), &text);
            }
        }
    }
}

#[test]
fn wrong_members() {
    for (members, outer, read) in cases() {
        for member in members {
            for (value, kind) in member.bad {
                let text = object(members, member.name, Some(value));
                assert_refused(read(&text), &format!("shape {kind} {outer}{}", member.name), &text);
            }
        }
        for text in ["[]", "7", "\"{}\""] {
            let path = if outer.is_empty() { "".into() } else { format!(" {}", outer.trim_end_matches('.')) };
            assert_refused(read(text), &format!("shape wrong-type{path}"), text);
        }
    }
    for (tags, expected) in [
        ("[\"a\",7]", "shape wrong-type resource.tags[1]"),
        ("[null]", "shape null resource.tags[0]"),
        ("[\"a\",\"b\",[]]", "shape wrong-type resource.tags[2]"),
        ("[\"a\",{\"url\":1,\"url\":2}]", "json duplicate-member resource.tags[1].url"),
    ] {
        let resource = object(RESOURCE, "tags", Some(tags));
        let text = object(PAYMENT, "resource", Some(&resource));
        assert_refused(decode(&text, &DecodeOptions::STRICT), expected, &text);
    }
}

/// V2 documents read what is of their own version: a V1 shape is refused by the member that V2 calls otherwise.
#[test]
fn shapes_of_version_1() {
    let accepted = PAYMENT[2].good.replace("\"amount\"", "\"maxAmountRequired\"");
    let text = object(PAYMENT, "accepted", Some(&accepted));
    assert_refused(decode(&text, &DecodeOptions::LENIENT), "shape missing-member accepted.amount", &text);
    let text = r#"{"x402Version":2,"scheme":"exact","network":"eip155:1","payload":{}}"#;
    assert_refused(decode(text, &DecodeOptions::LENIENT), "shape missing-member accepted", text);
    // The version comes first, wherever it stands, and before every other complaint.
    let text = r#"{"accepted":7,"payload":null,"x402Version":1}"#;
    assert_refused(decode(text, &DecodeOptions::STRICT), "shape version x402Version", text);
}
