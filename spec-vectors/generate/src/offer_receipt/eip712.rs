//! Artifacts by EIP-712: 240 to 242, 247, 252, 253, 260.

use serde_json::json;

use super::artifact::{
    OFFER, Question, RECEIPT, STRANGER, What, carrier, digest, digest_in, eip712, eip712_with, sign,
};
use crate::{
    draft::{Draft, suffix},
    sign::{Key, SIGNER, sign_digest},
};

pub(super) fn drafts() -> Vec<Draft> {
    [signers(), absent_members(), other_artifact(), forms(), altered(), domains()].into_iter().flatten().collect()
}

fn offer(envelope: &str) -> Question {
    Question::of(What::Offer, envelope)
}

fn receipt(envelope: &str) -> Question {
    Question::of(What::Receipt, envelope)
}

fn signers() -> Vec<Draft> {
    let by_stranger = eip712_with(OFFER, &sign(What::Offer, OFFER, Key::Stranger));
    let receipt_by_stranger = eip712_with(RECEIPT, &sign(What::Receipt, RECEIPT, Key::Stranger));
    let ours = json!({"signer": SIGNER, "accept": 0});
    let (signer, need) = ("artifact-signer", "signer-authorization");
    vec![
        offer(&eip712(What::Offer, OFFER))
            .valid("0240", "an offer that the recipient's address signed", &ours)
            .rulings(&["X-22", "X-27"]),
        offer(&by_stranger).undecided("0240a", "an offer that another address signed", signer, need).rulings(&["X-27"]),
        offer(&by_stranger)
            .signer(STRANGER)
            .valid(
                "0240b",
                "an offer that another address signed, whom the caller expects",
                &json!({"signer": STRANGER, "accept": 0}),
            )
            .rulings(&["X-27"]),
        offer(&by_stranger)
            .signer("0x857b06519E91e3A54538791bDbb0E22373e36b66")
            .invalid("0240c", "an offer that another address signed than the caller expects", signer)
            .rulings(&["X-27"]),
        offer(&eip712(What::Offer, OFFER))
            .signer(&SIGNER.to_lowercase())
            .valid("0240d", "the expected address in small letters", &ours)
            .rulings(&["X-27"]),
        receipt(&eip712(What::Receipt, RECEIPT)).undecided("0242", "a receipt alone", signer, need).rulings(&["X-27"]),
        receipt(&eip712(What::Receipt, RECEIPT))
            .signer(SIGNER)
            .valid("0242a", "a receipt of the expected address", &json!({"signer": SIGNER}))
            .rulings(&["X-22", "X-27"]),
        receipt(&receipt_by_stranger)
            .signer(SIGNER)
            .invalid("0242b", "a receipt of another address", signer)
            .rulings(&["X-27"]),
    ]
}

