//! Sign-ins: each rule from both sides, in each kind of chain.

mod challenge;
mod diagnosis;
mod law;
mod signatures;

use alloy_primitives::{B256, hex};
use ed25519_dalek::{Signer as _, SigningKey};
use x402_extensions::{
    CheckId, Detail, Outcome, Question,
    sign_in_with_x::{self, Origin, SignIn, SignInContext, SignInReport, verify},
};
use x402_schemes::{AccountId, evm::eip191, solana};
use x402_types::{DecodeOptions, Flag, Flags, Network, Wire};
use x402_verify::{
    Facts, Verdict,
    evm::{AccountCode, Fact},
};

use crate::keys::{PAYER, Rsv, sign_digest};

/// 30 seconds after the challenges were issued.
pub(crate) const NOW: u64 = 1_705_314_630;
const ISSUED: u64 = NOW - 30;

fn decode(line: &str) -> SignIn {
    let header = line.trim_end().strip_prefix("SIGN-IN-WITH-X: ").unwrap();
    SignIn::decode_header(header, &DecodeOptions::STRICT).unwrap().value
}

pub(crate) fn ethereum() -> SignIn {
    decode(include_str!("../../../../docs/examples/sign-in.txt"))
}

pub(crate) fn solana() -> SignIn {
    decode(include_str!("../../../../docs/examples/sign-in-solana.txt"))
}

fn origin() -> Origin {
    "https://api.example.com".parse().unwrap()
}

/// The message is what is signed, whatever it says.
fn message(sign_in: &SignIn) -> String {
    let account: Result<AccountId, _> = sign_in.address.parse();
    account.map_or_else(|_| sign_in.message(&sign_in.address), |account| sign_in.message(account)).unwrap()
}

fn rsv(sign_in: &SignIn) -> Rsv {
    sign_digest(B256::from(eip191::digest(message(sign_in).as_bytes())))
}

fn base58(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = u8::try_from(carry % 58).unwrap();
            carry /= 58;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 58).unwrap());
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut text = "1".repeat(zeros);
    text.extend(digits.iter().rev().map(|digit| char::from(ALPHABET[usize::from(*digit)])));
    text
}

fn solana_key() -> SigningKey {
    SigningKey::from_bytes(&solana::sha256(b"x402 svm outcomes payer"))
}

/// Signs whatever the members say.
pub(crate) fn signed(mut sign_in: SignIn) -> SignIn {
    sign_in.signature = if sign_in.chain_id.starts_with("solana:") {
        base58(&solana_key().sign(message(&sign_in).as_bytes()).to_bytes())
    } else {
        hex::encode_prefixed(rsv(&sign_in).bytes())
    };
    sign_in
}

fn plain() -> Facts {
    Facts::new().with(Fact::AnyAccount(AccountCode::Absent))
}

fn verified(sign_in: &SignIn) -> SignInReport {
    verify(sign_in, &SignInContext::new(&origin(), NOW).with_facts(&plain()))
}

/// The only check that fails, and the reason.
#[track_caller]
fn refused(sign_in: &SignIn, id: CheckId, reason: &str) {
    let report = verified(sign_in);
    let failed = |outcome: &Outcome| matches!(outcome, Outcome::Fail(_));
    let failed: Vec<CheckId> =
        report.report().checks().iter().filter(|check| failed(&check.outcome)).map(|check| check.id).collect();
    assert_eq!(failed, [id], "{report:?}");
    assert_eq!(report.reason(), Some(format!("invalid_siwx_{reason}").as_str()));
    assert_eq!(report.verdict(), Verdict::Invalid);
    assert!(report.report().outstanding().is_empty());
    assert!(report.into_signed_in().unwrap_err().to_string().starts_with(&format!("invalid: {id}: ")));
}

#[track_caller]
fn taken(sign_in: &SignIn, flags: &[Flag]) {
    let report = verified(sign_in);
    assert_eq!(report.verdict(), Verdict::Valid, "{report:?}");
    assert_eq!(report.report().flags(), flags.iter().copied().collect::<Flags>());
}

