//! Several offers match what the client accepted (B-2): the one that equals it in every member counts, else the best verdict.

use serde_json::json;

use crate::{base, case::Case, draft::Draft, permit::MERCHANT, sign::SIGNER};

/// The offer of BASE without the token's domain. It cannot be paid by EIP-3009, and it requires nothing in `extra`.
fn nameless() -> String {
    base::OFFER.replace(r#","extra":{"name":"USDC","version":"2"}"#, "")
}

/// The case with these offers.
fn against(case: Case, offers: &[&str]) -> Case {
    Case { offer: offers.join(","), ..case }
}

pub(crate) fn eip3009() -> Vec<Draft> {
    let nameless = nameless();
    let nameless_first = [nameless.as_str(), base::OFFER];
    let added = || Case::base().payment(r#""version":"2""#, r#""version":"2","added":true"#);
    let hinted = base::OFFER.replace(r#""extra""#, r#""hint":"b","extra""#);
    let by_second = |case: Case, number: &str, title: &str| {
        case.valid(number, title, base::PAYER).result(&json!({"verdict": "valid", "payer": base::PAYER, "offer": 1}))
    };
    let parity = base::SIGNATURE[..128].to_owned() + "01";
    vec![
        by_second(
            against(Case::base(), &nameless_first),
            "0620",
            "two offers match, and the second is what was accepted",
        ),
        against(Case::base(), &[base::OFFER, &nameless]).valid(
            "0620a",
            "two offers match, and the first is what was accepted",
            base::PAYER,
        ),
        by_second(
            against(added(), &nameless_first),
            "0620b",
            "two offers match, neither is what was accepted, and the second is paid",
        ),
        against(added().signature(&base::SIGNATURE.replace("1c", "1b")), &[base::OFFER, &nameless]).invalid(
            "0620c",
            "two offers match, neither is what was accepted, and neither is paid",
            "signer",
        ),
        against(added().signature(&parity).knowing(crate::case::Code::Unknown), &nameless_first)
            .undecided(
                "0620d",
                "two offers match, the first cannot be paid, and the second perhaps; account code unknown",
                "signature-form",
            )
            .result(&json!({"verdict": "undecided", "payer": base::PAYER, "offer": 1})),
        by_second(
            against(Case::base().payment(r#""extra""#, r#""hint":"b","extra""#), &[base::OFFER, &hinted]),
            "0620e",
            "two offers match, which differ in a member that nobody knows, and the second is what was accepted",
        ),
        against(Case::base().payment(r#","extra":{"name":"USDC","version":"2"}"#, ""), &nameless_first)
            .invalid("0620f", "only the first of two offers matches", "domain")
            .no_witness("without a domain there is nothing to hash"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-2"]))
    .collect()
}

/// A V1 payment that answers neither of two offers (B-3): a signature that was not looked at, because the price is another,
/// counts no less than one that is wrong.
pub(crate) fn version_1() -> Vec<Draft> {
    let paid = Case::base().in_version_1();
    let wrong = Case::base().signature(&base::SIGNATURE.replace("1c", "1b")).in_version_1();
    let offer = paid.offer.clone();
    let dearer = offer.replace("\"10000\"", "\"20000\"");
    let far = dearer.replace(MERCHANT, SIGNER);
    let nearest = |offers: &[&str], number: &str, title: &str, check: &str, index: usize| {
        let draft = against(wrong.clone(), offers).invalid(number, title, check);
        draft.result(&json!({"verdict": "invalid", "offer": index}))
    };
    vec![
        nearest(
            &[&dearer, &offer],
            "0836",
            "of two V1 offers the second has the price that was signed, wrongly",
            "signer",
            1,
        ),
        nearest(
            &[&offer, &dearer],
            "0836a",
            "of two V1 offers the first has the price that was signed, wrongly",
            "signer",
            0,
        ),
        nearest(
            &[&far, &dearer],
            "0836b",
            "of two V1 offers, whose price was not signed, the second has the recipient",
            "amount",
            1,
        ),
        nearest(&[&dearer, &dearer], "0836c", "of two V1 offers that fit alike the first counts", "amount", 0),
        against(paid, &[&dearer, &offer])
            .valid("0836d", "of two V1 offers the second has the price that was signed", base::PAYER)
            .result(&json!({"verdict": "valid", "payer": base::PAYER, "offer": 1})),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-3"]))
    .collect()
}

/// The rule of the Go server does not compare `extra`, so an offer of another method matches, too.
pub(crate) fn permit2() -> Vec<Draft> {
    let core = |case: Case| case.more(r#","policy":{"matchRule":"core"}"#);
    let permit2 = Case::permit2().offer;
    let eip3009 = permit2.replace(r#""permit2""#, r#""eip3009""#);
    let other_first = [eip3009.as_str(), permit2.as_str()];
    let added = || Case::permit2().payment(r#""version":"2""#, r#""version":"2","added":true"#);
    let by_second = |case: Case, number: &str, title: &str| {
        case.valid(number, title, SIGNER).result(&json!({"verdict": "valid", "payer": SIGNER, "offer": 1}))
    };
    vec![
        by_second(
            core(against(Case::permit2(), &other_first)),
            "0620",
            "an offer by EIP-3009 matches, too, and stands first; the second is what was accepted",
        ),
        core(against(Case::permit2(), &[&permit2, &eip3009])).valid(
            "0620a",
            "an offer by EIP-3009 matches, too, and stands second; the first is what was accepted",
            SIGNER,
        ),
        by_second(
            core(against(added(), &other_first)),
            "0620b",
            "an offer by EIP-3009 matches, too, and stands first; neither is what was accepted",
        ),
        core(against(Case::permit2().payment(r#""permit2""#, r#""eip3009""#), &other_first))
            .invalid("0620c", "what was accepted is the offer by EIP-3009, and what was signed is not", "payload")
            .no_witness("which method counts is a ruling; nothing else is hashed"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-2", "B-4"]))
    .collect()
}
