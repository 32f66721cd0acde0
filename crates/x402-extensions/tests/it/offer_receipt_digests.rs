//! Digests of signed offers and receipts against alloy's typed data, and keys as texts (X-22, X-26).

use alloy_dyn_abi::TypedData;
use x402_extensions::{
    keys::{Algorithm, AlgorithmName, Jwk, KeyError, KeyId, Point, PublicKey},
    offer_receipt::{OfferPayload, ReceiptPayload, TypedArtifact},
};
use x402_schemes::{Hex, evm::keccak256};
use x402_types::{DecodeOptions, Wire};

/// OFFREC:200–209.
const OFFER: &str = r#"{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:8453","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","validUntil":1703123516}"#;
/// OFFREC:326–333.
const RECEIPT: &str = r#"{"version":1,"network":"eip155:8453","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1703123456,"transaction":""}"#;

fn read<T: Wire>(text: &str) -> T {
    T::decode(text, &DecodeOptions::STRICT).unwrap().value
}

/// The hash that alloy makes of the typed data for a wallet.
fn of_alloy(artifact: &impl TypedArtifact) -> [u8; 32] {
    let typed: TypedData = serde_json::from_str(&artifact.typed_data()).unwrap();
    assert_eq!(typed.domain.separator().0, separator_of(artifact));
    typed.eip712_signing_hash().unwrap().0
}

fn separator_of<T: TypedArtifact>(_: &T) -> [u8; 32] {
    T::SEPARATOR
}

#[test]
fn separators_are_those_of_their_domains() {
    let domain = keccak256(b"EIP712Domain(string name,string version,uint256 chainId)");
    let mut one = [0; 32];
    one[31] = 1;
    let separator = |name: &[u8]| keccak256([domain, keccak256(name), keccak256(b"1"), one].as_flattened());
    assert_eq!(separator(b"x402 offer"), OfferPayload::SEPARATOR);
    assert_eq!(separator(b"x402 receipt"), ReceiptPayload::SEPARATOR);
}

