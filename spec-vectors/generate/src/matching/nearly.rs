//! `accepted` is nearly an offer: each member replaced, cut, folded or extended; `extra` at each depth; several offers;
//! the three rules.

mod extra;
mod members;
mod terms;

use x402_conformance::vector::Class;

use self::terms::{EVM_PAY_TO, NOT_ASKED, NOT_RUN_HERE, Terms, case, fee_payer_and, unknown};
use crate::draft::Draft;

use self::terms::Answer::{None as NoOffer, Offer};

pub(super) fn drafts() -> Vec<Draft> {
    [members::drafts(), extra::drafts(), solana(), several(), rules()].into_iter().flatten().collect()
}

const NO_EXTRA: &[&[&str]] = &[&["extra"]];
const OURS: &str = "a ruling of ours: both official servers take the first that matches";

/// Several offers.
fn several() -> Vec<Draft> {
    let base = Terms::evm();
    let nameless = base.without("extra");
    let dearer = base.with("amount", "\"20000\"");
    let mainnet = base.with("network", "\"eip155:8453\"");
    let elsewhere = base.with("payTo", "\"0x0000000000000000000000000000000000000001\"");
    let hint = |json: &str| base.with("hint", json);
    let lower = base.with("payTo", &format!("\"{}\"", EVM_PAY_TO.to_lowercase()));
    vec![
        case(1500, "no offer at all", "sdk", &base, &[], &NoOffer(&[])),
        case(1501, "the first of three", "sdk", &base, &[&base, &dearer, &mainnet], &Offer(0)),
        case(1502, "the third of three", "sdk", &base, &[&dearer, &mainnet, &base], &Offer(2)),
        case(1503, "the same offer twice", "sdk", &base, &[&dearer, &base, &base], &Offer(1)),
        case(
            1504,
            "three offers, none of which it is",
            "sdk",
            &base,
            &[&dearer, &mainnet, &elsewhere.with("scheme", "\"upto\"")],
            &NoOffer(&[&["amount"], &["network"], &["scheme", "payTo"]]),
        ),
        case(
            1505,
            "each member is some offer's, and no offer has all",
            "sdk",
            &base.with("amount", "\"20000\"").with("network", "\"eip155:8453\""),
            &[&dearer, &mainnet],
            &NoOffer(&[&["network"], &["amount"]]),
        ),
        case(
            1506,
            "equal but for a member that the client added, and equal",
            "sdk",
            &hint("1"),
            &[&base, &hint("1")],
            &Offer(1),
        )
        .no_witness(OURS),
        case(1507, "a member that nobody knows decides", "sdk", &hint("2"), &[&hint("1"), &hint("2")], &Offer(1))
            .no_witness(OURS),
        case(1508, "the same as another number form", "sdk", &hint("2.0"), &[&hint("1"), &hint("2")], &Offer(1))
            .no_witness(OURS),
        case(
            1509,
            "null is absent in a member that nobody knows",
            "sdk",
            &base,
            &[&hint("1"), &hint("null")],
            &Offer(1),
        )
        .no_witness(OURS),
        unknown(case(
            1510,
            "neither equals in a member that nobody knows",
            "sdk",
            &hint("3"),
            &[&hint("1"), &hint("2")],
            &Offer(0),
        )),
        case(
            1511,
            "the letter case of an address does not make another offer",
            "sdk",
            &base,
            &[&nameless, &lower],
            &Offer(1),
        )
        .no_witness(OURS),
        case(
            1512,
            "more of extra does not make the offer that was accepted",
            "sdk",
            &base,
            &[&nameless, &base.extra(r#"{"name":"USDC"}"#), &base],
            &Offer(2),
        )
        .no_witness(OURS),
        case(
            1513,
            "accepted without extra, and the second offer has none",
            "sdk",
            &nameless,
            &[&base, &nameless],
            &Offer(1),
        ),
        case(
            1514,
            "an offer whose extra holds nothing, and one without extra",
            "sdk",
            &nameless,
            &[&base.extra("{}"), &nameless],
            &Offer(1),
        )
        .no_witness(OURS),
        case(
            1515,
            "seventy offers, of which it is the last",
            "sdk",
            &base,
            &[&[&dearer; 69][..], &[&base]].concat(),
            &Offer(69),
        ),
        case(
            1516,
            "the order of nested members does not make another offer",
            "sdk",
            &base.extra(r#"{"version":"2","a":[{"c":2,"b":1}],"name":"USDC"}"#),
            &[&base, &base.extra(r#"{"name":"USDC","version":"2","a":[{"b":1,"c":2}]}"#)],
            &Offer(1),
        )
        .no_witness(NOT_ASKED),
    ]
}

/// The rules of x402-rs and Go.
fn rules() -> Vec<Draft> {
    let base = Terms::evm();
    let mut drafts = Vec::new();
    for (number, member, theirs) in [
        (0, "scheme", "\"upto\""),
        (1, "network", "\"eip155:8453\""),
        (2, "amount", "\"1000\""),
        (3, "asset", "\"0x036CbD53842c5426634e7929541eC2318f3dCF7f\""),
        (4, "payTo", "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287D\""),
        (5, "maxTimeoutSeconds", "61"),
        (6, "extra", r#"{"name":"USDC","version":"1"}"#),
        (7, "extra", r#"{"name":"USDC"}"#),
        (8, "extra", "{}"),
        (9, "extra", "null"),
        (10, "extra", r#"{"name":"USDC","version":"2","memo":"x"}"#),
        (11, "hint", "1"),
        (12, "extra", r#"{"version":"2","name":"\u0055SDC"}"#),
    ] {
        let accepted = base.with(member, theirs);
        let path: &[&[&str]] = &[&[member]];
        let same_value = number >= 11;
        for (first, rule) in [(1600, "exact"), (1650, "core")] {
            let ignored = rule == "core" && matches!(member, "maxTimeoutSeconds" | "extra");
            let answer = if same_value || ignored { Offer(0) } else { NoOffer(path) };
            let title = format!("by the rule {rule}: {member} {theirs}");
            drafts.push(case(first + number, &title, rule, &accepted, &[&base], &answer).no_witness(NOT_RUN_HERE));
        }
    }
    let nameless = base.without("extra");
    let dearer = base.with("amount", "\"20000\"");
    let slower = base.with("maxTimeoutSeconds", "61");
    let lower = base.with("payTo", &format!("\"{}\"", EVM_PAY_TO.to_lowercase()));
    for (first, rule, answers) in [
        (
            1620,
            "exact",
            [
                Offer(0),
                NoOffer(NO_EXTRA),
                NoOffer(NO_EXTRA),
                Offer(1),
                NoOffer(&[&["amount"], &["maxTimeoutSeconds"], &["extra"]]),
                Offer(0),
                NoOffer(NO_EXTRA),
                Offer(0),
            ],
        ),
        (1670, "core", [Offer(0), Offer(0), Offer(0), Offer(1), Offer(1), Offer(0), Offer(0), Offer(0)]),
    ] {
        let cases: [(&str, Terms, Vec<&Terms>); 8] = [
            ("no extra on either side", nameless.clone(), vec![&nameless]),
            ("an extra that the offer has not", base.clone(), vec![&nameless]),
            ("an extra that holds nothing, and none", base.extra("{}"), vec![&nameless]),
            ("two offers, and it is the second", base.clone(), vec![&slower, &base]),
            ("three offers, and it is none", base.clone(), vec![&dearer, &slower, &nameless]),
            ("payTo in lower case", lower.clone(), vec![&base]),
            ("one member more, one level down", base.extra(r#"{"a":{"b":1,"c":2}}"#), vec![]),
            ("a number in another form", base.extra(r#"{"a":[1.0]}"#), vec![]),
        ];
        let nested = [base.extra(r#"{"a":{"b":1}}"#), base.extra(r#"{"a":[1]}"#)];
        for (number, ((what, accepted, mut offers), answer)) in (first..).zip(cases.into_iter().zip(answers)) {
            match what {
                "one member more, one level down" => offers.push(&nested[0]),
                "a number in another form" => offers.push(&nested[1]),
                _ => {}
            }
            let title = format!("by the rule {rule}: {what}");
            let draft = case(number, &title, rule, &accepted, &offers, &answer).no_witness(NOT_RUN_HERE);
            drafts.push(if what == "payTo in lower case" {
                draft.class(Class::Acceptable).flags(&["address-case"])
            } else {
                draft
            });
        }
    }
    drafts
}

/// Solana: addresses compare as text, and servers renew some members of `extra`.
fn solana() -> Vec<Draft> {
    let base = Terms::solana();
    let mut drafts = Vec::new();
    for (number, member, value, how) in [
        (1400, "asset", "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDu", "with its last letter in the other case"),
        (1401, "asset", "4ZMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "with a letter in the other case"),
        (1402, "payTo", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg", "cut"),
        (1403, "payTo", "12wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", "with a 1 in front, which is a zero byte"),
        (1404, "network", "solana:etWTRABZaYq6iMfeYKouRu166VU2xqa1", "with a letter in the other case"),
        (1405, "network", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa", "cut"),
        (1406, "network", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "of another cluster"),
    ] {
        let accepted = base.with(member, &format!("\"{value}\""));
        let title = format!("Solana: {member} {how}");
        drafts.push(case(number, &title, "sdk", &accepted, &[&base], &NoOffer(&[&[member]])));
    }
    let anew = "a ruling of ours: both official servers declare such members in code";
    for (number, name, ours, theirs) in [
        (
            1410,
            "recentBlockhash",
            "\"4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi\"",
            "\"8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR\"",
        ),
        (1420, "lastValidBlockHeight", "250000000", "249999850"),
        (1430, "recentSlot", "271828182", "271828000"),
    ] {
        let with = |value: &str| fee_payer_and(&format!(r#","{name}":{value}"#));
        let offer = base.extra(&with(ours));
        let evm = Terms::evm().extra(&format!(r#"{{"{name}":{ours}}}"#));
        let evm_other = Terms::evm().extra(&format!(r#"{{"{name}":{theirs}}}"#));
        let path = format!("extra.{name}");
        let nested = |value: &str| fee_payer_and(&format!(r#","a":{{"{name}":{value}}}"#));
        drafts.extend([
            case(number, &format!("Solana: {name} made anew"), "sdk", &base.extra(&with(theirs)), &[&offer], &Offer(0))
                .no_witness(anew),
            case(number + 1, &format!("Solana: without {name}"), "sdk", &base, &[&offer], &Offer(0)).no_witness(anew),
            case(
                number + 2,
                &format!("Solana: {name} in another letter case"),
                "sdk",
                &base,
                &[&base.extra(&with(ours).replace(name, &name.to_uppercase()))],
                &NoOffer(&[&[&format!("extra.{}", name.to_uppercase())]]),
            ),
            case(
                number + 3,
                &format!("Solana: {name} one level down"),
                "sdk",
                &base.extra(&nested(theirs)),
                &[&base.extra(&nested(ours))],
                &NoOffer(&[&["extra.a"]]),
            ),
            case(number + 4, &format!("EVM: another {name}"), "sdk", &evm_other, &[&evm], &NoOffer(&[&[&path]])),
            case(
                number + 5,
                &format!("Solana: {name} made anew, by the rule exact"),
                "exact",
                &base.extra(&with(theirs)),
                &[&offer],
                &NoOffer(&[&["extra"]]),
            )
            .no_witness(NOT_RUN_HERE),
        ]);
    }
    drafts.push(case(
        1440,
        "Solana: another fee payer",
        "sdk",
        &base.extra(&fee_payer_and("").replace("EwW", "FwW")),
        &[&base],
        &NoOffer(&[&["extra.feePayer"]]),
    ));
    drafts.push(case(
        1441,
        "Solana: without the fee payer",
        "sdk",
        &base.extra("{}"),
        &[&base],
        &NoOffer(&[&["extra.feePayer"]]),
    ));
    drafts.push(case(
        1442,
        "Solana: another memo",
        "sdk",
        &base.extra(&fee_payer_and(r#","memo":"b""#)),
        &[&base.extra(&fee_payer_and(r#","memo":"a""#))],
        &NoOffer(&[&["extra.memo"]]),
    ));
    drafts
}
