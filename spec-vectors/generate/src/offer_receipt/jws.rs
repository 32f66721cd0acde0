//! Artifacts as a JWS: 243 to 247, 250, 252 to 254, 262.

use serde_json::{Value, json};

use super::artifact::{
    JWS_KEYS, JwsKey, KID, OFFER, Question, RECEIPT, STRANGER, What, canonical, carrier, compact, header, jws,
    jws_with, part,
};
use crate::draft::{Draft, suffix};

pub(super) fn drafts() -> Vec<Draft> {
    [valid(), algorithms(), headers(), strangers(), other_artifact(), parts(), forms(), altered(), spellings(), weak()]
        .into_iter()
        .flatten()
        .collect()
}

fn accept() -> Value {
    json!({"accept": 0})
}

fn offer(compact: &str) -> Question {
    Question::of(What::Offer, &jws_with(compact))
}

/// A JWS of an offer by P-256, with this header.
fn with_header(header: &str) -> String {
    compact(header, &canonical(OFFER), JwsKey::P256)
}

fn valid() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, key) in JWS_KEYS.into_iter().enumerate() {
        let alg = key.alg();
        let letter = |step: usize| suffix(index * 3 + step);
        drafts.push(Question::of(What::Offer, &jws(OFFER, key)).jwk(key).valid(
            &format!("0243{}", letter(0)),
            &format!("an offer by {alg}, and its key"),
            &accept(),
        ));
        drafts.push(Question::of(What::Receipt, &jws(RECEIPT, key)).jwk(key).valid(
            &format!("0243{}", letter(1)),
            &format!("a receipt by {alg}, and its key"),
            &json!({}),
        ));
        drafts.push(Question::of(What::Offer, &jws(OFFER, key)).undecided(
            &format!("0243{}", letter(2)),
            &format!("an offer by {alg} without a key"),
            "artifact-key",
            "signing-key",
        ));
    }
    drafts.push(
        offer(&compact(&header("Ed25519", KID), &canonical(OFFER), JwsKey::Ed25519)).jwk(JwsKey::Ed25519).valid(
            "0243j",
            "alg is Ed25519, the other name of EdDSA (RFC 9864)",
            &accept(),
        ),
    );
    drafts.push(
        offer(&with_header(r#"{"typ":"JWT","kid":"did:web:api.example.com#key-1","alg":"ES256"}"#))
            .jwk(JwsKey::P256)
            .valid("0243k", "a header with another order and typ", &accept()),
    );
    drafts.into_iter().map(|draft| draft.rulings(&["X-24", "X-25", "X-27"])).collect()
}

/// The algorithms that prove a signer.
fn algorithms() -> Vec<Draft> {
    let named = |alg: &str| compact(&header(alg, KID), &canonical(OFFER), JwsKey::P256);
    let unsigned = format!("{}.{}.", part(header("none", KID)), part(canonical(OFFER)));
    let refused = |number: &str, title: &str, compact: &str| {
        offer(compact).jwk(JwsKey::P256).invalid(number, title, "jws-algorithm")
    };
    let registered = |number: &str, alg: &str| {
        offer(&named(alg)).undecided(number, &format!("alg is {alg}"), "jws-algorithm", "verifier")
    };
    vec![
        refused("0244", "alg is none, without a signature", &unsigned),
        refused("0244a", "alg is none, with a signature", &named("none")),
        refused("0244b", "alg is HS256, keyed with the bytes of the public key", &hmac()),
        refused("0244c", "alg is es256 in small letters", &named("es256")),
        refused("0244d", "alg is not registered", &named("X256")),
        registered("0244e", "RS256"),
        registered("0244f", "ES384"),
        offer(&named("ES256")).jwk(JwsKey::Secp256k1).invalid(
            "0244g",
            "the key is for ES256K, alg is ES256",
            "artifact-key",
        ),
        offer(&named("ES256K")).jwk(JwsKey::P256).invalid(
            "0244h",
            "alg is ES256K, the key is on P-256",
            "artifact-key",
        ),
        offer(&named("EdDSA")).jwk(JwsKey::P256).invalid("0244i", "alg is EdDSA, the key is on P-256", "artifact-key"),
        offer(&named("ES256")).jwk(JwsKey::P256).with("alg", r#""ES256""#).valid(
            "0244j",
            "alg is the expected one",
            &accept(),
        ),
        offer(&compact(&header("EdDSA", KID), &canonical(OFFER), JwsKey::Ed25519))
            .jwk(JwsKey::Ed25519)
            .with("alg", r#""Ed25519""#)
            .valid("0244k", "alg is the expected one by its other name", &accept()),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-25"]))
    .collect()
}

/// The bytes of a public shared secret: those of the public JWK.
fn hmac() -> String {
    use sha2::{Digest, Sha256};
    let input = format!("{}.{}", part(header("HS256", KID)), part(canonical(OFFER)));
    let key = JwsKey::P256.jwk().to_string();
    // RFC 2104, for a key that is longer than a block.
    let mut block = [0u8; 64];
    block[..32].copy_from_slice(&Sha256::digest(&key));
    let keyed = |pad: u8, text: &[u8]| -> Vec<u8> {
        Sha256::digest([block.map(|byte| byte ^ pad).as_slice(), text].concat()).to_vec()
    };
    let mac = keyed(0x5c, &keyed(0x36, input.as_bytes()));
    format!("{input}.{}", part(mac))
}

fn headers() -> Vec<Draft> {
    let with = |number: &str, title: &str, header: &str| {
        offer(&with_header(header)).jwk(JwsKey::P256).invalid(number, title, "jws-header")
    };
    let expected =
        |name: &str, value: &str| offer(&with_header(&header("ES256", KID))).jwk(JwsKey::P256).with(name, value);
    vec![
        with("0245", "crit", r#"{"alg":"ES256","kid":"a","crit":["exp"],"exp":1}"#),
        with("0245a", "crit without an element", r#"{"alg":"ES256","kid":"a","crit":[]}"#),
        with("0245b", "b64 is false", r#"{"alg":"ES256","kid":"a","b64":false}"#),
        with("0245c", "no kid", r#"{"alg":"ES256"}"#),
        with("0245d", "kid is empty", r#"{"alg":"ES256","kid":""}"#),
        with("0245e", "kid is a number", r#"{"alg":"ES256","kid":1}"#),
        with("0245f", "no alg", r#"{"kid":"a"}"#),
        with("0245g", "alg is a list", r#"{"alg":["ES256"],"kid":"a"}"#),
        with("0245h", "the header is a list", "[]"),
        with("0245i", "the header is no JSON", "{"),
        with("0245j", "the header has alg twice", r#"{"alg":"ES256","kid":"a","alg":"ES256"}"#)
            .refused_as("duplicate-member"),
        expected("kid", r#""did:web:api.example.com#key-2""#).invalid(
            "0245k",
            "another kid than the expected one",
            "jws-key-id",
        ),
        expected("kid", &format!("{KID:?}")).valid("0245l", "kid is the expected one", &accept()),
        expected("alg", r#""EdDSA""#).invalid("0245m", "another alg than the expected one", "jws-algorithm"),
        offer(&with_header(r#"{"alg":"ES256","kid":"a","b64":true}"#)).jwk(JwsKey::P256).valid(
            "0245n",
            "b64 is true",
            &accept(),
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-24"]))
    .collect()
}

/// Keys inside the header.
fn strangers() -> Vec<Draft> {
    let signed_members = |members: &Value| {
        let mut header = json!({"alg": "ES256", "kid": KID});
        for (name, value) in members.as_object().into_iter().flatten() {
            header[name] = value.clone();
        }
        with_header(&header.to_string())
    };
    let inside = signed_members(&json!({"jwk": JwsKey::P256.jwk()}));
    let other = json!({"jwk": JwsKey::Ed25519.jwk()});
    vec![
        offer(&inside).undecided(
            "0246",
            "the key stands in the header, and the caller has none",
            "artifact-key",
            "signing-key",
        ),
        offer(&signed_members(&other)).jwk(JwsKey::P256).valid("0246a", "another key stands in the header", &accept()),
        offer(&signed_members(
            &json!({"jku": "https://evil.example/keys", "x5u": "https://evil.example/cert", "x5c": ["AA"]}),
        ))
        .undecided("0246b", "the header says where a key is", "artifact-key", "signing-key"),
        offer(&with_header(&header("ES256", KID))).signer(STRANGER).invalid(
            "0246c",
            "the caller expects an account, and the offer is a JWS",
            "artifact-key",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-24", "X-27"]))
    .collect()
}

fn other_artifact() -> Vec<Draft> {
    vec![
        Question::of(What::Receipt, &jws(OFFER, JwsKey::P256)).jwk(JwsKey::P256).invalid(
            "0247b",
            "the JWS of an offer in the place of a receipt",
            "artifact-payload",
        ),
        Question::of(What::Offer, &jws(RECEIPT, JwsKey::P256)).jwk(JwsKey::P256).invalid(
            "0247c",
            "the JWS of a receipt in the place of an offer",
            "artifact-payload",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-21"]))
    .collect()
}

/// Three parts of unpadded base64url.
fn parts() -> Vec<Draft> {
    let good = with_header(&header("ES256", KID));
    let (input, signature) = good.rsplit_once('.').expect("a JWS of ours");
    let (head, payload) = input.split_once('.').expect("a JWS of ours");
    // 64 bytes have 86 characters, the last of which has four bits too many.
    let last = good.chars().last().expect("a signature");
    let next = char::from(u8::try_from(last).expect("ASCII") + 1);
    let spoiled = [
        ("0250", "two parts", input.to_owned()),
        ("0250a", "four parts", format!("{good}.AA")),
        ("0250b", "padding", format!("{good}==")),
        ("0250c", "white space between the parts", format!("{head}. {payload}.{signature}")),
        ("0250d", "bits behind the last byte", format!("{}{next}", &good[..good.len() - 1])),
        ("0250e", "the standard alphabet", format!("{head}.{payload}.{}", "+/".repeat(43))),
        ("0250f", "a line feed at the end", format!("{good}\\n")),
        ("0250g", "no text at all", String::new()),
    ];
    let draft = |(number, title, compact): (&str, &str, String)| {
        offer(&compact).jwk(JwsKey::P256).invalid(number, title, "artifact-envelope").rulings(&["X-24"])
    };
    spoiled.into_iter().map(draft).collect()
}

/// 64 bytes r‖s, s from either half.
fn forms() -> Vec<Draft> {
    let of = |key: JwsKey, change: &dyn Fn(&[u8]) -> Vec<u8>| {
        let input = format!("{}.{}", part(header(key.alg(), KID)), part(canonical(OFFER)));
        let signature = change(&key.sign(&input));
        offer(&format!("{input}.{}", part(signature))).jwk(key)
    };
    let form =
        |number: &str, title: &str, question: Question| question.invalid(number, title, "artifact-signature-form");
    let zero_r = |bytes: &[u8]| [&[0; 32], &bytes[32..]].concat();
    let zero_s = |bytes: &[u8]| [&bytes[..32], &[0; 32]].concat();
    vec![
        of(JwsKey::P256, &other_half_p256).valid("0252j", "ES256 with the other s", &accept()),
        of(JwsKey::Secp256k1, &other_half_k256).valid("0252k", "ES256K with the other s, in the upper half", &accept()),
        form("0252l", "ES256 as DER", of(JwsKey::P256, &der)),
        form("0252m", "ES256 with r zero", of(JwsKey::P256, &zero_r)),
        form("0252n", "ES256K with s zero", of(JwsKey::Secp256k1, &zero_s)),
        form("0252o", "63 bytes of EdDSA", of(JwsKey::Ed25519, &|bytes| bytes[..63].to_vec())),
        form("0252p", "65 bytes of ES256K", of(JwsKey::Secp256k1, &|bytes| [bytes, &[27]].concat())),
        form("0252q", "no bytes of ES256", of(JwsKey::P256, &|_| Vec::new())),
        form(
            "0252r",
            "ES256 with s the order of the curve",
            of(JwsKey::P256, &|bytes| [&bytes[..32], &P256_ORDER].concat()),
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-25"]))
    .collect()
}

/// SEC 2, §2.4.2.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn other_half_p256(bytes: &[u8]) -> Vec<u8> {
    let (r, s) = p256::ecdsa::Signature::from_slice(bytes).expect("a signature of ours").split_scalars();
    p256::ecdsa::Signature::from_scalars(r, -s).expect("a signature of ours").to_bytes().to_vec()
}

fn other_half_k256(bytes: &[u8]) -> Vec<u8> {
    let (r, s) = k256::ecdsa::Signature::from_slice(bytes).expect("a signature of ours").split_scalars();
    k256::ecdsa::Signature::from_scalars(r, -s).expect("a signature of ours").to_bytes().to_vec()
}

/// A sequence of two integers.
fn der(bytes: &[u8]) -> Vec<u8> {
    let integer = |scalar: &[u8]| {
        let digits: Vec<u8> = scalar.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        let length = u8::try_from(digits.len() + sign.len()).expect("short");
        [&[2, length], sign, &digits].concat()
    };
    let inside = [integer(&bytes[..32]), integer(&bytes[32..])].concat();
    [&[0x30, u8::try_from(inside.len()).expect("short")], inside.as_slice()].concat()
}

/// Text that was altered after signing, by each algorithm.
fn altered() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, key) in JWS_KEYS.into_iter().enumerate() {
        let good = compact(&header(key.alg(), KID), &canonical(RECEIPT), key);
        let signature = good.rsplit_once('.').expect("a JWS of ours").1;
        let payload = canonical(&RECEIPT.replace("1740672100", "1740672099"));
        let altered = format!("{}.{}.{signature}", part(header(key.alg(), KID)), part(payload));
        let other_header = format!("{}.{}.{signature}", part(header(key.alg(), "b")), part(canonical(RECEIPT)));
        for (step, title, compact) in
            [(0, "issuedAt was altered after a receipt was signed", altered), (1, "the kid was altered", other_header)]
        {
            drafts.push(
                Question::of(What::Receipt, &jws_with(&compact))
                    .jwk(key)
                    .invalid(
                        &format!("0253{}", suffix(10 + index * 2 + step)),
                        &format!("{}: {title}", key.alg()),
                        "artifact-signature",
                    )
                    .rulings(&["X-24", "X-25"]),
            );
        }
    }
    let other = r#"{"kty":"OKP","crv":"Ed25519","x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"}"#;
    drafts.push(
        Question::of(What::Receipt, &jws(RECEIPT, JwsKey::Ed25519))
            .with("jwk", other)
            .invalid("0253q", "another key of the same curve", "artifact-signature")
            .rulings(&["X-25"]),
    );
    drafts
}

/// The signature covers the bytes that were sent.
fn spellings() -> Vec<Draft> {
    let of = |payload: &str| offer(&compact(&header("ES256", KID), payload, JwsKey::P256)).jwk(JwsKey::P256);
    let extra = canonical(&OFFER.replace(r#""version":1"#, r#""version":1,"note":"a""#));
    vec![
        of(OFFER).acceptable("0254", "the payload is not in canonical order", &["not-jcs"], &accept()),
        of(&canonical(OFFER).replace(r#""version":1"#, r#""version": 1"#)).acceptable(
            "0254a",
            "the payload has a space",
            &["not-jcs"],
            &accept(),
        ),
        of(&extra).acceptable("0254b", "a JWS with a further member", &["unknown-member"], &accept()),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-24", "X-21"]))
    .collect()
}

/// Keys of small order, with which one signature is right for every text.
fn weak() -> Vec<Draft> {
    let of = |point: [u8; 32], number: &str, title: &str| {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": part(point)}).to_string();
        let input = format!("{}.{}", part(header("EdDSA", KID)), part(canonical(OFFER)));
        // R is the key itself and s zero: without the strict rules the equation may hold.
        let signature = [point, [0; 32]].concat();
        Question::new(What::Offer, &carrier(What::Offer, &jws_with(&format!("{input}.{}", part(signature)))))
            .with("jwk", &jwk)
            .invalid(number, title, "artifact-signature")
            .rulings(&["X-25", "S-4"])
    };
    let mut identity = [0; 32];
    identity[0] = 1;
    vec![
        of(identity, "0262", "the key of Ed25519 is the neutral element"),
        of([0; 32], "0262a", "the key of Ed25519 has order 4"),
    ]
}
