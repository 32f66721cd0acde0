//! Integers: 256 bits of them, and their text, against those of `num-bigint`, which have no end.

use num_bigint::BigUint;
use x402_types::{Amount, DecodeOptions, Flag, Limits, ParseDecimalError, Uint256, UnixSeconds, Wire, v2};

use crate::source::Source;

/// Reads the bytes as two integers, and as text.
pub fn check(data: &[u8]) {
    let mut source = Source(data);
    numbers(source.array(), source.array(), u64::from_be_bytes(source.array()));
    if let Ok(text) = std::str::from_utf8(data) {
        decimal(text);
        amount_member(text);
        integer_member(text);
        price(text, u8::try_from(text.len() % 20).unwrap());
        price(text, data.first().copied().unwrap_or_default());
    }
}

fn numbers(left: [u8; 32], right: [u8; 32], small: u64) {
    let [ours, other] = [left, right].map(Uint256::from_be_bytes);
    let [theirs, theirs_other] = [left, right].map(|bytes| BigUint::from_bytes_be(&bytes));
    assert_eq!(ours.to_be_bytes(), left);
    assert_eq!(ours.to_string(), theirs.to_string());
    assert_eq!(ours.to_string().parse(), Ok(ours));
    assert_eq!(ours.cmp(&other), theirs.cmp(&theirs_other));
    assert_eq!(ours == other, theirs == theirs_other);
    assert_eq!(ours.to_u64(), u64::try_from(&theirs).ok());
    assert_eq!(ours.is_zero(), theirs == BigUint::ZERO);
    assert_eq!(ours.checked_add(small).map(big), Some(&theirs + small).filter(|sum| *sum <= big(Uint256::MAX)));
    assert_eq!(big(Uint256::from(small)), BigUint::from(small));
    assert_eq!(format!("{ours:>90}|{ours:090}"), format!("{theirs:>90}|{theirs:090}"));
}

fn big(value: Uint256) -> BigUint {
    BigUint::from_bytes_be(&value.to_be_bytes())
}

/// The value of a text that consists of digits, if 256 bits hold it; and whether it has zeros in front (C-6).
struct Digits {
    value: Result<BigUint, ParseDecimalError>,
    leading_zero: bool,
}

fn digits(text: &str) -> Option<Digits> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: BigUint = text.parse().unwrap();
    let value = if value <= big(Uint256::MAX) { Ok(value) } else { Err(ParseDecimalError::TooLarge) };
    Some(Digits { value, leading_zero: text.len() > 1 && text.starts_with('0') })
}

fn decimal(text: &str) {
    let ours = text.parse::<Uint256>();
    match digits(text) {
        Some(Digits { value, leading_zero: false }) => assert_eq!(ours.map(big), value),
        // Which of two errors it is, is ours to say where there are both.
        Some(Digits { value: Err(_), .. }) => assert!(ours.is_err()),
        Some(_) | None => assert_eq!(ours, Err(ParseDecimalError::NotDecimal)),
    }
    assert_eq!(text.parse::<Amount>().map(Amount::get), ours);
    assert_eq!(text.parse::<UnixSeconds>().map(UnixSeconds::get), ours);
    if let Ok(value) = ours {
        assert_eq!(value.to_string(), text);
    }
}

/// What both profiles read from an offer with this amount and this time-out, and whether a flag was raised for it.
fn members(amount: &str, timeout: &str, flag: Flag) -> [Option<(BigUint, u64, bool)>; 2] {
    let text = format!(
        r#"{{"scheme":"exact","network":"eip155:1","amount":{amount},"asset":"","payTo":"","maxTimeoutSeconds":{timeout}}}"#
    );
    [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| {
        let decoded = v2::PaymentRequirements::decode(text.as_str(), &options).ok()?;
        let offer = decoded.value;
        Some((big(offer.amount.units()?.get()), offer.max_timeout_seconds, decoded.flags.contains(flag)))
    })
}

/// As a price of an asset with so many decimal places: multiplied out, where it has no more of them.
fn price(text: &str, decimals: u8) {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let missing = u32::from(decimals).checked_sub(u32::try_from(fraction.len()).unwrap());
    let missing = if text.contains('.') { missing } else { Some(u32::from(decimals)) };
    let power = |exponent: u32| BigUint::from(10u8).pow(exponent);
    let value = || {
        let whole = digits(whole).filter(|whole| !whole.leading_zero)?.value.ok()? * power(decimals.into());
        let fraction: BigUint = digits(fraction).and_then(|_| fraction.parse().ok())?;
        Some(whole + fraction * power(missing?)).filter(|value| *value <= big(Uint256::MAX))
    };
    let ours = Amount::from_price(text, decimals);
    assert_eq!(ours.ok().map(|amount| big(amount.get())), value());
    if let Ok(amount) = ours {
        assert_eq!(Amount::from_price(&amount.to_price(decimals), decimals), Ok(amount));
    }
    if let Ok(amount) = text.parse::<Amount>() {
        assert_eq!(Amount::from_price(text, 0), Ok(amount));
        assert_eq!(Amount::from_price(&amount.to_price(decimals), decimals), Ok(amount));
    }
}

/// As an amount: in a string, and as a number (C-6, C-12).
fn amount_member(text: &str) {
    let value = digits(text).filter(|_| text.len() <= Limits::DEFAULT.text);
    let value = value.and_then(|Digits { value, leading_zero }| Some((value.ok()?, leading_zero)));
    let in_string = serde_json::to_string(text).unwrap();
    let lenient = value.clone().map(|(value, leading_zero)| (value, 0, leading_zero));
    let strict = lenient.clone().filter(|(.., leading_zero)| !leading_zero);
    assert_eq!(members(&in_string, "0", Flag::LeadingZero), [strict, lenient]);
    // JSON knows no leading zeros.
    let lenient = value.filter(|(_, leading_zero)| !leading_zero).map(|(value, _)| (value, 0, true));
    if is_number(text) {
        assert_eq!(members(text, "0", Flag::NumberAmount), [None, lenient]);
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

/// As an integer of 64 bits: Lenient takes any number that is one by value and has no sign (C-5).
fn integer_member(text: &str) {
    if !is_number(text) {
        return;
    }
    let strict = text.parse::<u64>().ok().map(|value| (BigUint::ZERO, value, false));
    let whole = if text.len() <= Limits::DEFAULT.number { whole(text) } else { None };
    let lenient = whole.map(|value| (BigUint::ZERO, value, strict.is_none()));
    assert_eq!(members("\"0\"", text, Flag::FloatInteger), [strict, lenient]);
}

/// The number, multiplied out.
fn whole(number: &str) -> Option<u64> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigUint = format!("{integer}{fraction}").parse().ok()?;
    if digits == BigUint::ZERO {
        return Some(0);
    }
    // An exponent that this does not hold makes any number of a few digits too large, or no integer.
    let exponent = exponent.parse::<i32>().ok().filter(|exponent| exponent.abs() < 1_000)?;
    let exponent = exponent - i32::try_from(fraction.len()).unwrap();
    let power = BigUint::from(10u8).pow(exponent.unsigned_abs());
    let value = match exponent {
        0.. => digits * power,
        _ if &digits % &power == BigUint::ZERO => digits / power,
        _ => return None,
    };
    u64::try_from(value).ok()
}
