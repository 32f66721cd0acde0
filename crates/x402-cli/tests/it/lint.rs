//! `x402 lint`

use serde_json::{Value, json};

use crate::support::{Printed, answer, at, json, read, x402, x402_reading};

/// The places and rules that an answer of the operation has.
fn pointers(printed: &Printed) -> Vec<(String, String)> {
    let answer: Value = serde_json::from_str(&printed.out).unwrap();
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let findings = answer["findings"].as_array().unwrap();
    findings.iter().map(|finding| (text(finding, "pointer"), text(finding, "rule"))).collect()
}

/// A demand without a fault.
fn plain() -> String {
    let printed = x402(&["lint", "--fix", &at("faulty-demand.json")]);
    assert_eq!((printed.code, &*printed.err), (0, ""));
    printed.out
}

fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let index = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap();
            encoded.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    encoded
}

#[test]
fn nine_faults_are_found_at_their_pointers() {
    let printed = x402(&["lint", "--json", &at("faulty-demand.json")]);
    assert_eq!(printed.code, 1, "{printed:?}");
    let expected = [
        ("/resource/tags/1", "tag"),
        ("/resource/iconUrl", "icon-url"),
        ("/accepts/0/maxAmountRequired", "v1-member"),
        ("/accepts/0/maxTimeoutSeconds", "short-timeout"),
        ("/accepts/0/extra/name", "other-domain"),
        ("/extensions/bazaar/info/input/pathParams", "info-schema"),
        ("/extensions/bazaar/routeTemplate", "route-template"),
        ("/extensions/payment-identifier/info/id", "identifier-id"),
        ("/extensions/builder-code/info/a", "builder-code"),
    ];
    assert_eq!(pointers(&printed), expected.map(|(place, rule)| (place.to_owned(), rule.to_owned())));
}

/// Each required field with a typing error, in what is pasted: the message names what is there, `--fix` renames it, and the object is
/// taken for what it is.
#[test]
fn a_typing_error_in_a_required_field_is_named() {
    let demand = plain();
    for (name, typed) in [
        ("accepts", "accept"),
        ("accepts", "acepts"),
        ("accepts", "offers"),
        ("x402Version", "x402Verison"),
        ("scheme", "shceme"),
        ("network", "netwrok"),
        ("amount", "ammount"),
        ("asset", "assets"),
        ("payTo", "payTo2"),
        ("maxTimeoutSeconds", "maxTimeoutSecond"),
    ] {
        let faulty = demand.replacen(&format!("{name:?}:"), &format!("{typed:?}:"), 1);
        assert_ne!(faulty, demand);
        for input in [faulty.clone(), format!("PAYMENT-REQUIRED: {}", encoded(&faulty)), encoded(&faulty)] {
            let printed = x402(&["lint", &input]);
            let expected = format!("required and missing: the object has {typed} instead\n");
            assert!(
                printed.code == 1 && printed.out.contains(&expected) && printed.out.starts_with("invalid"),
                "{printed:?}"
            );
            assert!(!printed.out.contains("bare-offer"), "{printed:?}");
            // A renamed field comes last.
            let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(parsed(&x402(&["lint", "--fix", &input]).out), parsed(&demand), "{typed}");
        }
        let printed = x402(&["decode", &faulty]);
        // A reader skips an entry of accepts that it cannot read.
        let is_of_demand = ["accepts", "x402Version"].contains(&name);
        assert_eq!(printed.code == 65, is_of_demand, "{printed:?}");
        assert!(!is_of_demand || printed.out.contains(&format!("found {typed} instead of {name}")), "{printed:?}");
    }
    let payment = x402(&["decode", "--json", &at("payment.txt")]);
    let payment = json(&payment)["ok"].to_string();
    for (name, typed) in [("x402Version", "x402Verison"), ("accepted", "acepted"), ("payload", "paylaod")] {
        let faulty = payment.replacen(&format!("{name:?}:"), &format!("{typed:?}:"), 1);
        for input in [faulty.clone(), format!("PAYMENT-SIGNATURE: {}", encoded(&faulty)), encoded(&faulty)] {
            for command in [&["decode", &*input][..], &["verify", &input, "--offer", &at("offer.json")]] {
                let printed = x402(command);
                assert!(printed.code == 65 || printed.code == 1, "{printed:?}");
                assert!(printed.out.contains(&format!("found {typed} instead of {name}")), "{printed:?}");
            }
        }
    }
    // A name that differs in more is not named.
    let far = x402(&["lint", &demand.replacen("\"accepts\":", "\"acpte\":", 1)]);
    assert!(!far.out.contains("acpte"), "{far:?}");
}

