//! `x402 decode`

use serde_json::json;

use crate::support::{NOW, answer, at, header, json, read, x402, x402_reading};

#[test]
fn every_way_in_reads_the_same_payment() {
    let expected = answer("decode", &json!({"header": {"name": "PAYMENT-SIGNATURE", "value": header()}}));
    assert_eq!(expected["version"], 2);
    let line = read("payment.txt");
    let text = expected["canonical"].as_str().unwrap();
    let ways = [
        x402(&["decode", "--json", &header()]),
        x402(&["decode", "--json", line.trim_end()]),
        x402(&["decode", "--json", &at("payment.txt")]),
        x402(&["decode", "--json", text]),
        x402_reading(&["decode", "--json"], header()),
        x402_reading(&["decode", "--json", "-"], &line),
        x402_reading(&["decode", "--json", "-"], line.replace('\n', "\r\n")),
        x402_reading(&["decode", "--json"], text),
    ];
    for (index, printed) in ways.iter().enumerate() {
        assert_eq!((printed.code, &json(printed), printed.err.as_str()), (0, &expected, ""), "way {index}");
    }
    let legacy = x402(&["decode", "--json", &format!("X-PAYMENT: {}", header())]);
    assert_eq!((legacy.code, &json(&legacy)["flags"]), (0, &json!(["legacy-header"])));
}

