//! Values under a near name, in a wrong place, and every fault of an offer in one run, each with what is right next to it.

use x402_lint::{Bounds, Corrected, Finding, Level, Lint, Source, corrected, lint};
use x402_types::RawJson;

use crate::{OFFER, found};

fn linted(text: &str) -> Lint {
    lint(&Source::Text(text), &Bounds::DEFAULT)
}

fn fixed(text: &str) -> Corrected {
    corrected(&RawJson::parse(text).unwrap(), &Bounds::DEFAULT)
}

fn payment_required(offer: &str) -> String {
    format!(r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/w"}},"accepts":[{offer}]}}"#)
}

/// An offer of version 1 without a fault.
fn of_v1() -> String {
    OFFER.replacen("eip155:84532", "base-sepolia", 1).replacen(
        r#""amount""#,
        r#""resource":"https://api.example.com/w","description":"d","mimeType":"","maxAmountRequired""#,
        1,
    )
}

fn payment_required_of_v1(offer: &str) -> String {
    format!(r#"{{"x402Version":1,"error":"pay","accepts":[{offer}]}}"#)
}

fn named<'a>(lint: &'a Lint, rule: &str, pointer: &str) -> &'a Finding {
    let is_it = |finding: &&Finding| finding.rule == rule && finding.pointer == pointer;
    lint.findings.iter().find(is_it).unwrap_or_else(|| panic!("no {rule} at {pointer}: {:?}", lint.findings))
}

/// What `--fix` writes has no finding, and the same members as the right text.
fn becomes(faulty: &str, right: &str) {
    let Corrected { payment_required, left, .. } = fixed(faulty);
    let right = RawJson::parse(right).unwrap();
    assert!(payment_required.as_json().same_value(&right.as_json()), "{faulty}\n{payment_required:?}\n{right:?}");
    assert_eq!(found(&left), found(&linted(right.as_str())), "{faulty}");
}

/// The JSON names of the official SDKs for Python (pydantic fields), Go (fields without tags) and Rust (fields without renaming), of
/// a payment page, and of people.
#[test]
fn required_fields_under_a_near_name() {
    let right = payment_required(OFFER);
    for (from, to, rule, pointer) in [
        ("payTo", "pay_to", "unreadable-offer", "/accepts/0/payTo"),
        ("payTo", "PayTo", "unreadable-offer", "/accepts/0/payTo"),
        ("payTo", "recipient", "unreadable-offer", "/accepts/0/payTo"),
        ("payTo", "pay-to", "unreadable-offer", "/accepts/0/payTo"),
        ("maxTimeoutSeconds", "max_timeout_seconds", "unreadable-offer", "/accepts/0/maxTimeoutSeconds"),
        ("maxTimeoutSeconds", "MaxTimeoutSeconds", "unreadable-offer", "/accepts/0/maxTimeoutSeconds"),
        ("maxTimeoutSeconds", "timeout", "unreadable-offer", "/accepts/0/maxTimeoutSeconds"),
        ("amount", "price", "unreadable-offer", "/accepts/0/amount"),
        ("amount", "Amount", "unreadable-offer", "/accepts/0/amount"),
        ("asset", "token", "unreadable-offer", "/accepts/0/asset"),
        ("network", "Network", "unreadable-offer", "/accepts/0/network"),
        ("scheme", "Scheme", "unreadable-offer", "/accepts/0/scheme"),
        ("x402Version", "x402_version", "unreadable", "/x402Version"),
        ("x402Version", "X402Version", "unreadable", "/x402Version"),
        ("x402Version", "version", "unreadable", "/x402Version"),
        ("accepts", "paymentRequirements", "unreadable", "/accepts"),
        ("accepts", "payment_requirements", "unreadable", "/accepts"),
        ("resource", "resourceInfo", "no-resource", "/resource"),
        ("resource", "resource_info", "no-resource", "/resource"),
        ("resource", "resouce", "no-resource", "/resource"),
        ("accepts", "acepts", "unreadable", "/accepts"),
        ("x402Version", "x402Verison", "unreadable", "/x402Version"),
        ("payTo", "payTo2", "unreadable-offer", "/accepts/0/payTo"),
        ("amount", "ammount", "unreadable-offer", "/accepts/0/amount"),
        ("network", "netwrok", "unreadable-offer", "/accepts/0/network"),
    ] {
        let faulty = right.replacen(&format!("{from:?}:"), &format!("{to:?}:"), 1);
        assert_ne!(faulty, right);
        let lint = linted(&faulty);
        let finding = named(&lint, rule, pointer);
        assert!(finding.what.contains(to) && !finding.fix.is_empty(), "{finding:?}");
        assert_eq!(lint.findings.len(), 1, "{:?}", lint.findings);
        becomes(&faulty, &right);
    }
    let right = payment_required_of_v1(&of_v1());
    for (from, to) in [
        ("maxAmountRequired", "max_amount_required"),
        ("maxAmountRequired", "price"),
        ("mimeType", "mime_type"),
        ("mimeType", "contentType"),
        ("resource", "resourceUrl"),
        ("description", "Description"),
    ] {
        let faulty = right.replacen(&format!("{from:?}:"), &format!("{to:?}:"), 1);
        assert!(linted(&faulty).findings.iter().any(|finding| finding.what.contains(to)), "{faulty}");
        becomes(&faulty, &right);
    }
}

