//! `x402 decode`

use serde_json::json;

use crate::support::{answer, at, header, json, read, x402, x402_reading};

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
    for (index, said) in ways.iter().enumerate() {
        assert_eq!((said.code, &json(said), said.err.as_str()), (0, &expected, ""), "way {index}");
    }
    let legacy = x402(&["decode", "--json", &format!("X-PAYMENT: {}", header())]);
    assert_eq!((legacy.code, &json(&legacy)["flags"]), (0, &json!(["legacy-header"])));
}

#[test]
fn for_people_it_names_what_matters() {
    let said = x402(&["decode", &at("payment.txt")]);
    assert_eq!(said.code, 0);
    for expected in
        ["exact", "eip155:84532", "10000", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", ": 60", "premium-data"]
    {
        assert!(said.out.contains(expected), "{expected}: {}", said.out);
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
        let said = x402(&["decode", payment]);
        assert_eq!(said.code, 65, "{payment}");
        let first = said.out.lines().next().unwrap();
        assert!(first.contains(&format!("({stage}: {kind})")) && first.contains(place), "{first}");
        let judged = x402(&["verify", "--payment", payment, "--offer", &at("offer.json"), "--now", "1"]);
        assert_eq!(judged.code, 65, "{payment}");
        assert!(judged.out.contains(&format!("({stage}: {kind})")), "{}", judged.out);
        let machine = x402(&["decode", "--json", payment]);
        assert_eq!((machine.code, &json(&machine)["err"]["kind"]), (65, &json!(kind)));
    }
    // What some implementations take is said.
    let said = x402(&["decode", &amount]);
    assert!(said.out.contains("--profile lenient") && said.out.contains("number-amount"), "{}", said.out);
    assert_eq!(x402(&["decode", "--profile", "lenient", &amount]).code, 0);
}

#[test]
fn bytes_that_are_not_utf8() {
    let said = x402_reading(&["decode", "--json"], b"{\"\xff\":1}");
    assert_eq!((said.code, json(&said)), (65, json!({"err": {"stage": "utf8", "kind": "utf8"}})));
    let said = x402_reading(&["decode"], b"\xff\xfe");
    assert_eq!(said.code, 64);
    assert!(said.err.contains("UTF-8"), "{}", said.err);
}
