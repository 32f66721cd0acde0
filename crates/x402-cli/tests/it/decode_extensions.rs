//! `x402 decode` of what the extensions add.

use serde_json::{Value, json};
use x402_types::RawJson;

use crate::support::{Printed, at, json as json_of, read, x402, x402_reading};

fn value_of(header: &str) -> String {
    read(header).trim_end().split_once(": ").unwrap().1.to_owned()
}

fn receipt_jws() -> String {
    let settlement: Value = serde_json::from_str(&read("receipt-jws.json")).unwrap();
    settlement["extensions"]["offer-receipt"]["info"]["receipt"]["signature"].as_str().unwrap().to_owned()
}

fn refused(printed: &Printed, why: &str, kind: &str) {
    assert_eq!(printed.code, 65, "{printed:?}");
    assert!(printed.out.starts_with(&format!("cannot be decoded ({why}")), "{}", printed.out);
    assert!(printed.out.contains(&format!("\ntaken for {kind} (")), "{}", printed.out);
}

#[test]
fn a_sign_in_comes_with_the_message_that_was_signed() {
    for (file, first, has_digest) in [
        ("sign-in.txt", "api.example.com wants you to sign in with your Ethereum account:", true),
        ("sign-in-solana.txt", "api.example.com wants you to sign in with your Solana account:", false),
    ] {
        let line = read(file);
        let expected = json_of(&x402(&["decode", "--json", &at(file)]));
        assert_eq!(expected["kind"], "sign-in");
        assert_eq!(expected["message"].as_str().unwrap().lines().next(), Some(first));
        assert_eq!(expected.get("digest").is_some(), has_digest);
        let object = expected["ok"].to_string();
        for input in [line.trim_end(), &value_of(file), &object] {
            assert_eq!(json_of(&x402(&["decode", "--json", input])), expected, "{input}");
        }
        let printed = x402(&["decode", &at(file)]);
        assert!(printed.out.starts_with("x402 sign-in\n{") && printed.out.contains(&format!("\nmessage\n  {first}\n")));
        // Without a chain that has a form of the message there is none.
        let cosmos = object.replace("eip155:", "cosmos:").replace("solana:", "cosmos:");
        assert_eq!(json_of(&x402(&["decode", "--json", &cosmos])).get("message"), None);
    }
    refused(&x402(&["decode", "SIGN-IN-WITH-X: e30="]), "shape: missing-member): version", "sign-in");
    refused(&x402(&["decode", "--kind", "sign-in", &at("payment.txt")]), "header: header-name)", "sign-in");
}

#[test]
fn a_challenge_is_read_from_any_position() {
    let challenge = json!({
        "info": {"domain": "api.example.com", "uri": "https://api.example.com/x", "version": "1",
            "nonce": "a1b2c3d4e5f67890a1b2c3d4e5f67890", "issuedAt": "2024-01-15T10:30:00.000Z"},
        "supportedChains": [{"chainId": "eip155:8453", "type": "eip191"}], "schema": {},
    });
    let extensions = json!({"sign-in-with-x": challenge});
    let mut required: Value = serde_json::from_str(&read("signed-offer.json")).unwrap();
    required["extensions"] = extensions.clone();
    for (input, kind) in [(&challenge, &[][..]), (&extensions, &[]), (&required, &["--kind", "sign-in-challenge"])] {
        let printed = x402(&[&["decode", "--json", &*input.to_string()], kind].concat());
        assert_eq!(json_of(&printed), json!({"kind": "sign-in-challenge", "ok": challenge, "flags": []}));
    }
    let mut version = challenge;
    version["info"]["version"] = "2".into();
    refused(&x402(&["decode", &version.to_string()]), "shape: ", "sign-in-challenge");
    let none = x402(&["decode", "--kind", "sign-in-challenge", &at("signed-offer.json")]);
    refused(&none, "absent): it contains no sign-in-challenge", "sign-in-challenge");
}

