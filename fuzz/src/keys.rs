//! A compact JWS, and the keys that stand in an identifier: `did:key` and `did:jwk`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use x402_extensions::{
    keys::{Jwk, KeyId, Point, PublicKey},
    offer_receipt::Jws,
};

/// A text is a JWS exactly if it has three parts that the crate `base64` decodes, and then it says the same bytes. The JSON
/// in it is read as it would be alone.
pub fn jws(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let parts: Vec<_> = text.split('.').map(|part| URL_SAFE_NO_PAD.decode(part)).collect();
    let witness = match parts.as_slice() {
        [Ok(header), Ok(payload), Ok(signature)] => Some([header, payload, signature]),
        _ => None,
    };
    let Ok(jws) = text.parse::<Jws>() else {
        assert!(witness.is_none(), "{text}");
        return;
    };
    let [header, payload, signature] = witness.expect("base64 of three parts");
    assert_eq!((jws.as_str(), jws.signature()), (text, signature.as_slice()));
    assert_eq!(Some(jws.signing_input()), text.rsplit_once('.').map(|(input, _)| input));
    for (read, bytes) in [(jws.header(), header), (jws.payload(), payload)] {
        match read {
            Ok(json) => assert_eq!(json.as_str().as_bytes(), bytes.trim_ascii()),
            Err(_) => {
                let alone = str::from_utf8(bytes).ok().map(x402_types::RawJson::parse);
                assert!(alone.is_none_or(|read| read.is_err()));
            }
        }
    }
    if jws.is_canonical() {
        let json = jws.payload().expect("what is canonical is JSON");
        assert_eq!(json.canonical().expect("its own form").as_bytes(), payload.as_slice());
    }
}

/// An identifier has a key inside exactly if it is written here again from the key: `did:key` by a base58 of this target's,
/// `did:jwk` by the base64 of a JWK that reads as the same key.
pub fn key_id(data: &[u8]) {
    let Ok(kid) = str::from_utf8(data) else { return };
    let (did, fragment) = kid.split_once('#').map_or((kid, None), |(did, fragment)| (did, Some(fragment)));
    match kid.parse::<KeyId>() {
        Ok(KeyId::Inside(jwk)) => {
            if let Some(identifier) = did.strip_prefix("did:key:") {
                assert_eq!(did_key(&jwk.key), did);
                assert!(fragment.is_none_or(|fragment| fragment == identifier));
            } else {
                let identifier = did.strip_prefix("did:jwk:").expect("of the two methods");
                let json = String::from_utf8(URL_SAFE_NO_PAD.decode(identifier).expect("base64")).expect("text");
                assert_eq!(json.parse::<Jwk>().as_ref(), Ok(&jwk));
                assert!(fragment.is_none_or(|fragment| fragment == "0"));
                again_as_jwk(&jwk);
            }
        }
        Ok(KeyId::Document | KeyId::Other) => {
            assert!(!did.starts_with("did:key:") && !did.starts_with("did:jwk:"), "{kid}");
        }
        Err(_) => assert!(did.starts_with("did:key:") || did.starts_with("did:jwk:"), "{kid}"),
    }
    made(data);
}

/// Keys of the data's bytes: what is written of them is read again.
fn made(data: &[u8]) {
    let Some(x) = data.first_chunk::<32>() else { return };
    let mut point = [2 + (x[0] & 1); 33];
    point[1..].copy_from_slice(x);
    for key in [
        PublicKey::Ed25519(*x),
        PublicKey::P256(Point::Compressed(point)),
        PublicKey::Secp256k1(Point::Compressed(point)),
    ] {
        let Ok(KeyId::Inside(read)) = did_key(&key).parse::<KeyId>() else { panic!("{key:?}") };
        assert_eq!((read.key, read.alg), (key, None));
    }
}

fn did_key(key: &PublicKey) -> String {
    let bytes = match key {
        PublicKey::Ed25519(key) => [&[0xed, 0x01], key.as_slice()].concat(),
        PublicKey::P256(point) => [&[0x80, 0x24], point.as_ref()].concat(),
        PublicKey::Secp256k1(point) => [&[0xe7, 0x01], point.as_ref()].concat(),
        other => panic!("{other:?} is new"),
    };
    format!("did:key:z{}", base58(&bytes))
}

fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits = num_bigint::BigUint::from_bytes_be(bytes).to_radix_be(58);
    // The number 0 has a digit, and no byte.
    digits.retain({
        let mut is_leading = true;
        move |digit| {
            is_leading &= *digit == 0;
            !is_leading
        }
    });
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| '1');
    zeros.chain(digits.iter().map(|digit| char::from(ALPHABET[usize::from(*digit)]))).collect()
}

/// The members of the key, in a JWK of their own.
fn again_as_jwk(jwk: &Jwk) {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let of_point = |crv: &str, point: &Point| {
        let bytes = point.as_ref();
        format!(r#"{{"kty":"EC","crv":"{crv}","x":"{}","y":"{}"}}"#, part(&bytes[1..33]), part(&bytes[33..]))
    };
    let json = match &jwk.key {
        PublicKey::Ed25519(key) => format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, part(key)),
        PublicKey::P256(point) => of_point("P-256", point),
        PublicKey::Secp256k1(point) => of_point("secp256k1", point),
        other => panic!("{other:?} is new"),
    };
    let kid = format!("did:jwk:{}#0", part(json.as_bytes()));
    assert!(matches!(kid.parse::<KeyId>(), Ok(KeyId::Inside(read)) if read.key == jwk.key));
}

/// What fuzzing begins with: target, name, text.
pub const SEEDS: [(&str, &str, &str); 9] = [
    ("jws", "good", "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJ2ZXJzaW9uIjoxfQ.AQI"),
    ("jws", "two-parts", "e30.e30"),
    ("jws", "empty", ".."),
    ("jws", "unused-bits", "e31.e30."),
    ("key_id", "ed25519", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
    (
        "key_id",
        "p-256",
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169#zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
    ),
    ("key_id", "secp256k1", "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"),
    (
        "key_id",
        "jwk",
        "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjExcVlBWUt4Q3JmVlNfN1R5V1FIT2c3aGN2UGFwaU1scndJYWFQY0hVUm8ifQ#0",
    ),
    ("key_id", "web", "did:web:api.example.com#key-1"),
];
