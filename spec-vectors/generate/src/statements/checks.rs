//! Statements about verification.

use serde_json::json;
use x402_conformance::vector::Class;

use crate::{
    base::{self, VALID_AFTER, VALID_BEFORE},
    case::Case,
    draft::Draft,
    sign::{SIGNER, Slip},
};

const NO_DIGEST: &str = "malformed, so there is nothing to hash; what a library pads or cuts is its own business";
const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

/// The checks of V1 §6.1.2 on V1 payments.
pub(super) fn version_1(group: &'static str) -> Vec<Draft> {
    let base = || Case::base().in_group(group);
    let signed = || Case::signed().in_group(group);
    let attacker = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let nonce = "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let valued = |value: &str| signed().authorization("10000", value).resigned(Slip::None).in_version_1();
    let more = valued("10001");
    let flipped = base().signature(&format!("{}1b", &base::SIGNATURE[..128])).in_version_1();
    let misdirected = signed().authorization(MERCHANT, attacker).resigned(Slip::None).in_version_1();
    let receive = signed().resigned(Slip::Receive).in_version_1();
    let version_1 = || base().in_version_1();
    let offering = |from: &str, to: &str| {
        let mut case = version_1();
        case.offer = case.offer.replace(from, to);
        case
    };
    vec![
        signed().in_version_1().valid("0201", "a V1 payment, signed with a development key", SIGNER).requirements(&[
            "V1-6.1-01",
            "V1-6.1.1-01",
            "V1-6.1.2-01",
            "V1-6.1.2-03",
            "V1-6.1.2-04",
            "V1-6.1.2-05",
            "V1-10.1-04",
        ]),
        more.draft("0202", "more than asked is signed in V1", Class::Acceptable, &json!({"verdict": "invalid"}))
            .decided_by("amount")
            .comment("V1 lets it exceed the price; we take the price alone unless the policy says otherwise.")
            .flags(&["overpay"])
            .rulings(&["B-7"])
            .requirements(&["V1-6.1.2-03"]),
        more.more(r#","policy":{"amountRule":"at-least"}"#)
            .acceptable("0203", "more than asked is signed in V1, and the policy takes it", SIGNER, "overpay")
            .rulings(&["B-7"])
            .requirements(&["V1-6.1.2-03"]),
        valued("9999")
            .more(r#","policy":{"amountRule":"at-least"}"#)
            .invalid("0204", "less than asked is signed in V1, whatever the policy", "amount")
            .child_of("statements-0201", "payload.authorization.value", "10000", "9999")
            .rulings(&["B-7"])
            .requirements(&["V1-6.1.2-03", "V1-6.1.2-05"]),
        misdirected
            .invalid("0205", "the signed recipient of a V1 payment is another", "recipient")
            .child_of("statements-0201", "payload.authorization.to", MERCHANT, attacker)
            .rulings(&["B-1"])
            .requirements(&["V1-6.1.2-05", "V1-9-07"]),
        flipped.invalid("0206", "v is 27 instead of 28 in a V1 payment", "signer").rulings(&["E-6"]).requirements(&[
            "V1-6.1.2-01",
            "V1-5.2.2-07",
            "V1-9-06",
            "V1-10.1-04",
        ]),
        receive
            .invalid("0207", "a V1 payment signed as ReceiveWithAuthorization", "signer")
            .rulings(&["E-6"])
            .requirements(&["V1-6.1-01", "V1-6.1.1-01", "V1-6.1.2-01"]),
        version_1()
            .at(VALID_AFTER - 1)
            .invalid("0208", "a V1 payment a second before validAfter", "valid-after")
            .rulings(&["E-2"])
            .requirements(&["V1-6.1.2-04", "V1-5.2.2-13", "V1-9-03", "V1-10.1-03"]),
        version_1()
            .at(VALID_BEFORE)
            .invalid("0209", "a V1 payment at the second of validBefore", "valid-before")
            .rulings(&["E-2"])
            .requirements(&["V1-6.1.2-04", "V1-5.2.2-14", "V1-9-04", "V1-10.1-03"]),
        version_1()
            .authorization(nonce, &nonce[..62])
            .invalid("0210", "a nonce of 31 bytes in a V1 payment", "payload")
            .rulings(&["E-4"])
            .requirements(&["V1-5.2.2-15", "V1-10.1-01", "V1-9-09"])
            .no_witness(NO_DIGEST),
        version_1()
            .authorization(MERCHANT, &MERCHANT[..40])
            .invalid("0211", "a recipient of 19 bytes in a V1 payment", "payload")
            .rulings(&["E-3"])
            .requirements(&["V1-5.2.2-11", "V1-9-09"])
            .no_witness(NO_DIGEST),
        version_1()
            .authorization(base::PAYER, &base::PAYER[..40])
            .invalid("0212", "a payer of 19 bytes in a V1 payment", "payload")
            .rulings(&["E-3"])
            .requirements(&["V1-5.2.2-10", "V1-9-09"])
            .no_witness(NO_DIGEST),
        version_1()
            .authorization("10000", "0x2710")
            .invalid("0213", "a hexadecimal value in a V1 payment", "payload")
            .rulings(&["C-6"])
            .requirements(&["V1-5.2.2-12", "V1-9-09"])
            .no_witness(NO_DIGEST),
        offering("0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC")
            .invalid("0214", "the V1 offer's asset is no address", "asset-address")
            .rulings(&["E-3"])
            .requirements(&["V1-5.1.2-08", "V1-9-10"])
            .no_witness("without a domain there is nothing to hash"),
        offering(MERCHANT, "merchant")
            .invalid("0215", "the V1 offer's payTo is no address", "pay-to-address")
            .rulings(&["E-3"])
            .requirements(&["V1-5.1.2-09", "V1-9-10"]),
    ]
}

/// Checks on V2 payments that no row of the catalogue names.
pub(super) fn version_2(group: &'static str) -> Vec<Draft> {
    let base = || Case::base().in_group(group);
    let declared = r#"{"bazaar":{"info":{"type":"http"},"schema":{"type":"object"}}}"#;
    let echoing = |echoed: &str| {
        let mut case = base().more(&format!(r#","declaredExtensions":{declared}"#));
        case.payment = format!(r#"{},"extensions":{echoed}}}"#, &base::TEXT[..base::TEXT.len() - 1]);
        case
    };
    let mut version_3 = base();
    version_3.payment = version_3.payment.replace(r#""x402Version":2"#, r#""x402Version":3"#);
    vec![
        base()
            .authorization(MERCHANT, &MERCHANT[..40])
            .invalid("0301", "a recipient of 19 bytes", "payload")
            .rulings(&["E-3"])
            .requirements(&["V2-5.2.2-10", "V2-9-09"])
            .no_witness(NO_DIGEST),
        base()
            .authorization(base::PAYER, &base::PAYER[..40])
            .invalid("0302", "a payer of 19 bytes", "payload")
            .rulings(&["E-3"])
            .requirements(&["V2-5.2.2-09", "V2-9-09"])
            .no_witness(NO_DIGEST),
        echoing(declared)
            .valid("0303", "an extension is echoed as it was declared", base::PAYER)
            .rulings(&["B-6"])
            .requirements(&["V2-5.1.2-24", "V2-5.1.2-26", "V2-5.1.2-27", "V2-5.1.2-29"]),
        echoing(r#"{"bazaar":{"schema":{"type":"object"}}}"#)
            .invalid("0304", "the echo has no info", "extension-echo")
            .rulings(&["B-6"])
            .requirements(&["V2-5.1.2-24", "V2-5.1.2-27", "V2-5.1.2-29"]),
        version_3
            .draft("0305", "a payment of version 3", Class::Invalid, &json!({"verdict": "invalid"}))
            .decided_by("decode")
            .reason("invalid_x402_version")
            .rulings(&["C-5"])
            .requirements(&["V2-9-13", "V1-9-13"])
            .no_witness("a version that nobody has: nothing to hash"),
        base()
            .terms(r#""scheme":"exact""#, r#""scheme":"subscription""#)
            .undecided("0306", "a scheme that nobody knows", "method")
            .reason("unsupported_scheme")
            .rulings(&["B-4", "C-10"])
            .requirements(&["V2-9-12", "V1-9-12"])
            .no_witness("nobody knows what is signed"),
        base()
            .authorization("10000", "0x2710")
            .invalid("0307", "a hexadecimal value", "payload")
            .rulings(&["C-6"])
            .requirements(&["V2-5.2.2-11", "V2-9-09"])
            .no_witness(NO_DIGEST),
        base()
            .authorization("1740672089", "1740672089.0")
            .invalid("0308", "validAfter with a fraction", "payload")
            .rulings(&["C-6"])
            .requirements(&["V2-5.2.2-12", "V2-9-09"])
            .no_witness(NO_DIGEST),
        base()
            .authorization("1740672154", "2025-02-27T16:02:34Z")
            .invalid("0309", "validBefore as a date", "payload")
            .rulings(&["C-6"])
            .requirements(&["V2-5.2.2-13", "V2-9-09"])
            .no_witness(NO_DIGEST),
    ]
}