fn both(change: impl Fn(&mut SignIn)) -> [SignIn; 2] {
    [ethereum(), solana()].map(|mut sign_in| {
        change(&mut sign_in);
        signed(sign_in)
    })
}

#[track_caller]
fn both_refused(change: impl Fn(&mut SignIn), id: CheckId, reason: &str) {
    for sign_in in both(change) {
        refused(&sign_in, id, reason);
    }
}

#[track_caller]
fn both_taken(change: impl Fn(&mut SignIn), flags: &[Flag]) {
    for sign_in in both(change) {
        taken(&sign_in, flags);
    }
}

#[test]
fn the_examples_are_valid() {
    for (sign_in, network) in [(ethereum(), Network::eip155(8453)), (solana(), Network::SOLANA)] {
        taken(&sign_in, &[]);
        let report = verified(&sign_in);
        assert_eq!(report.message(), Some(message(&sign_in).as_str()));
        assert_eq!(report.digest().is_some(), network == Network::eip155(8453));
        let kinds: Vec<_> = report.report().outstanding().iter().map(Question::kind).collect();
        assert_eq!(kinds, ["nonce-unused"]);
        let signed_in = report.into_signed_in().unwrap();
        assert_eq!((signed_in.account().to_string(), signed_in.network()), (sign_in.address.clone(), &network));
        assert_eq!((signed_in.nonce(), signed_in.resources()), (sign_in.nonce.as_str(), &[sign_in.uri.clone()][..]));
    }
    // As the document prints it: the digest by its own message, the signature by somebody else.
    let mut printed = ethereum();
    printed.address = "0x857b06519E91e3A54538791bDbb0E22373e36b66".into();
    printed.signature = "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c".into();
    refused(&printed, CheckId::SIGN_IN_SIGNER, "signature");
    let report = verified(&printed);
    assert_eq!(
        hex::encode(report.digest().unwrap()),
        "f94099d42ed534f71d421da750ed907115036ad5a6e3a8a1c4ca43d307fe49b6"
    );
    let Outcome::Fail(detail) = &report.deciding().unwrap().outcome else { panic!() };
    assert!(detail.to_string().contains("0x5b2acBca0fb899bD73747ac64302145dB44D5D66"), "{detail}");
}

#[test]
fn domain_and_uri_are_of_the_origin() {
    for domain in ["example.com", "api.example.com.evil.example", "api.example.com:443", "API.example.com", "", "a@b"] {
        both_refused(|sign_in| sign_in.domain = domain.into(), CheckId::SIGN_IN_DOMAIN, "domain_mismatch");
    }
    for uri in [
        "http://api.example.com/premium-data",
        "https://api.example.com.evil.example/",
        "https://api.example.co",
        "https://api.example.com@evil.example/",
        "https://me@api.example.com/",
        "https://@api.example.com/",
        "https:\\\\api.example.com/",
        "https://api.example.com\\evil",
        "https:api.example.com/premium-data",
        "https:/api.example.com/premium-data",
        "//api.example.com/premium-data",
        "/premium-data",
        "https://api.example.com:8443/",
        "https://api.example.com:99999/",
        "https://api%2Eexample.com/",
        "https://api.example.com/a b",
        "https://api.example.com/%zz",
        "https://api.example.com/#a#b",
        "https://[::1]/",
        "ftp://api.example.com/",
        "https://",
        "",
        "https://api.example.com/\u{1}",
    ] {
        both_refused(|sign_in| sign_in.uri = uri.into(), CheckId::SIGN_IN_URI, "uri_mismatch");
    }
    for uri in ["https://api.example.com", "https://api.example.com?q=[", "https://api.example.com/é"] {
        // The first is good; the others are no URIs.
        let good = uri.ends_with("com");
        let change = |sign_in: &mut SignIn| sign_in.uri = uri.into();
        if good { both_taken(change, &[]) } else { both_refused(change, CheckId::SIGN_IN_URI, "uri_mismatch") }
    }
    for uri in [
        "HTTPS://api.example.com/",
        "https://API.example.com/x?y#z",
        "https://api.example.com:443/",
        "https://api.example.com:/",
    ] {
        both_taken(|sign_in| sign_in.uri = uri.into(), &[Flag::OriginSpelling]);
    }
    both_taken(|sign_in| sign_in.resources = Some(vec!["ipfs://bafy".into(), "urn:isbn:1".into()]), &[]);
}

