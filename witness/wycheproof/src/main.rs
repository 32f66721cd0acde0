//! Wycheproof's signatures on secp256k1, by the recovery of x402-verify, and by x402-recover.
//!
//! Wycheproof verifies with a key; the token recovers one. So a signature that is valid has to recover the address of
//! the key with one of the two parities, and one that is invalid must with neither. Wycheproof's are over SHA-256 of a
//! message; recovery takes any digest.

mod scalars;

use std::{collections::BTreeMap, process::ExitCode};

use k256::ecdsa::{RecoveryId, Signature as Ecdsa, VerifyingKey};
use sha2::{Digest, Sha256};
use sha3::Keccak256;
use wycheproof::{
    TestResult,
    ecdsa::{Test, TestGroup, TestGroupTypeId, TestName, TestSet},
};
use x402_schemes::evm::{Address, Signature};
use x402_types::RawJson;
use x402_verify::evm::recover_signer;

use scalars::Scalars;

const SETS: [TestName; 3] =
    [TestName::EcdsaSecp256k1Sha256, TestName::EcdsaSecp256k1Sha256Bitcoin, TestName::EcdsaSecp256k1Sha256P1363];

/// Half of the order of the curve, rounded down (SEC 2, §2.4.1).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

fn main() -> ExitCode {
    let mut wrong = false;
    for name in SETS {
        let set = TestSet::load(name).expect("the set that the package has");
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for group in &set.test_groups {
            for test in &group.tests {
                match verify(group, test) {
                    Ok(what) => *count.entry(what).or_default() += 1,
                    Err(why) => {
                        println!("{name:?}, test {}, {}: {why}", test.tc_id, test.comment);
                        wrong = true;
                    }
                }
            }
        }
        println!("{name:?}: {} tests", set.number_of_tests);
        for (what, count) in &count {
            println!("  {count:>4} {what}");
        }
        // A test that could not be judged would be missed in silence.
        wrong |= count.values().sum::<usize>() != set.number_of_tests || !count.contains_key(RECOVERED);
    }
    if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

const RECOVERED: &str = "valid: one parity recovers the key, and not from another digest";

/// The kind of the test, or why it fails.
fn verify(group: &TestGroup, test: &Test) -> Result<&'static str, &'static str> {
    let (key, digest) = (&group.key.key[..], Sha256::digest(&test.msg[..]).into());
    let scalars = match group.test_type {
        TestGroupTypeId::EcdsaP1363 => concatenated(&test.sig),
        TestGroupTypeId::Ecdsa | TestGroupTypeId::EcdsaBitcoin => der(&test.sig),
    };
    let Some((r, s)) = scalars else {
        return match test.result {
            TestResult::Invalid => {
                Ok("invalid: not two numbers of 32 bytes in the set's encoding, which is not the token's")
            }
            TestResult::Valid | TestResult::Acceptable => Err("valid, and not read"),
        };
    };
    let address = address_of(key);
    let hits =
        |digest: &[u8; 32]| [27, 28].into_iter().filter(|v| recover(digest, &r, &s, *v) == Some(address)).count();
    // This is the only set in which a high s makes a signature invalid, as it does for the token.
    let is_high = group.test_type == TestGroupTypeId::EcdsaBitcoin && s > HALF_ORDER;
    let expected = match test.result {
        TestResult::Valid | TestResult::Acceptable => 1,
        // Invalid for its s alone, or also for something else: by k256.
        TestResult::Invalid if is_high => hits(&digest),
        TestResult::Invalid => 0,
    };
    if scalars::hits(&digest, (r, s), key)? != expected {
        return Err("x402-recover: another number of recovery ids than one of a signature, and none of another");
    }
    match (test.result, hits(&digest)) {
        (TestResult::Valid, 1) if !is_high => {
            let mut other = digest;
            other[31] ^= 1;
            if hits(&other) == 0 { Ok(RECOVERED) } else { Err("recovers the key from another digest, too") }
        }
        // The point of the nonce has an x beyond the order. `ecrecover` has no last byte for that.
        (TestResult::Valid, 0) if beyond_order(&digest, &r, &s, key) => Ok("valid: no v of the token names the point"),
        (TestResult::Invalid, 0) => Ok("invalid: no parity recovers the key"),
        (TestResult::Invalid, 1) if is_high => {
            Ok("invalid: high s, which is recovered, and refused by the check signature-low-s")
        }
        (TestResult::Valid | TestResult::Acceptable, _) => Err("valid, and not recovered"),
        (TestResult::Invalid, _) => Err("invalid, and recovered"),
    }
}

fn recover(digest: &[u8; 32], r: &[u8; 32], s: &[u8; 32], v: u8) -> Option<Address> {
    let hex: String = [&r[..], &s[..], &[v]].concat().iter().map(|byte| format!("{byte:02x}")).collect();
    let text = RawJson::string(&format!("0x{hex}"));
    recover_signer(digest, &Signature::read(text.as_json()).expect("65 bytes"))
}

fn beyond_order(digest: &[u8; 32], r: &[u8; 32], s: &[u8; 32], key: &[u8]) -> bool {
    let Ok(signature) = Ecdsa::from_scalars(*r, *s) else { return false };
    [false, true].into_iter().any(|is_odd| {
        VerifyingKey::recover_from_prehash(digest, &signature, RecoveryId::new(is_odd, true))
            .is_ok_and(|recovered| recovered.to_sec1_point(false).as_bytes() == key)
    })
}

fn address_of(key: &[u8]) -> Address {
    assert_eq!((key.len(), key[0]), (65, 4), "an uncompressed point");
    let hash = Keccak256::digest(&key[1..]);
    Address::new(hash[12..].try_into().expect("20 bytes"))
}

fn concatenated(signature: &[u8]) -> Option<Scalars> {
    let (r, s) = signature.split_at_checked(32)?;
    Some((r.try_into().ok()?, s.try_into().ok()?))
}

/// `SEQUENCE { INTEGER, INTEGER }` in DER (X.690), of numbers that fit 32 bytes.
fn der(signature: &[u8]) -> Option<Scalars> {
    let (body, []) = element(0x30, signature)? else { return None };
    let (r, rest) = element(0x02, body)?;
    let (s, []) = element(0x02, rest)? else { return None };
    Some((positive(r)?, positive(s)?))
}

fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match bytes {
        [found, length @ 0..128, rest @ ..] if *found == tag => rest.split_at_checked(usize::from(*length)),
        _ => None,
    }
}

fn positive(integer: &[u8]) -> Option<[u8; 32]> {
    // A leading zero is only allowed if the first bit would otherwise be a sign.
    let digits = match integer {
        [0] | [1..128, ..] => integer,
        [0, 128..=255, ..] => &integer[1..],
        _ => return None,
    };
    let mut word = [0; 32];
    word.get_mut(32usize.checked_sub(digits.len())?..)?.copy_from_slice(digits);
    Some(word)
}
