//! The echo of what the server declared (B-6).

use x402_types::{DecodeOptions, Flag, Flags, Wire, v2};
use x402_verify::{CheckId, Mechanism, Verdict, echo_flags};

use crate::support::{Case, VALID, checks_of, invalid, outcome};

const FAILS: (Verdict, Option<&str>) = invalid("extension-echo");

#[track_caller]
fn check(declared: &str, echoed: &str, expected: (Verdict, Option<&'static str>), flags: &[&str]) {
    let case = Case::new().extensions(declared, echoed);
    assert_eq!((case.verdict(), case.flags()), (expected, flags.to_vec()), "{declared} {echoed}");
}

#[test]
fn the_echo_contains_the_servers_fields_and_may_add_some() {
    let declared = r#"{"bazaar":{"info":{"a":{"b":[1,{"c":2}]},"n":null},"schema":{"type":"object"}}}"#;
    for echoed in [
        r#"{"bazaar":{"info":{"a":{"b":[1,{"c":2}]},"n":null},"schema":{"type":"object"}}}"#,
        r#"{"bazaar":{"info":{"n":null,"a":{"d":3,"b":[1.0,{"c":2e0}]},"e":4},"schema":{}},"other":{}}"#,
        // The schema is not compared.
        r#"{"bazaar":{"info":{"a":{"b":[1,{"c":2}]},"n":null}}}"#,
    ] {
        check(declared, echoed, VALID, &[]);
    }
    // A required null may be absent, which the official server for npm refuses.
    check(declared, r#"{"bazaar":{"info":{"a":{"b":[1,{"c":2}]}}}}"#, VALID, &["null-skip"]);
    for echoed in [
        r#"{"bazaar":{"info":{"a":{"b":[1,{"c":3}]},"n":null}}}"#,
        r#"{"bazaar":{"info":{"a":{"b":[1,{"c":2,"d":1}]},"n":null}}}"#,
        r#"{"bazaar":{"info":{"a":{"b":[1]},"n":null}}}"#,
        r#"{"bazaar":{"info":{"n":null}}}"#,
        r#"{"bazaar":{"info":[]}}"#,
        r#"{"bazaar":{}}"#,
        r#"{"bazaar":null}"#,
        // Without the wrapper; both official servers take it (V2 §5.1.2 wants `info`).
        r#"{"bazaar":{"a":{"b":[1,{"c":2}]},"n":null}}"#,
    ] {
        check(declared, echoed, FAILS, &[]);
    }
    let empty = r#"{"bazaar":{"info":{},"schema":{}}}"#;
    check(empty, r#"{"bazaar":{"info":{"more":1}}}"#, VALID, &[]);
    for echoed in [r#"{"bazaar":{}}"#, r#"{"bazaar":5}"#, r#"{"bazaar":{"info":[]}}"#, r#"{"bazaar":{"info":null}}"#] {
        check(empty, echoed, FAILS, &[]);
    }
}

#[test]
fn what_is_left_out_is_flagged_unless_the_policy_wants_it() {
    let declared = r#"{"bazaar":{"info":{"a":1}},"payment-identifier":{"info":{"required":false}}}"#;
    let partial = r#"{"bazaar":{"info":{"a":1}}}"#;
    check(declared, partial, VALID, &["extension-not-echoed"]);
    check(declared, "{}", VALID, &["extension-not-echoed"]);
    check("{}", "{}", VALID, &[]);
    let mut without = Case::new().extensions(declared, "{}");
    without.payment.extensions = None;
    assert_eq!((without.verdict(), without.flags()), (VALID, vec!["extension-not-echoed"]));
    let strict = |case: Case| case.policy(|policy| policy.require_echo = true).verdict();
    assert_eq!(strict(without), FAILS);
    assert_eq!(strict(Case::new().extensions(declared, partial)), FAILS);
    assert_eq!(strict(Case::new().extensions(partial, declared)), VALID);
}

#[test]
fn what_a_server_makes_anew_may_differ() {
    let declared =
        r#"{"sign-in-with-x":{"info":{"domain":"a.example","nonce":"n1","issuedAt":"1","expirationTime":"2"}}}"#;
    let fresh = declared.replace("n1", "n2").replace(r#""1""#, r#""3""#).replace(r#","expirationTime":"2""#, "");
    check(declared, &fresh, VALID, &[]);
    check(declared, &fresh.replace("a.example", "b.example"), FAILS, &[]);
    let since = declared.replace("domain", "notBefore");
    check(&since, &since, VALID, &[]);
    check(&since, &since.replace("a.example", "b.example"), FAILS, &[]);
    // Of this extension only.
    check(r#"{"x":{"info":{"nonce":"n1"}}}"#, r#"{"x":{"info":{"nonce":"n2"}}}"#, FAILS, &[]);

    let offers = r#"{"offer-receipt":{"info":{"offers":[{"signature":"0x01"}],"note":"a"}}}"#;
    check(offers, &offers.replace("0x01", "0x02"), VALID, &[]);
    check(offers, r#"{"offer-receipt":{"info":{"note":"a"}}}"#, VALID, &[]);
    check(offers, &offers.replace(r#""a""#, r#""b""#), FAILS, &[]);
    let elsewhere = offers.replace("offer-receipt", "x");
    check(&elsewhere, &elsewhere.replace("0x01", "0x02"), FAILS, &[]);
}

#[test]
fn builder_codes() {
    let declared = r#"{"builder-code":{"info":{"a":"app","s":["one"]}}}"#;
    let flat: &[&str] = &["flat-builder-code"];
    for (echoed, flags) in [
        // The payment leaves out the wrapper.
        (r#"{"builder-code":{"a":"app","s":["two","one"]}}"#, flat),
        (r#"{"builder-code":{"a":"app","s":"one"}}"#, flat),
        (r#"{"builder-code":{"info":{"a":"app","s":["one"]}}}"#, &[]),
        (r#"{"builder-code":{"info":{"a":"app","s":["one"],"w":"Wallet","more":1}}}"#, &["wallet-code"]),
        ("{}", &["extension-not-echoed"]),
    ] {
        check(declared, echoed, VALID, flags);
    }
    for echoed in [
        r#"{"builder-code":{"info":{"a":"other","s":["one"]}}}"#,
        r#"{"builder-code":{"info":{"s":["one"]}}}"#,
        r#"{"builder-code":{"info":{"a":"app","s":["two"]}}}"#,
        r#"{"builder-code":{"info":{"a":"app"}}}"#,
        r#"{"builder-code":{"info":{"a":"app","s":["one","Two"]}}}"#,
        r#"{"builder-code":{"info":5}}"#,
    ] {
        check(declared, echoed, FAILS, &[]);
    }
    // `null` is absent (C-7), and both codes are declared.
    for echoed in
        [r#"{"builder-code":{"info":{"a":null,"s":["one"]}}}"#, r#"{"builder-code":{"info":{"a":"app","s":null}}}"#]
    {
        check(declared, echoed, FAILS, &["null-optional"]);
    }
    // A client names itself, and no application.
    check("{}", r#"{"builder-code":{"info":{"s":"client"}}}"#, VALID, &[]);
    check("{}", r#"{"builder-code":{"info":{"s":null}}}"#, VALID, &["null-optional"]);
    check("{}", r#"{"builder-code":{"info":{"a":"app"}}}"#, FAILS, &[]);
    check(r#"{"builder-code":{"info":{}}}"#, r#"{"builder-code":{"info":{"a":"app"}}}"#, FAILS, &[]);
    // What the server declares of a wallet is to be there like anything else.
    let wallet = r#"{"builder-code":{"info":{"w":"one"}}}"#;
    check(wallet, wallet, VALID, &[]);
    check(wallet, r#"{"builder-code":{"info":{"w":"two"}}}"#, FAILS, &[]);
    // With `null` it declares none.
    let no_wallet = r#"{"builder-code":{"info":{"a":"app","w":null}}}"#;
    check(no_wallet, r#"{"builder-code":{"info":{"a":"app","w":"two"}}}"#, VALID, &["wallet-code"]);
    check(no_wallet, r#"{"builder-code":{"info":{"a":"app"}}}"#, VALID, &[]);
    check(no_wallet, r#"{"builder-code":{"info":{"a":"other","w":"two"}}}"#, FAILS, &["wallet-code"]);
}

#[test]
fn service_codes_are_a_set_with_a_limit() {
    let echo = |codes: &[&str]| format!(r#"{{"builder-code":{{"info":{{"s":["{}"]}}}}}}"#, codes.join("\",\""));
    let all = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    check("{}", &echo(&all[..5]), VALID, &[]);
    check("{}", &echo(&all[..6]), VALID, &["service-codes"]);
    check("{}", &echo(&all[..10]), VALID, &["service-codes"]);
    check("{}", &echo(&all), FAILS, &["service-codes"]);
    check(&echo(&all[..5]), &echo(&all[..10]), VALID, &[]);
    check(&echo(&all[..4]), &echo(&all[..10]), VALID, &["service-codes"]);
    // The same one again is no more of the client's, and it takes a place.
    check("{}", &echo(&["a"; 10]), VALID, &[]);
    check("{}", &echo(&["a"; 11]), FAILS, &[]);
    // A server may refuse what it did not ask for.
    let refusing = Case::new().extensions("{}", &echo(&all[..6]));
    let refusing = refusing.policy(|policy| policy.refused = Flags::NONE.with(Flag::ServiceCodes));
    assert_eq!(refusing.verdict(), invalid("policy"));
}

#[test]
fn without_a_declaration_nothing_is_checked() {
    let mut case = Case::new().extensions("{}", r#"{"builder-code":{"a":"app"}}"#);
    case.declared = None;
    assert_eq!(case.verdict(), VALID);
    assert_eq!(outcome(&case.report(), CheckId::EXTENSION_ECHO), None);
}

#[test]
fn the_check_is_made_where_the_payload_cannot_be_read() {
    let case = Case::new().extensions(r#"{"x":{"info":1}}"#, r#"{"x":{"info":2}}"#).payload(|_| "{}".into());
    let report = case.report();
    let failed: Vec<_> = crate::support::failed(&report);
    assert_eq!(failed, [CheckId::PAYLOAD, CheckId::EXTENSION_ECHO]);
    let order: Vec<_> = report.checks().iter().map(|check| check.id).collect();
    assert!(order.is_sorted_by_key(|id| checks_of(Mechanism::EIP3009).position(|check| check == *id)), "{order:?}");
}

#[test]
fn what_differs_and_what_is_left_out_is_named() {
    let sentence = |case: Case| case.report().into_paid().unwrap_err().to_string();
    let declared = r#"{"x":{"info":1},"y":{"info":1},"z":{"info":1}}"#;
    let differs = sentence(Case::new().extensions(declared, r#"{"x":{"info":2},"y":{"info":1},"z":{"info":2}}"#));
    assert!(
        differs.ends_with("the payment changed or added these fields, or the extension does not allow them in a payment: x.info, z.info"),
        "{differs}"
    );
    let left_out = Case::new().extensions(declared, r#"{"y":{"info":1}}"#);
    let left_out = sentence(left_out.policy(|policy| policy.require_echo = true));
    assert!(left_out.ends_with("the payment leaves out extensions that the server declared: x, z"), "{left_out}");
}

/// X-8. The server's declaration decides, and the verdict does not depend on it (X-7).
#[test]
fn a_required_identifier_that_is_left_out_is_flagged() {
    let required = r#"{"payment-identifier":{"info":{"required":true}}}"#;
    for (declared, echoed, flags) in [
        (required, required, &["no-identifier"][..]),
        (required, r#"{"payment-identifier":{"info":{"required":true,"id":null}}}"#, &["no-identifier"]),
        (required, r#"{"payment-identifier":{"info":{"required":true,"id":"pay_7d5d747be160e280"}}}"#, &[]),
        (required, "{}", &["extension-not-echoed", "no-identifier"]),
        // The payment's own `required` has no effect (X-9).
        (
            r#"{"payment-identifier":{"info":{"required":false}}}"#,
            r#"{"payment-identifier":{"info":{"required":false}}}"#,
            &[],
        ),
        (r#"{"payment-identifier":{"info":{}}}"#, required, &[]),
        ("{}", required, &[]),
    ] {
        check(declared, echoed, VALID, flags);
    }
}

/// B-6. A facilitator lists the resource that the payment names, if the payment repeats `bazaar`.
#[test]
fn what_a_payment_does_not_repeat_of_a_402_response_is_flagged() {
    let flags = |required: &str, payment: &str| -> Vec<&str> {
        let offer = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}"#;
        let required = format!(r#"{{"x402Version":2,"accepts":[{offer}]{required}}}"#);
        let payment = format!(r#"{{"x402Version":2,"accepted":{offer},"payload":{{}}{payment}}}"#);
        let required = v2::PaymentRequired::decode(&*required, &DecodeOptions::STRICT).unwrap().value;
        let payment = v2::PaymentPayload::decode(&*payment, &DecodeOptions::STRICT).unwrap().value;
        echo_flags(&payment, &required).iter().map(Flag::as_str).collect()
    };
    let resource = r#","resource":{"url":"https://api.example.com/"}"#;
    let bazaar = r#","extensions":{"bazaar":{"info":{"input":{"type":"http","method":"GET"}}}}"#;
    let both = [resource, bazaar].concat();
    let other = [resource, r#","extensions":{"other":{"info":{}}}"#].concat();
    for (required, payment, expected) in [
        (&*both, "", &["extension-not-echoed", "resource-not-echoed"][..]),
        (&both, resource, &["extension-not-echoed"]),
        (&both, bazaar, &["resource-not-echoed"]),
        (&both, &both, &[]),
        // There is nothing to repeat, or nothing is lost.
        (bazaar, bazaar, &[]),
        (resource, "", &[]),
        (&other, r#","extensions":{"other":{"info":{}}}"#, &[]),
        (&other, "", &["extension-not-echoed"]),
        ("", "", &[]),
    ] {
        assert_eq!(flags(required, payment), expected, "{required} {payment}");
    }
}