#[test]
fn origins() {
    for (text, domain) in [
        ("https://api.example.com", "api.example.com"),
        ("HTTPS://API.example.COM:443", "api.example.com"),
        ("http://localhost:8402", "localhost:8402"),
        ("http://a:443", "a:443"),
        ("https://a:0443", "a"),
        ("http://[::1]:80", "[::1]"),
        ("https://[v1.a:b]:1", "[v1.a:b]:1"),
    ] {
        let origin: Origin = text.parse().unwrap();
        assert_eq!(origin.domain(), domain);
        assert_eq!(origin.to_string().parse::<Origin>().unwrap(), origin);
    }
    for wrong in [
        "",
        "https://",
        "https://a/",
        "https://a?",
        "https://a#",
        "https://u@a",
        "ftp://a",
        "a",
        "https://a:b",
        "https://[::1",
        "https://[::g]",
        "https://[::1]a",
        "https://[v.a]",
        "https://[vg.a]",
        "https://[v1.]",
        "https://[v1.%41]",
        "https://[v1.[]",
        "https://a:65536",
        "https://ä",
        "https://a b",
        "https:a",
    ] {
        assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
    }
    // A port that is not the default one belongs to the domain.
    let origin: Origin = "http://localhost:8402".parse().unwrap();
    for (domain, reason) in [("localhost:8402", None), ("localhost", Some("invalid_siwx_domain_mismatch"))] {
        let mut sign_in = ethereum();
        (sign_in.domain, sign_in.uri) = (domain.into(), "http://localhost:8402/x".into());
        let report = verify(&signed(sign_in), &SignInContext::new(&origin, NOW).with_facts(&plain()));
        assert_eq!(report.reason(), reason);
    }
}

#[test]
fn dates() {
    type Set = fn(&mut SignIn, String);
    let issued_at: Set = |sign_in, text| sign_in.issued_at = text;
    let expiration_time: Set = |sign_in, text| sign_in.expiration_time = Some(text);
    let not_before: Set = |sign_in, text| sign_in.not_before = Some(text);
    let set = [
        (issued_at, CheckId::SIGN_IN_ISSUED_AT, "issued_at"),
        (expiration_time, CheckId::SIGN_IN_EXPIRATION_TIME, "expiration_time"),
        (not_before, CheckId::SIGN_IN_NOT_BEFORE, "not_before"),
    ];
    for (set, id, reason) in set {
        for wrong in
            ["", "2024-01-15T10:30:00", "2024-02-30T10:30:00Z", "2024-01-15T24:00:00Z", "Mon, 15 Jan 2024 10:30:00 GMT"]
        {
            both_refused(|sign_in| set(sign_in, wrong.into()), id, reason);
        }
    }
    let at = |second: u64| format!("2024-01-15T10:{:02}:{:02}Z", 30 + (second - ISSUED) / 60, (second - ISSUED) % 60);
    let no_expiry = |sign_in: &mut SignIn| sign_in.expiration_time = None;
    for [ethereum, _] in [both(no_expiry)] {
        let verified = |now| verify(&ethereum, &SignInContext::new(&origin(), now).with_facts(&plain()));
        for (now, reason) in [
            (ISSUED, None),
            (ISSUED + 300, None),
            (ISSUED + 301, Some("invalid_siwx_issued_at_too_old")),
            (ISSUED - 1, Some("invalid_siwx_issued_at_in_future")),
            (u64::MAX, Some("invalid_siwx_issued_at_too_old")),
            (0, Some("invalid_siwx_issued_at_in_future")),
        ] {
            assert_eq!(verified(now).reason(), reason, "{now}");
        }
    }
    // Half a second ahead is this very second.
    both_taken(|sign_in| sign_in.issued_at = "2024-01-15t11:30:30.999+01:00".into(), &[]);
    both_taken(|sign_in| sign_in.issued_at = "2024-01-15T11:29:30+00:59".into(), &[]);
    both_taken(|sign_in| sign_in.issued_at = "2024-01-16T10:29:30+23:59".into(), &[]);
    let beyond = |sign_in: &mut SignIn| sign_in.issued_at = "2024-01-16T10:30:30+24:00".into();
    both_refused(beyond, CheckId::SIGN_IN_ISSUED_AT, "issued_at");
    both_refused(|sign_in| sign_in.issued_at = at(NOW + 1), CheckId::SIGN_IN_ISSUED, "issued_at_in_future");
    both_refused(|sign_in| sign_in.expiration_time = Some(at(NOW)), CheckId::SIGN_IN_EXPIRED, "expired");
    both_taken(|sign_in| sign_in.expiration_time = Some(at(NOW + 1)), &[]);
    both_refused(|sign_in| sign_in.not_before = Some(at(NOW + 1)), CheckId::SIGN_IN_VALID, "not_yet_valid");
    both_taken(|sign_in| sign_in.not_before = Some(at(NOW)), &[]);
}