/// What is tolerated in a demand is named, whatever is read of it.
#[test]
fn a_challenge_has_the_flags_of_its_document() {
    let extensions = json!({"sign-in-with-x": {
        "info": {"domain": "api.example.com", "uri": "https://api.example.com/x", "version": "1",
            "nonce": "a1b2c3d4e5f67890a1b2c3d4e5f67890", "issuedAt": "2024-01-15T10:30:00.000Z"},
        "supportedChains": [{"chainId": "eip155:8453", "type": "eip191"}],
    }});
    let required = json!({"x402Version": 2, "resource": {"url": "https://api.example.com/x"}, "accepts": [],
        "extensions": extensions})
    .to_string();
    let header = RawJson::base64(required.as_bytes()).as_str().trim_matches('"').to_owned();
    let cut = header.trim_end_matches('=');
    assert_ne!(cut, header);
    let decoded = |input: &str, kind: &str, profile: &str| {
        json_of(&x402_reading(&["decode", "--json", "--kind", kind, "--profile", profile, "-"], input))
    };
    let challenge = |input: &str, profile: &str| decoded(input, "sign-in-challenge", profile);
    let marked = |text: &str| format!("\u{feff}{text}");
    for (input, flags) in [
        (cut.to_owned(), json!(["missing-padding", "empty-accepts"])),
        (required.clone(), json!(["empty-accepts"])),
        (marked(&required), json!(["bom", "empty-accepts"])),
    ] {
        assert_eq!(challenge(&input, "lenient")["flags"], flags);
        assert_eq!(decoded(&input, "payment-required", "lenient")["flags"], flags);
    }
    for input in [marked(&extensions.to_string()), marked(&extensions["sign-in-with-x"].to_string())] {
        assert_eq!(challenge(&input, "lenient")["flags"], json!(["bom"]));
        assert_eq!(challenge(&input, "strict"), json!({"err": {"stage": "utf8", "kind": "byte-order-mark"}}));
    }
    let offer = x402_reading(&["decode", "--json", "--kind", "signed-offer", "-"], marked(&read("signed-offer.json")));
    assert_eq!(json_of(&offer)["err"]["kind"], "byte-order-mark");
}

#[test]
fn offers_and_receipts_come_as_envelope_as_jws_and_inside_of_what_carries_them() {
    let jws = receipt_jws();
    let envelope = json!({"format": "jws", "signature": jws});
    let answer = json_of(&x402(&["decode", "--json", &jws]));
    assert_eq!((&answer["kind"], &answer["ok"], &answer["flags"]), (&json!("receipt"), &envelope, &json!([])));
    assert_eq!(answer["header"], json!({"alg": "ES256", "kid": "did:web:api.example.com#key-1"}));
    assert_eq!((&answer["payload"]["version"], &answer["payload"]["issuedAt"]), (&json!(1), &json!(1_740_672_100)));
    assert_eq!(json_of(&x402(&["decode", "--json", &envelope.to_string()])), answer);
    let inside = x402(&["decode", "--json", "--kind", "receipt", &at("receipt-jws.json")]);
    assert_eq!(json_of(&inside), answer);
    refused(&x402(&["decode", &format!("{jws}=")]), "shape: not-jws): signature", "signed-offer");
    refused(&x402(&["decode", "--kind", "signed-offer", &jws]), "shape: ", "signed-offer");

    for (file, kind) in [("signed-offer.json", "signed-offer"), ("receipt.json", "receipt")] {
        let printed = x402(&["decode", "--json", "--kind", kind, &at(file)]);
        let answer = json_of(&printed);
        assert_eq!((printed.code, &answer["kind"], &answer["ok"]["format"]), (0, &json!(kind), &json!("eip712")));
        assert_eq!(answer["digest"].as_str().unwrap().len(), 66);
        let envelope = answer["ok"].to_string();
        assert_eq!(json_of(&x402(&["decode", "--json", &envelope])), answer);
        let unsigned = envelope.replace("\"version\":1", "\"version\":1,\"note\":\"\"");
        assert_eq!(json_of(&x402(&["decode", "--json", &unsigned]))["flags"], json!(["unsigned-member"]));
        let text = envelope.replace("\"version\":1", "\"version\":\"1\"");
        refused(&x402(&["decode", &text]), "shape: ", kind);
    }
    let absent = x402(&[
        "decode",
        "--kind",
        "receipt",
        "{\"success\":true,\"transaction\":\"0x12\",\"network\":\"eip155:8453\"}",
    ]);
    refused(&absent, "absent): it contains no receipt", "receipt");
}

#[test]
fn builder_codes_are_read_from_calldata() {
    // builder_code.md line 238, behind the selector of a call.
    let calldata = "0xe3ee160ea261616862635f6d7961707061777062635f6d79666163696c697461746f72001f0280218021802180218021802180218021";
    let printed = x402(&["decode", "--json", calldata]);
    let expected = json!({"kind": "calldata", "ok": {"a": "bc_myapp", "w": "bc_myfacilitator"}, "flags": []});
    assert_eq!((printed.code, json_of(&printed)), (0, expected));
    let cut = calldata.replace("001f02", "001e02");
    refused(&x402(&["decode", &cut]), "cbor)", "calldata");
    let printed = x402(&["decode", "--json", &cut]);
    assert_eq!((printed.code, json_of(&printed)), (65, json!({"err": {"kind": "cbor"}})));
    refused(&x402(&["decode", "0xe3ee160e"]), "no-suffix)", "calldata");
    let printed = x402(&["decode", "0xe3e"]);
    assert!(printed.code == 64 && printed.err.contains("hexadecimal digits"), "{printed:?}");
}