/// Optional fields, which readers ignore under any other name. What the missing value makes an error is an error.
#[test]
fn optional_fields_under_a_near_name() {
    let described = payment_required(OFFER).replacen(
        r#""url":"https://api.example.com/w""#,
        r#""url":"https://api.example.com/w","description":"d","mimeType":"text/plain","serviceName":"W","tags":["w"]"#,
        1,
    );
    for (from, to, pointer, level) in [
        ("mimeType", "mime_type", "/resource/mimeType", Level::Warning),
        ("serviceName", "service_name", "/resource/serviceName", Level::Warning),
        ("tags", "Tags", "/resource/tags", Level::Warning),
        ("extra", "Extra", "/accepts/0/extra", Level::Error),
    ] {
        let faulty = described.replacen(&format!("{from:?}:"), &format!("{to:?}:"), 1);
        let lint = linted(&faulty);
        assert_eq!(found(&lint), [("near-name", pointer)], "{faulty}");
        assert_eq!((lint.findings[0].level, lint.findings[0].what.contains(to)), (level, true), "{faulty}");
        becomes(&faulty, &described);
    }
    let solana = payment_required(&solana(r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#));
    let faulty = solana.replacen("feePayer", "fee_payer", 1);
    assert!(named(&linted(&faulty), "no-fee-payer", "/accepts/0/extra/feePayer").what.contains("fee_payer"));
    becomes(&faulty, &solana);
    // Another word is no spelling, and in `extra` of an unknown scheme any name may be right.
    let other = described.replacen(r#""mimeType":"#, r#""mediaType":"#, 1);
    assert!(linted(&other).findings.is_empty());
    let unknown =
        payment_required(OFFER).replacen(r#""exact""#, r#""deferred""#, 1).replacen(r#""name""#, r#""Name""#, 1);
    assert_eq!(found(&linted(&unknown)), [("unknown-scheme", "/accepts/0/scheme")]);
}

/// Where two names compete, the right one is there, or the value is no such value, nothing is renamed.
#[test]
fn no_name_is_guessed() {
    let right = payment_required(OFFER);
    for (from, to) in [
        (r#""payTo":"#, r#""recipient":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","pay_to":"#),
        (r#""amount":"10000""#, r#""price":"$0.01""#),
        (r#""amount":"10000""#, r#""price":0.01"#),
        (r#""maxTimeoutSeconds":60"#, r#""timeout":"60s""#),
        (r#""network":"eip155:84532""#, r#""chainId":84532"#),
        (r#""resource":{"url":"https://api.example.com/w"}"#, r#""resourceInfo":"https://api.example.com/w""#),
    ] {
        assert!(right.contains(from));
        let faulty = right.replacen(from, to, 1);
        let name = to.split('"').nth(1).unwrap();
        assert!(linted(&faulty).findings.iter().any(|finding| finding.what.contains(name)), "{faulty}");
        assert_eq!(fixed(&faulty).payment_required.as_str(), faulty);
    }
    let priced = right.replacen(r#""amount":"10000""#, r#""price":"$0.01""#, 1);
    assert!(named_what(&priced, "/accepts/0/amount").ends_with(r#"0.01 USDC is "10000""#));
    for near_name in [r#""pay_to":"0x20""#, r#""Scheme":"upto""#, r#""price":"$0.01""#, r#""max_timeout_seconds":"x""#]
    {
        let more = right.replacen(r#""scheme""#, &format!(r#"{near_name},"scheme""#), 1);
        assert!(linted(&more).findings.is_empty(), "{more}");
        assert_eq!(fixed(&more).payment_required.as_str(), more);
    }
}

/// What a near name hides is found in the same run.
#[test]
fn a_fault_behind_a_near_name_is_found_with_it() {
    let faulty = payment_required(OFFER)
        .replacen(r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, r#""pay_to":"0x20""#, 1)
        .replacen(r#""name":"USDC""#, r#""name":"USD Coin""#, 1);
    let lint = linted(&faulty);
    let pay_to = "/accepts/0/payTo";
    assert_eq!(
        found(&lint),
        [("other-domain", "/accepts/0/extra/name"), ("unreadable-offer", pay_to), ("not-address", pay_to)]
    );
    assert_eq!(found(&fixed(&faulty).left), [("not-address", pay_to)]);
    // A demand with all names of another language.
    let snake = payment_required_of_v1(&of_v1())
        .replacen("x402Version", "x402_version", 1)
        .replacen("maxAmountRequired", "max_amount_required", 1)
        .replacen("payTo", "pay_to", 1)
        .replacen("maxTimeoutSeconds", "max_timeout_seconds", 1)
        .replacen("mimeType", "mime_type", 1);
    assert_eq!(linted(&snake).errors(), 4);
    becomes(&snake, &payment_required_of_v1(&of_v1()));
}

fn solana(extra: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","amount":"10000",
          "asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU","payTo":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
          "maxTimeoutSeconds":60,"extra":{extra}}}"#
    )
}

/// Every required field alone, and all together: each missing one has its finding, and no run shows another error.
#[test]
fn every_fault_of_an_offer_is_found_in_one_run() {
    let offers = [
        (
            r#"{"x402Version":1,"error":"pay","accepts":[{"network":"solana","scheme":"exact","payTo":"4Nd1mYvKzNpNKP4vpw9yTUVAdtQJtuPUb9pTBNGpV5RU"}]}"#,
            &[
                "maxAmountRequired",
                "asset",
                "resource",
                "description",
                "mimeType",
                "maxTimeoutSeconds",
                "extra/feePayer",
            ][..],
        ),
        (
            r#"{"x402Version":1,"error":"pay","accepts":[{}]}"#,
            &[
                "scheme",
                "network",
                "maxAmountRequired",
                "asset",
                "payTo",
                "resource",
                "description",
                "maxTimeoutSeconds",
            ],
        ),
        (
            r#"{"x402Version":2,"resource":{"url":"https://a.example/"},"accepts":[{"scheme":"exact","network":"eip155:8453"}]}"#,
            &["amount", "asset", "payTo", "maxTimeoutSeconds", "extra/name"],
        ),
        (
            r#"{"x402Version":2,"resource":{"url":"https://a.example/"},"accepts":[{"scheme":"exact","network":"eip155:8453","amount":0.5,"asset":7,
             "payTo":"0x20","maxTimeoutSeconds":"soon","extra":"USDC"}]}"#,
            &["amount", "asset", "payTo", "maxTimeoutSeconds", "extra", "extra/name"],
        ),
        (
            r#"{"x402Version":2,"resource":{"url":"https://a.example/"},"accepts":[{"scheme":"","network":7,"amount":null,"asset":null,
             "payTo":null,"maxTimeoutSeconds":-1}]}"#,
            &["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds"],
        ),
    ];
    for (text, members) in offers {
        let lint = linted(text);
        for member in members {
            let pointer = format!("/accepts/0/{member}");
            assert!(lint.findings.iter().any(|finding| finding.pointer == pointer), "{pointer}: {:?}", found(&lint));
        }
        let errors: Vec<_> = lint.findings.iter().filter(|finding| finding.level == Level::Error).collect();
        for left in fixed(text).left.findings.iter().filter(|left| left.level == Level::Error) {
            let is_it = |error: &&&Finding| error.pointer == left.pointer && error.rule == left.rule;
            assert!(errors.iter().any(|error| is_it(&error)), "{text}: {left:?}");
        }
        assert!(lint.prices.iter().all(Option::is_none), "{text}: {:?}", lint.prices);
    }
    // No finding of a stand-in is shown.
    let lint = linted(offers[2].0);
    assert!(
        !found(&lint).iter().any(|(rule, _)| ["not-address", "unknown-asset"].contains(rule)),
        "{:?}",
        found(&lint)
    );
}

#[test]
fn every_fault_of_a_demand_is_found_in_one_run() {
    let lint =
        linted(r#"{"error":5,"resource":{"description":7,"tags":"a"},"accepts":[{"scheme":"exact"}],"extensions":[]}"#);
    let pointers: Vec<_> = lint.findings.iter().map(|finding| &*finding.pointer).collect();
    for pointer in ["/x402Version", "/error", "/resource/url", "/resource/description", "/resource/tags", "/extensions"]
    {
        assert!(pointers.contains(&pointer), "{pointer}: {pointers:?}");
    }
    assert!(pointers.contains(&"/accepts/0/payTo"), "{pointers:?}");
    assert!(!found(&lint).iter().any(|(rule, _)| *rule == "relative-url" || *rule == "no-resource"));
    // A value that is read has its findings.
    let lint = linted(r#"{"x402Version":2,"error":5,"resource":{"url":"/w"},"accepts":[]}"#);
    assert_eq!(
        found(&lint),
        [("unreadable", "/error"), ("relative-url", "/resource/url"), ("empty-accepts", "/accepts")]
    );
}

#[test]
fn a_missing_description_is_written_empty() {
    let faulty = payment_required_of_v1(&of_v1()).replacen(r#""description":"d","#, "", 1);
    assert_eq!(found(&linted(&faulty)), [("unreadable-offer", "/accepts/0/description")]);
    becomes(&faulty, &payment_required_of_v1(&of_v1()).replacen(r#""description":"d""#, r#""description":"""#, 1));
}

const BAZAAR: &str = r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":{"$schema":"https://json-schema.org/draft/2020-12/schema",
  "type":"object","properties":{"input":{"type":"object","properties":{"type":{"type":"string","const":"http"},
  "method":{"type":"string","enum":["GET"]}},"required":["type","method"]}},"required":["input"]}}"#;

fn declared() -> String {
    let payment_required = payment_required(OFFER);
    format!(r#"{},"extensions":{{"bazaar":{BAZAAR}}}}}"#, payment_required.strip_suffix('}').unwrap())
}

/// Extensions belong into the demand.
#[test]
fn extensions_in_a_wrong_place_move() {
    let right = declared();
    assert!(linted(&right).findings.is_empty(), "{:?}", linted(&right));
    let plain = payment_required(OFFER);
    let in_offer = |members: &str| plain.replacen(r#""extra""#, &format!(r#"{members},"extra""#), 1);
    let in_extra = |members: &str| plain.replacen(r#""name""#, &format!(r#"{members},"name""#), 1);
    for (faulty, pointer) in [
        (in_offer(&format!(r#""extensions":{{"bazaar":{BAZAAR}}}"#)), "/accepts/0/extensions"),
        (in_offer(&format!(r#""bazaar":{BAZAAR}"#)), "/accepts/0/bazaar"),
        (in_extra(&format!(r#""bazaar":{BAZAAR}"#)), "/accepts/0/extra/bazaar"),
        (in_extra(&format!(r#""extensions":{{"bazaar":{BAZAAR}}}"#)), "/accepts/0/extra/extensions"),
        (plain.replacen(r#""accepts""#, &format!(r#""bazaar":{BAZAAR},"accepts""#), 1), "/bazaar"),
        (
            plain.replacen(r#""url""#, &format!(r#""extensions":{{"bazaar":{BAZAAR}}},"url""#), 1),
            "/resource/extensions",
        ),
    ] {
        let lint = linted(&faulty);
        assert_eq!(found(&lint), [("misplaced", pointer)], "{faulty}");
        assert_eq!(lint.findings[0].level, Level::Warning);
        assert!(lint.findings[0].what.contains("extensions of the 402 response"), "{lint:?}");
        becomes(&faulty, &right);
        // Nothing moves to a place that is taken.
        let both = faulty.replacen(r#""x402Version""#, r#""extensions":{"bazaar":{"info":{}}},"x402Version""#, 1);
        assert!(named(&linted(&both), "misplaced", pointer).fix.is_empty());
    }
    // The same one in two offers is one.
    let offer = OFFER.replacen(r#""extra""#, &format!(r#""bazaar":{BAZAAR},"extra""#), 1);
    let two = payment_required(&format!("{offer},{offer}"));
    becomes(&two, &declared().replacen(OFFER, &format!("{OFFER},{OFFER}"), 1));
    let other = payment_required(&format!("{offer},{}", offer.replacen("GET", "HEAD", 1)));
    assert!(fixed(&other).payment_required.as_str().contains(r#""HEAD""#));
    // Version 1 has no place for them, and loses nothing.
    let v1 = payment_required_of_v1(&of_v1().replacen(
        r#""extra""#,
        &format!(r#""extensions":{{"bazaar":{BAZAAR}}},"extra""#),
        1,
    ));
    let lint = linted(&v1);
    assert_eq!(found(&lint), [("misplaced", "/accepts/0/extensions")]);
    assert!(lint.findings[0].what.contains("version 1 has no extensions"));
    assert_eq!(fixed(&v1).payment_required.as_str(), v1);
}

/// Six errors for one cause are one.
#[test]
fn a_declaration_in_its_own_schema_is_one_error() {
    let whole = declared().replacen(r#""schema":{"$schema""#, &format!(r#""schema":{BAZAAR},"-":{{"$schema""#), 1);
    let lint = linted(&whole);
    assert_eq!(found(&lint), [("misplaced", "/extensions/bazaar/schema")], "{whole}");
    assert_eq!(lint.findings[0].level, Level::Error);
    assert!(lint.findings[0].what.contains("/extensions/bazaar/schema/schema"));
    let fixed = fixed(&whole);
    assert!(fixed.left.findings.is_empty());
    assert!(!fixed.payment_required.as_str().contains(r#""schema":{"info""#));
    // In info it is one, too.
    let inside = declared().replacen(&format!(r#""bazaar":{BAZAAR}"#), &format!(r#""bazaar":{{"info":{BAZAAR}}}"#), 1);
    assert_eq!(found(&linted(&inside)), [("misplaced", "/extensions/bazaar/info")]);
    becomes(&inside, &declared());
    // A schema with properties of these names is a schema.
    let named = declared().replacen(r#""required":["input"]"#, r#""info":{},"required":["input"]"#, 1);
    assert!(!found(&linted(&named)).iter().any(|(rule, _)| *rule == "misplaced"));
}

#[test]
fn members_of_extra_beside_it_move() {
    let right = payment_required(&solana(r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#));
    for extra in ["", r#""extra":{},"#] {
        let fee_payer = r#""feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd""#;
        let faulty = right.replacen(&format!(r#""extra":{{{fee_payer}}}"#), &format!("{extra}{fee_payer}"), 1);
        let lint = linted(&faulty);
        let finding = named(&lint, "no-fee-payer", "/accepts/0/extra/feePayer");
        assert!(finding.what.contains("next to extra") && lint.errors() == 1, "{lint:?}");
        becomes(&faulty, &right);
    }
    // A domain has both members, and a name alone is any name.
    let right = payment_required(OFFER);
    let faulty = right.replacen(r#""extra":{"name":"USDC","version":"2"}"#, r#""name":"USDC","version":"2""#, 1);
    assert!(linted(&faulty).findings[0].what.contains("next to extra"));
    becomes(&faulty, &right);
    let other = right.replacen(r#""extra":{"name":"USDC","version":"2"}"#, r#""name":"Weather""#, 1);
    assert!(fixed(&other).payment_required.as_str().contains(r#""name":"Weather""#));
    // Fields of the offer in extra.
    let pay_to = r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#;
    let faulty = right.replacen(&format!("{pay_to},"), "", 1).replacen(r#""name""#, &format!(r#"{pay_to},"name""#), 1);
    assert!(named_what(&faulty, "/accepts/0/payTo").contains("in extra"));
    becomes(&faulty, &right);
    // Optional ones.
    let flow = r#""paymentFlow":"upfront""#;
    let faulty = right.replacen(r#""extra""#, &format!(r#"{flow},"extra""#), 1);
    named(&linted(&faulty), "misplaced", "/accepts/0/paymentFlow");
    becomes(&faulty, &right.replacen(r#""name""#, &format!(r#"{flow},"name""#), 1));
    let both = right.replacen(r#""extra":{"#, &format!(r#"{flow},"extra":{{{flow},"#), 1);
    assert!(!found(&linted(&both)).iter().any(|(rule, _)| *rule == "misplaced"));
}

fn named_what(text: &str, pointer: &str) -> String {
    linted(text).findings.iter().find(|finding| finding.pointer == pointer).unwrap().what.clone()
}

/// In version 2 the demand has the resource.
#[test]
fn a_resource_in_the_offers_moves() {
    let right = payment_required(OFFER);
    let resource = r#""resource":{"url":"https://api.example.com/w"}"#;
    let faulty =
        right.replacen(&format!("{resource},"), "", 1).replacen(r#""extra""#, &format!(r#"{resource},"extra""#), 1);
    named(&linted(&faulty), "v1-member", "/accepts/0/resource");
    becomes(&faulty, &right);
    let both = right.replacen(r#""extra""#, r#""resource":{"url":"https://b.example/"},"extra""#, 1);
    assert!(fixed(&both).payment_required.as_str().contains("https://api.example.com/w"));
}

/// What the recipient needs on its chain is a note, and no verdict.
#[test]
fn what_a_recipient_needs() {
    let of = |network: &str, asset: &str| {
        payment_required(&format!(
            r#"{{"scheme":"exact","network":"{network}","amount":"1","asset":"{asset}","payTo":"p","maxTimeoutSeconds":60}}"#
        ))
    };
    for (network, asset, is_found) in [
        ("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "31566704", true),
        ("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k", "0", false),
        ("hedera:mainnet", "0.0.456858", true),
        ("hedera:mainnet", "0.0.0", false),
        ("near:mainnet", "usdt.tether-token.near", true),
        ("cosmos:hub", "uusdc", false),
    ] {
        let lint = linted(&of(network, asset));
        let is_noted =
            lint.findings.iter().any(|finding| finding.rule == "token-account" && finding.level == Level::Info);
        assert_eq!(is_noted, is_found, "{network} {asset}: {:?}", found(&lint));
    }
    let right = payment_required(&solana(r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#));
    let lint = linted(&right);
    assert_eq!((found(&lint), lint.has_error()), (vec![("token-account", "/accepts/0/payTo")], false));
    assert!(lint.findings[0].what.contains("associated token account for the mint 4zMM"));
    assert!(!found(&linted(&payment_required(OFFER))).iter().any(|(rule, _)| *rule == "token-account"));
    let wrong = right.replacen("2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", "wallet", 1);
    assert!(!found(&linted(&wrong)).iter().any(|(rule, _)| *rule == "token-account"));
}

/// A symbol is not an address, and the tables have the address.
#[test]
fn a_symbol_as_asset() {
    let asset = r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e""#;
    for (symbol, is_known) in [("USDC", true), ("usdc", true), ("DAI", false)] {
        let lint = linted(&payment_required(&OFFER.replacen(asset, &format!(r#""asset":"{symbol}""#), 1)));
        let finding = named(&lint, "not-address", "/accepts/0/asset");
        let has_address = finding.what.contains("USDC is 0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        assert_eq!((has_address, finding.fix.len()), (is_known, 0), "{finding:?}");
    }
    let mint = solana(r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#);
    let lint = linted(&payment_required(&mint.replacen("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC", 1)));
    assert!(
        named(&lint, "not-address", "/accepts/0/asset")
            .what
            .contains("USDC is 4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU")
    );
}

/// Chains that people offer, which the tables of x402 do not have.
#[test]
fn chains_by_their_names() {
    for (id, name) in [
        (56_u64, "bsc"),
        (97, "bsc-testnet"),
        (25, "cronos"),
        (338, "cronos-testnet"),
        (59_144, "linea"),
        (5000, "mantle"),
        (57_073, "ink"),
        (9745, "plasma"),
        (10, "optimism"),
        (42_161, "arbitrum"),
        (11_155_111, "ethereum-sepolia"),
    ] {
        let right = payment_required(OFFER).replacen("eip155:84532", &format!("eip155:{id}"), 1);
        assert!(!found(&linted(&right)).iter().any(|(rule, _)| *rule == "unknown-network"), "{id}");
        let faulty = payment_required(OFFER).replacen("eip155:84532", name, 1);
        assert!(named_what(&faulty, "/accepts/0/network").contains(&format!("{name} is eip155:{id}")));
        assert!(fixed(&faulty).payment_required.as_str().contains(&format!(r#""network":"eip155:{id}""#)));
        // In version 1 the name is one that no package reads.
        let v1 = payment_required_of_v1(&of_v1().replacen("base-sepolia", name, 1));
        let lint = linted(&v1);
        let finding = named(&lint, "unknown-network", "/accepts/0/network");
        assert!(finding.what.contains(&format!("eip155:{id}")) && finding.level == Level::Info, "{finding:?}");
    }
    for id in [195, 1952, 1_187_947_933_u64] {
        let right = payment_required(OFFER).replacen("eip155:84532", &format!("eip155:{id}"), 1);
        assert!(!found(&linted(&right)).iter().any(|(rule, _)| *rule == "unknown-network"), "{id}");
    }
    for unknown in ["eip155:57", "eip155:9747"] {
        let other = payment_required(OFFER).replacen("eip155:84532", unknown, 1);
        assert!(found(&linted(&other)).contains(&("unknown-network", "/accepts/0/network")), "{unknown}");
    }
    assert!(
        !named_what(&payment_required(OFFER).replacen("eip155:84532", "bscc", 1), "/accepts/0/network")
            .contains("eip155:56")
    );
}