#[test]
fn a_corrected_402_response_is_clean_in_every_format() {
    let demand = plain();
    let header = encoded(&demand);
    let answer = |more: &str| format!("HTTP/1.1 402 Payment Required\r\n{more}PAYMENT-REQUIRED: {header}\r\n\r\n{{}}");
    for (input, expected) in [
        (demand, &[][..]),
        (header.clone(), &[]),
        (format!("payment-required: {header}\n"), &[]),
        (answer("cache-control: no-store\r\n"), &[]),
        (answer(""), &[(String::new(), "cache-control".to_owned())]),
    ] {
        let printed = x402_reading(&["lint", "--json"], &input);
        assert_eq!((printed.code, &*pointers(&printed)), (0, expected), "{input}");
    }
}

/// The operation gets a response in its parts, and answers what the command does about its text.
#[test]
fn the_operation_lints_a_whole_response() {
    let demand = plain();
    let header = encoded(&demand);
    let body = demand.replace("10000", "20000");
    let exposed = ("access-control-expose-headers", "PAYMENT-REQUIRED");
    let open = ("access-control-allow-origin", "*");
    let raw = demand.replace('\n', " ");
    let [required, twice] = [header.clone(), encoded(&header)];
    let mut rules = std::collections::BTreeSet::new();
    for (status, headers, body) in [
        (402, vec![("payment-required", &*required)], ""),
        (402, vec![("payment-required", &required)], &*body),
        (402, vec![("payment-required", &required)], &demand),
        (402, vec![("payment-required", &required), open], ""),
        (402, vec![("payment-required", &required), open, exposed], ""),
        (403, vec![("payment-required", &required)], ""),
        (402, vec![("payment-required", &raw)], ""),
        (402, vec![("payment-required", &twice)], ""),
        (402, vec![("x-payment-required", &required)], ""),
        (402, vec![("payment-required", &required), ("payment-required", &required)], ""),
        (402, vec![("via", "a")], &body),
        (402, vec![("via", "a")], ""),
    ] {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let printed = x402_reading(&["lint", "--json"], format!("HTTP/1.1 {status} x\n{lines}\n{body}"));
        let mut input = json!({"headers": headers, "status": status, "body": body});
        assert_eq!(answer("lint", &input), json(&printed), "{lines}{body}");
        rules.extend(pointers(&printed).into_iter().map(|(_, rule)| rule));
        // Without a status it is 402, and without a body it is empty.
        if status == 402 && body.is_empty() {
            input = json!({"headers": headers});
            assert_eq!(answer("lint", &input), json(&printed), "{lines}");
        }
    }
    for rule in ["body-differs", "expose-headers", "status", "unreadable", "no-demand", "near-name"] {
        assert!(rules.contains(rule) || rule == "near-name", "{rule}: {rules:?}");
    }
    // Only a response has a status and a body.
    for wrong in
        [json!({"json": {}, "status": 402}), json!({"text": "{}", "body": ""}), json!({"headers": [], "status": 99})]
    {
        assert_eq!(answer("lint", &wrong), Value::Null, "{wrong}");
    }
}

#[test]
fn the_exit_code_is_the_verdict() {
    let undecided = plain().replace("\"additionalProperties\"", "\"unused\"");
    let undecided =
        undecided.replacen("\"type\": \"object\",", "\"unevaluatedProperties\": false, \"type\": \"object\",", 2);
    for (input, code) in [
        (plain(), 0),
        (read("faulty-demand.json"), 1),
        (undecided, 2),
        ("HTTP/1.1 402 Payment Required\r\ncache-control: no-store\r\n\r\n".into(), 1),
        ("HTTP/1.1 200 OK\r\n\r\n".into(), 64),
        ("{\"x402Version\": 2".into(), 65),
        ("PAYMENT-REQUIRED: %".into(), 65),
    ] {
        let printed = x402_reading(&["lint"], &input);
        assert_eq!(printed.code, code, "{input}\n{printed:?}");
    }
    assert_eq!(x402_reading(&["lint", "--fix"], "%").code, 64);
    assert_eq!(x402_reading(&["lint", "--fix", "--json"], plain()).code, 64);
}

