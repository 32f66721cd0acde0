//! The header of sign-in-with-x, its challenge and its message.

use x402_extensions::{
    auth_hints::AuthHints,
    sign_in_with_x::{Challenge, SignIn, SignatureScheme, SupportedChain, decode_sign_in_headers},
};
use x402_types::{
    DecodeOptions, ErrorKind, Flag, RawJson, Wire,
    extensions::{Extension, WriteExtension},
    read::Reader,
};

use crate::{
    chance::Chance,
    sign_in_message::{Stated, read},
    support::{Random, assert_refused, base64, replace},
};

/// As `extensions/sign-in-with-x.md` prints it.
const PRINTED: &str = r#"{
  "domain": "api.example.com",
  "address": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
  "uri": "https://api.example.com/premium-data",
  "version": "1",
  "chainId": "eip155:8453",
  "type": "eip191",
  "nonce": "a1b2c3d4e5f67890a1b2c3d4e5f67890",
  "issuedAt": "2024-01-15T10:30:00.000Z",
  "expirationTime": "2024-01-15T10:35:00.000Z",
  "statement": "Sign in to access premium data",
  "resources": ["https://api.example.com/premium-data"],
  "signatureScheme": "eip191",
  "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"
}"#;

const PRINTED_MESSAGE: &str = "\
api.example.com wants you to sign in with your Ethereum account:
0x857b06519E91e3A54538791bDbb0E22373e36b66

Sign in to access premium data

URI: https://api.example.com/premium-data
Version: 1
Chain ID: 8453
Nonce: a1b2c3d4e5f67890a1b2c3d4e5f67890
Issued At: 2024-01-15T10:30:00.000Z
Expiration Time: 2024-01-15T10:35:00.000Z
Resources:
- https://api.example.com/premium-data";

fn decode(text: &str) -> Result<x402_types::Decoded<SignIn>, x402_types::DecodeError> {
    SignIn::decode(text, &DecodeOptions::STRICT)
}

fn message(sign_in: &SignIn) -> String {
    sign_in.message(&sign_in.address).unwrap()
}

