//! Each member of an offer by the rule `sdk`.

use super::terms::Answer::{None as NoOffer, Offer};
use super::terms::{Terms, case, unknown};
use crate::draft::Draft;
use x402_conformance::vector::Class;

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
pub(super) fn drafts() -> Vec<Draft> {
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
