//! Envelopes and payloads: 248, 249, 251, 254, 255, and the objects that carry them.

use serde_json::json;

use super::artifact::{
    JwsKey, KID, OFFER, Question, RECEIPT, What, canonical, carrier, compact, eip712, eip712_with, header, jws,
    jws_with, payment_required, settlement, sign,
};
use crate::{
    draft::{Draft, has_a_member_twice, suffix},
    sign::{Key, SIGNER},
};

pub(super) fn drafts() -> Vec<Draft> {
    [absent(), versions(), envelopes(), members(), further_members(), networks()].into_iter().flatten().collect()
}

fn offer(envelope: &str) -> Question {
    Question::of(What::Offer, envelope)
}

/// There is no artifact, or no readable one.
fn absent() -> Vec<Draft> {
    let good = payment_required(&eip712(What::Offer, OFFER));
    let none = |extensions: &str| {
        let (start, _) = good.split_once(r#""extensions":"#).expect("a demand of ours");
        format!(r#"{start}"extensions":{extensions}}}"#)
    };
    let of = |carrier: &str| Question::new(What::Offer, carrier);
    let (artifact, envelope) = ("artifact", "artifact-envelope");
    let settled = settlement(&eip712(What::Receipt, RECEIPT));
    vec![
        of(&none("{}")).invalid("0240h", "a demand without the extension", artifact),
        of(&none(r#"{"offer-receipt":null}"#)).invalid("0240i", "the extension is null", artifact),
        of(&none(r#"{"offer-receipt":{"info":{}}}"#)).invalid("0240j", "no offers", artifact),
        of(&none(r#"{"offer-receipt":{"info":{"offers":[]}}}"#)).invalid("0240k", "an empty list of offers", artifact),
        of(&good).with("index", "1").invalid("0240l", "the second of one offer", artifact),
        of(&none(&format!(r#"{{"offer-receipt":{{"info":{{"offers":[7,{}]}}}}}}"#, eip712(What::Offer, OFFER))))
            .with("index", "1")
            .valid(
                "0240m",
                "the second offer, behind one that cannot be read",
                &json!({"signer": SIGNER, "accept": 0}),
            ),
        of(&none(r#"{"offer-receipt":{}}"#)).invalid("0240n", "the extension has no info", envelope),
        of(&none(r#"{"offer-receipt":{"info":{"offers":{}}}}"#)).invalid("0240o", "offers is no list", envelope),
        Question::new(What::Receipt, &settled.replace(r#""receipt":"#, r#""other":"#)).signer(SIGNER).invalid(
            "0242c",
            "a settlement without a receipt",
            artifact,
        ),
        Question::new(What::Receipt, &settled.replace(r#""info":"#, r#""information":"#)).signer(SIGNER).invalid(
            "0242d",
            "the extension of a settlement has no info",
            envelope,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-6", "X-20"]))
    .collect()
}

fn versions() -> Vec<Draft> {
    let rows = [
        ("no version", r#""version":1,"#, ""),
        ("version 2", r#""version":1"#, r#""version":2"#),
        ("the version is a string", r#""version":1"#, r#""version":"1""#),
        ("the version is 1.0", r#""version":1"#, r#""version":1.0"#),
        ("the version is null", r#""version":1"#, r#""version":null"#),
    ];
    let mut drafts = Vec::new();
    for (index, (title, from, to)) in rows.into_iter().enumerate() {
        let (of_offer, of_receipt) = (OFFER.replace(from, to), RECEIPT.replace(from, to));
        let signature = sign(What::Receipt, RECEIPT, Key::Payer);
        let compact = compact(&header("ES256", KID), &of_offer, JwsKey::P256);
        drafts.push(offer(&jws_with(&compact)).jwk(JwsKey::P256).invalid(
            &format!("0248{}", suffix(index * 2)),
            &format!("a JWS: {title}"),
            "artifact-version",
        ));
        drafts.push(Question::of(What::Receipt, &eip712_with(&of_receipt, &signature)).signer(SIGNER).invalid(
            &format!("0248{}", suffix(index * 2 + 1)),
            &format!("by EIP-712: {title}"),
            "artifact-version",
        ));
    }
    drafts.into_iter().map(|draft| draft.rulings(&["X-21"])).collect()
}

/// The envelope around the payload.
fn envelopes() -> Vec<Draft> {
    let typed = eip712(What::Offer, OFFER);
    let as_jws = jws(OFFER, JwsKey::P256);
    let with_field = |envelope: &str, member: &str| format!("{{{member},{}", &envelope[1..]);
    let accept = json!({"signer": SIGNER, "accept": 0});
    let invalid =
        |number: &str, title: &str, envelope: &str| offer(envelope).invalid(number, title, "artifact-envelope");
    let types = r#""types":{"Offer":[{"name":"version","type":"uint256"}]},"primaryType":"Offer""#;
    vec![
        offer(&with_field(&as_jws, &format!(r#""payload":{OFFER}"#))).jwk(JwsKey::P256).invalid(
            "0249",
            "a payload beside a JWS",
            "artifact-envelope",
        ),
        invalid("0249a", "no payload in eip712", &typed.replace(&format!(r#""payload":{OFFER},"#), "")),
        invalid("0249b", "types and primaryType are sent along", &with_field(&typed, types)),
        invalid("0249c", "types are sent along", &with_field(&typed, r#""types":{}"#)),
        invalid(
            "0249d",
            "the payload is a string",
            &typed.replace(OFFER, &serde_json::to_string(OFFER).expect("a string")),
        ),
        invalid("0249e", "no format", &typed.replace(r#""format":"eip712","#, "")),
        invalid(
            "0249n",
            "domain, message and signature, as others transmit them",
            &typed
                .replace(r#""format":"eip712","#, r#""domain":{"name":"x402 offer","version":"1","chainId":1},"#)
                .replace(r#""payload":"#, r#""message":"#),
        ),
        invalid("0249f", "an unknown format", &typed.replace("eip712", "eip191")),
        invalid("0249g", "the format in capitals", &typed.replace("eip712", "EIP712")),
        invalid(
            "0249h",
            "no signature",
            &typed[..typed.rfind(",\"signature\"").expect("an envelope")]
                .to_owned()
                .chars()
                .chain(['}'])
                .collect::<String>(),
        ),
        invalid("0249i", "the signature is a number", &eip712_with(OFFER, "x").replace("\"x\"", "1")),
        invalid("0249j", "the envelope is a list", "[]"),
        offer(&with_field(&as_jws, r#""payload":null"#)).jwk(JwsKey::P256).acceptable(
            "0249k",
            "null beside a JWS",
            &["null-optional"],
            &json!({"accept": 0}),
        ),
        offer(&with_field(&typed, r#""note":"a""#)).valid("0249l", "a further member of the envelope", &accept),
        Question::of(What::Receipt, &with_field(&eip712(What::Receipt, RECEIPT), r#""acceptIndex":-1"#))
            .signer(SIGNER)
            .valid("0249m", "acceptIndex in a receipt says nothing", &json!({"signer": SIGNER})),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-20"]))
    .collect()
}

/// Each member of both payloads: missing, and of another type.
fn members() -> Vec<Draft> {
    let offers: &[(&str, &str, &str)] = &[
        ("no resourceUrl", r#""resourceUrl":"https://api.example.com/premium-data","#, ""),
        ("no scheme", r#""scheme":"exact","#, ""),
        ("the scheme is empty", r#""exact""#, r#""""#),
        ("no network", r#""network":"eip155:84532","#, ""),
        ("no asset", r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#, ""),
        ("no payTo", r#""payTo":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","#, ""),
        ("no amount", r#""amount":"10000","#, ""),
        ("the amount is a number", r#""10000""#, "10000"),
        ("the amount has a leading zero", r#""10000""#, r#""010000""#),
        ("the amount is negative", r#""10000""#, r#""-1""#),
        ("validUntil is a string", "1740672160", r#""1740672160""#),
        ("validUntil is 1.5", "1740672160", "1.5"),
        ("validUntil is negative", "1740672160", "-1"),
        ("validUntil is 2^64", "1740672160", "18446744073709551616"),
        ("resourceUrl is null", r#""https://api.example.com/premium-data""#, "null"),
        ("amount stands twice", r#""amount":"10000""#, r#""amount":"1","amount":"10000""#),
    ];
    let receipts: &[(&str, &str, &str)] = &[
        ("no network", r#""network":"eip155:84532","#, ""),
        ("no resourceUrl", r#""resourceUrl":"https://api.example.com/premium-data","#, ""),
        ("no payer", r#""payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","#, ""),
        ("no issuedAt", r#""issuedAt":1740672100,"#, ""),
        ("issuedAt is a string", "1740672100", r#""1740672100""#),
        ("issuedAt is 1.5", "1740672100", "1.5"),
        ("issuedAt is null", "1740672100", "null"),
        ("transaction is a number", r#""transaction":"""#, r#""transaction":1"#),
        ("payer is empty", "0x857b06519E91e3A54538791bDbb0E22373e36b66", ""),
    ];
    let rows = offers.iter().map(|row| (What::Offer, row)).chain(receipts.iter().map(|row| (What::Receipt, row)));
    let draft = |(index, (what, (title, from, to))): (usize, (What, &(&str, &str, &str)))| {
        let (base, name) = if what == What::Offer { (OFFER, "an offer") } else { (RECEIPT, "a receipt") };
        let payload = base.replacen(from, to, 1);
        assert_ne!(payload, base, "{title}");
        let envelope = jws_with(&compact(&header("ES256", KID), &payload, JwsKey::P256));
        // A member twice in an object beside the signature is no JSON for the demand either.
        let draft = Question::new(what, &carrier(what, &envelope))
            .jwk(JwsKey::P256)
            .invalid(&format!("0251{}", suffix(index)), &format!("{name}: {title}"), "artifact-payload")
            .rulings(&["X-21"]);
        if has_a_member_twice(&payload) { draft.refused_as("duplicate-member") } else { draft }
    };
    let mut drafts: Vec<Draft> = rows.enumerate().map(draft).collect();
    let nobody = |text: &str| text.replace("0x857b06519E91e3A54538791bDbb0E22373e36b66", "");
    let of_nobody = jws_with(&compact(&header("ES256", KID), &nobody(RECEIPT), JwsKey::P256));
    drafts.push(
        Question::new(What::Receipt, &nobody(&carrier(What::Receipt, &of_nobody)))
            .jwk(JwsKey::P256)
            .invalid("0258n", "payer is empty, in the receipt and in the settlement", "artifact-payload")
            .rulings(&["X-21", "X-29"]),
    );
    let no_json = jws_with(&compact(&header("ES256", KID), "{", JwsKey::P256));
    drafts.push(
        offer(&no_json)
            .jwk(JwsKey::P256)
            .invalid("0250h", "the payload of the JWS is no JSON", "artifact-payload")
            .rulings(&["X-24"]),
    );
    drafts
}

fn further_members() -> Vec<Draft> {
    let payload = OFFER.replace(r#""version":1"#, r#""version":1,"note":"a""#);
    let of_receipt = RECEIPT.replace(r#""version":1"#, r#""version":1,"note":"a""#);
    vec![
        offer(&eip712_with(&payload, &sign(What::Offer, OFFER, Key::Payer))).acceptable(
            "0254c",
            "a further member in an offer by EIP-712, which nobody signed",
            &["unsigned-member"],
            &json!({"signer": SIGNER, "accept": 0}),
        ),
        Question::of(What::Receipt, &jws_with(&compact(&header("ES256", KID), &canonical(&of_receipt), JwsKey::P256)))
            .jwk(JwsKey::P256)
            .acceptable("0254d", "a further member in the JWS of a receipt", &["unknown-member"], &json!({})),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-21"]))
    .collect()
}

const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
const WALLET: &str = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg";

fn networks() -> Vec<Draft> {
    let of = |network: &str| {
        let payload = OFFER.replace("eip155:84532", network);
        offer(&jws_with(&compact(&header("ES256", KID), &canonical(&payload), JwsKey::P256))).jwk(JwsKey::P256)
    };
    let paid = |pay_to: &str| {
        let payload = OFFER.replace(SIGNER, pay_to);
        let signed = eip712(What::Offer, &payload);
        Question::new(What::Offer, &payment_required(&signed).replace(SIGNER, pay_to)).signer(SIGNER)
    };
    let solana = OFFER.replace("eip155:84532", SOLANA).replace(SIGNER, WALLET);
    let on_solana =
        payment_required(&eip712(What::Offer, &solana)).replace("eip155:84532", SOLANA).replace(SIGNER, WALLET);
    let paid_on_solana =
        RECEIPT.replace("eip155:84532", SOLANA).replace("0x857b06519E91e3A54538791bDbb0E22373e36b66", WALLET);
    let settled_on_solana = settlement(&eip712(What::Receipt, &paid_on_solana))
        .replace("eip155:84532", SOLANA)
        .replace("0x857b06519E91e3A54538791bDbb0E22373e36b66", WALLET);
    let ours = json!({"signer": SIGNER, "accept": 0});
    let wrong_checksum = "0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    vec![
        of("base").invalid("0255", "the network by its name in V1", "artifact-network"),
        of("eip155:084532").invalid("0255a", "a chain id with a leading zero", "artifact-network"),
        of("84532").invalid("0255b", "a chain id alone", "artifact-network"),
        Question::new(What::Offer, &on_solana).signer(SIGNER).acceptable(
            "0255c",
            "an offer on Solana by EIP-712",
            &["eip712-network"],
            &ours,
        ),
        Question::new(What::Receipt, &settled_on_solana).signer(SIGNER).acceptable(
            "0255d",
            "a receipt of Solana by EIP-712",
            &["eip712-network"],
            &json!({"signer": SIGNER}),
        ),
        paid(WALLET).invalid("0255e", "payTo by EIP-712 on an EVM chain is no address", "artifact-recipient"),
        paid("0x0000000000000000000000000000000000000000").invalid(
            "0255f",
            "payTo is the zero address",
            "artifact-recipient",
        ),
        paid(&SIGNER[..41]).invalid("0255g", "payTo has 39 digits", "artifact-recipient"),
        paid(wrong_checksum).acceptable("0255h", "payTo with a wrong checksum", &["eip55"], &ours),
        paid(&SIGNER.to_lowercase()).valid("0255i", "payTo in small letters", &ours),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-21", "X-22"]))
    .collect()
}
