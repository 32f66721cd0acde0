//! Sign-ins: the header, and the message that the wallet signs.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_extensions::{
    CheckId, Outcome,
    sign_in_with_x::{Origin, SignIn, SignInContext, SignInInit, verify},
};
use x402_laws::sign_in_message::{Stated, read};
use x402_types::{DecodeOptions, Stage, Wire};
use x402_verify::Verdict;

/// When the challenge of the seeds was issued.
const NOW: u64 = 1_705_314_600;

/// The JSON text of a sign-in. What is read is written with equal members, and by the header it is the same. Of two that the
/// server takes, the messages say the members, so that no two have one message.
pub fn header(data: &[u8]) {
    let Ok(decoded) = SignIn::decode_bytes(data, &DecodeOptions::STRICT) else { return };
    let sign_in = decoded.value;
    let again = SignIn::decode(sign_in.to_json(), &DecodeOptions::STRICT).expect("it was written here");
    assert_eq!(again.value, sign_in);
    let value = STANDARD.encode(data);
    // A body may be longer than a header.
    let fits = value.len() <= DecodeOptions::STRICT.limits.header;
    match SignIn::decode_header(value, &DecodeOptions::STRICT) {
        Ok(carried) => assert_eq!((&carried.value, carried.flags, fits), (&sign_in, decoded.flags, true)),
        Err(error) => assert!(!fits && error.stage() == Stage::Limit, "{error}"),
    }

    let Ok(origin) = format!("https://{}", sign_in.domain).parse::<Origin>() else { return };
    let report = verify(&sign_in, &SignInContext::new(&origin, NOW));
    let of_signature = [CheckId::SIGN_IN_SIGNATURE_FORM, CheckId::SIGN_IN_SIGNER, CheckId::SIGN_IN_POLICY];
    let mut failed = report.report().checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_)));
    let is_taken = failed.all(|check| of_signature.contains(&check.id));
    assert!(is_taken || report.verdict() == Verdict::Invalid);
    if is_taken {
        let (message, account) = (report.message().expect("a message"), report.account().expect("an account"));
        assert_eq!(read(message), Some(Stated::of(&sign_in, account.to_string())), "{message}");
    }
}

/// A text. What it says as a message, if it is one, is said by the same text.
pub fn message(data: &[u8]) {
    let Some((text, stated)) = str::from_utf8(data).ok().and_then(|text| Some((text, read(text)?))) else { return };
    // Solana's form leaves out what is empty, so that no sign-in says it.
    let is_empty = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
    let is_blank = is_empty(&stated.statement) || is_empty(&stated.request_id);
    if stated.is_solana && (is_blank || stated.resources.as_ref().is_some_and(Vec::is_empty)) {
        return;
    }
    let (namespace, signature_type) = if stated.is_solana { ("solana", "ed25519") } else { ("eip155", "eip191") };
    let mut sign_in = SignIn::new(SignInInit {
        domain: stated.domain.clone(),
        address: stated.account.clone(),
        uri: stated.uri.clone(),
        chain_id: format!("{namespace}:{}", stated.reference),
        signature_type: signature_type.into(),
        nonce: stated.nonce.clone(),
        issued_at: stated.issued_at.clone(),
        signature: String::new(),
    });
    sign_in.statement.clone_from(&stated.statement);
    sign_in.expiration_time.clone_from(&stated.expiration_time);
    sign_in.not_before.clone_from(&stated.not_before);
    sign_in.request_id.clone_from(&stated.request_id);
    sign_in.resources.clone_from(&stated.resources);
    assert_eq!(sign_in.message(&stated.account).as_deref(), Some(text));
    assert_eq!(Stated::of(&sign_in, stated.account.clone()), stated);
}

/// What fuzzing begins with: target, name, text. The sign-ins of the vectors are added.
pub const SEEDS: [(&str, &str, &str); 6] = [
    (
        "sign_in",
        "all-members",
        r#"{"domain":"api.example.com","address":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","uri":"https://api.example.com/premium-data","version":"1","chainId":"eip155:8453","type":"eip191","nonce":"a1b2c3d4e5f67890","issuedAt":"2024-01-15T10:30:00.000Z","expirationTime":"2024-01-15T10:35:00Z","notBefore":"2024-01-15T10:30:00Z","requestId":"r","statement":"Sign in","resources":["https://api.example.com/a","urn:isbn:1"],"signatureScheme":"eip191","signature":"0x"}"#,
    ),
    (
        "sign_in",
        "line-break",
        r#"{"domain":"api.example.com","address":"BSmWDgE9ex6dZYbiTsJGcwMEgFp8q4aWh92hdErQPeVW","uri":"https://api.example.com","version":"1","chainId":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","type":"ed25519","nonce":"a1b2c3d4","issuedAt":"2024-01-15T10:30:00Z","statement":"a\nURI: b","signature":""}"#,
    ),
    (
        "sign_in_message",
        "ethereum",
        "api.example.com wants you to sign in with your Ethereum account:\n0x857b\n\n\nURI: https://api.example.com\nVersion: 1\nChain ID: 1\nNonce: a1b2c3d4\nIssued At: 2024-01-15T10:30:00Z",
    ),
    (
        "sign_in_message",
        "solana",
        "a wants you to sign in with your Solana account:\nBSm\n\nURI: b\nVersion: 1\nChain ID: 5eykt\nNonce: c\nIssued At: d\nExpiration Time: e\nNot Before: f\nRequest ID: g\nResources:\n- h\n- i",
    ),
    (
        "sign_in_message",
        "statement",
        "a wants you to sign in with your Ethereum account:\nb\n\nURI: c\n\nURI: d\nVersion: 1\nChain ID: 1\nNonce: \nIssued At: \nRequest ID: \nResources:",
    ),
    (
        "sign_in_message",
        "empty-statement",
        "a wants you to sign in with your Solana account:\nb\n\n\n\nURI: d\nVersion: 1\nChain ID: 1\nNonce: \nIssued At: ",
    ),
];
