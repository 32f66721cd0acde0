//! Keys and signatures of the XRP Ledger.

use x402_schemes::xrpl::{DerSignature, KeyType, SignatureFormatError, Transaction};

use crate::{
    xrpl::hex,
    xrpl_transaction::{ISSUED, unhex},
};

const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const BELOW_ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
const HALF: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const ABOVE_HALF: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";

/// Two integers as they are, with the right lengths.
fn der(r: &str, s: &str) -> Vec<u8> {
    let number = |digits: &str| format!("02{:02x}{digits}", digits.len() / 2);
    let numbers = number(r) + &number(s);
    unhex(&format!("30{:02x}{numbers}", numbers.len() / 2))
}

fn parse(bytes: &[u8]) -> Result<(String, String), SignatureFormatError> {
    DerSignature::decode(bytes).map(|signature| (hex(&signature.r), hex(&signature.s)))
}

#[test]
fn the_key_has_its_type_in_its_first_byte() {
    let of = |first: u8, length: usize| {
        let mut key = vec![7; length];
        key.splice(..1, [first]);
        KeyType::of(&key)
    };
    assert_eq!([of(2, 33), of(3, 33)], [Some(KeyType::Secp256k1); 2]);
    assert_eq!(of(0xed, 33), Some(KeyType::Ed25519));
    for first in [0, 1, 4, 0xec, 0xee, 0xff] {
        assert_eq!(of(first, 33), None);
    }
    assert_eq!([of(2, 32), of(2, 34), of(0xed, 32), KeyType::of(&[])], [None; 4]);
}

/// npm xrpl 5.3.0 made the signature of the worked example.
#[test]
fn a_signature_is_read() {
    let bytes = unhex(ISSUED);
    let signature = Transaction::decode(&bytes).unwrap().txn_signature.unwrap();
    let numbers = parse(signature).unwrap();
    assert_eq!(numbers.0, "0738e7d4799dd3d0554ad0f8069ed401562f26858eb0bec507fb4174a0ed5220");
    assert_eq!(numbers.1, "5a3d7c069b43e42b4e45d7a97df631b853f2a04ba56605119d7db1f990f0969a");
}

#[test]
fn both_numbers_have_bounds() {
    let positive = |digits: &str| format!("00{digits}");
    let one = || format!("{}01", "0".repeat(62));
    assert_eq!(parse(&der("01", "01")), Ok((one(), one())));
    assert_eq!(parse(&der(&positive(BELOW_ORDER), HALF)), Ok((BELOW_ORDER.into(), HALF.into())));
    assert_eq!(parse(&der(&positive(ORDER), "01")), Err(SignatureFormatError::OutOfRange));
    assert_eq!(parse(&der("01", ABOVE_HALF)), Err(SignatureFormatError::HighS));
    let s = DerSignature::decode_any(&der("01", ABOVE_HALF)).unwrap().s;
    assert_eq!(s, <[u8; 32]>::try_from(unhex(ABOVE_HALF)).unwrap());
    assert_eq!(parse(&der("01", &positive(BELOW_ORDER))), Err(SignatureFormatError::HighS));
    assert_eq!(parse(&der("01", &positive(ORDER))), Err(SignatureFormatError::OutOfRange));
    for (r, s) in [("00", "01"), ("01", "00")] {
        assert_eq!(parse(&der(r, s)), Err(SignatureFormatError::OutOfRange));
    }
    // 33 bytes without a zero before them.
    assert_eq!(parse(&der(&format!("01{ORDER}"), "01")), Err(SignatureFormatError::OutOfRange));
    // The largest size, 72 bytes, has two numbers of 33.
    assert_eq!(der(&positive(BELOW_ORDER), &positive(BELOW_ORDER)).len(), 72);
}

#[test]
fn a_signature_has_one_encoding() {
    let good = der("00ff", "7f");
    assert!(parse(&good).is_ok());
    let mut wrong = vec![
        Vec::new(),
        // Zeros that nothing needs, and a number that is negative without one.
        der("007f", "7f"),
        der("0000ff", "7f"),
        der("00ff", "0001"),
        der("ff", "7f"),
        der("00ff", "80"),
        // No number, and one of 34 bytes.
        der("", "7f"),
        der("00ff", ""),
        der(&format!("00{ORDER}01"), "7f"),
        // A long form of the length.
        unhex("30810702 0200ff02017f".replace(' ', "").as_str()),
        // Two numbers as they are, as for Ed25519.
        vec![1; 64],
        // Something behind, inside and outside of the sequence.
        [good.clone(), vec![0]].concat(),
        unhex("3008020200ff02017f00"),
        [good.clone(), vec![1]].concat(),
    ];
    // Wrong tags and lengths.
    for at in [0, 1, 2, 3, 6, 7] {
        for change in [1, 0xff] {
            let mut changed = good.clone();
            changed[at] = changed[at].wrapping_add(change);
            wrong.push(changed);
        }
    }
    for end in 0..good.len() {
        wrong.push(good[..end].to_vec());
    }
    for bytes in wrong {
        assert_eq!(parse(&bytes), Err(SignatureFormatError::NotDer), "{}", hex(&bytes));
    }
}