#[test]
fn what_no_edit_corrects_is_named() {
    let demand = plain().replace("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "merchant.eth");
    let printed = x402_reading(&["lint", "--fix"], &demand);
    assert_eq!(printed.code, 1);
    assert!(printed.err.contains("left: error not-address at /accepts/0/payTo: "), "{}", printed.err);
    assert!(printed.out.contains("merchant.eth"));
}

#[test]
fn findings_are_grouped_for_people() {
    let printed = x402(&["lint", &at("faulty-demand.json")]);
    assert!(printed.out.starts_with("invalid, a 402 response of version 2: 6 errors, 3 warnings\n"), "{}", printed.out);
    for group in ["\nresource\n", "\noffer 0: exact on eip155:84532\n", "\nextension bazaar\n"] {
        assert_eq!(printed.out.matches(group).count(), 1, "{group}");
    }
}

#[test]
fn tools_get_lines_of_the_file() {
    let file = at("faulty-demand.json");
    let lines = read("faulty-demand.json");
    let line = 1 + lines.lines().position(|line| line.contains("iconUrl")).unwrap();

    let github = x402(&["lint", "--format", "github", &file]);
    assert_eq!((github.code, github.out.lines().count()), (1, 9));
    let annotation = github.out.lines().find(|line| line.contains("icon-url")).unwrap();
    assert!(annotation.starts_with("::error file="), "{annotation}");
    assert!(annotation.contains(&format!(",line={line},title=x402 icon-url::/resource/iconUrl: ")), "{annotation}");
    assert_eq!(x402_reading(&["lint", "--format", "github"], plain()).out, "");

    let sarif: Value = serde_json::from_str(&x402(&["lint", "--format", "sarif", &file]).out).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 9);
    let result = &run["results"][1];
    assert_eq!((&result["ruleId"], &result["level"]), (&"icon-url".into(), &"error".into()));
    let location = &result["locations"][0];
    assert_eq!(location["physicalLocation"]["region"]["startLine"], line);
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "/resource/iconUrl");
}

/// Names in a demand are a stranger's.
#[test]
fn nothing_moves_the_cursor() {
    let demand = plain().replacen("\"bazaar\"", "\"\\u001b[2J\\n::error::x\"", 1).replacen("\"info\"", "\"in\"", 1);
    for format in ["pretty", "github", "sarif", "json"] {
        let printed = x402_reading(&["lint", "--format", format], &demand);
        assert_eq!(printed.code, 1, "{printed:?}");
        assert!(!printed.out.contains('\u{1b}') && !printed.out.contains("\n::error::x"), "{}", printed.out);
    }
}

/// RFC 3986: what a path may not have is escaped, and what it may have stays.
#[test]
fn the_name_of_the_file_is_a_uri() {
    let directory = tempfile::tempdir().unwrap();
    for (name, uri) in [
        ("demand-1_a.b~c.json", "demand-1_a.b~c.json"),
        ("a b#1%20?é.json", "a%20b%231%2520%3F%C3%A9.json"),
        ("a:b@c,(d)=[e].json", "a%3Ab@c,(d)=%5Be%5D.json"),
    ] {
        let file = directory.path().join(name);
        std::fs::write(&file, read("faulty-demand.json")).unwrap();
        let printed = x402(&["lint", "--format", "sarif", &format!("@{}", file.display())]);
        let sarif: Value = serde_json::from_str(&printed.out).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let place = place.as_str().unwrap();
        assert!(place.starts_with('/') && place.ends_with(&format!("/{uri}")), "{place}");
    }
}

/// C-2. The demand behind the mark is judged, and written without it.
#[test]
fn a_byte_order_mark_is_named() {
    let marked = format!("\u{feff}{}", plain());
    let printed = x402_reading(&["lint"], &marked);
    assert_eq!(printed.code, 1, "{printed:?}");
    assert!(printed.out.contains("there is a byte order mark before the JSON text"), "{printed:?}");
    assert!(printed.out.contains("save it as UTF-8 without a byte order mark"), "{printed:?}");
    assert!(!printed.out.contains("not JSON"), "{printed:?}");
    let printed = x402_reading(&["lint", "--fix"], &marked);
    assert_eq!((printed.code, printed.out), (0, plain()));
    let broken = x402_reading(&["lint"], "\u{feff}{");
    assert_eq!(broken.code, 65, "{broken:?}");
}

