//! The account that signs in: 214 to 218.

use serde_json::{Value, json};

use super::{
    build::{SignIn, answer, bytes, hex, high_s},
    case::{Case, NOW, ORIGIN},
};
use crate::{
    base58::base58,
    draft::{Draft, suffix},
    sign::SIGNER,
    solana::case::PAYER,
};

pub(super) fn drafts() -> Vec<Draft> {
    [addresses(), forms(), altered(), on_solana(), contracts()].into_iter().flatten().collect()
}

/// 214.
fn addresses() -> Vec<Draft> {
    let signed = |spelt: String| {
        let mut sign_in = SignIn::ethereum().signed();
        sign_in.set("address", spelt);
        sign_in
    };
    let mut as_sent = SignIn::ethereum();
    as_sent.set("address", SIGNER.to_lowercase());
    as_sent.printed = SIGNER.to_lowercase();
    let as_sent = as_sent.signed();
    let upper = format!("0x{}", SIGNER[2..].to_uppercase());
    let case = |number: &str, title: &str, sign_in: &SignIn| {
        Case::new(number, title, sign_in).rulings(&["X-16"]).requirements(&["SIWX-proof-02"])
    };
    const CASES: &str = "the official SDKs differ from one another in letter case";
    let mut drafts = vec![
        case("0214", "a small-letter address, signed with its checksum", &signed(SIGNER.to_lowercase()))
            .alone(CASES)
            .flagged(&["address-case"]),
        case("0214a", "a capital address, signed with its checksum", &signed(upper))
            .alone(CASES)
            .flagged(&["address-case"]),
        case("0214b", "a small-letter address, signed as it was sent", &as_sent).alone(CASES).invalid("signature"),
        case("0214c", "a wrong checksum", &signed(SIGNER.replacen('F', "f", 1))).invalid("address"),
        case("0214d", "an address without 0x", &signed(SIGNER[2..].into())).invalid("address"),
        case("0214e", "an address of 19 bytes", &signed(SIGNER[..40].into())).invalid("address"),
    ];
    for (index, (address, title)) in [
        ("0OIl", "no base58"),
        ("BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLC", "28 bytes"),
        ("1BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc", "33 bytes"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut sign_in = SignIn::solana().signed();
        sign_in.set("address", address);
        drafts.push(
            case(&format!("0214{}z", suffix(index + 5)), &format!("an address on Solana: {title}"), &sign_in)
                .invalid("address"),
        );
    }
    drafts
}

/// The same with these signature bytes.
fn with_bytes(signature: &[u8]) -> SignIn {
    let mut sign_in = SignIn::ethereum();
    sign_in.set("signature", hex(signature));
    sign_in
}

/// A draft for an account without code, and one for an account of which nothing is known.
fn plain_and_unknown(number: &str, title: &str, sign_in: &SignIn, draft: impl Fn(Case) -> Draft) -> Vec<Draft> {
    let case = Case::new(number, title, sign_in).rulings(&["X-17"]).requirements(&["SIWX-proof-03", "SIWX-evm-02"]);
    let mut unknown = case.clone();
    unknown.number.push('u');
    unknown.title.push_str(", of an account of which nothing is known");
    unknown.more = json!({});
    vec![
        draft(case),
        unknown.rulings(&["X-17", "E-8"]).alone("the official SDKs ask no chain here").undecided("account-code"),
    ]
}

/// 215.
fn forms() -> Vec<Draft> {
    let good = bytes(SignIn::ethereum().signed().text("signature"));
    let (rs, v) = (&good[..64], good[64]);
    let with_v = |v: u8| with_bytes(&[rs, &[v]].concat());
    let high = high_s(SignIn::ethereum().signed().text("signature"));
    let mut drafts = Vec::new();
    drafts.extend(plain_and_unknown("0215", "v 0 or 1", &with_v(v - 27), |case| case.flagged(&["y-parity"])));
    let high = with_bytes(&bytes(&high));
    drafts.extend(plain_and_unknown("0215a", "s in the upper half", &high, |case| {
        let mut draft = case.flagged(&["high-s"]);
        // Others may accept it; this project refuses it.
        draft = draft
            .no_witness("whether it is refused is the policy's to say")
            .result(&json!({"verdict": "invalid", "flags": ["high-s"]}));
        draft.reason("invalid_siwx_malformed_signature")
    }));
    for (letter, title, bytes) in [
        ("b", "v 29", [rs, &[29]].concat()),
        ("c", "v 31", [rs, &[31]].concat()),
        ("d", "64 bytes", rs.to_vec()),
        ("e", "66 bytes", [&good[..], &[0]].concat()),
        ("f", "no byte", vec![]),
        ("g", "r of zero", [&[0; 32], &good[32..]].concat()),
        ("h", "s of zero", [&good[..32], &[0; 32], &[v]].concat()),
        ("i", "r of n and more", [&[0xff; 32], &good[32..]].concat()),
    ] {
        let number = format!("0215{letter}");
        drafts.extend(plain_and_unknown(&number, title, &with_bytes(&bytes), |case| {
            case.alone("libraries take other forms").invalid("malformed_signature")
        }));
    }
    for (letter, title, text) in [
        ("j", "without 0x", hex(&good)[2..].to_owned()),
        ("k", "an odd number of digits", format!("{}0", hex(&good))),
        ("l", "letters that are no digits", "0xzz".into()),
        ("m", "empty", String::new()),
    ] {
        let mut sign_in = SignIn::ethereum();
        sign_in.set("signature", text);
        for (more, facts) in [("", None), ("u", Some(json!({})))] {
            let mut case = Case::new(format!("0215{letter}{more}"), title, &sign_in).rulings(&["X-17"]);
            case.more = facts.unwrap_or(case.more);
            drafts.push(case.alone("libraries read more texts").invalid("malformed_signature"));
        }
    }
    let unknown =
        Case::of("0215n", "of an account of which nothing is known", SignIn::ethereum().signed().members(), json!({}));
    let mut result = unknown.said("valid", &[]);
    result["outstanding"] = json!(["account-code", "nonce-unused"]);
    drafts.push(unknown.rulings(&["X-17", "E-8"]).valid().result(&result));
    drafts
}

/// 216: another key, and each member changed after signing.
fn altered() -> Vec<Draft> {
    let mut drafts = Vec::new();
    let stranger = SignIn::ethereum().by_stranger().signed();
    drafts.extend(plain_and_unknown("0216", "another key", &stranger, |case| case.invalid("signature")));
    let stranger = Case::new("0216z", "another key, Solana", &SignIn::solana().by_stranger().signed());
    drafts.push(stranger.rulings(&["X-18"]).invalid("signature"));
    let changes: [(&str, Value); 8] = [
        ("uri", json!("https://api.example.com/other-data")),
        ("nonce", json!("a1b2c3d4e5f67890a1b2c3d4e5f67891")),
        ("issuedAt", json!("2024-01-15T10:30:01.000Z")),
        ("expirationTime", json!("2024-01-15T10:36:00.000Z")),
        ("statement", json!("Sign in to access other data")),
        ("resources", json!(["https://api.example.com/premium-data", "https://a.example"])),
        ("notBefore", json!("2024-01-15T10:30:00Z")),
        ("requestId", json!("1")),
    ];
    for (index, (member, value)) in changes.into_iter().enumerate() {
        let number = format!("0216{}", suffix(index));
        for (sign_in, letter) in [(SignIn::ethereum(), ""), (SignIn::solana(), "z")] {
            let mut sign_in = sign_in.signed();
            sign_in.set(member, value.clone());
            let case = Case::new(format!("{number}{letter}"), format!("{member} changed after signing"), &sign_in);
            drafts.push(case.rulings(&["X-17", "X-18"]).requirements(&["SIWX-proof-01"]).invalid("signature"));
        }
    }
    for (letter, chain) in [("i", "eip155:1"), ("j", "eip155:84532")] {
        let mut sign_in = SignIn::ethereum().signed();
        sign_in.set("chainId", chain);
        let case = Case::new(format!("0216{letter}"), format!("chainId changed to {chain} after signing"), &sign_in);
        drafts.push(case.rulings(&["X-17"]).invalid("signature"));
    }
    let without = |sign_in: SignIn| {
        let mut sign_in = sign_in.signed();
        sign_in.without("statement");
        sign_in
    };
    for (letter, sign_in) in [("k", without(SignIn::ethereum())), ("kz", without(SignIn::solana()))] {
        let case = Case::new(format!("0216{letter}"), "statement left out after signing", &sign_in);
        drafts.push(case.rulings(&["X-17", "X-18"]).invalid("signature"));
    }
    drafts
}

/// 217.
fn on_solana() -> Vec<Draft> {
    let good = x402_schemes::solana::from_base58(SignIn::solana().signed().text("signature")).expect("of ours");
    let with = |address: &[u8], signature: &[u8]| {
        let mut sign_in = SignIn::solana();
        sign_in.set("address", base58(address)).set("signature", base58(signature));
        sign_in
    };
    let key: [u8; 32] = PAYER.parse::<x402_schemes::solana::Address>().expect("an address").to_bytes();
    // Little-endian: the neutral element, and the same with y + p.
    let (mut neutral, mut beyond) = ([0u8; 32], [0xffu8; 32]);
    (neutral[0], beyond[0], beyond[31]) = (1, 0xee, 0x7f);
    let zero_s = |r: &[u8]| [r, &[0; 32]].concat();
    // s + L: the same scalar, and not its canonical bytes.
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut more = good.clone();
    let mut carry = 0u16;
    for (byte, add) in more[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum % 256).expect("a byte");
        carry = sum / 256;
    }
    let mut flipped = good.clone();
    flipped[0] ^= 1;
    let strict = "libraries verify with other rules";
    let of = |number: &str, title: &str, sign_in: &SignIn| {
        Case::new(number, title, sign_in).rulings(&["X-18", "S-4"]).requirements(&["SIWX-verify-3-04"])
    };
    let mut drafts = vec![
        of("0217", "a key of small order", &with(&neutral, &zero_s(&neutral))).alone(strict).invalid("signature"),
        of("0217a", "a key that is not canonical", &with(&beyond, &zero_s(&neutral)))
            .alone(strict)
            .invalid("signature"),
        of("0217b", "R of small order", &with(&key, &zero_s(&neutral))).alone(strict).invalid("signature"),
        of("0217c", "R that is not canonical", &with(&key, &zero_s(&beyond))).alone(strict).invalid("signature"),
        of("0217d", "s not below the order", &with(&key, &more)).alone(strict).invalid("signature"),
        of("0217e", "a bit of R flipped", &with(&key, &flipped)).invalid("signature"),
    ];
    for (letter, title, text) in [
        ("f", "63 bytes", base58(&good[..63])),
        ("g", "65 bytes", base58(&[&good[..], &[0]].concat())),
        ("h", "a zero byte in front", format!("1{}", base58(&good))),
        ("i", "hexadecimal digits", hex(&good)),
        ("j", "empty", String::new()),
    ] {
        let mut sign_in = SignIn::solana();
        sign_in.set("signature", text);
        let case = of(&format!("0217{letter}"), &format!("signature: {title}"), &sign_in);
        drafts.push(case.requirements(&["SIWX-proof-03"]).alone("libraries stop at it").invalid("malformed_signature"));
    }
    drafts
}

