//! Keys inside `kid`, and JWKs: 243, 261.

use serde_json::{Value, json};

use super::artifact::{JWS_KEYS, JwsKey, OFFER, Question, What, canonical, compact, header, jws_with, part};
use crate::{
    base58::base58,
    draft::{Draft, suffix},
};

pub(super) fn drafts() -> Vec<Draft> {
    [inside(), outside(), left_open(), malformed(), jwks(), other_format()].into_iter().flatten().collect()
}

fn by(kid: &str, key: JwsKey) -> Question {
    Question::of(What::Offer, &jws_with(&compact(&header(key.alg(), kid), &canonical(OFFER), key)))
}

fn did_jwk(jwk: &Value) -> String {
    format!("did:jwk:{}", part(jwk.to_string()))
}

/// The key of `kid` is taken.
fn inside() -> Vec<Draft> {
    let authorization = json!({"accept": 0, "outstanding": ["signer-authorization"]});
    let mut drafts = Vec::new();
    for (index, key) in JWS_KEYS.into_iter().enumerate() {
        for (step, (what, kid)) in
            [("did:key", key.did_key()), ("did:jwk", did_jwk(&key.jwk()) + "#0")].into_iter().enumerate()
        {
            drafts.push(by(&kid, key).resolving().valid(
                &format!("0243{}", suffix(11 + index * 2 + step)),
                &format!("the key of {} is inside a {what}, and the caller takes it", key.alg()),
                &authorization,
            ));
        }
    }
    let key = JwsKey::P256;
    drafts.push(by(&format!("did:key:{}", key.identifier()), key).resolving().valid(
        "0243r",
        "a did:key without fragment",
        &authorization,
    ));
    drafts.push(by(&key.did_key(), key).resolving().with("kid", &format!("{:?}", key.did_key())).valid(
        "0243s",
        "the key inside the kid that the caller expects",
        &json!({"accept": 0}),
    ));
    drafts.push(by(&key.did_key(), key).undecided(
        "0243t",
        "a did:key, and the caller does not take the key inside",
        "artifact-key",
        "signing-key",
    ));
    drafts.into_iter().map(|draft| draft.rulings(&["X-26", "X-27"])).collect()
}

