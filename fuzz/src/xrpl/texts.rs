//! Signatures and texts.

use k256::ecdsa::Signature;
use num_bigint::BigUint;
use sha2::{Digest, Sha256};
use x402_schemes::xrpl::{Address, Asset, DerSignature, SignatureFormatError};

use super::Outcome;

/// A signature is read exactly if `k256` reads it and its s is the lower one.
pub(super) fn signature(data: &[u8]) -> Outcome {
    let theirs = Signature::from_der(data).ok();
    match (DerSignature::decode(data), theirs) {
        (Ok(ours), Some(theirs)) => {
            assert_eq!(ours.r.as_slice(), theirs.r().to_bytes().as_slice());
            assert_eq!(ours.s.as_slice(), theirs.s().to_bytes().as_slice());
            assert_eq!(theirs.normalize_s(), theirs);
            assert_eq!(theirs.to_der().as_bytes(), data);
            Outcome::Signature
        }
        (Err(SignatureFormatError::HighS), Some(theirs)) => {
            assert_ne!(theirs.normalize_s(), theirs);
            Outcome::HighS
        }
        (Err(_), None) => Outcome::NoSignature,
        (ours, theirs) => panic!("{ours:?}, but k256 says {theirs:?}"),
    }
}

const ALPHABET: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// Base58 of a number, with a first digit for each zero byte.
fn base58(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = match &bytes[zeros..] {
        [] => Vec::new(),
        rest => BigUint::from_bytes_be(rest).to_radix_be(58),
    };
    std::iter::repeat_n(0, zeros).chain(digits).map(|digit| char::from(ALPHABET[usize::from(digit)])).collect()
}

fn written(account: [u8; 20]) -> String {
    let versioned = [[0].as_slice(), &account].concat();
    let sum = Sha256::digest(Sha256::digest(&versioned));
    base58(&[versioned.as_slice(), &sum[..4]].concat())
}

/// An address is a text that is written here again, and an asset one of the ledger's codes, letter by letter.
pub(super) fn text(data: &[u8]) -> Outcome {
    // Every account has an address.
    if let Some(account) = data.first_chunk() {
        assert_eq!(Address::new(*account).to_string(), written(*account));
        assert_eq!(written(*account).parse(), Ok(Address::new(*account)));
    }
    let Ok(text) = str::from_utf8(data) else { return Outcome::NoText };
    let asset = asset(text);
    match (text.parse::<Asset>(), &asset) {
        (Ok(ours), Some(code)) => {
            let is_usual = Asset::is_usual_spelling(text);
            assert_eq!(is_usual, ours.to_string() == text);
            match ours {
                Asset::Xrp => assert_eq!(text, "XRP"),
                Asset::Issued(currency) => assert_eq!(&currency.to_bytes(), code),
            }
            assert_eq!(ours.to_string().parse(), Ok(ours));
            return Outcome::Asset;
        }
        (Err(_), None) => {}
        (ours, _) => panic!("{text} is {ours:?}, and the model says {asset:?}"),
    }
    match text.parse::<Address>() {
        Ok(address) => {
            assert_eq!(written(address.to_bytes()), text);
            assert_eq!(address.to_string(), text);
            Outcome::Address
        }
        Err(_) => Outcome::NoText,
    }
}

/// The bytes of an asset's code, with zeros for XRP.
fn asset(text: &str) -> Option<[u8; 20]> {
    if text == "XRP" {
        return Some([0; 20]);
    }
    let signs = "?!@#$%^&*<>(){}[]|";
    let is_code =
        text.len() == 3 && text.chars().all(|character| character.is_ascii_alphanumeric() || signs.contains(character));
    let bytes = if is_code {
        [&[0; 12], text.as_bytes(), &[0; 5]].concat()
    } else {
        let is_digits = text.len() == 40 && text.chars().all(|character| character.is_ascii_hexdigit());
        BigUint::parse_bytes(text.as_bytes(), 16).filter(|_| is_digits).map(|number| {
            let bytes = number.to_bytes_be();
            [vec![0; 20usize.saturating_sub(bytes.len())], bytes].concat()
        })?
    };
    let bytes: [u8; 20] = bytes.get(bytes.len().checked_sub(20)?..)?.try_into().ok()?;
    let of_xrp = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'X', b'R', b'P', 0, 0, 0, 0, 0];
    (bytes != [0; 20] && bytes != of_xrp).then_some(bytes)
}