/// Absent, 0 and empty are hashed alike.
fn absent_members() -> Vec<Draft> {
    let without = OFFER.replace(r#","validUntil":1740672160"#, "");
    let zero = OFFER.replace("1740672160", "0");
    let null = OFFER.replace("1740672160", "null");
    let signature = sign(What::Offer, &without, Key::Payer);
    let bare = RECEIPT.replace(r#","transaction":"""#, "");
    let ours = json!({"signer": SIGNER, "accept": 0});
    vec![
        offer(&eip712_with(&without, &signature))
            .valid("0241", "an offer without validUntil", &ours)
            .rulings(&["X-22"]),
        offer(&eip712_with(&zero, &signature))
            .valid("0241a", "the same signature beside validUntil 0", &ours)
            .rulings(&["X-22"]),
        offer(&eip712_with(&null, &signature))
            .acceptable("0241b", "the same signature beside validUntil null", &["null-optional"], &ours)
            .rulings(&["X-22", "C-7"]),
        offer(&eip712_with(OFFER, &signature))
            .invalid("0241c", "a validUntil that nobody signed", "artifact-signer")
            .rulings(&["X-22"]),
        receipt(&eip712_with(&bare, &sign(What::Receipt, RECEIPT, Key::Payer)))
            .signer(SIGNER)
            .valid("0241d", "a receipt without transaction, signed with an empty one", &json!({"signer": SIGNER}))
            .rulings(&["X-22"]),
    ]
    .into_iter()
    .map(with_signer)
    .collect()
}

/// An unsigned artifact recovers to another address, which is refused if the caller expects ours.
fn with_signer(draft: Draft) -> Draft {
    let input = draft.input().to_owned();
    if input.contains(r#""signer""#) {
        return draft;
    }
    draft.asks(&format!(r#"{},"signer":"{SIGNER}"}}"#, input.strip_suffix('}').expect("an object")))
}

fn other_artifact() -> Vec<Draft> {
    let receipt_as_offer = eip712(What::Receipt, RECEIPT);
    let offer_as_receipt = eip712(What::Offer, OFFER);
    vec![
        offer(&receipt_as_offer).invalid("0247", "a receipt in the place of an offer", "artifact-payload"),
        receipt(&offer_as_receipt).signer(SIGNER).invalid(
            "0247a",
            "an offer in the place of a receipt",
            "artifact-payload",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-21"]))
    .collect()
}

/// 65 bytes r‖s‖v.
fn forms() -> Vec<Draft> {
    let signature = sign(What::Offer, OFFER, Key::Payer);
    let scalars = &signature[..130];
    let v = u8::from_str_radix(&signature[130..], 16).expect("hexadecimal");
    let ours = json!({"signer": SIGNER, "accept": 0});
    let form = |number: &str, title: &str, signature: &str| {
        offer(&eip712_with(OFFER, signature)).invalid(number, title, "artifact-signature-form")
    };
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    vec![
        offer(&eip712_with(OFFER, &high(&signature))).refused("0252", "s in the upper half", "high-s", &ours),
        form("0252a", "64 bytes (ERC-2098)", scalars),
        offer(&eip712_with(OFFER, &format!("{scalars}{:02x}", v - 27))).acceptable(
            "0252b",
            "v is 0 or 1",
            &["y-parity"],
            &ours,
        ),
        form("0252c", "v is 29", &format!("{scalars}1d")),
        form("0252d", "66 bytes", &format!("{signature}00")),
        form("0252e", "no 0x", &signature[2..]),
        form("0252f", "no hexadecimal digits", &format!("{}zz", &signature[..130])),
        form("0252g", "r is zero", &format!("0x{zero}{}", &signature[66..])),
        form("0252h", "s is the order of the curve", &format!("{}{order}{:02x}", &signature[..66], v)),
        form("0252i", "no bytes", "0x"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-23", "X-17"]))
    .collect()
}

/// The other signature of the same key over the same digest.
fn high(signature: &str) -> String {
    let digest = digest(What::Offer, OFFER);
    let bytes: Vec<u8> = (2..signature.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&signature[at..at + 2], 16).expect("hexadecimal"))
        .collect();
    let low = k256::ecdsa::Signature::from_slice(&bytes[..64]).expect("a signature of ours");
    let (r, s) = low.split_scalars();
    let high = k256::ecdsa::Signature::from_scalars(r, -s).expect("a signature of ours");
    let v = 55 - bytes[64];
    assert_eq!(digest.len(), 32);
    let hex: String = high.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{hex}{v:02x}")
}

/// Each member altered after it was signed.
fn altered() -> Vec<Draft> {
    let signature = sign(What::Offer, OFFER, Key::Payer);
    let offers = [("resourceUrl", "premium-data", "premium-dat"), ("validUntil", "1740672160", "1740672161")];
    let of_receipt = sign(What::Receipt, RECEIPT, Key::Payer);
    let receipts = [
        ("resourceUrl", "premium-data", "premium-dat"),
        ("issuedAt", "1740672100", "1740672099"),
        (
            "transaction",
            r#""transaction":"""#,
            r#""transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef""#,
        ),
    ];
    let of_offers = offers
        .into_iter()
        .map(|(member, from, to)| (What::Offer, member, eip712_with(&OFFER.replace(from, to), &signature)));
    let of_receipts = receipts
        .into_iter()
        .map(|(member, from, to)| (What::Receipt, member, eip712_with(&RECEIPT.replace(from, to), &of_receipt)));
    let mut drafts: Vec<Draft> = of_offers
        .chain(of_receipts)
        .enumerate()
        .map(|(index, (what, member, envelope))| {
            let title =
                format!("{member} was altered after the {}", if what == What::Offer { "offer" } else { "receipt" });
            Question::of(what, &envelope)
                .signer(SIGNER)
                .invalid(&format!("0253{}", suffix(index)), &format!("{title} was signed"), "artifact-signer")
                .rulings(&["X-22"])
        })
        .collect();
    // The terms of the demand, with a signature over others.
    for (index, (member, from, to)) in [
        ("scheme", r#""scheme":"exact""#, r#""scheme":"upto""#),
        ("network", "eip155:84532", "eip155:8453"),
        ("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
        ("payTo", SIGNER, STRANGER),
        ("amount", r#""amount":"10000""#, r#""amount":"10001""#),
    ]
    .into_iter()
    .enumerate()
    {
        let carried = carrier(What::Offer, &eip712_with(OFFER, &signature)).replace(from, to);
        drafts.push(
            Question::new(What::Offer, &carried)
                .signer(SIGNER)
                .invalid(
                    &format!("0253{}", suffix(index + 5)),
                    &format!("{member} was altered after the offer was signed, in the demand too"),
                    "artifact-signer",
                )
                .rulings(&["X-22"]),
        );
    }
    drafts
}

fn domains() -> Vec<Draft> {
    let rows = [
        ("0260", "an offer signed for chain 84532", What::Offer, "x402 offer", 84532),
        ("0260a", "an offer signed as a receipt", What::Offer, "x402 receipt", 1),
        ("0260b", "a receipt signed for chain 84532", What::Receipt, "x402 receipt", 84532),
        ("0260c", "a receipt signed as an offer", What::Receipt, "x402 offer", 1),
        ("0260d", "an offer signed with a name in capitals", What::Offer, "X402 Offer", 1),
    ];
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .map(|(number, title, what, name, chain)| {
            let payload = if what == What::Offer { OFFER } else { RECEIPT };
            let signature = sign_digest(Key::Payer, &digest_in(what, payload, name, chain));
            Question::of(what, &eip712_with(payload, &format!("0x{signature}"))).signer(SIGNER).invalid(
                number,
                title,
                "artifact-signer",
            )
        })
        .collect();
    let in_our_domain = |what, payload| {
        let name = if what == What::Offer { "x402 offer" } else { "x402 receipt" };
        assert_eq!(digest(what, payload), digest_in(what, payload, name, 1));
    };
    in_our_domain(What::Offer, OFFER);
    in_our_domain(What::Receipt, RECEIPT);
    drafts = drafts.into_iter().map(|draft| draft.rulings(&["X-22"])).collect();
    drafts
}