fn outside() -> Vec<Draft> {
    let of = |number: &str, kid: &str, need: &str| {
        by(kid, JwsKey::P256).resolving().undecided(
            number,
            &format!("{kid}, whose key is not inside"),
            "artifact-key",
            need,
        )
    };
    vec![
        of("0243u", "did:web:api.example.com#key-1", "did-document"),
        of("0243v", "did:pkh:eip155:1:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "did-document"),
        of("0243w", "key-1", "signing-key"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-26"]))
    .collect()
}

/// The key of an algorithm that is not verified here.
fn left_open() -> Vec<Draft> {
    // The base point of P-384, whose y is odd (FIPS 186-4, D.1.2.4).
    const X: [u8; 48] = [
        0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3, 0x20, 0xad, 0x74, 0x6e, 0x1d,
        0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55, 0x02, 0xf2, 0x5d,
        0xbf, 0x55, 0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7,
    ];
    let p384 = format!("z{}", base58(&[&[0x81, 0x24, 3][..], &X].concat()));
    let rsa = json!({"kty": "RSA", "e": "AQAB", "n": part([0xc3; 256])});
    let signed = |alg: &str, kid: &str| {
        let text = compact(&header(alg, kid), &canonical(OFFER), JwsKey::P256);
        Question::of(What::Offer, &jws_with(&text)).resolving()
    };
    let open = |number: &str, title: &str, alg: &str, kid: &str| {
        signed(alg, kid).undecided(number, title, "jws-algorithm", "verifier")
    };
    let refused =
        |number: &str, title: &str, alg: &str, kid: &str| signed(alg, kid).invalid(number, title, "jws-key-id");
    let did_key = format!("did:key:{p384}");
    let mut private = rsa.clone();
    private["d"] = json!("AQ");
    vec![
        open("0243x", "ES384, and a did:key of P-384", "ES384", &did_key),
        open("0243y", "RS256, and a did:jwk of RSA", "RS256", &did_jwk(&rsa)),
        refused("0261t", "ES256, and a did:key of P-384", "ES256", &did_key),
        refused("0261u", "ES256, and a did:jwk of RSA", "ES256", &did_jwk(&rsa)),
        refused("0261v", "RS256, and a did:jwk with a private key of RSA", "RS256", &did_jwk(&private)),
        refused(
            "0261w",
            "ES384, and a did:key of P-384 with another fragment",
            "ES384",
            &format!("{did_key}#{}", JwsKey::P256.identifier()),
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-25", "X-26"]))
    .collect()
}

fn malformed() -> Vec<Draft> {
    let key = JwsKey::P256;
    let identifier = key.identifier();
    let key_id = JwsKey::Ed25519.identifier();
    let of = |number: &str, title: &str, kid: &str| by(kid, key).resolving().invalid(number, title, "jws-key-id");
    let mut off_curve = key.jwk();
    off_curve["y"] = off_curve["x"].clone();
    let mut private = key.jwk();
    private["d"] = json!("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    // Of P-256 with x = 2, for which x³ − 3x + b is no square.
    let mut bad_point = vec![0x80, 0x24, 2];
    bad_point.extend([0; 31]);
    bad_point.push(2);
    // 5 is SEC 1's head of a point without y. Libraries assume the even y of secp256k1, which this key has.
    let mut x_alone = JwsKey::Secp256k1.compressed();
    x_alone[0] = 5;
    let x_alone = [&[0xe7, 0x01][..], &x_alone].concat();
    let x25519 = format!("z{}", base58(&[&[0xec, 0x01][..], &[9; 32]].concat()));
    vec![
        of("0261", "a did:key with the fragment of another key", &format!("did:key:{identifier}#{key_id}")),
        of("0261a", "a did:key of X25519, which signs nothing", &format!("did:key:{x25519}")),
        of("0261b", "a did:key whose point is not on the curve", &format!("did:key:z{}", base58(&bad_point))),
        of("0261c", "a did:key of another base", &format!("did:key:f{}", &identifier[1..])),
        of("0261d", "a did:key with a character that base58 does not have", &format!("did:key:{identifier}0")),
        of("0261e", "a did:jwk with a private key", &did_jwk(&private)),
        of("0261f", "a did:jwk whose point is not on the curve", &did_jwk(&off_curve)),
        of("0261g", "a did:jwk with another fragment than 0", &(did_jwk(&key.jwk()) + "#1")),
        of("0261h", "a did:jwk with padding", &(did_jwk(&key.jwk()) + "=")),
        of("0261i", "a did:jwk that is no JSON", &format!("did:jwk:{}", part("{"))),
        by(&JwsKey::Ed25519.did_key(), key).resolving().invalid(
            "0261j",
            "a did:key of another curve than alg",
            "artifact-key",
        ),
        by(&format!("did:key:z{}", base58(&x_alone)), JwsKey::Secp256k1).resolving().invalid(
            "0261s",
            "a did:key of 5 and x, a second name for the key",
            "jws-key-id",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-26"]))
    .collect()
}

fn jwks() -> Vec<Draft> {
    let key = JwsKey::P256;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut jwk = key.jwk();
        change(&mut jwk);
        by("did:web:api.example.com#key-1", key).with("jwk", &jwk.to_string())
    };
    let bad =
        |number: &str, title: &str, change: &dyn Fn(&mut Value)| with(change).invalid(number, title, "artifact-key");
    let accept = json!({"accept": 0});
    vec![
        bad("0261k", "a JWK with a private key", &|jwk| jwk["d"] = json!("AA")),
        bad("0261l", "a JWK for encryption", &|jwk| jwk["use"] = json!("enc")),
        bad("0261m", "a JWK for another algorithm", &|jwk| jwk["alg"] = json!("ES384")),
        bad("0261n", "a JWK whose point is not on the curve", &|jwk| jwk["y"] = jwk["x"].clone()),
        bad("0261o", "a JWK whose x has 31 bytes", &|jwk| jwk["x"] = json!(part([1; 31]))),
        bad("0261p", "a JWK without crv", &|jwk| {
            jwk.as_object_mut().expect("an object").remove("crv");
        }),
        bad("0261q", "a JWK of a shared secret", &|jwk| *jwk = json!({"kty": "oct", "k": "AA"})),
        with(&|jwk| {
            jwk["use"] = json!("sig");
            jwk["alg"] = json!("ES256");
            jwk["kid"] = json!("another");
        })
        .valid("0261r", "a JWK with use, alg and a kid of its own", &accept),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-26"]))
    .collect()
}

/// A key of a JWS has no effect on EIP-712.
fn other_format() -> Vec<Draft> {
    let offer = || Question::of(What::Offer, &super::artifact::eip712(What::Offer, OFFER));
    vec![
        offer().jwk(JwsKey::Secp256k1).invalid("0240e", "a JWK for an offer by EIP-712", "artifact-key"),
        offer().resolving().invalid("0240f", "a kid for an offer by EIP-712", "artifact-key"),
        offer().with("alg", r#""ES256K""#).invalid("0240g", "an alg for an offer by EIP-712", "artifact-key"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["X-27"]))
    .collect()
}
