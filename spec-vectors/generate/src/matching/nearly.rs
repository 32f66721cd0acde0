//! `accepted` is nearly an offer: each member replaced, cut, folded or extended; `extra` at each depth; several offers;
//! the three rules.

use serde_json::{Value, json};
use x402_conformance::vector::{Class, Expect};

use crate::draft::{Draft, raw, raw_text};

/// An offer's members as JSON, in the documents' order.
#[derive(Clone)]
struct Terms(Vec<(&'static str, String)>);

impl Terms {
    fn evm() -> Self {
        Self::new(
            "eip155:84532",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            EVM_PAY_TO,
            r#"{"name":"USDC","version":"2"}"#,
        )
    }

    fn solana() -> Self {
        let network = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
        Self::new(network, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", SOLANA_PAY_TO, &fee_payer_and(""))
    }

    fn new(network: &str, asset: &str, pay_to: &str, extra: &str) -> Self {
        let text = |text: &str| format!("\"{text}\"");
        Self(vec![
            ("scheme", text("exact")),
            ("network", text(network)),
            ("amount", text("10000")),
            ("asset", text(asset)),
            ("payTo", text(pay_to)),
            ("maxTimeoutSeconds", "60".into()),
            ("extra", extra.into()),
        ])
    }

    fn with(&self, member: &'static str, json: &str) -> Self {
        let mut terms = self.clone();
        match terms.0.iter_mut().find(|(name, _)| *name == member) {
            Some((_, value)) => *value = json.into(),
            None => terms.0.push((member, json.into())),
        }
        terms
    }

    fn without(&self, member: &str) -> Self {
        Self(self.0.iter().filter(|(name, _)| *name != member).cloned().collect())
    }

    fn extra(&self, json: &str) -> Self {
        self.with("extra", json)
    }

    fn json(&self) -> String {
        let members: Vec<String> = self.0.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

const EVM_PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const SOLANA_PAY_TO: &str = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4";

fn fee_payer_and(more: &str) -> String {
    format!(r#"{{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"{more}}}"#)
}

/// The offer that matches, or the members in which each differs.
enum Answer<'a> {
    Offer(usize),
    None(&'a [&'a [&'a str]]),
}
use Answer::{None as NoOffer, Offer};

fn case(number: u32, title: &str, rule: &str, accepted: &Terms, offers: &[&Terms], answer: &Answer<'_>) -> Draft {
    let offers: Vec<String> = offers.iter().map(|offer| offer.json()).collect();
    let rule = if rule.is_empty() { String::new() } else { format!(r#","rule":"{rule}""#) };
    let input = format!(r#"{{"version":2,"accepted":{},"offers":[{}]{rule}}}"#, accepted.json(), offers.join(","));
    let (class, result) = match answer {
        Offer(index) => (Class::Valid, json!({"offer": index})),
        NoOffer(differs) => {
            let differs =
                differs.iter().enumerate().map(|(offer, members)| json!({"offer": offer, "members": members}));
            (Class::Invalid, json!({"offer": null, "differs": differs.collect::<Vec<Value>>()}))
        }
    };
    let expectation =
        Expect { class, ours: None, result: raw(&result), derived: vec![], reason: None, stage: None, check: None };
    Draft::new(format!("match-{number}"), "match", title, raw_text(&input), expectation).rulings(&["B-1", "B-2"])
}

pub(super) fn drafts() -> Vec<Draft> {
    [members(), extra(), solana(), several(), rules()].into_iter().flatten().collect()
}

/// The official TypeScript server accepts no member that the offer does not have.
fn unknown(draft: Draft) -> Draft {
    draft.class(Class::Acceptable).flags(&["unknown-member"])
}

/// A member: its value in the offer, its value in `accepted`, and how the two differ.
type Near = (&'static str, &'static str, &'static str, &'static str);

const NEAR: [Near; 55] = [
    ("scheme", "\"exact\"", "\"Exact\"", "in another letter case"),
    ("scheme", "\"exact\"", "\"exac\"", "cut"),
    ("scheme", "\"exact\"", "\"exactly\"", "longer"),
    ("scheme", "\"exact\"", "\"exact \"", "with a space behind"),
    ("scheme", "\"exact\"", "\" exact\"", "with a space in front"),
    ("scheme", "\"exact\"", "\"ехact\"", "with Cyrillic letters"),
    ("network", "\"eip155:8453\"", "\"eip155:84532\"", "longer"),
    ("network", "\"eip155:84532\"", "\"eip155:8453\"", "cut"),
    ("network", "\"eip155:84532\"", "\"eip155:4295051828\"", "the same in 32 bits"),
    ("network", "\"eip155:84532\"", "\"eip155:184532\"", "with a digit in front"),
    ("network", "\"eip155:9007199254740992\"", "\"eip155:9007199254740993\"", "the same double"),
    ("network", "\"eip155:18446744073709551615\"", "\"eip155:18446744073709551614\"", "the same double at 2^64"),
    ("network", "\"eip155:84532\"", "\"eip1559:84532\"", "of another namespace that begins so"),
    ("network", "\"cosmos:84532\"", "\"eip155:84532\"", "of another namespace"),
    ("network", "\"cosmos:cosmoshub-4\"", "\"cosmos:cosmosHub-4\"", "in another letter case"),
    ("network", "\"cosmos:cosmoshub-4\"", "\"cosmos:cosmoshub-40\"", "longer, of another namespace"),
    ("amount", "\"10000\"", "\"1000\"", "cut"),
    ("amount", "\"10000\"", "\"100000\"", "longer"),
    ("amount", "\"10000\"", "\"10001\"", "one more"),
    ("amount", "\"10000\"", "\"9999\"", "one less"),
    ("amount", "\"10000\"", "\"0\"", "nothing"),
    ("amount", "\"0\"", "\"1\"", "not nothing"),
    ("amount", "\"10000\"", "\"4294977296\"", "the same in 32 bits"),
    ("amount", "\"10000\"", "\"18446744073709561616\"", "the same in 64 bits"),
    ("amount", "\"10000\"", "\"340282366920938463463374607431768221456\"", "the same in 128 bits"),
    ("amount", "\"9007199254740992\"", "\"9007199254740993\"", "the same double"),
    (
        "amount",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639934\"",
        "one less than 2^256-1",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0x136CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "with another first digit",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7f\"",
        "with another last digit",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0x036CbD53842c5426634e7928541eC2318f3dCF7e\"",
        "with another digit in the middle",
    ),
    ("asset", "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"", "\"0x036CbD53842c5426634e7929541eC2318f3dCF7\"", "cut"),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e0\"",
        "longer",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "without 0x",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0X036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "with 0X",
    ),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e \"",
        "with a space behind",
    ),
    ("asset", "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"", "\"\"", "empty"),
    ("asset", "\"USDC\"", "\"usdc\"", "of letters, and no address, in another letter case"),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"0x109693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "with another first digit",
    ),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"0x209693Bc6afc0C5328bA36FaF04C514EF312287C\"",
        "with another digit in the middle",
    ),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"0X209693BC6AFC0C5328BA36FAF03C514EF312287C\"",
        "in upper case with 0X",
    ),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C00\"",
        "longer",
    ),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "without 0x",
    ),
    ("payTo", "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"", "\"\"", "empty"),
    ("payTo", "\"merchant.eth\"", "\"Merchant.eth\"", "a name, in another letter case"),
    ("maxTimeoutSeconds", "60", "59", "one less"),
    ("maxTimeoutSeconds", "60", "0", "nothing"),
    ("maxTimeoutSeconds", "60", "600", "longer"),
    ("maxTimeoutSeconds", "60", "4294967356", "the same in 32 bits"),
    ("maxTimeoutSeconds", "9007199254740992", "9007199254740993", "the same double"),
    ("scheme", "\"exact\"", "\"act\"", "without its first letters"),
    ("network", "\"eip155:84532\"", "\"xeip155:84532\"", "with a letter in front"),
    ("network", "\"xeip155:84532\"", "\"eip155:84532\"", "without its first letter"),
    ("amount", "\"10000\"", "\"110000\"", "with a digit in front"),
    (
        "asset",
        "\"0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "\" 0x036CbD53842c5426634e7929541eC2318f3dCF7e\"",
        "with a space in front",
    ),
    (
        "payTo",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C\"",
        "\"0x209693Bc6afc0C5328bA36FaF03C514EF312287C \"",
        "with a space behind",
    ),
];

/// Each member by the rule `sdk`.
fn members() -> Vec<Draft> {
    let base = Terms::evm();
    let mut drafts = vec![
        case(1000, "by the rule that is meant where none is named", "", &base, &[&base], &Offer(0)),
        case(
            1001,
            "every member is another",
            "sdk",
            &Terms::new(
                "eip155:1",
                "0x0000000000000000000000000000000000000001",
                "0x0000000000000000000000000000000000000002",
                "{}",
            )
            .with("scheme", "\"upto\"")
            .with("amount", "\"1\"")
            .with("maxTimeoutSeconds", "1"),
            &[&base],
            &NoOffer(&[&[
                "scheme",
                "network",
                "amount",
                "asset",
                "payTo",
                "maxTimeoutSeconds",
                "extra.name",
                "extra.version",
            ]]),
        ),
        case(
            1002,
            "members in another order",
            "sdk",
            &Terms(base.0.iter().rev().cloned().collect()).extra(r#"{"version":"2","name":"USDC"}"#),
            &[&base],
            &Offer(0),
        ),
        case(
            1003,
            "payTo is the asset, and the asset payTo",
            "sdk",
            &base.with("asset", &base.0[4].1).with("payTo", &base.0[3].1),
            &[&base],
            &NoOffer(&[&["asset", "payTo"]]),
        ),
        case(
            1004,
            "values with escapes in them",
            "sdk",
            &base
                .with("scheme", r#""e\u0078act""#)
                .with("payTo", r#""0\u0078209693Bc6afc0C5328bA36FaF03C514EF312287C""#)
                .extra(r#"{"n\u0061me":"USD\u0043","version":"\u0032"}"#),
            &[&base],
            &Offer(0),
        ),
        unknown(case(
            1005,
            "a V1 member beside that of V2",
            "sdk",
            &base.with("maxAmountRequired", "\"1\""),
            &[&base],
            &Offer(0),
        )),
        unknown(case(
            1006,
            "a member of the offer that nobody knows",
            "sdk",
            &base,
            &[&base.with("hint", "1")],
            &Offer(0),
        )),
    ];
    drafts.push(case(
        1007,
        "the amount in V1's member",
        "sdk",
        &base.with("amount", "\"1\"").with("maxAmountRequired", "\"10000\""),
        &[&base],
        &NoOffer(&[&["amount"]]),
    ));
    for (number, (member, ours, theirs, how)) in (1010..).zip(NEAR) {
        let title = format!("{member} {how}");
        let (offer, accepted) = (base.with(member, ours), base.with(member, theirs));
        let draft = case(number, &title, "sdk", &accepted, &[&offer], &NoOffer(&[&[member]]));
        drafts.push(match how {
            "the same double" if member == "maxTimeoutSeconds" => {
                draft.no_witness("the number is no double: JavaScript rounds it")
            }
            _ => draft,
        });
    }
    let upper = |text: &str| text.to_uppercase().replace("0X", "0x");
    for (number, member, lower) in
        [(1080, "asset", true), (1081, "payTo", true), (1082, "asset", false), (1083, "payTo", false)]
    {
        let text = base.0.iter().find(|(name, _)| *name == member).map(|(_, text)| text.as_str()).unwrap_or_default();
        let (how, text) = if lower { ("lower", text.to_lowercase()) } else { ("upper", upper(text)) };
        let title = format!("{member} in {how} case");
        let draft = case(number, &title, "sdk", &base.with(member, &text), &[&base], &Offer(0));
        drafts.push(
            draft
                .class(Class::Acceptable)
                .flags(&["address-case"])
                .no_witness("both official servers compare the text, and find no offer"),
        );
    }
    drafts
}

/// The `extra` of an offer, that of `accepted`, how they differ, and the differing members: none if they match.
type Extra = (&'static str, &'static str, &'static str, &'static [&'static str]);

const EXTRA: [Extra; 71] = [
    (r#"{"a":1}"#, "", "without extra", &["extra.a"]),
    ("", r#"{"a":1}"#, "with an extra that the offer has not", &[]),
    ("{}", "", "without an extra that holds nothing", &[]),
    ("", "{}", "with an extra that holds nothing", &[]),
    ("{}", r#"{"a":1}"#, "with a member where the offer has none", &[]),
    ("null", "{}", "with an extra where the offer has null", &[]),
    (r#"{"a":"x"}"#, "null", "with null for extra", &["extra.a"]),
    (r#"{"a":"x","b":"y"}"#, r#"{"b":"y"}"#, "without the first member", &["extra.a"]),
    (r#"{"a":"x","b":"y"}"#, r#"{"a":"x"}"#, "without the last member", &["extra.b"]),
    (r#"{"a":"x","b":"y","c":"z"}"#, r#"{"c":"z","a":"x"}"#, "without the member between", &["extra.b"]),
    (r#"{"a":"x","b":"y","c":"z"}"#, r#"{"c":"z","b":"y","a":"x"}"#, "in another order", &[]),
    (r#"{"a":"x","b":"y"}"#, r#"{"a":"y","b":"x"}"#, "with its values changed round", &["extra.a", "extra.b"]),
    (r#"{"a":"x"}"#, r#"{"A":"x"}"#, "with a name in another letter case", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a ":"x"}"#, "with a space behind a name", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"b":{"a":"x"}}"#, "with the member one level down", &["extra.a"]),
    (r#"{"b":{"a":"x"}}"#, r#"{"a":"x","b":{}}"#, "with the member one level up", &["extra.b"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"usdc"}"#, "a text in another letter case", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USDC "}"#, "a text with a space behind", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USD"}"#, "a text cut", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USDC2"}"#, "a text longer", &["extra.a"]),
    (r#"{"a":"\u00e9"}"#, r#"{"a":"e\u0301"}"#, "a text in another normal form", &["extra.a"]),
    (r#"{"a":"USD₮0"}"#, r#"{"a":"USD\u20ae0"}"#, "a text with an escape for its letter", &[]),
    (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"😀"}"#, "a pair of escapes for a character", &[]),
    (r#"{"a":"/"}"#, r#"{"a":"\/"}"#, "an escape that need not be", &[]),
    (r#"{"a":""}"#, "{}", "without a text that is empty", &["extra.a"]),
    (r#"{"a":""}"#, r#"{"a":null}"#, "null for a text that is empty", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a":null}"#, "null for a text", &["extra.a"]),
    (r#"{"a":"2"}"#, r#"{"a":2}"#, "a number for a text of digits", &["extra.a"]),
    (r#"{"a":2}"#, r#"{"a":"2"}"#, "a text of digits for a number", &["extra.a"]),
    (r#"{"a":"true"}"#, r#"{"a":true}"#, "true for the text", &["extra.a"]),
    (r#"{"a":true}"#, r#"{"a":false}"#, "false for true", &["extra.a"]),
    (r#"{"a":false}"#, r#"{"a":true}"#, "true for false", &["extra.a"]),
    (r#"{"a":false}"#, "{}", "without a false", &["extra.a"]),
    (r#"{"a":true}"#, r#"{"a":1}"#, "1 for true", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":false}"#, "false for 0", &["extra.a"]),
    (r#"{"a":0}"#, "{}", "without a 0", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":null}"#, "null for 0", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":-0}"#, "minus 0", &[]),
    (r#"{"a":5}"#, r#"{"a":5.0}"#, "a fraction of zeros", &[]),
    (r#"{"a":500}"#, r#"{"a":5e2}"#, "an exponent", &[]),
    (r#"{"a":0.5}"#, r#"{"a":5E-1}"#, "an exponent below zero", &[]),
    (r#"{"a":5}"#, r#"{"a":5.000000000000000000001}"#, "a fraction that no double holds", &["extra.a"]),
    (r#"{"a":9007199254740992}"#, r#"{"a":9007199254740993}"#, "an integer that no double holds", &["extra.a"]),
    (r#"{"a":18446744073709551616}"#, r#"{"a":18446744073709551617}"#, "an integer above 64 bits", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":-5}"#, "the sign of a number", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":50}"#, "a number longer", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":5.5}"#, "a fraction for an integer", &["extra.a"]),
    (r#"{"a":1e400}"#, r#"{"a":1e401}"#, "numbers that are too large for a double", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#, "another number, one level down", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{}}"#, "without a member, one level down", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{"b":1,"c":2}}"#, "one member more, one level down", &[]),
    (r#"{"a":{"b":{"c":{"d":1}}}}"#, r#"{"a":{"b":{"c":{"d":2}}}}"#, "another number, three levels down", &["extra.a"]),
    (r#"{"a":{"b":{"c":{"d":1}}}}"#, r#"{"a":{"b":{"c":{"d":1,"e":2},"f":3}}}"#, "members more, at each level", &[]),
    (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2,"b":1}}"#, "in another order, one level down", &[]),
    (r#"{"a":{"b":1}}"#, r#"{"a":1}"#, "a number for an object", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#, "an array for an object", &["extra.a"]),
    (r#"{"a":{}}"#, r#"{"a":[]}"#, "an empty array for an empty object", &["extra.a"]),
    (r#"{"a":{}}"#, "{}", "without an empty object", &["extra.a"]),
    (r#"{"a":[]}"#, r#"{"a":{}}"#, "an empty object for an empty array", &["extra.a"]),
    (r#"{"a":[]}"#, "{}", "without an empty array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2]}"#, "the same array", &[]),
    (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, "an array in another order", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, "a shorter array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2,3]}"#, "a longer array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2.0]}"#, "an array with a fraction of zeros", &[]),
    (r#"{"a":["x"]}"#, r#"{"a":"x"}"#, "a text for an array of one", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a":["x"]}"#, "an array of one for a text", &["extra.a"]),
    (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#, "another number in an object of an array", &["extra.a"]),
    (r#"{"a":[null]}"#, r#"{"a":[]}"#, "an array without its null", &["extra.a"]),
    (r#"{"a":[{"b":null}]}"#, r#"{"a":[{}]}"#, "an object of an array without its null", &["extra.a"]),
    (r#"{"a":[[1],[2]]}"#, r#"{"a":[[1],[3]]}"#, "an array of arrays", &["extra.a"]),
];

/// Vectors on which a witness disagrees, and why.
const OTHER_VALUES: [(&str, &str); 8] = [
    ("a fraction that no double holds", "the number is no double, and both SDKs compare doubles"),
    ("an integer that no double holds", "the number is no double: JavaScript rounds it"),
    ("an integer above 64 bits", "the number is no double: JavaScript rounds it"),
    ("numbers that are too large for a double", "to both SDKs all of them are infinite"),
    ("1 for true", "true is 1 in Python"),
    ("false for 0", "false is 0 in Python"),
    ("without an extra that holds nothing", "the TypeScript server wants an object for an object"),
    ("with an extra where the offer has null", "the TypeScript server wants null for null"),
];

/// `extra` by the rule `sdk`.
fn extra() -> Vec<Draft> {
    let base = Terms::evm();
    let terms = |extra: &str| if extra.is_empty() { base.without("extra") } else { base.extra(extra) };
    let mut drafts = Vec::new();
    for (number, (ours, theirs, how, differs)) in (1200..).zip(EXTRA) {
        let answer = [differs];
        let answer = if differs.is_empty() { Offer(0) } else { NoOffer(&answer) };
        let title = format!("extra: {how}");
        let mut draft = case(number, &title, "sdk", &terms(theirs), &[&terms(ours)], &answer);
        if let Some((_, why)) = OTHER_VALUES.iter().find(|(what, _)| *what == how) {
            draft = draft.no_witness(why);
        }
        drafts.push(draft);
    }
    for (number, how, ours, theirs) in [
        (1290, "without a null, one level down", r#"{"a":{"b":null}}"#, r#"{"a":{}}"#),
        (1291, "without a null, three levels down", r#"{"a":{"b":{"c":{"d":null}}}}"#, r#"{"a":{"b":{"c":{}}}}"#),
        (1292, "without extra, where the offer's holds null", r#"{"a":null}"#, ""),
        (1293, "null for null", r#"{"a":null}"#, r#"{"a":null}"#),
    ] {
        let title = format!("extra: {how}");
        let draft = case(number, &title, "sdk", &terms(theirs), &[&terms(ours)], &Offer(0));
        drafts.push(if number == 1293 {
            draft
        } else {
            draft
                .class(Class::Acceptable)
                .flags(&["null-skip"])
                .no_witness("a ruling of ours: the official servers differ on null")
        });
    }
    for (number, how, theirs) in [
        (1295, "a text for null", r#"{"a":"x"}"#),
        (1296, "a number for null", r#"{"a":0}"#),
        (1297, "an object for null", r#"{"a":{}}"#),
    ] {
        let title = format!("extra: {how}");
        drafts.push(case(number, &title, "sdk", &terms(theirs), &[&terms(r#"{"a":null}"#)], &NoOffer(&[&["extra.a"]])));
    }
    drafts
}

/// Solana: addresses compare to the letter, and some members of `extra` are made anew.
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

const NO_EXTRA: &[&[&str]] = &[&["extra"]];
const NOT_RUN_HERE: &str = "the rule of a server that is not run here";
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