#[test]
fn the_printed_header_says_the_printed_message() {
    let sign_in = SignIn::decode_header(base64(PRINTED), &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(message(&sign_in), PRINTED_MESSAGE);
    assert_eq!(PRINTED_MESSAGE.len(), 376);
    assert_eq!(sign_in.signature_scheme, Some(SignatureScheme::Eip191));
    let again = SignIn::decode_header(sign_in.to_header(), &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(again, sign_in);

    let mut solana = sign_in;
    solana.chain_id = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".into();
    let printed = PRINTED_MESSAGE
        .replace("Ethereum", "Solana")
        .replace("0x857b06519E91e3A54538791bDbb0E22373e36b66", "BSmWDgE9ex6dZYbiTsJGcwMEgFp8q4aWh92hdErQPeVW")
        .replace("8453", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");
    assert_eq!(solana.message("BSmWDgE9ex6dZYbiTsJGcwMEgFp8q4aWh92hdErQPeVW").unwrap(), printed);
    solana.statement = None;
    assert_eq!(
        solana.message("BSmWDgE9ex6dZYbiTsJGcwMEgFp8q4aWh92hdErQPeVW").unwrap(),
        printed.replace("Sign in to access premium data\n\n", "")
    );
    for other in ["cosmos:cosmoshub-4", "eip155", "", ":1"] {
        solana.chain_id = other.into();
        assert_eq!(solana.message(""), None, "{other}");
    }
}

#[test]
fn what_is_missing_or_of_another_type_is_refused() {
    for name in ["domain", "address", "uri", "version", "chainId", "type", "nonce", "issuedAt", "signature"] {
        let named = format!("\"{name}\":");
        assert_refused(decode(&replace(PRINTED, &named, "\"x\":")), &format!("shape missing-member {name}"), name);
        let number = replace(PRINTED, &named, &format!("\"{name}\":1,\"x\":"));
        assert_refused(decode(&number), &format!("shape wrong-type {name}"), name);
        let null = replace(PRINTED, &named, &format!("\"{name}\":null,\"x\":"));
        assert_refused(decode(&null), &format!("shape null {name}"), name);
    }
    for (from, to, refusal) in [
        (r#""version": "1""#, r#""version": "2""#, "shape not-sign-in-version version"),
        (
            r#""signatureScheme": "eip191""#,
            r#""signatureScheme": "eip712""#,
            "shape not-signature-scheme signatureScheme",
        ),
        (r#""signatureScheme": "eip191""#, r#""signatureScheme": """#, "shape not-signature-scheme signatureScheme"),
        (r#"["https://api.example.com/premium-data"]"#, r#""https://a.example""#, "shape wrong-type resources"),
        (r#"["https://api.example.com/premium-data"]"#, "[1]", "shape wrong-type resources[0]"),
        (r#""statement": "#, r#""statement": 7, "x": "#, "shape wrong-type statement"),
        (r#""statement": "#, r#""nonce": "#, "json duplicate-member nonce"),
    ] {
        assert_refused(decode(&replace(PRINTED, from, to)), refusal.trim_end(), to);
    }
}

#[test]
fn what_is_unknown_or_null_is_kept() {
    let text =
        replace(PRINTED, r#""statement": "#, r#""requestId": null, "notBefore": null, "more": [1.0], "statement": "#);
    let decoded = decode(&text).unwrap();
    assert!(decoded.flags.contains(Flag::NullOptional));
    assert_eq!((decoded.value.request_id.as_deref(), decoded.value.other.len()), (None, 3));
    assert!(decoded.value.to_json().ends_with(r#","requestId":null,"notBefore":null,"more":[1.0]}"#));
    let mut set = decoded.value;
    set.request_id = Some("r".into());
    assert_eq!(set.to_json().matches("requestId").count(), 1);
}

#[test]
fn one_header_carries_a_sign_in() {
    let value = base64(PRINTED);
    let read = |headers: &[(&str, &[u8])]| decode_sign_in_headers(headers.iter().copied(), &DecodeOptions::STRICT);
    let one = ("Sign-In-With-X", value.as_bytes());
    assert_eq!(read(&[("PAYMENT-SIGNATURE", b"e30="), one]).unwrap().value.domain, "api.example.com");
    assert_eq!(read(&[one, one]).unwrap_err().kind(), ErrorKind::SeveralHeaders);
    assert!(matches!(read(&[("PAYMENT-SIGNATURE", b"e30=")]).unwrap_err().kind(), ErrorKind::NoHeader(_)));
    assert_eq!(read(&[("SIGN-IN-WITH-X", b"")]).unwrap_err().kind(), ErrorKind::EmptyHeader);
    let url = value.replace('=', "");
    assert_eq!(read(&[("SIGN-IN-WITH-X", url.as_bytes())]).unwrap_err().kind(), ErrorKind::Base64Padding);
}

#[test]
fn a_challenge_is_read_and_written() {
    let text = r#"{"sign-in-with-x":{"info":{"domain":"api.example.com","uri":"https://api.example.com/premium-data",
        "version":"1","nonce":"a1b2c3d4e5f67890a1b2c3d4e5f67890","issuedAt":"2024-01-15T10:30:00.000Z",
        "expirationTime":"2024-01-15T10:35:00.000Z","statement":"Sign in to access premium data",
        "resources":["https://api.example.com/premium-data"]},
        "supportedChains":[{"chainId":"eip155:8453","type":"eip191"},
        {"chainId":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","type":"ed25519","signatureScheme":"siws"}],"schema":{}}}"#;
    let read =
        |text: &str| Challenge::of_extensions(&RawJson::parse(text).unwrap(), &mut Reader::new(&DecodeOptions::STRICT));
    let challenge = read(text).unwrap().unwrap();
    assert_eq!(challenge.supported_chains[1].signature_scheme, Some(SignatureScheme::Siws));
    assert_eq!(Some(&challenge.supported_chains[0]), SupportedChain::of("eip155:8453").as_ref());
    assert_eq!(SupportedChain::of("cosmos:cosmoshub-4"), None);
    let written = challenge.to_extensions(None);
    assert_eq!(read(written.as_str()).unwrap().unwrap(), challenge);

    let sign_in = challenge.answered(&challenge.supported_chains[0], "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    assert_eq!(message(&sign_in), PRINTED_MESSAGE);

    assert_eq!(read(r#"{"other":{}}"#), None);
    assert_eq!(read(r#"{"sign-in-with-x":null}"#), None);
    assert!(read(r#"{"sign-in-with-x":{}}"#).unwrap().is_err());
    let hints =
        |text: &str| AuthHints::of_extensions(&RawJson::parse(text).unwrap(), &mut Reader::new(&DecodeOptions::STRICT));
    assert_eq!(hints(r#"{"auth-hints":null}"#), None);
    assert!(hints(r#"{"auth-hints":{}}"#).unwrap().is_err());
    for (from, to, refusal) in [
        (r#""domain":"#, r#""x":"#, "missing-member sign-in-with-x.info.domain"),
        (r#""version":"1""#, r#""version":1"#, "wrong-type sign-in-with-x.info.version"),
        (r#""info":"#, r#""x":"#, "missing-member sign-in-with-x.info"),
        (r#""supportedChains":"#, r#""x":"#, "missing-member sign-in-with-x.supportedChains"),
        (r#"{"chainId":"eip155:8453","#, r#"{"#, "missing-member sign-in-with-x.supportedChains[0].chainId"),
    ] {
        let error = read(&replace(text, from, to)).unwrap().unwrap_err();
        assert_eq!(format!("{} {}", error.kind().as_str(), error.path()), refusal);
    }
}

/// Parts of lines, and whole lines without their ends, that pretend to be others.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "a",
    "1",
    "URI: https://a.example",
    "Version: 1",
    "Chain ID: 1",
    "Nonce: aaaaaaaa",
    "Request ID: ",
    "Not Before: 2024",
    "Expiration Time: ",
    "Resources:",
    "- ",
    "- https://a.example",
    ": ",
    " wants you to sign in with your Ethereum account:",
    " wants you to sign in with your Solana account:",
    "é",
];

/// What is read from a message is what was put into it, so that two proofs which differ have two messages. This holds for
/// any members without line breaks, long before anything is known of their form.
#[test]
fn two_proofs_never_share_a_message() {
    let mut random = Random::new(14);
    let mut sign_in = decode(PRINTED).unwrap().value;
    for _ in 0..20_000 {
        let mut text = || -> String { (0..random.below(3)).map(|_| *random.pick(HOSTILE)).collect() };
        sign_in.domain = text();
        sign_in.address = text();
        sign_in.uri = text();
        sign_in.nonce = text();
        sign_in.issued_at = text();
        let (chain, optional) = (text(), [text(), text(), text(), text()]);
        let resources: Vec<String> = (0..random.below(3)).map(|_| (*random.pick(HOSTILE)).into()).collect();
        let mut members = optional.map(|text| (random.below(2) == 1).then_some(text)).into_iter();
        sign_in.statement = members.next().unwrap();
        sign_in.expiration_time = members.next().unwrap();
        sign_in.not_before = members.next().unwrap();
        sign_in.request_id = members.next().unwrap();
        sign_in.resources = (random.below(2) == 1).then_some(resources);
        sign_in.chain_id = format!("{}:{chain}", *random.pick(&["eip155", "solana"]));
        let message = message(&sign_in);
        assert_eq!(read(&message).as_ref(), Some(&Stated::of(&sign_in, sign_in.address.clone())), "{message}");
    }
}

/// What the law needs: with a line break in a member, two proofs have one message. `x402-verify` refuses them (X-15).
#[test]
fn a_line_break_in_a_member_would_forge_others() {
    let mut honest = decode(PRINTED).unwrap().value;
    honest.chain_id = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp".into();
    honest.request_id = None;
    let mut forged = honest.clone();
    forged.issued_at = format!("{}\nExpiration Time: {}", honest.issued_at, honest.expiration_time.as_ref().unwrap());
    forged.expiration_time = None;
    assert_eq!(message(&honest), message(&forged));
}
