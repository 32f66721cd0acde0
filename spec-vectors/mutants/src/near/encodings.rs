//! Nonces, transactions and other bytes in nearly the right encoding.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use x402_types::Uint256;

use crate::{
    mutant::Mutant,
    question::{from_hex, to_hex},
};

/// Its name, and the right text for a wrong one. `None` if it is right already, or wrong in another way.
type Encoding = (&'static str, fn(&str) -> Option<String>);

/// Texts that are read as 32 bytes in hexadecimal.
const NONCES: [Encoding; 7] = [
    ("in-decimal", |text| (!text.starts_with("0x") && text.len() != 64).then(|| word(text))?),
    ("without-zeros-in-front", |text| {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() < 64 && !digits.is_empty())?;
        Some(format!("0x{digits:0>64}"))
    }),
    ("with-zeros-in-front", |text| {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() > 64)?;
        let (front, rest) = digits.split_at(digits.len() - 64);
        front.bytes().all(|digit| digit == b'0').then(|| format!("0x{rest}"))
    }),
    ("base64", |text| bytes32(&STANDARD.decode(text).ok()?)),
    ("base64url", |text| (text.len() == 43).then(|| bytes32(&URL_SAFE_NO_PAD.decode(text).ok()?))?),
    ("in-upper-case-with-its-prefix", |text| Some(format!("0x{}", text.strip_prefix("0X")?))),
    ("with-hyphens", |text| text.contains('-').then(|| format!("0x{:0>64}", text.replace('-', "")))),
];

fn word(text: &str) -> Option<String> {
    text.parse::<Uint256>().ok().map(|number| to_hex(&number.to_be_bytes()))
}

fn bytes32(bytes: &[u8]) -> Option<String> {
    (bytes.len() == 32).then(|| to_hex(bytes))
}

/// Texts that are read as a transaction in base64.
const TRANSACTIONS: [Encoding; 9] = [
    ("hexadecimal", |text| Some(STANDARD.encode(from_hex(&format!("0x{}", is_hex(text)?))?))),
    ("hexadecimal-behind-0x", |text| Some(STANDARD.encode(from_hex(text)?))),
    ("base58", |text| Some(STANDARD.encode(from_base58(text)?))),
    ("base64url", |text| text.contains(['-', '_']).then(|| Some(STANDARD.encode(URL_SAFE.decode(text).ok()?)))?),
    ("base64url-without-padding", |text| {
        text.contains(['-', '_']).then(|| Some(STANDARD.encode(URL_SAFE_NO_PAD.decode(text).ok()?)))?
    }),
    ("no-padding", |text| (text.len() % 4 != 0).then(|| Some(STANDARD.encode(STANDARD_NO_PAD.decode(text).ok()?)))?),
    ("white-space", |text| {
        let clean: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        (clean != text).then_some(clean)
    }),
    ("a-data-url", |text| Some(text.strip_prefix("data:application/octet-stream;base64,")?.to_owned())),
    ("twice-encoded", |text| {
        let once = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
        STANDARD.decode(&once).is_ok().then_some(once)
    }),
];

fn is_hex(text: &str) -> Option<&str> {
    (text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(text)
}

fn from_base58(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let mut carry = LETTERS.iter().position(|known| *known == letter)?;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).ok()?;
            carry /= 256;
        }
        while carry > 0 {
            bytes.insert(0, u8::try_from(carry % 256).ok()?);
            carry /= 256;
        }
    }
    let zeros = text.bytes().take_while(|letter| *letter == b'1').count();
    Some([vec![0; zeros], bytes].concat())
}

/// Texts that are read as a signed transaction in hexadecimal.
const APPROVALS: [Encoding; 4] = [
    ("base64", |text| (!text.starts_with("0x")).then(|| Some(to_hex(&STANDARD.decode(text).ok()?)))?),
    ("without-0x", |text| Some(format!("0x{}", is_hex(text)?))),
    ("0X", |text| Some(format!("0x{}", text.strip_prefix("0X")?))),
    ("white-space", |text| (text.trim() != text).then(|| text.trim().to_owned())),
];

/// Addresses.
const ADDRESSES: [Encoding; 4] = [
    ("in-a-word", |text| {
        Some(format!("0x{}", text.strip_prefix("0x000000000000000000000000")?)).filter(|a| a.len() == 42)
    }),
    ("of-an-account", |text| Some(text.rsplit_once(':')?.1.to_owned())),
    ("with-0X", |text| Some(format!("0x{}", text.strip_prefix("0X")?))),
    ("with-white-space", |text| (text.trim() != text).then(|| text.trim().to_owned())),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let of = |what: &'static str, kind: &'static str, path: &'static str, table: &'static [Encoding]| {
        table.iter().map(move |(name, read)| {
            Mutant::edits_document(format!("verify/near/{what}/{name}"), move |j| j.has(kind)?.change(path, read))
        })
    };
    let authorization = "payload.authorization";
    let mut mutants: Vec<Mutant> = of("nonce", authorization, "payload.authorization.nonce", &NONCES).collect();
    mutants.extend(of("solana-transaction", "payload", "payload.transaction", &TRANSACTIONS));
    let approval = "extensions.erc20ApprovalGasSponsoring";
    mutants.extend(of(
        "approval",
        approval,
        "extensions.erc20ApprovalGasSponsoring.info.signedTransaction",
        &APPROVALS,
    ));
    for (what, path) in [("from", "payload.authorization.from"), ("to", "payload.authorization.to")] {
        let of_address = ADDRESSES.iter().map(move |(name, read)| {
            Mutant::edits_document(format!("verify/near/{what}/{name}"), move |j| j.change(path, read))
        });
        mutants.extend(of_address);
    }
    // A nonce that is a number.
    mutants.push(Mutant::edits_document("verify/near/nonce/a-number", |j| {
        let number = word(j.get("payload.authorization.nonce")?.as_plain()?)?;
        j.say("payload.authorization.nonce", &number)
    }));
    mutants.push(Mutant::edits_document("verify/near/permit2-nonce/hexadecimal", |j| {
        j.change("payload.permit2Authorization.nonce", |text| {
            let digits = text.strip_prefix("0x")?;
            from_hex(&format!("0x{digits:0>64}"))?.try_into().ok().map(|word| Uint256::from_be_bytes(word).to_string())
        })
    }));
    mutants
}