/// The digests of the printed examples are viem's; alloy has the same of ours and of others.
#[test]
fn digests_are_those_of_the_typed_data() {
    for (text, digest) in [
        (OFFER.to_owned(), Some("0x080c2947f96376213d3de762c32b1f56ba5869acdeb87c7a44b7be5d33d397ea")),
        (
            OFFER.replace(r#","validUntil":1703123516"#, ""),
            Some("0x45b4bea31011e79ce91c9674aa51889dcd7a86245754a098c26e3b1e66e54223"),
        ),
        (OFFER.replace("1703123516", "0"), Some("0x45b4bea31011e79ce91c9674aa51889dcd7a86245754a098c26e3b1e66e54223")),
        (OFFER.replace("1703123516", "18446744073709551615").replace("premium-data", "é/\\\"₮😀"), None),
        (OFFER.replace("eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp").replace("exact", "new"), None),
    ] {
        let offer: OfferPayload = read(&text);
        assert_eq!(offer.digest(), of_alloy(&offer), "{text}");
        if let Some(expected) = digest {
            assert_eq!(Hex(&offer.digest()).to_string(), expected);
        }
    }
    for (text, digest) in [
        (RECEIPT.to_owned(), Some("0x060dbcfb87035bac821d6baa07fdab2ec109e6f06deaa00e037c2c1f4fbe6f8b")),
        (
            RECEIPT.replace(r#","transaction":"""#, ""),
            Some("0x060dbcfb87035bac821d6baa07fdab2ec109e6f06deaa00e037c2c1f4fbe6f8b"),
        ),
        (RECEIPT.replace(r#""transaction":"""#, r#""transaction":"0x12""#), None),
    ] {
        let receipt: ReceiptPayload = read(&text);
        assert_eq!(receipt.digest(), of_alloy(&receipt), "{text}");
        if let Some(expected) = digest {
            assert_eq!(Hex(&receipt.digest()).to_string(), expected);
        }
    }
}

#[test]
fn names_of_algorithms_are_known_to_the_letter() {
    use AlgorithmName::{Asymmetric, Known, Refused};
    for (names, expected) in [
        (&["EdDSA", "Ed25519"][..], Known(Algorithm::EdDsa)),
        (&["ES256"], Known(Algorithm::Es256)),
        (&["ES256K"], Known(Algorithm::Es256k)),
        (&["RS256", "PS512", "ES384", "ES512", "Ed448"], Asymmetric),
        (&["none", "None", "HS256", "HS512", "es256", "eddsa", "ES256 ", "ES256K-R", ""], Refused),
    ] {
        for name in names {
            assert_eq!(AlgorithmName::from(*name), expected, "{name}");
        }
    }
}

/// RFC 8037 A.2, RFC 7517 A.1, and the generator of secp256k1.
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const P256: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"sig","kid":"1"}"#;
const SECP256K1: &str = r#"{"kty":"EC","crv":"secp256k1","x":"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g","y":"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}"#;

#[test]
fn a_jwk_is_a_public_key_on_one_of_three_curves() {
    for (json, algorithm) in [(ED25519, Algorithm::EdDsa), (P256, Algorithm::Es256), (SECP256K1, Algorithm::Es256k)] {
        let jwk: Jwk = json.parse().unwrap();
        assert_eq!((jwk.key.algorithm(), jwk.alg), (algorithm, None));
    }
    assert_eq!(ED25519.replace('}', r#","alg":"EdDSA"}"#).parse::<Jwk>().unwrap().alg.as_deref(), Some("EdDSA"));
    for (json, expected) in [
        ("[]".to_owned(), KeyError::NotObject),
        ("{".into(), KeyError::NotObject),
        (ED25519.replace('}', r#","kty":"OKP"}"#), KeyError::NotObject),
        (ED25519.replace('}', r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#), KeyError::Private),
        (P256.replace(r#""sig""#, r#""enc""#), KeyError::Member("use")),
        (P256.replace(r#""sig""#, "1"), KeyError::Member("use")),
        (ED25519.replace("Ed25519", "X25519"), KeyError::Curve),
        (ED25519.replace("OKP", "EC"), KeyError::Curve),
        (P256.replace("P-256", "P-384"), KeyError::Curve),
        (ED25519.replace(r#""kty":"OKP","#, ""), KeyError::Curve),
        (ED25519.replace("URo", "UR"), KeyError::Member("x")),
        (ED25519.replace("URo", "URp"), KeyError::Member("x")),
        (ED25519.replace("URo", "URoAAAA"), KeyError::Member("x")),
        (ED25519.replace("URo", "URo="), KeyError::Member("x")),
        (P256.replace(r#","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM""#, ""), KeyError::Member("y")),
        (ED25519.replace('}', r#","alg":1}"#), KeyError::Member("alg")),
    ] {
        assert_eq!(json.parse::<Jwk>(), Err(expected), "{json}");
    }
}

/// Those of the did:key specification, and of did:jwk.
#[test]
fn a_did_has_the_key_inside_or_names_a_document() {
    let ed25519 = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let p256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";
    let secp256k1 = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    for (identifier, algorithm) in
        [(ed25519, Algorithm::EdDsa), (p256, Algorithm::Es256), (secp256k1, Algorithm::Es256k)]
    {
        for kid in [format!("did:key:{identifier}"), format!("did:key:{identifier}#{identifier}")] {
            let Ok(KeyId::Inside(jwk)) = kid.parse::<KeyId>() else { panic!("{kid}") };
            assert_eq!(jwk.key.algorithm(), algorithm);
            assert!(matches!(
                jwk.key,
                PublicKey::Ed25519(_)
                    | PublicKey::P256(Point::Compressed(_))
                    | PublicKey::Secp256k1(Point::Compressed(_))
            ));
        }
    }
    let did_jwk = |json: &str| {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode(json))
    };
    for kid in [did_jwk(P256), did_jwk(P256) + "#0"] {
        assert_eq!(kid.parse::<KeyId>(), P256.parse().map(KeyId::Inside));
    }
    let with_head = |code: &[u8], head: u8| {
        let mut text = [0; 48];
        let length = bs58::encode([code, &[head], &[7; 32]].concat()).onto(text.as_mut_slice()).unwrap();
        format!("did:key:z{}", str::from_utf8(&text[..length]).unwrap())
    };
    for code in [[0xe7, 0x01], [0x80, 0x24]] {
        assert!(matches!(with_head(&code, 2).parse::<KeyId>(), Ok(KeyId::Inside(_))));
        assert!(matches!(with_head(&code, 3).parse::<KeyId>(), Ok(KeyId::Inside(_))));
    }
    let x25519 = "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc";
    for (kid, expected) in [
        (format!("did:key:{ed25519}#{p256}"), KeyError::Fragment),
        (format!("did:key:{ed25519}#"), KeyError::Fragment),
        (format!("did:key:{x25519}"), KeyError::Code),
        (format!("did:key:{}", &ed25519[1..]), KeyError::NotDidKey),
        (format!("did:key:{}0", &ed25519[..47]), KeyError::NotDidKey),
        (format!("did:key:{}", &ed25519[..47]), KeyError::Code),
        (format!("did:key:{ed25519}2"), KeyError::Code),
        (format!("did:key:{ed25519}{ed25519}"), KeyError::Code),
        (format!("did:key:z1{}", &ed25519[1..]), KeyError::Code),
        // 5 and x: a head of SEC 1 that leaves y open.
        (with_head(&[0xe7, 0x01], 5), KeyError::Code),
        (with_head(&[0x80, 0x24], 5), KeyError::Code),
        (with_head(&[0xe7, 0x01], 1), KeyError::Code),
        (with_head(&[0x80, 0x24], 4), KeyError::Code),
        ("did:key:".into(), KeyError::NotDidKey),
        ("did:key:z".into(), KeyError::Code),
        (did_jwk(P256) + "#1", KeyError::Fragment),
        (did_jwk(P256) + "=", KeyError::NotDidJwk),
        (did_jwk("{}"), KeyError::Curve),
        (did_jwk(&P256.replace('}', r#","d":""}"#)), KeyError::Private),
        (did_jwk("["), KeyError::NotObject),
        ("did:jwk:_w".into(), KeyError::NotDidJwk),
    ] {
        assert_eq!(kid.parse::<KeyId>(), Err(expected), "{kid}");
    }
    for document in ["did:web:api.example.com#key-1", "did:pkh:eip155:1:0x12", "did:x:1"] {
        assert_eq!(document.parse::<KeyId>(), Ok(KeyId::Document), "{document}");
    }
    for other in ["key-1", "", "did:", "did:web", "did:web:", "did::1", "did:Web:a", "DID:web:a", "https://a.example"] {
        assert_eq!(other.parse::<KeyId>(), Ok(KeyId::Other), "{other}");
    }
}