#[test]
fn without_a_402_response_the_error_explains_why() {
    let printed = x402_reading(&["lint", "--fix", "-"], "HTTP/2 402\r\nPAYMENT-REQUIRED: ???\r\n\r\n");
    assert_eq!(printed.code, 64);
    let why = "--fix: there is no 402 response to correct: ";
    assert!(printed.err.contains(why) && !printed.err.contains("Cache-Control"), "{}", printed.err);
}

/// What precedes the last response is passed over, however much it is.
#[test]
fn many_lines_of_a_status_are_no_402_response() {
    let input = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n".to_owned() + &"\nHTTP/".repeat(20_000);
    let printed = x402_reading(&["lint"], input);
    assert!(printed.code == 64 && printed.err.contains("only responses with the status 402 or 412"), "{printed:?}");
}

/// Z-10. The version of an entry in a directory is that of the entry, then of the page, then of the network. What contradicts it is an
/// error, and the fields of the other version are warnings.
#[test]
fn an_entry_of_a_directory_is_linted_by_its_version() {
    let parse = |file: &str| serde_json::from_str::<Value>(&read(file)).unwrap();
    let (of_v1, of_v2) = (parse("offer-v1.json"), parse("offer.json"));
    let both = |offer: &Value, other: &Value| {
        let mut both = other.clone();
        both.as_object_mut().unwrap().extend(offer.as_object().unwrap().clone());
        both
    };
    let (both_v1, both_v2) = (both(&of_v1, &of_v2), both(&of_v2, &of_v1));
    let item = |version: &Value, offers: &[&Value]| {
        let mut item = json!({"resource": "https://api.example.com/premium-data", "type": "http", "accepts": offers,
            "lastUpdated": "2026-09-01T00:00:00Z"});
        if !version.is_null() {
            item["x402Version"] = version.clone();
        }
        item
    };
    let (none, one, two) = (Value::Null, json!(1), json!(2));
    for (page, version, offers, rules) in [
        (2, &two, vec![&of_v2], vec![]),
        (2, &two, vec![&both_v2], vec!["v1-member"]),
        (1, &two, vec![&both_v2], vec!["v1-member"]),
        (2, &none, vec![&both_v2], vec!["v1-member"]),
        (2, &one, vec![&of_v1], vec![]),
        (2, &one, vec![&both_v1], vec!["v2-member"]),
        (1, &none, vec![&both_v1], vec!["v2-member"]),
        (1, &none, vec![&of_v1, &of_v1], vec![]),
        // Version and network contradict each other.
        (2, &one, vec![&both_v2], vec!["unreadable-offer", "v2-member"]),
        (1, &none, vec![&both_v2], vec!["unreadable-offer", "v2-member"]),
        (2, &two, vec![&both_v1], vec!["unreadable-offer", "v1-member"]),
        (2, &none, vec![&of_v1], vec!["unreadable-offer", "v1-member"]),
        // What is no version is reported, and the network decides.
        (2, &json!(3), vec![&of_v1], vec!["unreadable"]),
        (1, &json!("2"), vec![&both_v2], vec!["unreadable", "v1-member"]),
    ] {
        let page = json!({"x402Version": page, "items": [item(version, &offers)], "pagination": null}).to_string();
        let printed = x402(&["lint", "--json", &page]);
        let mut found: Vec<_> = pointers(&printed).into_iter().map(|(_, rule)| rule).collect();
        found.sort();
        found.dedup();
        assert_eq!(found, rules, "{page}: {printed:?}");
        let is_valid = !rules.iter().any(|rule| rule.starts_with("unreadable"));
        assert_eq!(printed.code == 0, is_valid, "{page}: {printed:?}");
    }
}

/// Z-10. A 402 response without a version has that of its networks.
#[test]
fn a_402_response_without_a_version_is_linted_by_its_networks() {
    for (offer, rules) in [("offer-v1.json", vec!["unreadable"]), ("offer.json", vec!["no-resource", "unreadable"])] {
        let offer: Value = serde_json::from_str(&read(offer)).unwrap();
        let printed = x402(&["lint", "--json", &json!({"error": "", "accepts": [offer]}).to_string()]);
        let mut found: Vec<_> = pointers(&printed).into_iter().map(|(_, rule)| rule).collect();
        found.sort();
        assert_eq!((printed.code, found), (1, rules.into_iter().map(String::from).collect()), "{printed:?}");
    }
}