/// 218.
fn contracts() -> Vec<Draft> {
    let signed = SignIn::ethereum().signed();
    let case = |number: &str, title: &str, sign_in: &SignIn, facts: Value| {
        let case = Case::of(number, title, sign_in.members(), json!({"facts": facts}));
        case.rulings(&["X-17", "E-8"]).requirements(&["SIWX-evm-02"]).alone("only the contract can say")
    };
    let code = json!({"*": {"code": "some"}});
    let digest = answer(&json!({"json": signed.members(), "origin": ORIGIN, "now": NOW}))["digest"].clone();
    let says = |signature: &str, accepts: bool| {
        let answer = json!({"account": SIGNER, "digest": digest, "signature": signature, "valid": accepts});
        json!({"accounts": {"*": {"code": "some"}}, "contractSignatures": [answer]})
    };
    let odd = with_bytes(&[1, 2, 3]);
    let mut drafts = vec![
        case("0218", "an account with code", &signed, json!({"accounts": code})).undecided("contract-signature"),
        case("0218a", "an account with code, bytes of any form", &odd, json!({"accounts": code}))
            .undecided("contract-signature"),
        case("0218b", "the contract accepts", &odd, says("0x010203", true)).valid(),
        case("0218c", "the contract refuses", &odd, says("0x010203", false)).invalid("signature"),
        case("0218d", "the contract refuses what its key signed", &signed, says(signed.text("signature"), false))
            .invalid("signature"),
    ];
    let wrapped = with_bytes(&wrapper(&bytes(signed.text("signature"))));
    for (letter, facts, need) in [
        ("e", json!({}), "account-code"),
        ("f", json!({"accounts": {"*": {"code": "none"}}}), "counterfactual-signature"),
    ] {
        let case = case(&format!("0218{letter}"), "a wallet that is not deployed", &wrapped, facts);
        drafts.push(case.rulings(&["X-17", "E-9"]).undecided(need));
    }
    let case_of_inner = case(
        "0218g",
        "the wallet is deployed: its contract accepts the inner bytes",
        &wrapped,
        says(signed.text("signature"), true),
    );
    drafts.push(case_of_inner.rulings(&["X-17", "E-9"]).valid());
    let malformed = with_bytes(&[vec![1; 65], [0x64, 0x92].repeat(16)].concat());
    drafts.push(
        case("0218h", "a wrapper that is none", &malformed, json!({"accounts": {"*": {"code": "none"}}}))
            .invalid("malformed_signature"),
    );
    drafts.push(
        case("0218i", "a wrapper that is none, of an account of which nothing is known", &malformed, json!({}))
            .undecided("account-code"),
    );
    drafts
}

/// ERC-6492: a factory, no call data, the signature, the magic bytes.
fn wrapper(inner: &[u8]) -> Vec<u8> {
    let word = |number: usize| {
        let mut word = [0u8; 32];
        word[24..].copy_from_slice(&u64::try_from(number).expect("small").to_be_bytes());
        word
    };
    let mut factory = [0u8; 32];
    factory[12..].copy_from_slice(&[0x11; 20]);
    let mut padded = inner.to_vec();
    padded.resize(inner.len().next_multiple_of(32), 0);
    let magic = [0x64, 0x92].repeat(16);
    [&factory[..], &word(96), &word(128), &word(0), &word(inner.len()), &padded, &magic].concat()
}
