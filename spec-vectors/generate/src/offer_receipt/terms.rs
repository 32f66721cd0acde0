//! Comparison with the demand and the settlement: 256 to 259.

use serde_json::json;

use super::artifact::{
    ENTRY, JwsKey, NOW, OFFER, Question, RECEIPT, TRANSACTION, What, demand, eip712, jws, settlement,
};
use crate::{
    draft::{Draft, suffix},
    sign::SIGNER,
};

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
const WALLET: &str = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg";

pub(super) fn drafts() -> Vec<Draft> {
    [terms(), indices(), times(), receipts(), settled_on_solana(), version_1(), undecodable()]
        .into_iter()
        .flatten()
        .collect()
}

fn offered() -> String {
    demand(&eip712(What::Offer, OFFER))
}

/// The demand of the offer with another entry, or more.
fn with_accepts(accepts: &str) -> Question {
    Question::new(What::Offer, &offered().replace(ENTRY, accepts))
}

fn terms() -> Vec<Draft> {
    let ours = json!({"signer": SIGNER, "accept": 0});
    let rows = [
        ("scheme", r#""exact""#, r#""upto""#),
        ("network", "eip155:84532", "eip155:8453"),
        ("amount", r#""10000""#, r#""10001""#),
        ("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
        ("payTo", SIGNER, PAYER),
    ];
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .enumerate()
        .map(|(index, (member, from, to))| {
            with_accepts(&ENTRY.replace(from, to)).invalid(
                &format!("0256{}", suffix(index)),
                &format!("the one entry has another {member}"),
                "artifact-terms",
            )
        })
        .collect();
    drafts.push(with_accepts("").invalid("0256f", "no entry at all", "artifact-terms"));
    drafts.push(with_accepts(r#"{"scheme":"exact"}"#).invalid(
        "0256g",
        "the one entry cannot be read",
        "artifact-terms",
    ));
    drafts.push(with_accepts(&format!("{},{ENTRY}", ENTRY.replace("10000", "20000"))).valid(
        "0256h",
        "the second entry has the signed terms",
        &json!({"signer": SIGNER, "accept": 1}),
    ));
    drafts.push(with_accepts(&ENTRY.replace("60}", r#"90,"extra":{"name":"USDC"}}"#)).valid(
        "0256i",
        "time and extra of the entry are not signed",
        &ours,
    ));
    drafts.push(with_accepts(&ENTRY.replace(SIGNER, &SIGNER.to_lowercase())).acceptable(
        "0256j",
        "payTo of the entry in other letter case",
        &["address-case"],
        &ours,
    ));
    let elsewhere = offered().replacen("https://api.example.com/premium-data", "https://api.example.com/other", 1);
    drafts.push(Question::new(What::Offer, &elsewhere).acceptable(
        "0256k",
        "the demand is for another URL than the offer",
        &["resource-differs"],
        &ours,
    ));
    drafts.into_iter().map(|draft| draft.rulings(&["X-28"])).collect()
}

fn indices() -> Vec<Draft> {
    let ours = json!({"signer": SIGNER, "accept": 0});
    let with =
        |index: &str| offered().replace(r#""format":"eip712""#, &format!(r#""format":"eip712","acceptIndex":{index}"#));
    let two = |index: &str| with(index).replace(ENTRY, &format!("{ENTRY},{}", ENTRY.replace("10000", "20000")));
    let same = |index: &str| with(index).replace(ENTRY, &format!("{ENTRY},{ENTRY}"));
    let of = |carrier: &str| Question::new(What::Offer, carrier);
    vec![
        of(&with("0")).valid("0256l", "acceptIndex is the entry", &ours),
        of(&with("1")).acceptable("0256m", "acceptIndex is out of range", &["accept-index"], &ours),
        of(&two("1")).acceptable("0256n", "acceptIndex is another entry", &["accept-index"], &ours),
        of(&same("1")).valid(
            "0256o",
            "acceptIndex is the second of two equal entries",
            &json!({"signer": SIGNER, "accept": 1}),
        ),
        of(&with("-1")).invalid("0256p", "acceptIndex is negative", "artifact-envelope"),
        of(&with("0.5")).invalid("0256q", "acceptIndex is 0.5", "artifact-envelope"),
        of(&with(r#""0""#)).invalid("0256r", "acceptIndex is a string", "artifact-envelope"),
        of(&with("18446744073709551615")).acceptable("0256s", "acceptIndex is 2^64−1", &["accept-index"], &ours),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-20", "X-28"]))
    .collect()
}

fn times() -> Vec<Draft> {
    let ours = json!({"signer": SIGNER, "accept": 0});
    let receipt =
        |now: u64| Question::new(What::Receipt, &settlement(&eip712(What::Receipt, RECEIPT))).signer(SIGNER).at(now);
    let of_receipt = json!({"signer": SIGNER});
    vec![
        Question::new(What::Offer, &offered()).at(NOW + 60).valid("0257", "the last second of an offer", &ours),
        Question::new(What::Offer, &offered()).at(NOW + 61).acceptable(
            "0257a",
            "an expired offer",
            &["offer-expired"],
            &ours,
        ),
        receipt(NOW).valid("0258", "a receipt issued now", &of_receipt),
        receipt(NOW - 1).invalid("0258a", "a receipt issued one second ahead", "artifact-issued"),
        receipt(NOW + 1_000_000_000).valid("0258b", "a receipt issued long ago", &of_receipt),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-28", "X-29"]))
    .collect()
}

fn receipts() -> Vec<Draft> {
    let good = settlement(&eip712(What::Receipt, RECEIPT));
    let named = RECEIPT.replace(r#""transaction":"""#, &format!(r#""transaction":"{TRANSACTION}""#));
    let with_transaction = settlement(&eip712(What::Receipt, &named));
    let of = |carrier: &str| Question::new(What::Receipt, carrier).signer(SIGNER);
    let invalid = |number: &str, title: &str, carrier: &str| of(carrier).invalid(number, title, "artifact-terms");
    let (head, tail) = good.split_once(r#""payer""#).expect("a settlement of ours");
    let other_network = head.replace("eip155:84532", "eip155:8453") + r#""payer""# + tail;
    let other_payer = |payer: &str| format!(r#"{head}"payer"{}"#, tail.replacen(PAYER, payer, 1));
    let ours = json!({"signer": SIGNER});
    vec![
        invalid("0258c", "the settlement is on another network", &other_network),
        invalid("0258d", "the settlement has another payer", &other_payer(SIGNER)),
        of(&other_payer(&PAYER.to_lowercase())).acceptable(
            "0258e",
            "the payer in other letter case",
            &["address-case"],
            &ours,
        ),
        invalid(
            "0258f",
            "the settlement does not say who paid",
            &good.replacen(&format!(r#""payer":"{PAYER}","#), "", 1),
        ),
        of(&with_transaction).valid(
            "0258g",
            "a receipt with the transaction of the settlement",
            &json!({"signer": SIGNER, "outstanding": ["transaction"]}),
        ),
        invalid("0258h", "a receipt with another transaction", &with_transaction.replacen("0x1234", "0x1235", 1)),
        invalid(
            "0258i",
            "the settlement failed",
            &good.replace(r#"{"success":true,"#, r#"{"success":false,"errorReason":"insufficient_funds","#),
        ),
        Question::new(What::Receipt, &settlement(&jws(RECEIPT, JwsKey::P256))).jwk(JwsKey::P256).at(NOW - 1).invalid(
            "0258j",
            "a JWS issued one second ahead",
            "artifact-issued",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-29"]))
    .collect()
}

/// base58 has letters of both cases, and each is another digit.
fn settled_on_solana() -> Vec<Draft> {
    let payload = RECEIPT.replace("eip155:84532", SOLANA).replace(PAYER, WALLET);
    let carrier = settlement(&jws(&payload, JwsKey::Ed25519)).replace("eip155:84532", SOLANA);
    let of = |payer: &str| Question::new(What::Receipt, &carrier.replace(PAYER, payer)).jwk(JwsKey::Ed25519);
    vec![
        of(WALLET).valid("0258k", "a receipt of a payment on Solana", &json!({})),
        of(&WALLET.replacen("7Lf", "7LF", 1)).invalid(
            "0258l",
            "one letter of the payer in the other case",
            "artifact-terms",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-29"]))
    .collect()
}

const V1_ENTRY: &str = r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","resource":"https://api.example.com/premium-data","description":"","mimeType":"","maxTimeoutSeconds":60}"#;

fn version_1() -> Vec<Draft> {
    let of_offer = |entry: &str, envelope: &str| {
        let text = format!(
            r#"{{"x402Version":1,"error":"","accepts":[{entry}],"extensions":{{"offer-receipt":{{"info":{{"offers":[{envelope}]}}}}}}}}"#
        );
        Question::new(What::Offer, &text)
    };
    let typed = eip712(What::Offer, OFFER);
    let settled = |envelope: &str| {
        let text = settlement(envelope);
        Question::new(What::Receipt, &text.replacen(r#""network":"eip155:84532""#, r#""network":"base-sepolia""#, 1))
    };
    let ours = json!({"signer": SIGNER, "accept": 0});
    vec![
        of_offer(V1_ENTRY, &typed).valid("0259", "a signed offer in a demand of V1", &ours),
        of_offer(V1_ENTRY, &jws(OFFER, JwsKey::P256)).jwk(JwsKey::P256).valid(
            "0259a",
            "the same as a JWS",
            &json!({"accept": 0}),
        ),
        of_offer(&V1_ENTRY.replace("10000", "10001"), &typed).invalid(
            "0259b",
            "maxAmountRequired of the entry is another",
            "artifact-terms",
        ),
        of_offer(&V1_ENTRY.replace("base-sepolia", "base"), &typed).invalid(
            "0259c",
            "the entry is on another network",
            "artifact-terms",
        ),
        of_offer(&V1_ENTRY.replace("premium-data", "other"), &typed).acceptable(
            "0259d",
            "the entry is for another URL",
            &["resource-differs"],
            &ours,
        ),
        settled(&eip712(What::Receipt, RECEIPT)).signer(SIGNER).valid(
            "0259e",
            "a receipt in a settlement of V1",
            &json!({"signer": SIGNER}),
        ),
        settled(&jws(RECEIPT, JwsKey::Secp256k1)).jwk(JwsKey::Secp256k1).valid(
            "0259f",
            "the same as a JWS",
            &json!({}),
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-7", "X-28", "X-29"]))
    .collect()
}

/// The object that carries the artifact cannot be decoded.
fn undecodable() -> Vec<Draft> {
    let refused = |question: Question, number: &str, title: &str, ruling: &str| {
        question.undecodable(number, title).rulings(&[ruling])
    };
    let twice = offered().replace(r#""amount":"10000","asset""#, r#""amount":"1","amount":"10000","asset""#);
    vec![
        refused(Question::new(What::Offer, "{"), "0251z", "the demand is no JSON", "C-4"),
        refused(
            Question::new(What::Offer, &offered().replace(":2,", ":3,")),
            "0251za",
            "the demand has an unknown version",
            "C-5",
        ),
        refused(Question::new(What::Offer, &twice), "0251zb", "a payload by EIP-712 has a member twice", "C-3")
            .refused_as("duplicate-member"),
        refused(Question::new(What::Receipt, r#"{"success":1}"#), "0251zc", "success of the settlement is 1", "C-14"),
    ]
}
