//! Rows 74–107, 160, 162, 174, 175, 178 and 179 of the catalogue: EIP-3009 payments.

mod domains;
mod signatures;
mod version_1;

use serde_json::json;
use x402_conformance::vector::Class;

use crate::{
    base::{self, VALID_AFTER, VALID_BEFORE},
    callers,
    case::{Case, Code},
    delegated_code,
    draft::Draft,
    echo,
    factories::{self},
    other_methods, policies, several_offers,
    sign::{SIGNER, Slip},
    wrappers,
};

pub(crate) fn drafts() -> Vec<Draft> {
    [
        binding(),
        routes(),
        signatures::drafts(),
        fields(),
        time(),
        version_1::drafts(),
        echo::drafts(),
        policies::drafts(),
        factories::drafts(),
        delegated_code::drafts(Case::signed, "E-6"),
        callers::eip3009(),
        other_methods::eip3009(),
        several_offers::eip3009(),
        wrappers::eip3009(),
        wrappers::deployed(Case::signed),
        wrappers::perhaps_deployed(Case::signed),
        domains::drafts(),
        several_offers::version_1(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The amount and the recipient that the signature binds.
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

/// `eip3009-0080` and `0081`: the resource that the payment names. It is not signed (B-5), and no input has the
/// requested URL.
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
