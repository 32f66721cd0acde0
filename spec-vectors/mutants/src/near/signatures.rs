//! A right signature in nearly the right encoding.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    json::Json,
    mutant::Mutant,
    question::{from_hex, to_hex},
};

/// Its name, and the 65 bytes that it reads in these. `None` if it reads nothing else.
type Encoding = (&'static str, fn(&[u8]) -> Option<Vec<u8>>);

const ENCODINGS: [Encoding; 14] = [
    ("a-byte-in-front", |bytes| (bytes.len() == 66).then(|| bytes[1..].to_vec())),
    ("a-byte-behind", |bytes| (bytes.len() == 66).then(|| bytes[..65].to_vec())),
    ("its-first-65-bytes", |bytes| (bytes.len() > 66).then(|| bytes[..65].to_vec())),
    ("its-last-65-bytes", |bytes| (bytes.len() > 66).then(|| bytes[bytes.len() - 65..].to_vec())),
    ("v-in-front", |bytes| {
        let is_it = bytes.len() == 65 && matches!(bytes[0], 27 | 28) && !matches!(bytes[64], 27 | 28);
        is_it.then(|| [&bytes[1..], &bytes[..1]].concat())
    }),
    ("r-without-its-zero", |bytes| (bytes.len() == 64 && matches!(bytes[63], 27 | 28)).then(|| [&[0], bytes].concat())),
    ("s-without-its-zero", |bytes| {
        let is_it = bytes.len() == 64 && matches!(bytes[63], 27 | 28);
        is_it.then(|| [&bytes[..32], &[0], &bytes[32..]].concat())
    }),
    ("the-compact-form", |bytes| {
        let is_it = bytes.len() == 64;
        is_it.then(|| {
            let mut whole = [bytes, &[27 + (bytes[32] >> 7)]].concat();
            whole[32] &= 0x7f;
            whole
        })
    }),
    ("s-before-r", |bytes| (bytes.len() == 65).then(|| [&bytes[32..64], &bytes[..32], &bytes[64..]].concat())),
    ("v-in-a-word", |bytes| (bytes.len() == 96).then(|| [&bytes[..64], &bytes[95..]].concat())),
    ("v-in-a-word-in-front", |bytes| (bytes.len() == 96).then(|| [&bytes[32..], &bytes[31..32]].concat())),
    ("der", |bytes| der(bytes)),
    ("its-own-digits", |bytes| from_hex(std::str::from_utf8(bytes).ok()?)),
    ("its-length-in-front", |bytes| {
        let is_it = bytes.len() == 128 && bytes[31] == 65 || bytes.len() == 160 && bytes[63] == 65;
        is_it.then(|| bytes[bytes.len() - 96..bytes.len() - 31].to_vec())
    }),
];

/// r and s by ASN.1, and v behind them.
pub(super) fn der(bytes: &[u8]) -> Option<Vec<u8>> {
    let integer = |bytes: &[u8]| -> Option<(Vec<u8>, usize)> {
        let length = usize::from(*bytes.get(1).filter(|_| bytes[0] == 2)?);
        let number = bytes.get(2..2 + length)?;
        let start = number.iter().position(|byte| *byte != 0)?;
        let mut word = vec![0; 32usize.checked_sub(length - start)?];
        word.extend(&number[start..]);
        Some((word, 2 + length))
    };
    let inside = bytes.strip_prefix(&[0x30])?.get(1..)?;
    let (r, end) = integer(inside)?;
    let (s, second) = integer(inside.get(end..)?)?;
    Some([r, s, inside.get(end + second..)?.to_vec()].concat())
}

/// An operation, the field that the object must have, and the signature.
const SIGNATURES: [(&str, &str, &str, &str); 7] = [
    ("verify", "eip3009", "payload.authorization", "payload.signature"),
    ("verify", "permit2", "payload.permit2Authorization", "payload.signature"),
    ("verify", "permit", "extensions.eip2612GasSponsoring", "extensions.eip2612GasSponsoring.info.signature"),
    ("verify", "voucher", "payload.voucher", "payload.voucher.signature"),
    ("verify", "deposit", "payload.deposit", "payload.deposit.authorization.erc3009Authorization.signature"),
    ("sign-in-with-x", "evm", "domain", "signature"),
    ("offer-receipt", "offer", "accepts", "extensions.offer-receipt.info.offers.0.signature"),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (op, what, kind, path) in SIGNATURES {
        for (name, read) in ENCODINGS {
            // By Permit2 64 bytes are a signature (E-7), and a sign-in with them is for each server to take or not.
            if !matches!((what, name), ("permit2" | "evm", "the-compact-form")) {
                mutants.push(Mutant::edits_document(format!("{op}/near/{what}-signature/{name}"), move |j| {
                    j.has(kind)?.change(path, |text| Some(to_hex(&read(&from_hex(text)?)?)))
                }));
            }
        }
        mutants.push(Mutant::edits_document(format!("{op}/near/{what}-signature/base64"), move |j| {
            let is_it = |text: &str| !text.starts_with("0x") && text.len() == 88;
            j.has(kind)?.reads(path, is_it)?.change(path, |text| Some(to_hex(&STANDARD.decode(text).ok()?)))
        }));
        mutants.push(Mutant::edits_document(format!("{op}/near/{what}-signature/three-fields"), move |j| {
            let parts = j.has(kind)?.get(path)?;
            let number = parts.get("v").and_then(Json::as_plain)?.parse::<u8>().ok()?;
            let joined = format!("{}{}{number:02x}", parts.text_at("r")?, parts.text_at("s")?.get(2..)?);
            j.say(path, &joined)
        }));
    }
    mutants
}