#[test]
fn nonces() {
    for wrong in ["", "a1b2c3d", "a1b2-c3d4", "a1b2c3dé", "a1b2c3d\n"] {
        both_refused(|sign_in| sign_in.nonce = wrong.into(), CheckId::SIGN_IN_NONCE, "nonce");
    }
    both_taken(|sign_in| sign_in.nonce = "a1b2c3D4".into(), &[]);
    let (facts, origin) = (plain(), origin());
    let context = SignInContext::new(&origin, NOW).with_facts(&facts);
    assert_eq!(verify(&ethereum(), &context.with_nonce(&ethereum().nonce)).verdict(), Verdict::Valid);
    assert_eq!(verify(&ethereum(), &context.with_nonce("a1b2c3d4e5f67891")).reason(), Some("invalid_siwx_nonce"));
}

#[test]
fn chains_and_types() {
    for wrong in ["eip155:", "eip155:0", "eip155:08453", "eip155:x", "eip155:18446744073709551616"] {
        let mut sign_in = ethereum();
        sign_in.chain_id = wrong.into();
        refused(&sign_in, CheckId::SIGN_IN_CHAIN_ID, "chain_id");
    }
    for wrong in ["cosmos:cosmoshub-4", "solana:", "solana:a:b", "eip155", "EIP155:1", "", "base"] {
        let mut sign_in = ethereum();
        sign_in.chain_id = wrong.into();
        refused(&sign_in, CheckId::SIGN_IN_CHAIN, "unsupported_chain");
    }
    let (facts, origin) = (plain(), origin());
    let context = SignInContext::new(&origin, NOW).with_facts(&facts);
    let chains = [Network::eip155(1), Network::SOLANA];
    assert_eq!(verify(&ethereum(), &context.with_chains(&chains)).reason(), Some("invalid_siwx_unsupported_chain"));
    assert_eq!(verify(&solana(), &context.with_chains(&chains)).verdict(), Verdict::Valid);
    for (mut sign_in, other) in [(ethereum(), "ed25519"), (solana(), "eip191"), (ethereum(), "EIP191"), (solana(), "")]
    {
        sign_in.signature_type = other.into();
        refused(&sign_in, CheckId::SIGN_IN_TYPE, "type");
    }
}