#[test]
fn for_people_it_names_what_matters() {
    let printed = x402(&["decode", &at("payment.txt")]);
    assert_eq!(printed.code, 0);
    for expected in
        ["exact", "eip155:84532", "10000", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", ": 60", "premium-data"]
    {
        assert!(printed.out.contains(expected), "{expected}: {}", printed.out);
    }
    // What was tolerated stands beside it.
    let unpadded = header().trim_end_matches('=').to_owned();
    let lenient = x402(&["decode", "--profile", "lenient", &unpadded]);
    assert_eq!(lenient.code, 0);
    assert!(lenient.out.contains("flag missing-padding"), "{}", lenient.out);
}

#[test]
fn what_cannot_be_decoded_exits_with_65_and_says_where() {
    let amount = read("payment-20000.json").replacen("\"20000\"", "20000", 1);
    for (payment, stage, kind, place) in [
        ("e30", "base64", "base64-padding", ""),
        ("####", "base64", "base64-alphabet", ""),
        ("e30=", "shape", "missing-member", "x402Version"),
        ("{", "json", "unexpected-end", ""),
        ("Cookie: e30=", "header", "header-name", ""),
        ("", "header", "empty-header", ""),
        ("payment-signature:\t", "header", "empty-header", ""),
        (&amount, "shape", "not-decimal", "accepted.amount"),
    ] {
        let printed = x402(&["decode", payment]);
        assert_eq!(printed.code, 65, "{payment}");
        let first = printed.out.lines().next().unwrap();
        assert!(first.contains(&format!("({stage}: {kind})")) && first.contains(place), "{first}");
        let verified = x402(&["verify", "--payment", payment, "--offer", &at("offer.json"), "--now", "1"]);
        assert_eq!(verified.code, 65, "{payment}");
        assert!(verified.out.contains(&format!("({stage}: {kind})")), "{}", verified.out);
        let machine = x402(&["decode", "--json", payment]);
        assert_eq!((machine.code, &json(&machine)["err"]["kind"]), (65, &json!(kind)));
    }
    // What some implementations take is said.
    let printed = x402(&["decode", &amount]);
    assert!(printed.out.contains("--profile lenient") && printed.out.contains("number-amount"), "{}", printed.out);
    assert_eq!(x402(&["decode", "--profile", "lenient", &amount]).code, 0);
}

#[test]
fn bytes_that_are_not_utf8() {
    let printed = x402_reading(&["decode", "--json"], b"{\"\xff\":1}");
    assert_eq!((printed.code, json(&printed)), (65, json!({"err": {"stage": "utf8", "kind": "utf8"}})));
    let printed = x402_reading(&["decode"], b"\xff\xfe");
    assert_eq!(printed.code, 64);
    assert!(printed.err.contains("UTF-8"), "{}", printed.err);
}

#[test]
fn the_guessed_kind_is_printed_if_it_fails() {
    for (object, taken) in [
        ("####", "taken for payment (a header's value that cannot be read as any other kind)"),
        ("PAYMENT-RESPONSE: e30=", "taken for settlement (because of the header's name)"),
        ("Cookie: e30=", "taken for payment (the header's name is unknown)"),
        (r#"{"isValid":1}"#, "taken for verify-response (it has a field that only this kind has)"),
        (r#"{"payTo":1}"#, "taken for offer (it has a field that only this kind has)"),
        ("{}", "taken for payment (nothing in it shows its kind)"),
        ("[]", "taken for payment (nothing in it shows its kind)"),
    ] {
        let printed = x402(&["decode", object]);
        assert!(printed.code == 65 && printed.out.contains(taken), "{object}: {}", printed.out);
        assert!(printed.out.contains("if this is wrong, pass the kind with --kind"), "{object}: {}", printed.out);
    }
    let printed = x402(&["decode", "--kind", "supported", "{}"]);
    assert!(printed.code == 65 && printed.out.contains("taken for supported (because of --kind)\n"), "{}", printed.out);
    // What can be read says what it is in its first line.
    assert!(!x402(&["decode", &at("payment.txt")]).out.contains("taken for"));
}

#[test]
fn somebody_may_say_what_it_is() {
    let response = r#"{"success":true,"transaction":"0x1","network":"eip155:84532","isValid":true}"#;
    let offer = read("offer.json");
    let supported = r#"{"kinds":[],"extensions":[],"signers":{},"isValid":true}"#;
    for (kind, object) in [
        ("verify-response", response),
        ("settlement", response),
        ("verify-response", supported),
        ("supported", supported),
        ("offer", &offer),
        ("payment", &header()),
        ("payment", &read("payment.txt")),
        ("payment", &read("payment-20000.json")),
    ] {
        let printed = x402(&["decode", "--kind", kind, object]);
        let first = format!("x402 {kind}");
        assert!(printed.code == 0 && printed.out.starts_with(&first), "{kind}: {printed:?}");
    }
    for (kind, object, code) in [
        ("settlement", header().as_str(), 65),
        ("settlement", &read("payment.txt"), 65),
        ("payment", &offer, 65),
        ("offer", &read("payment-20000.json"), 65),
        // There is no header for these.
        ("supported", &header(), 64),
        ("offer", &header(), 64),
        ("invoice", "{}", 64),
    ] {
        assert_eq!(x402(&["decode", "--kind", kind, object]).code, code, "{kind}: {object}");
    }
}

/// A price that is null counts as absent (C-7), and says nothing of the version.
#[test]
fn a_null_makes_no_offer_one_of_the_other_version() {
    let with_null = |file: &str, member: &str| read(file).replacen('{', &format!(r#"{{"{member}":null,"#), 1);
    let of_v1 = with_null("offer-v1.json", "amount");
    for (offer, version) in [(&of_v1, 1), (&with_null("offer.json", "maxAmountRequired"), 2)] {
        let printed = x402(&["decode", offer]);
        let first = format!("x402 offer, version {version}\n");
        assert!(printed.code == 0 && printed.out.starts_with(&first), "{printed:?}");
    }
    let printed = x402(&["verify", "--payment", &at("payment.txt"), "--offer", &of_v1, "--now", NOW]);
    assert!(
        printed.code == 64 && printed.err.contains("it looks like version 1, by its network and price"),
        "{printed:?}"
    );
}

/// Of what has no end as much as can be decoded, and no more.
#[cfg(unix)]
#[test]
fn no_more_is_read_than_can_be_decoded() {
    let endless = || std::process::Stdio::from(std::fs::File::open("/dev/zero").unwrap());
    for (printed, limit) in [
        (x402(&["decode", "@/dev/zero"]), "header-size"),
        (crate::support::command(&["decode", "-"]).stdin(endless()).output().unwrap().into(), "header-size"),
    ] {
        assert!(printed.code == 65 && printed.out.contains(limit), "{printed:?}");
    }
    let offer = at("offer.json");
    for printed in [
        x402(&["verify", "--payment", "@/dev/zero", "--offer", &offer]),
        x402(&["verify", "--payment", &header(), "--offer", "@/dev/zero"]),
        x402(&["verify", "--payment", &header(), "--offer", &offer, "--facts", "@/dev/zero"]),
    ] {
        assert_ne!(printed.code, 0, "{printed:?}");
    }
    // The limit is that of the decoder, and nothing that is just within it is cut off.
    let padded = |length: usize| {
        let text = read("payment-20000.json");
        let text = text.trim_end();
        format!("{text}{}\n", " ".repeat(length - text.len()))
    };
    let within = x402_reading(&["decode", "--json"], padded(1 << 20));
    assert_eq!(within.code, 0, "{}", within.out);
    for length in [(1 << 20) + 1, 5 << 20] {
        let above = x402_reading(&["decode", "--json"], padded(length));
        assert_eq!((above.code, &json(&above)["err"]["stage"]), (65, &json!("limit")), "{}", above.out);
    }
}

/// The sixth header, which stands beside a body: alone, as a value, and in a whole response.
#[test]
fn what_a_facilitator_says_for_extensions() {
    let value = "eyJiYXphYXIiOnsic3RhdHVzIjoic3VjY2VzcyJ9fQ==";
    let line = format!("EXTENSION-RESPONSES: {value}");
    let response = format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n{{\"isValid\":true}}");
    let expected = answer("decode", &json!({"header": {"name": "EXTENSION-RESPONSES", "value": value}}));
    let kind = ["decode", "--json", "--kind", "extension-responses"];
    for printed in
        [x402(&["decode", "--json", &line]), x402(&[&kind[..], &[value]].concat()), x402_reading(&kind, &response)]
    {
        assert_eq!((printed.code, &json(&printed)), (0, &expected));
    }
    assert_eq!(x402(&["decode", &line.replace("eyJi", "eyIi")]).code, 65);
    // What the body says comes first.
    let body = x402_reading(&["decode"], &response);
    assert!(body.out.starts_with("x402 verify-response"), "{}", body.out);
}
