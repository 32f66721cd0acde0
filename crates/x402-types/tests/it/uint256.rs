//! Numbers of 256 bits: facts about the powers of two, which a sum must carry through, and about decimals.

use x402_types::{Amount, ParseDecimalError, Uint256};

fn power(exponent: u8) -> Uint256 {
    let mut bytes = [0; 32];
    bytes[31 - usize::from(exponent / 8)] = 1 << (exponent % 8);
    bytes.into()
}

#[test]
fn a_power_of_two_has_one_bit() {
    assert_eq!(power(0), 1.into());
    assert_eq!(power(63), (1 << 63).into());
    for (exponent, digits) in [
        (64, "18446744073709551616"),
        (128, "340282366920938463463374607431768211456"),
        (192, "6277101735386680763835789423207666416102355444464034512896"),
        (255, "57896044618658097711785492504343953926634992332820282019728792003956564819968"),
    ] {
        assert_eq!(power(exponent).to_string(), digits);
        assert_eq!(format!("{:?}", power(exponent)), digits);
        assert_eq!(digits.parse(), Ok(power(exponent)));
    }
    for exponent in 0..=u8::MAX {
        let power = power(exponent);
        assert!((0..=u8::MAX).all(|index| power.bit(index) == (index == exponent)), "{exponent}");
        assert_eq!(power.to_u128(), 1u128.checked_shl(exponent.into()), "{exponent}");
        assert_eq!(power.to_u64(), 1u64.checked_shl(exponent.into()), "{exponent}");
    }
}

#[test]
fn sums_and_differences_carry() {
    let (one, most) = (Amount::from(1), Amount::from(Uint256::MAX));
    for exponent in 0..=u8::MAX {
        let whole = Amount::from(power(exponent));
        let below = whole.checked_sub(one).unwrap();
        assert!((0..=u8::MAX).all(|index| below.get().bit(index) == (index < exponent)), "{exponent}");
        assert_eq!(below.checked_add(one), Some(whole), "{exponent}");
        assert_eq!(below.checked_sub(whole), None, "{exponent}");
        let double = exponent.checked_add(1).map(|exponent| Amount::from(power(exponent)));
        assert_eq!(whole.checked_add(whole), double, "{exponent}");
        let rest = most.checked_sub(whole).unwrap();
        assert_eq!(rest.checked_add(whole), Some(most), "{exponent}");
        assert_eq!(rest.checked_add(whole).unwrap().checked_add(one), None, "{exponent}");
    }
}

#[test]
fn the_neighbours_of_digits_are_none() {
    for (text, error) in [
        ("", ParseDecimalError::NotDecimal),
        ("/", ParseDecimalError::NotDecimal),
        (":", ParseDecimalError::NotDecimal),
        ("1:", ParseDecimalError::NotDecimal),
        ("1234567890123456789/", ParseDecimalError::NotDecimal),
        ("1234567890123456789:", ParseDecimalError::NotDecimal),
        (&"9".repeat(78), ParseDecimalError::TooLarge),
        (&format!("{}:", "9".repeat(78)), ParseDecimalError::NotDecimal),
    ] {
        assert_eq!(text.parse::<Uint256>(), Err(error), "{text}");
    }
    assert_eq!("12345678901234567890".parse(), Ok(Uint256::from(12_345_678_901_234_567_890)));
    let messages = [ParseDecimalError::NotDecimal, ParseDecimalError::TooLarge].map(|error| error.to_string());
    assert!(messages[0].contains("decimal") && messages[1].contains("256"), "{messages:?}");
}