#[test]
fn characters() {
    let change: [fn(&mut SignIn, &str); 6] = [
        |sign_in, text| sign_in.statement = Some(format!("a{text}")),
        |sign_in, text| sign_in.request_id = Some(format!("a{text}")),
        |sign_in, text| sign_in.resources = Some(vec!["https://a.example".into(), format!("a:{text}")]),
        |sign_in, text| sign_in.signature = format!("{}{text}", sign_in.signature),
        |sign_in, text| sign_in.issued_at = format!("{}{text}", sign_in.issued_at),
        |sign_in, text| sign_in.domain = format!("{}{text}", sign_in.domain),
    ];
    for change in change {
        for control in ["\n", "\r", "\0", "\t", "\u{7f}", "\u{85}", "\u{9f}", "\u{2028}", "\u{2029}"] {
            for mut sign_in in [ethereum(), solana()] {
                change(&mut sign_in, control);
                let report = verified(&sign_in);
                assert_eq!(report.reason(), Some("invalid_siwx_header"), "{control:?} {sign_in:?}");
                let detail = report.deciding().unwrap().outcome.detail();
                let Some(Detail::SignInWithX(detail)) = detail else { panic!() };
                assert!(matches!(*detail, sign_in_with_x::Detail::ControlCharacter(_)));
            }
        }
    }
    for text in ["say \"hello\"", "café", "a\\b", "50%"] {
        let mut sign_in = ethereum();
        sign_in.statement = Some(text.into());
        refused(&signed(sign_in), CheckId::SIGN_IN_CHARACTERS, "header");
        let mut sign_in = solana();
        sign_in.statement = Some(text.into());
        taken(&signed(sign_in), &[Flag::FreeText]);
    }
    both_taken(
        |sign_in| sign_in.statement = Some("I accept: https://a.example/terms?v=1#[@] !$&'()*+,;=~_".into()),
        &[],
    );
    for wrong in ["a b", "a/b", "a?b", "%2", "é"] {
        both_refused(|sign_in| sign_in.request_id = Some(wrong.into()), CheckId::SIGN_IN_CHARACTERS, "header");
    }
    both_taken(|sign_in| sign_in.request_id = Some("a%20b:@!$&'()*+,;=-._~".into()), &[]);
    for wrong in ["", "a", "//a.example", "https://a.example/ ", "1a:b"] {
        let resources = || Some(vec!["https://a.example".to_string(), wrong.into()]);
        both_refused(|sign_in| sign_in.resources = resources(), CheckId::SIGN_IN_CHARACTERS, "header");
    }
    both_taken(|sign_in| sign_in.statement = Some(String::new()), &[Flag::EmptyMember]);
    both_taken(|sign_in| sign_in.request_id = Some(String::new()), &[Flag::EmptyMember]);
    both_taken(|sign_in| sign_in.resources = Some(Vec::new()), &[Flag::EmptyMember]);
    both_taken(|sign_in| (sign_in.statement, sign_in.resources) = (None, None), &[]);
}

#[test]
fn addresses() {
    let mut sign_in = ethereum();
    for address in [PAYER.to_lowercase(), format!("0x{}", PAYER[2..].to_uppercase())] {
        sign_in.address = address;
        taken(&sign_in, &[Flag::AddressCase]);
        assert_eq!(verified(&sign_in).account().unwrap().to_string(), PAYER);
    }
    // Signed as it was sent, and not with the checksum.
    sign_in.address = PAYER.to_lowercase();
    let lower = sign_in.message(&sign_in.address).unwrap();
    sign_in.signature = hex::encode_prefixed(sign_digest(B256::from(eip191::digest(lower.as_bytes()))).bytes());
    refused(&sign_in, CheckId::SIGN_IN_SIGNER, "signature");
    for wrong in [
        PAYER.replacen('F', "f", 1),
        PAYER[2..].into(),
        PAYER.replacen("0x", "0X", 1),
        format!("{PAYER}0"),
        String::new(),
    ] {
        let mut sign_in = ethereum();
        sign_in.address = wrong;
        refused(&sign_in, CheckId::SIGN_IN_ADDRESS, "address");
    }
    for wrong in
        ["0", "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVD", "1BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc", PAYER]
    {
        let mut sign_in = solana();
        sign_in.address = wrong.into();
        refused(&sign_in, CheckId::SIGN_IN_ADDRESS, "address");
    }
}

#[test]
fn the_order_is_that_of_the_reasons() {
    let (_, order) = x402_extensions::orders().find(|(name, _)| *name == "sign-in-with-x").unwrap();
    let mut reasons: Vec<&str> = order.map(|id| id.reason().strip_prefix("invalid_siwx_").unwrap()).collect();
    reasons.dedup();
    let expected = "header domain_mismatch uri_mismatch issued_at issued_at_too_old issued_at_in_future expiration_time \
                    expired not_before not_yet_valid nonce chain_id unsupported_chain type address \
                    malformed_signature signature";
    assert_eq!(reasons.join(" "), expected);
}
