//! Rows 74–107, 160, 162, 174, 175, 178 and 179 of the catalogue: EIP-3009 payments.

use serde_json::json;
use x402_conformance::vector::Class;

use crate::{
    base::{self, VALID_AFTER, VALID_BEFORE},
    callers,
    case::{Case, Code},
    delegated_code,
    draft::{Draft, expect, raw_text},
    echo,
    factories::{self, wrapped},
    other_methods,
    permit::{TOKEN, USD_COIN, USDC},
    policies, several_offers,
    sign::{SIGNER, Slip},
    wrappers,
};

pub(crate) fn drafts() -> Vec<Draft> {
    [
        binding(),
        routes(),
        signatures(),
        fields(),
        time(),
        version_1(),
        echo::drafts(),
        policies::drafts(),
        factories::drafts(),
        delegated_code::drafts(Case::signed, "E-6"),
        callers::eip3009(),
        other_methods::eip3009(),
        several_offers::eip3009(),
        wrappers::eip3009(),
        wrappers::deployed(Case::signed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the payment is for.
fn binding() -> Vec<Draft> {
    let more = Case::signed().authorization("10000", "10001").resigned(Slip::None);
    let less = Case::signed().authorization("10000", "9999").resigned(Slip::None);
    let attacker = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let merchant = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let mut stolen = Case::signed();
    stolen.payment = stolen.payment.replace(merchant, attacker);
    let stolen = stolen.resigned(Slip::None);
    let misdirected = Case::signed().authorization(merchant, attacker).resigned(Slip::None);
    let ambiguous = Case::base().payment(r#""payload":{"#, r#""payload":{"permit2Authorization":{},"#);
    let tagged = |method: &str| {
        Case::base().terms(r#""version":"2""#, &format!(r#""version":"2","assetTransferMethod":"{method}""#))
    };
    let reordered = Case {
        offer: base::OFFER.replace(r#""scheme":"exact",""#, "\"").replace("}}", r#"},"scheme":"exact"}"#),
        ..Case::base()
    };
    vec![
        tagged("permit2")
            .invalid("0074", "the offer wants Permit2, and the payload is EIP-3009's", "payload")
            .rulings(&["B-4"])
            .no_witness("which method counts is a ruling; nothing is hashed"),
        Case::base()
            .terms(r#""version":"2""#, r#""version":"2","assetTransferMethod":7"#)
            .invalid("0074b", "the offer's transfer method is a number", "method")
            .rulings(&["B-4"])
            .no_witness("which method counts is a ruling; nothing is hashed"),
        tagged("eip3009")
            .valid("0074a", "the offer names EIP-3009", base::PAYER)
            .rulings(&["B-4"])
            .requirements(&["EVM-1-phase1-06"]),
        ambiguous
            .invalid("0075", "two methods' members in one payload", "payload")
            .rulings(&["B-4"])
            .no_witness("a refusal by ruling: a library hashes the member that it is given"),
        less.invalid("0076", "accepted.amount is right, the signed value is one less", "amount")
            .child_of("eip3009-0082a", "payload.authorization.value", "10000", "9999")
            .rulings(&["B-1", "B-7"])
            .requirements(&["V2-6.1.2-03", "EVM-1-phase2-03"]),
        stolen
            .invalid("0077", "accepted.payTo and the signed recipient are both the attacker's", "offer")
            .comment("Only the server's own offer tells it; x402-rs issue 94.")
            .rulings(&["B-1"])
            .requirements(&["V2-6.1.2-05"]),
        misdirected
            .invalid("0077a", "the signed recipient is another, accepted.payTo is right", "recipient")
            .child_of("eip3009-0082a", "payload.authorization.to", merchant, attacker)
            .rulings(&["B-1"])
            .requirements(&["V2-6.1.2-05"]),
        reordered.valid("0082b", "the offer's members in another order", base::PAYER).rulings(&["B-2"]),
        more.invalid("0088", "one more than asked is signed", "amount")
            .flags(&["overpay"])
            .child_of("eip3009-0082a", "payload.authorization.value", "10000", "10001")
            .rulings(&["B-7"])
            .requirements(&["V2-6.1.2-03"]),
        more.more(r#","policy":{"amountRule":"at-least"}"#)
            .acceptable("0088a", "one more than asked is signed, and the policy takes it", SIGNER, "overpay")
            .rulings(&["B-7"]),
        less.more(r#","policy":{"amountRule":"at-least"}"#)
            .invalid("0089", "one less than asked is signed, whatever the policy", "amount")
            .child_of("eip3009-0082a", "payload.authorization.value", "10000", "9999")
            .rulings(&["B-7"]),
    ]
}

/// `eip3009-0080` and `0081`: what the payment is said to be for. Nobody signs it (B-5), and no input says which URL was asked for.
fn routes() -> Vec<Draft> {
    let url = "https://api.example.com/premium-data";
    let other = "http://10.0.0.7/premium-data?page=2";
    let v2 = Case::base().payment(url, other);
    let v1 = Case::base().in_version_1();
    let mut other_route = v1.clone();
    other_route.offer = other_route.offer.replace(url, "https://api.example.com/other-data");
    let mut both = v1.clone();
    both.offer = format!("{},{}", other_route.offer, both.offer);
    let result =
        json!({"verdict": "valid", "payer": base::PAYER, "offer": 0, "replayKey": base::REPLAY_KEY, "flags": []});
    let valid = |case: &Case, number, title| case.valid(number, title, base::PAYER).result(&result).rulings(&["B-5"]);
    vec![
        valid(&v2, "0080", "the resource is named by another URL")
            .comment("A proxy that ends TLS, and a query string: honest ways to differ.")
            .child_of("eip3009-0082", "payment.resource.url", url, other),
        valid(&v1, "0081", "one of two routes of one price").comment("The same replay key as at the other route."),
        valid(&other_route, "0081a", "the same payment at the other route").child_of(
            "eip3009-0081",
            "offers[0].resource",
            url,
            "https://api.example.com/other-data",
        ),
        valid(&both, "0081b", "both routes are offered: the first is answered").rulings(&["B-3", "B-5"]),
    ]
}

/// The signer: each row with an account without code, with one of which nothing is known, and with a contract.
fn signatures() -> Vec<Draft> {
    const TRANSFER: &[&str] = &["V2-6.1.2-01", "EVM-1-phase2-01"];
    let (r, rest) = base::SIGNATURE.split_at(64);
    let s = &rest[..64];
    // n - s, computed with Python: hex(n - 0x08a2…8b57)
    let high_s = "f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea";
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    // The parity in the top bit of s: 28 is odd.
    let compact = format!("{r}8{}", &s[1..]);
    let terms = |from: &str, to: &str| Case::base().terms(from, to);
    let empty_domain = Case::signed().resigned(Slip::EmptyDomain);
    let receive = Case::signed().resigned(Slip::Receive);
    let with = |signature: &str| Case::base().signature(signature);
    let signer = ("signer", "signer");
    // (number, title, case, none: check or None for valid, unknown: check or None for valid, rulings, flags)
    type Row<'a> = (&'a str, &'a str, Case, Option<&'a str>, Option<&'a str>, &'a [&'a str], &'a [&'a str]);
    let rows: Vec<Row<'_>> = vec![
        ("0082", "the specification's own payment", Case::base(), None, None, &["E-1", "E-6", "E-8"], &[]),
        ("0082a", "the same terms, signed with a development key", Case::signed(), None, None, &["E-6"], &[]),
        (
            "0083",
            "the domain's name is USD Coin",
            terms(r#""USDC""#, r#""USD Coin""#),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        (
            "0084",
            "the domain's version is 1",
            terms(r#""version":"2""#, r#""version":"1""#),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        (
            "0085",
            "the chain is 8453",
            terms("eip155:84532", "eip155:8453"),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        ("0086", "signed under a domain without members", empty_domain, Some(signer.0), Some(signer.1), &["E-1"], &[]),
        ("0087", "signed as ReceiveWithAuthorization", receive, Some(signer.0), Some(signer.1), &["E-6"], &[]),
        (
            "0090",
            "the value was changed after signing, everywhere",
            terms("10000", "20000").authorization("10000", "20000"),
            Some(signer.0),
            Some(signer.1),
            &["E-6"],
            &[],
        ),
        (
            "0091",
            "v is 1 instead of 28",
            with(&format!("{r}{s}01")),
            None,
            Some("signature-form"),
            &["E-6"],
            &["y-parity"],
        ),
        ("0092", "v is 27 instead of 28", with(&format!("{r}{s}1b")), Some(signer.0), Some(signer.1), &["E-6"], &[]),
        ("0093", "v is 29", with(&format!("{r}{s}1d")), Some("signature-form"), Some("signature-form"), &["E-6"], &[]),
        (
            "0094",
            "the twin with high s",
            with(&format!("{r}{high_s}1b")),
            Some("signature-low-s"),
            Some("signature-low-s"),
            &["E-6"],
            &["high-s"],
        ),
        (
            "0095",
            "the 64-byte form",
            with(&compact),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6"],
            &["compact"],
        ),
        (
            "0096",
            "63 bytes",
            with(&base::SIGNATURE[..126]),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &[],
        ),
        (
            "0096a",
            "66 bytes",
            with(&format!("{}00", base::SIGNATURE)),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &[],
        ),
        ("0096b", "no byte", with(""), Some("signature-form"), Some("signature-form"), &["E-6", "E-8"], &[]),
        (
            "0097",
            "r is 0",
            with(&format!("{zero}{s}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097a",
            "s is 0",
            with(&format!("{r}{zero}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097b",
            "r is the order of the curve",
            with(&format!("{order}{s}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097c",
            "s is the order of the curve",
            with(&format!("{r}{order}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0178",
            "65 bytes with v 31, as a Safe signs",
            with(&format!("{r}{s}1f")),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &["contract-account"],
        ),
    ];
    let mut drafts = Vec::new();
    for (number, title, case, none, unknown, rulings, flags) in rows {
        let payer = if case.payment.contains(SIGNER) { SIGNER } else { base::PAYER };
        let no_code = case.clone().knowing(Code::None);
        let plain = match none {
            None if flags.is_empty() => no_code.valid(number, title, payer),
            None => no_code.acceptable(number, title, payer, flags[0]),
            Some(check) => no_code.invalid(number, title, check),
        };
        let plain = if ["0082", "0091", "0094"].contains(&number) {
            let verdict = if number == "0094" { "invalid" } else { "valid" };
            plain.result(&json!({"verdict": verdict, "payer": payer, "offer": 0, "replayKey": base::REPLAY_KEY}))
        } else {
            plain
        };
        let title_of = |what: &str| format!("{title}; {what}");
        let not_asked = case.clone().knowing(Code::Unknown);
        let not_asked = match unknown {
            None => not_asked.valid(&format!("{number}u"), &title_of("account code unknown"), payer),
            Some(check) => not_asked.undecided(&format!("{number}u"), &title_of("account code unknown"), check),
        };
        let contract = case.knowing(Code::Some);
        let contract =
            contract.undecided(&format!("{number}s"), &title_of("the account has code"), "contract-signature");
        for draft in [plain, not_asked, contract] {
            drafts.push(
                draft
                    .rulings(rulings)
                    .flags(flags)
                    .requirements(TRANSFER)
                    .no_witness("no digest of its own, and the libraries refuse to recover from these bytes"),
            );
        }
    }
    for (number, title, signature, valid_wrapper) in [
        ("0099", "wrapped for a wallet that is not deployed", wrapped(base::SIGNATURE, "deadbeef"), true),
        (
            "0100",
            "wrapped, with an offset that points elsewhere",
            wrapped(base::SIGNATURE, "deadbeef").replacen("0060", "0040", 1),
            false,
        ),
        ("0101", "nothing but the magic of a wrapper", "6492".repeat(16), false),
    ] {
        for (suffix, code) in [("", Code::None), ("u", Code::Unknown), ("s", Code::Some)] {
            let case = with(&signature).knowing(code);
            let number = format!("{number}{suffix}");
            let draft = match (valid_wrapper, code) {
                (false, Code::None) => case.invalid(&number, title, "signature-form"),
                // For a contract these are bytes like any others. It never sees a wrapper.
                (_, Code::Some) => case.undecided(&number, title, "contract-signature"),
                _ => case.undecided(&number, title, "signature-form"),
            };
            drafts.push(
                draft
                    .rulings(&["E-8", "E-9"])
                    .flags(&["counterfactual"])
                    .no_witness("the libraries recover from 64 and 65 bytes only"),
            );
        }
    }
    let compact_taken = with(&compact).more(r#","policy":{"compactSignatures":true}"#);
    drafts.push(
        compact_taken
            .acceptable("0095a", "the 64-byte form, and the policy takes it", base::PAYER, "compact")
            .rulings(&["E-6"]),
    );
    drafts
}

/// The form of the fields.
fn fields() -> Vec<Draft> {
    let nonce = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let zero = "0x0000000000000000000000000000000000000000";
    let no_digest = "malformed, so there is nothing to hash; what a library pads or cuts is its own business";
    let self_payment = {
        let mut case = Case::base();
        case.payment =
            case.payment.replace("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", SIGNER).replace(base::PAYER, SIGNER);
        case.offer = case.offer.replace("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", SIGNER);
        case.resigned(Slip::None)
    };
    vec![
        Case::base()
            .authorization(base::PAYER, zero)
            .invalid("0098", "the payer is the zero address", "payer-address")
            .child_of("eip3009-0082", "payload.authorization.from", base::PAYER, zero)
            .rulings(&["E-3"])
            .no_witness("the payer is nobody; a library recovers somebody all the same"),
        Case::base()
            .authorization(base::PAYER, zero)
            .knowing(Code::Unknown)
            .invalid("0098u", "the payer is the zero address; account code unknown", "payer-address")
            .comment("Nobody has to ask whether the zero address has code: it cannot pay with any.")
            .child_of("eip3009-0098", "facts", r#"{"accounts":{"*":{"code":"none"}}}"#, "absent")
            .rulings(&["E-3"])
            .no_witness("the payer is nobody; a library recovers somebody all the same"),
        Case::base()
            .authorization(nonce, &nonce[..64])
            .invalid("0102", "a nonce of 31 bytes", "payload")
            .rulings(&["E-4"])
            .requirements(&["V2-5.2.2-14"])
            .no_witness(no_digest),
        Case::base()
            .authorization(nonce, &format!("{nonce}00"))
            .invalid("0102a", "a nonce of 33 bytes", "payload")
            .rulings(&["E-4"])
            .requirements(&["V2-5.2.2-14"])
            .no_witness(no_digest),
        Case::base()
            .authorization(nonce, &nonce[2..])
            .invalid("0103", "a nonce without 0x, strictly", "payload")
            .class(Class::Invalid)
            .rulings(&["E-4"])
            .no_witness(no_digest),
        Case::base()
            .authorization(nonce, &nonce[2..])
            .more(r#","profile":"lenient""#)
            .acceptable("0103a", "a nonce without 0x, leniently", base::PAYER, "no-0x")
            .rulings(&["E-4"])
            .no_witness(no_digest),
        Case::base()
            .authorization(nonce, &nonce.to_uppercase().replace("0X", "0x"))
            .valid("0103b", "a nonce in upper case", base::PAYER)
            .rulings(&["E-4"]),
        Case::base()
            .signature(&base::SIGNATURE[..129])
            .invalid("0104", "an odd number of hexadecimal digits in the signature", "payload")
            .rulings(&["E-5"])
            .no_witness(no_digest),
        self_payment
            .acceptable("0179", "payer and recipient are one address", SIGNER, "self-payment")
            .rulings(&["E-3"]),
        Case::base()
            .terms(r#"{"name":"USDC","version":"2"}"#, r#"{"name":"USDC"}"#)
            .invalid("0086a", "the offer names no domain version", "domain")
            .rulings(&["E-1"])
            .requirements(&["EVM-1-phase1-08"])
            .no_witness("without a domain there is nothing to hash"),
        Case::base()
            .terms(r#"{"name":"USDC","version":"2"}"#, r#"{"version":"2"}"#)
            .invalid("0086b", "the offer names no domain name", "domain")
            .rulings(&["E-1"])
            .requirements(&["EVM-1-phase1-07"])
            .no_witness("without a domain there is nothing to hash"),
        Case::base()
            .terms("0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC")
            .invalid("0086c", "the offer's asset is no address", "asset-address")
            .rulings(&["E-3"])
            .no_witness("without a domain there is nothing to hash"),
        Case::base()
            .terms("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "merchant")
            .invalid("0086d", "the offer's payTo is no address", "pay-to-address")
            .rulings(&["E-3"]),
    ]
}

/// Both ends of the window, to the second (E-2).
fn time() -> Vec<Draft> {
    let margin_0 = r#","policy":{"expiryMargin":0}"#;
    let short = Case::signed().authorization("1740672154", "1740672090").resigned(Slip::None).at(VALID_AFTER);
    let shorter_by_one = |end: &str| Case::signed().authorization("1740672154", end).resigned(Slip::None);
    let window: &[&str] = &["V2-6.1.2-04", "EVM-1-phase2-04"];
    vec![
        Case::base().at(VALID_BEFORE - 7).valid("0105", "7 s before the end", base::PAYER).requirements(window),
        Case::base().at(VALID_BEFORE - 6).valid("0105a", "6 s before the end", base::PAYER).requirements(window),
        Case::base()
            .at(VALID_BEFORE - 5)
            .invalid("0105b", "5 s before the end", "expiry-margin")
            .child_of("eip3009-0105a", "now", (VALID_BEFORE - 6).to_string(), (VALID_BEFORE - 5).to_string())
            .requirements(window),
        Case::base().at(VALID_BEFORE - 1).more(margin_0).valid(
            "0105c",
            "1 s before the end, and the policy wants no margin",
            base::PAYER,
        ),
        Case::base()
            .at(VALID_AFTER)
            .acceptable("0106", "at the second of validAfter", base::PAYER, "boundary-after")
            .requirements(window),
        Case::base().at(VALID_AFTER + 1).valid("0106a", "a second after validAfter", base::PAYER).requirements(window),
        Case::base()
            .at(VALID_AFTER - 1)
            .invalid("0106b", "a second before validAfter", "valid-after")
            .child_of("eip3009-0106", "now", VALID_AFTER.to_string(), (VALID_AFTER - 1).to_string())
            .requirements(window),
        shorter_by_one("1740672089")
            .at(VALID_AFTER)
            .invalid("0107", "validAfter equals validBefore", "valid-before")
            .comment("Two checks fail: it is too late, and there is no moment between.")
            .requirements(window),
        Case::base()
            .at(VALID_BEFORE)
            .more(margin_0)
            .invalid("0174", "at the second of validBefore, and the policy wants no margin", "valid-before")
            .child_of("eip3009-0105c", "now", (VALID_BEFORE - 1).to_string(), VALID_BEFORE.to_string())
            .requirements(window),
        short
            .more(margin_0)
            .invalid("0175", "validBefore is validAfter + 1: no block fits between", "window")
            .requirements(window),
        shorter_by_one("1740672091").at(VALID_AFTER).more(margin_0).acceptable(
            "0175a",
            "validBefore is validAfter + 2",
            SIGNER,
            "boundary-after",
        ),
        Case::signed()
            .authorization(
                "1740672154",
                "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            )
            .resigned(Slip::None)
            .valid("0062", "validBefore is 2^256-1", SIGNER)
            .requirements(&["V2-5.2.2-13"]),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-2"]))
    .collect()
}

/// B-3, E-1: BASE's authorization in a V1 payment, against V1 offers.
fn version_1() -> Vec<Draft> {
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
        .valid("0604e", "a V1 offer names the token's domain, and facts say another", base::PAYER)
        .rulings(&["E-1"])
        .comment("What the server says of its token counts; whether it is so, is left for the chain.")])
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

/// The facts that the account has no code, and what the token states about its domain: name and version, or the
/// separator.
fn asked(case: &Case, name: Option<&str>, separator: Option<&str>) -> Case {
    let name = name.map(|name| format!(r#","tokenDomains":{{"{TOKEN}":{{"name":"{name}","version":"2"}}}}"#));
    let separator = separator.map(|separator| format!(r#","domainSeparators":{{"{TOKEN}":"{separator}"}}"#));
    let more = [name, separator].map(Option::unwrap_or_default).concat();
    case.clone().knowing(Code::Unknown).more(&format!(r#","facts":{{"accounts":{{"*":{{"code":"none"}}}}{more}}}"#))
}
