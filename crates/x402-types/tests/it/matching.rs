//! B-2: which offer a payment answers.

use x402_types::{
    DecodeOptions, Flag, Flags, Network, RawJson, Scheme, Wire,
    matching::{MatchRule, Sides, compare, find_offer, find_offers, official_misses, regenerated_extra, value_at},
    v2::PaymentRequirements,
};

use crate::support::replace;

const EVM: &str = concat!(
    r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
    r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#,
);
const SOLANA: &str = concat!(
    r#"{"scheme":"exact","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"10000","#,
    r#""asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","#,
    r#""payTo":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4","maxTimeoutSeconds":60,"#,
    r#""extra":{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd","#,
    r#""recentBlockhash":"a","lastValidBlockHeight":1,"recentSlot":2}}"#,
);

const RULES: [MatchRule; 3] = [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core];

fn read(text: &str) -> PaymentRequirements {
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn with_extra(extra: &str) -> PaymentRequirements {
    read(&replace(EVM, r#"{"name":"USDC","version":"2"}"#, extra))
}

/// What differs between the echo and the offer, and the flags.
fn differs(accepted: &PaymentRequirements, offer: &PaymentRequirements, rule: MatchRule) -> (String, Flags) {
    let comparison = compare(Sides { accepted, offer }, rule);
    assert_eq!(comparison.matches(), comparison.differs.is_empty());
    (comparison.differs.join(" "), comparison.flags)
}

#[test]
fn every_offer_matches_itself() {
    for text in [EVM, SOLANA, &replace(EVM, r#","extra":{"name":"USDC","version":"2"}"#, "")] {
        for rule in RULES {
            assert_eq!(differs(&read(text), &read(text), rule), ("".into(), Flags::NONE));
        }
    }
}

#[test]
fn each_member_that_changes_is_named() {
    let unmatched = Flags::from_iter([Flag::UnmatchedField]);
    for (from, to, sdk, exact, core) in [
        ("\"exact\"", "\"upto\"", "scheme", "scheme", "scheme"),
        ("84532", "8453", "network", "network", "network"),
        ("\"10000\"", "\"10001\"", "amount", "amount", "amount"),
        ("0x036C", "0x136C", "asset", "asset", "asset"),
        ("0x2096", "0x3096", "payTo", "payTo", "payTo"),
        (":60", ":61", "maxTimeoutSeconds", "maxTimeoutSeconds", ""),
        ("\"USDC\"", "\"USD Coin\"", "extra.name", "extra", ""),
        ("\"version\":\"2\"", "\"version\":2", "extra.version", "extra", ""),
        (",\"version\":\"2\"", "", "extra.version", "extra", ""),
        (r#","extra":{"name":"USDC","version":"2"}"#, "", "extra.name extra.version", "extra", ""),
        (r#"{"name":"USDC","version":"2"}"#, "null", "extra.name extra.version", "extra", ""),
        (r#"{"name":"USDC","version":"2"}"#, "{}", "extra.name extra.version", "extra", ""),
        // Members that are nobody's business.
        ("\"scheme\"", "\"resource\":\"x\",\"scheme\"", "", "", ""),
    ] {
        let accepted = read(&replace(EVM, from, to));
        for (rule, expected) in RULES.into_iter().zip([sdk, exact, core]) {
            let flags = if rule == MatchRule::Sdk && to.contains("resource") { unmatched } else { Flags::NONE };
            assert_eq!(differs(&accepted, &read(EVM), rule), (expected.into(), flags), "{rule:?}: {to}");
        }
    }
    // All at once, in the documents' order.
    let other = read(&replace(&SOLANA.replace("exact", "upto").replace("10000", "1"), ":60", ":1"));
    let (all, _) = differs(&other, &read(EVM), MatchRule::Sdk);
    assert_eq!(all, "scheme network amount asset payTo maxTimeoutSeconds extra.name extra.version");
}

#[test]
fn evm_addresses_compare_as_bytes() {
    let flag = Flags::from_iter([Flag::AddressCase]);
    let lower = read(
        &EVM.to_lowercase()
            .replace("payto", "payTo")
            .replace("maxtimeout", "maxTimeout")
            .replace("\"usdc\"", "\"USDC\"")
            .replace("seconds", "Seconds"),
    );
    for rule in RULES {
        assert_eq!(differs(&lower, &read(EVM), rule), ("".into(), flag));
        assert_eq!(differs(&read(EVM), &lower, rule), ("".into(), flag));
    }
    // What is no address is text: `0X`, another length, other characters; and so is everything on other networks.
    for (offer, accepted) in [
        ("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "0X209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        ("0x209693Bc6afc0C5328bA36FaF03C514EF312287", "0x209693BC6afc0C5328bA36FaF03C514EF312287"),
        ("0x209693Bc6afc0C5328bA36FaF03C514EF31228Ga", "0x209693Bc6afc0C5328bA36FaF03C514EF31228ga"),
        ("merchant", "Merchant"),
    ] {
        let [offer, accepted] =
            [offer, accepted].map(|to| read(&replace(EVM, "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", to)));
        assert_eq!(differs(&accepted, &offer, MatchRule::Sdk), ("payTo".into(), Flags::NONE));
    }
    let accepted = read(&replace(SOLANA, "2wKup", "2WKup"));
    assert_eq!(differs(&accepted, &read(SOLANA), MatchRule::Sdk), ("payTo".into(), Flags::NONE));
    let hex =
        replace(SOLANA, "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    assert_eq!(differs(&read(&replace(&hex, "287C", "287c")), &read(&hex), MatchRule::Core).0, "payTo");
}

#[test]
fn extra_is_compared_by_subset() {
    let null_skip = Flags::from_iter([Flag::NullSkip]);
    let client_flow = Flags::from_iter([Flag::ClientFlow]);
    for (offer, accepted, expected, flags) in [
        // Members may be added, in any order.
        (r#"{"name":"USDC"}"#, r#"{"z":1,"name":"USDC"}"#, "", Flags::NONE),
        // The flow is the offer's to name (F-1).
        (r#"{"name":"USDC"}"#, r#"{"name":"USDC","paymentFlow":"upfront"}"#, "", client_flow),
        (r#"{"name":"USDC"}"#, r#"{"name":"USDC","paymentFlow":"authorization"}"#, "", client_flow),
        (r#"{"name":"USDC"}"#, r#"{"name":"USDC","paymentFlow":null}"#, "", Flags::NONE),
        (r#"{"paymentFlow":null}"#, r#"{"paymentFlow":null}"#, "", Flags::NONE),
        (r#"{"paymentFlow":"escrow"}"#, r#"{"x":1,"paymentFlow":"escrow"}"#, "", Flags::NONE),
        (r#"{"paymentFlow":"escrow"}"#, r#"{"paymentFlow":"upfront"}"#, "extra.paymentFlow", Flags::NONE),
        // Objects inside by the same rule.
        (r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"x":1,"b":{"c":1,"y":2}}}"#, "", Flags::NONE),
        (r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":{"c":2}}}"#, "extra.a", Flags::NONE),
        (r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":{}}}"#, "extra.a", Flags::NONE),
        (r#"{"a":{}}"#, r#"{"a":{"b":1}}"#, "", Flags::NONE),
        (r#"{"a":{}}"#, r#"{"a":[]}"#, "extra.a", Flags::NONE),
        // Arrays whole: no member may be added in them, no element left out or moved.
        (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":1}]}"#, "", Flags::NONE),
        (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":1,"c":2}]}"#, "extra.a", Flags::NONE),
        (r#"{"a":[1,2]}"#, r#"{"a":[1,2,3]}"#, "extra.a", Flags::NONE),
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, "extra.a", Flags::NONE),
        (r#"{"a":[null]}"#, r#"{"a":[]}"#, "extra.a", Flags::NONE),
        (r#"{"a":[{"b":null}]}"#, r#"{"a":[{}]}"#, "extra.a", Flags::NONE),
        // A null that is required may be absent, at any depth of objects, and is no wildcard.
        (r#"{"a":null}"#, r#"{}"#, "", null_skip),
        (r#"{"a":{"b":null}}"#, r#"{"a":{}}"#, "", null_skip),
        (r#"{"a":null}"#, r#"{"a":null}"#, "", Flags::NONE),
        (r#"{"a":null}"#, r#"{"a":1}"#, "extra.a", Flags::NONE),
        (r#"{"a":1}"#, r#"{"a":null}"#, "extra.a", Flags::NONE),
        // Numbers and strings by value.
        (r#"{"a":1,"b":1.50,"c":-0}"#, r#"{"a":1.0,"b":15e-1,"c":0}"#, "", Flags::NONE),
        (r#"{"a":9007199254740993}"#, r#"{"a":9007199254740992}"#, "extra.a", Flags::NONE),
        (r#"{"a":1e400}"#, r#"{"a":10e399}"#, "", Flags::NONE),
        (r#"{"a":"1"}"#, r#"{"a":1}"#, "extra.a", Flags::NONE),
        (r#"{"\u0061":"\u00e9"}"#, r#"{"a":"é"}"#, "", Flags::NONE),
        (r#"{"a":"é"}"#, r#"{"a":"e\u0301"}"#, "extra.a", Flags::NONE),
        (r#"{"a":true,"b":false}"#, r#"{"a":1,"b":0}"#, "extra.a extra.b", Flags::NONE),
    ] {
        let (offer, accepted) = (with_extra(offer), with_extra(accepted));
        let found = differs(&accepted, &offer, MatchRule::Sdk);
        assert_eq!(found, (expected.into(), flags), "{:?} {:?}", offer.extra, accepted.extra);
        // Without comparing `extra`, too, a flow that only the client names is flagged.
        let core = if flags == client_flow { flags } else { Flags::NONE };
        assert_eq!(differs(&accepted, &offer, MatchRule::Core), ("".into(), core));
    }
}

#[test]
fn extra_that_is_empty_or_absent() {
    let formats =
        || [read(&replace(EVM, r#","extra":{"name":"USDC","version":"2"}"#, "")), with_extra("null"), with_extra("{}")];
    for offer in formats() {
        // Nothing is asked, so that anything answers.
        for accepted in formats().into_iter().chain([with_extra(r#"{"a":1}"#)]) {
            let (found, flags) = differs(&accepted, &offer, MatchRule::Sdk);
            // Official servers in TypeScript take an absent, a null and an empty one for three things, and an absent one for no demand.
            let is_same = offer.extra.is_some() && accepted.extra.is_some()
                || offer.extra.is_none() && (offer.other.is_empty() || !accepted.other.is_empty());
            let expected = if is_same { Flags::NONE } else { Flags::from_iter([Flag::UnmatchedField]) };
            assert_eq!((found.as_str(), flags), ("", expected), "{offer:?} {accepted:?}");
        }
        // To x402-rs `{}` is a value and absent is none; null reads as absent.
        for accepted in formats() {
            let expected = if accepted.extra == offer.extra { "" } else { "extra" };
            assert_eq!(differs(&accepted, &offer, MatchRule::Exact).0, expected);
        }
        assert_eq!(differs(&with_extra(r#"{"a":1}"#), &offer, MatchRule::Exact).0, "extra");
    }
    let offer = with_extra(r#"{"a":null}"#);
    for accepted in formats() {
        assert_eq!(differs(&accepted, &offer, MatchRule::Sdk), ("".into(), Flags::from_iter([Flag::NullSkip])));
    }
}

#[test]
fn members_that_solana_servers_make_anew() {
    let offer = read(SOLANA);
    for (from, to) in [
        ("\"recentBlockhash\":\"a\"", "\"recentBlockhash\":\"b\""),
        ("\"lastValidBlockHeight\":1", "\"lastValidBlockHeight\":151"),
        ("\"recentSlot\":2", "\"recentSlot\":\"x\""),
        (",\"recentBlockhash\":\"a\",\"lastValidBlockHeight\":1,\"recentSlot\":2", ""),
    ] {
        let accepted = read(&replace(SOLANA, from, to));
        let slot =
            if to.contains("Slot") || to.is_empty() { Flags::from_iter([Flag::UnmatchedField]) } else { Flags::NONE };
        assert_eq!(differs(&accepted, &offer, MatchRule::Sdk), ("".into(), slot), "{to}");
        assert_eq!(differs(&accepted, &offer, MatchRule::Exact).0, "extra", "{to}");
    }
    let accepted = read(&replace(SOLANA, "EwWq", "FwWq"));
    assert_eq!(differs(&accepted, &offer, MatchRule::Sdk).0, "extra.feePayer");
    // Elsewhere they are members like any other.
    for name in regenerated_extra(&Scheme::EXACT, &Network::SOLANA) {
        let [offer, accepted] = [1, 2].map(|value| with_extra(&format!("{{\"{name}\":{value}}}")));
        assert_eq!(differs(&accepted, &offer, MatchRule::Sdk).0, format!("extra.{name}"));
    }
}

/// What `x402ResourceServer.findMatchingRequirements` of npm `@x402/core` 2.27.0 and PyPI `x402` 2.25.0 answered to each row, with the
/// schemes of `@x402/svm` 2.27.0 and `x402[svm]` registered: a path for each difference, and a star if Python finds no offer, either.
const OFFICIAL: &str = include_str!("official_misses.txt");

#[test]
fn official_servers_miss_what_the_rule_matches() {
    for row in OFFICIAL.lines().filter(|line| !line.starts_with('#')) {
        let [misses, offer, accepted] = row.split(" | ").collect::<Vec<_>>().try_into().unwrap();
        let fixture = if row.contains("Slot") { SOLANA } else { EVM };
        let side = |change: &str| match change.split_once(" => ") {
            Some((from, to)) => read(&replace(fixture, from, to)),
            None => read(fixture),
        };
        let (offer, accepted) = (side(offer), side(accepted));
        let found = official_misses(Sides { accepted: &accepted, offer: &offer });
        let shown: Vec<_> = found.iter().map(|miss| miss.path.clone() + if miss.python { "*" } else { "" }).collect();
        assert_eq!(shown.join(" "), misses.replace('-', ""), "{row}");
        // Each is a match by the rule, and has a flag; by the other rules it has not this one.
        let (differ, flags) = differs(&accepted, &offer, MatchRule::Sdk);
        assert_eq!((differ.as_str(), flags.is_empty()), ("", found.is_empty()), "{row}");
        for rule in [MatchRule::Exact, MatchRule::Core] {
            assert!(!differs(&accepted, &offer, rule).1.contains(Flag::UnmatchedField), "{row}");
        }
    }
}

#[test]
fn the_first_offer_that_matches() {
    let accepted = read(EVM);
    let dearer = read(&replace(EVM, "10000", "20000"));
    let lower = read(&replace(EVM, "F312287C", "f312287c"));
    let found = find_offer(&accepted, &[dearer.clone(), read(SOLANA), lower.clone(), accepted.clone()], MatchRule::Sdk);
    assert_eq!(found.map(|found| (found.index, found.flags)), Ok((2, Flags::from_iter([Flag::AddressCase]))));
    let found = find_offer(&accepted, &[accepted.clone(), lower], MatchRule::Sdk);
    assert_eq!(found.map(|found| (found.index, found.flags)), Ok((0, Flags::NONE)));
    let no_match = find_offer(&accepted, &[dearer, read(SOLANA)], MatchRule::Core).unwrap_err();
    let misses: Vec<_> = no_match.misses.iter().map(|miss| miss.differs.join(" ")).collect();
    assert_eq!(misses, ["amount", "network asset payTo"]);
    let text =
        "none of the offers is the accepted one: offer 0 differs in amount; offer 1 differs in network, asset, payTo";
    assert_eq!(no_match.to_string(), text);
    assert_eq!(find_offer(&accepted, &[], MatchRule::Sdk).unwrap_err().misses, []);
}

#[test]
fn the_offer_that_was_accepted_comes_first() {
    let accepted = read(EVM);
    let mut nameless = accepted.clone();
    nameless.extra = None;
    let found = |offers: &[PaymentRequirements]| {
        let found = find_offers(&accepted, offers, MatchRule::Sdk).unwrap();
        assert_eq!(find_offer(&accepted, offers, MatchRule::Sdk).ok(), found.first().copied());
        found.into_iter().map(|found| found.index).collect::<Vec<_>>()
    };
    assert_eq!(found(&[nameless.clone(), accepted.clone(), accepted.clone()]), [1]);
    // In every member, also in one that nobody knows; null is absent.
    let with = |name: &str, value: &str| {
        let mut offer = accepted.clone();
        offer.other.insert(name, RawJson::parse(value).unwrap());
        offer
    };
    assert_eq!(found(&[nameless.clone(), with("hint", "1")]), [0, 1]);
    assert_eq!(found(&[nameless, with("hint", "null")]), [1]);
}

/// F-1: whichever rule compares the rest.
#[test]
fn a_flow_that_only_the_client_names() {
    let [plain, named, null] =
        [r#""name":"USDC""#, r#""name":"USDC","paymentFlow":"upfront""#, r#""name":"USDC","paymentFlow":null"#]
            .map(|extra| with_extra(&format!("{{{extra}}}")));
    let other_order = with_extra(r#"{"paymentFlow":"upfront","name":"USDC"}"#);
    for rule in [MatchRule::Sdk, MatchRule::Core] {
        assert_eq!(differs(&named, &plain, rule), (String::new(), Flags::from_iter([Flag::ClientFlow])), "{rule:?}");
        assert_eq!(differs(&null, &plain, rule), (String::new(), Flags::NONE), "{rule:?}");
        assert_eq!(differs(&other_order, &named, rule), (String::new(), Flags::NONE), "{rule:?}");
        assert_eq!(differs(&plain, &plain, rule), (String::new(), Flags::NONE), "{rule:?}");
    }
}

#[test]
fn each_path_has_its_value() {
    let offer = read(EVM);
    let json: serde_json::Value = serde_json::from_str(EVM).unwrap();
    let value =
        |path: &str| value_at(&offer, path).map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
    for member in ["scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds", "extra"] {
        assert_eq!(value(member).as_ref(), json.get(member), "{member}");
    }
    assert_eq!(value("extra.version"), Some("2".into()));
    for absent in ["extra.decimals", "version", ""] {
        assert_eq!(value(absent), None, "{absent}");
    }
    let mut without = offer.clone();
    without.extra = None;
    assert_eq!(value_at(&without, "extra"), None);
}
