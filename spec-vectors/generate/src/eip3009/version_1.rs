//! EIP-3009 in V1 payments.

use crate::{
    base::{self},
    case::{Case, Code},
    draft::{Draft, expect, raw_text},
    permit::{TOKEN, USD_COIN, USDC},
    sign::{SIGNER, Slip},
};
use serde_json::json;
use x402_conformance::vector::Class;

/// B-3, E-1: BASE's authorization in a V1 payment, against V1 offers.
pub(super) fn drafts() -> Vec<Draft> {
    let overpaid = || Case::signed().authorization("10000", "10001").resigned(Slip::None).in_version_1();
    let case = Case::base().in_version_1();
    let offer = &*case.offer;
    let with_offer = |offer: String| Case { offer, ..case.clone() };
    let no_domain = with_offer(offer.replace(r#","extra":{"name":"USDC","version":"2"}"#, ""));
    let dearer = offer.replace("\"10000\"", "\"20000\"");
    let both = with_offer(format!("{dearer},{offer}"));
    let elsewhere = with_offer(offer.replace("base-sepolia", "base"));
    let mut unknown = with_offer(offer.replace("base-sepolia", "base-nowhere"));
    unknown.payment = unknown.payment.replace("base-sepolia", "base-nowhere");
    let no_digest = "without a domain there is nothing to hash";
    let domain_fact = r#"{"accounts":{"*":{"code":"none"}},"tokenDomains":{"0x036CbD53842c5426634e7929541eC2318f3dCF7e":{"name":"USDC","version":"2"}}}"#;
    let told = no_domain.input().replace(r#"{"accounts":{"*":{"code":"none"}}}"#, domain_fact);
    let valid = json!({"verdict": "valid", "payer": base::PAYER, "offer": 0, "replayKey": base::REPLAY_KEY});
    let separators: Vec<Draft> = [
        ("0604", "says another name than was signed", Some("USD Coin"), None, Class::Undecided),
        (
            "0604a",
            "says another name than was signed, which its separator has",
            Some("USD Coin"),
            Some(USDC),
            Class::Valid,
        ),
        (
            "0604b",
            "says the name that was signed, and its separator has another",
            Some("USDC"),
            Some(USD_COIN),
            Class::Invalid,
        ),
        ("0604c", "says its separator, which is the one that was signed for", None, Some(USDC), Class::Valid),
        ("0604d", "says its separator, which is another than was signed for", None, Some(USD_COIN), Class::Invalid),
    ]
    .into_iter()
    .map(|(number, what, name, separator, class)| {
        let title = format!("a V1 offer that does not name the token's domain; the token {what}");
        let case = asked(&no_domain, name, separator);
        let draft = match class {
            Class::Valid => case.valid(number, &title, base::PAYER).result(&valid),
            Class::Invalid => case.invalid(number, &title, "signer"),
            Class::Undecided | Class::Acceptable => case
                .undecided(number, &title, "signer")
                .result(&json!({"verdict": "undecided", "needs": ["domain-separator"]}))
                .comment("A token may have another name in its domain than it says of itself: its separator decides."),
        };
        draft.rulings(&["E-1"]).no_witness("the domain is a fact, not a member of the offer")
    })
    .chain([asked(&case, Some("USD Coin"), Some(USD_COIN))
        .invalid("0604e", "a V1 offer names the token's domain, and facts say another", "domain")
        .rulings(&["E-1"])
        .comment("Names count where the offer has none; the token's separator has to be that of the offer.")])
    .collect();
    let mut drafts = vec![
        case.valid("0160", "the same authorization in V1: the same replay key", base::PAYER)
            .result(&valid)
            .rulings(&["B-3", "E-10"]),
        no_domain
            .undecided("0160a", "a V1 offer that does not name the token's domain", "domain")
            .rulings(&["E-1"])
            .no_witness(no_digest),
        Draft::new(
            "eip3009-0160b",
            "verify",
            "a V1 offer that does not name the token's domain, and the token was asked",
            raw_text(&told),
            expect(Class::Valid, &valid),
        )
        .rulings(&["E-1"])
        .no_witness("the domain is a fact, not a member of the offer"),
        both.valid("0160c", "the second of two V1 offers is the one that was paid", base::PAYER)
            .result(&json!({"verdict": "valid", "payer": base::PAYER, "offer": 1}))
            .rulings(&["B-3"]),
        with_offer(dearer)
            .invalid("0160d", "the only V1 offer on the network asks more", "amount")
            .rulings(&["B-3", "B-7"]),
        elsewhere
            .invalid("0160e", "no V1 offer on the payment's network", "offer")
            .rulings(&["B-3"])
            .no_witness("no offer, no domain"),
        overpaid()
            .invalid("0812", "one more than asked is signed, in V1", "amount")
            .class(Class::Acceptable)
            .result(&json!([{"verdict": "invalid"}, {"verdict": "valid"}]))
            .flags(&["overpay"])
            .comment("V1's document says that the amount meets or exceeds the price (§6.1.2), V2's that it matches.")
            .rulings(&["B-7"]),
        overpaid()
            .more(r#","policy":{"amountRule":"at-least"}"#)
            .acceptable("0812a", "one more than asked is signed in V1, and the policy takes it", SIGNER, "overpay")
            .rulings(&["B-7"]),
        Case::signed()
            .authorization("10000", "9999")
            .resigned(Slip::None)
            .in_version_1()
            .more(r#","policy":{"amountRule":"at-least"}"#)
            .invalid("0812b", "one less than asked is signed in V1, and the policy takes more", "amount")
            .rulings(&["B-7"]),
        unknown
            .undecided("0160f", "a V1 network that nobody knows", "method")
            .rulings(&["B-3", "C-9"])
            .no_witness("nobody knows the chain's id"),
    ];
    drafts.extend(separators);
    drafts
}

/// The facts that the account has no code, and about the token's domain: name and version, or the separator.
pub(super) fn asked(case: &Case, name: Option<&str>, separator: Option<&str>) -> Case {
    let name = name.map(|name| format!(r#","tokenDomains":{{"{TOKEN}":{{"name":"{name}","version":"2"}}}}"#));
    let separator = separator.map(|separator| format!(r#","domainSeparators":{{"{TOKEN}":"{separator}"}}"#));
    let more = [name, separator].map(Option::unwrap_or_default).concat();
    case.clone().knowing(Code::Unknown).more(&format!(r#","facts":{{"accounts":{{"*":{{"code":"none"}}}}{more}}}"#))
}
