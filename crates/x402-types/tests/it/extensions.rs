//! What a payment adds for an extension, by its key.

use x402_types::{
    DecodeOptions, Flag, Flags, RawJson, Wire,
    extensions::builder_code::{BuilderCode, Code},
    matching::compare_extensions,
    v2::PaymentPayload,
};

use super::added::{read, refused};

#[test]
fn builder_codes_come_as_one_or_as_a_list() {
    let codes = |extension: &str| {
        let (read, flags) = read::<BuilderCode>(extension);
        let BuilderCode { app, services, wallet, .. } = read.unwrap().unwrap();
        let services: Vec<_> = services.iter().map(Code::as_str).collect();
        let text = |code: Option<Code>| code.map(|code| code.to_string());
        (text(app), services.join(" "), text(wallet), flags)
    };
    let text = |text: &str| Some(text.to_owned());
    let list = codes(r#"{"info":{"a":"my_app","s":["base_mcp","demo_app"],"x":1},"schema":{}}"#);
    assert_eq!(list, (text("my_app"), "base_mcp demo_app".into(), None, Flags::NONE));
    let one = codes(r#"{"info":{"a":null,"s":"c0","w":"wallet"}}"#);
    assert_eq!(one, (None, "c0".into(), text("wallet"), Flags::NONE));
    // As the document prints an echo.
    let flat = codes(r#"{"a":"my_app","s":"my_client"}"#);
    assert_eq!(flat, (text("my_app"), "my_client".into(), None, Flags::from_iter([Flag::FlatBuilderCode])));
    assert_eq!(codes(r#"{"info":{"s":[]}}"#), (None, String::new(), None, Flags::NONE));

    let (long, most) = ("a".repeat(33), "a".repeat(32));
    assert_eq!(codes(&format!(r#"{{"info":{{"a":"{most}"}}}}"#)).0, Some(most));
    for wrong in ["", "A", "a-b", "ä", &long] {
        refused::<BuilderCode>(&format!(r#"{{"info":{{"a":"{wrong}"}}}}"#), "not-builder-code builder-code.info.a");
        refused::<BuilderCode>(
            &format!(r#"{{"info":{{"s":["b","{wrong}"]}}}}"#),
            "not-builder-code builder-code.info.s[1]",
        );
        refused::<BuilderCode>(&format!(r#"{{"w":"{wrong}"}}"#), "not-builder-code builder-code.w");
    }
    refused::<BuilderCode>(r#"{"info":{"s":{}}}"#, "wrong-type builder-code.info.s");
    refused::<BuilderCode>(r#"{"info":[]}"#, "wrong-type builder-code.info");
}

#[test]
fn a_payment_gives_an_extension_by_its_type() {
    let payment = |extensions: &str| {
        let text = format!(
            concat!(
                r#"{{"x402Version":2,"accepted":{{"scheme":"exact","network":"eip155:1","amount":"1","asset":"","payTo":"","#,
                r#""maxTimeoutSeconds":60}},"payload":{{}}{}}}"#
            ),
            extensions
        );
        PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value
    };
    let codes = |extensions| payment(extensions).extension::<BuilderCode>(&DecodeOptions::STRICT);
    assert_eq!(codes(""), None);
    assert_eq!(codes(r#","extensions":{"bazaar":{}}"#), None);
    let found = codes(r#","extensions":{"bazaar":{},"builder-code":{"info":{"a":"app"}}}"#);
    assert_eq!(found.unwrap().unwrap().app, Some("app".parse().unwrap()));
    let error = codes(r#","extensions":{"builder-code":{"info":{"a":"App"}}}"#).unwrap().unwrap_err();
    assert_eq!(error.path().to_string(), "extensions.builder-code.info.a");
}

/// B-6: a declared `null` that does not come back, at any depth, is one for which npm `@x402/core` 2.27.0 answers `extension_echo_mismatch`.
#[test]
fn a_declared_null_that_is_absent_is_flagged() {
    let flags = |declared: &str, echoed: &str| {
        let extension = |info: &str| RawJson::parse(&format!(r#"{{"other":{{"info":{info}}}}}"#)).unwrap();
        let compared = compare_extensions(&extension(declared), Some(&extension(echoed)));
        (compared.differs, compared.flags)
    };
    let null_skip = Flags::from_iter([Flag::NullSkip]);
    for (declared, echoed, differs, expected) in [
        (r#"{"a":null}"#, "{}", [].as_slice(), null_skip),
        (r#"{"a":{"b":null}}"#, r#"{"a":{}}"#, &[], null_skip),
        (r#"{"a":null}"#, r#"{"a":null}"#, &[], Flags::NONE),
        (r#"{"a":null}"#, r#"{"a":1}"#, &["other.info.a"], Flags::NONE),
        (r#"{"a":1}"#, r#"{"a":1,"b":null}"#, &[], Flags::NONE),
    ] {
        let found = flags(declared, echoed);
        assert_eq!(
            (found.0.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found.1),
            (differs, expected),
            "{declared}"
        );
    }
}

/// B-6: a declared wallet's code is compared unless it is null, and a declared service code is looked for among as many as there may be.
#[test]
fn declared_codes_come_back() {
    let differs = |declared: &str, echoed: &str| {
        let extension = |info: &str| RawJson::parse(&format!(r#"{{"builder-code":{{"info":{info}}}}}"#)).unwrap();
        compare_extensions(&extension(declared), Some(&extension(echoed))).differs
    };
    let wallet = |code: &str| format!(r#"{{"a":"app","w":{code}}}"#);
    assert_eq!(differs(&wallet(r#""one""#), &wallet(r#""two""#)), ["builder-code.info.w"]);
    assert_eq!(differs(&wallet(r#""one""#), &wallet(r#""one""#)), [""; 0]);
    assert_eq!(differs(&wallet("null"), &wallet(r#""two""#)), [""; 0]);
    assert_eq!(differs(&wallet("null"), r#"{"a":"other"}"#), ["builder-code.info.a"]);

    let services = |codes: std::ops::Range<u8>| {
        format!(r#"{{"s":{:?}}}"#, codes.map(|code| format!("c{code}")).collect::<Vec<_>>())
    };
    assert_eq!(differs(r#"{"s":["c10"]}"#, &services(0..10)), ["builder-code.info.s"]);
    assert_eq!(differs(r#"{"s":["c9"]}"#, &services(0..10)), [""; 0]);
}
