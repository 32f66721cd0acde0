//! Faults of a value in too small a type, or of a value that is normalized.

use x402_types::Uint256;

use crate::question::{from_hex, to_hex};

/// Its name, and its effect on a value. `None` if the value does not change.
pub(super) type Fault = (&'static str, fn(&str) -> Option<String>);

/// Faults of a number.
pub(super) const NUMBER_FAULTS: [Fault; 7] = [
    ("cut-to-32-bits", |text| low_bits(text, 32)),
    ("cut-to-53-bits", |text| low_bits(text, 53)),
    ("cut-to-64-bits", |text| low_bits(text, 64)),
    ("cut-to-128-bits", |text| low_bits(text, 128)),
    ("a-double", as_double),
    ("at-most-2^63-1", |text| at_most(text, 63)),
    ("at-most-2^64-1", |text| at_most(text, 64)),
];

/// The same of a chain's identifier, which has 64 bits.
pub(super) const CHAIN_FAULTS: [Fault; 5] = [
    ("cut-to-31-bits", |text| low_bits(text, 31)),
    ("cut-to-32-bits", |text| low_bits(text, 32)),
    ("cut-to-53-bits", |text| low_bits(text, 53)),
    ("a-double", as_double),
    ("at-most-2^63-1", |text| at_most(text, 63)),
];

/// Faults of a text.
pub(super) const TEXT_FAULTS: [Fault; 9] = [
    ("in-lower-case", |text| Some(text.to_lowercase())),
    ("in-upper-case", |text| Some(text.to_uppercase())),
    ("trimmed", |text| Some(text.trim().to_owned())),
    ("without-line-breaks", |text| Some(text.replace('\n', ""))),
    ("in-ascii", |text| Some(text.chars().filter(char::is_ascii).collect())),
    ("a-question-mark-beyond-16-bits", |text| {
        Some(text.chars().map(|c| if c > '\u{ffff}' { '?' } else { c }).collect())
    }),
    ("composed", |text| Some(text.replace("u\u{308}", "ü"))),
    ("decomposed", |text| Some(text.replace('ü', "u\u{308}"))),
    ("cut-to-32-bytes", |text| Some(text.chars().take(32).collect())),
];

/// Faults of an address.
pub(super) const ADDRESS_FAULTS: [Fault; 4] = [
    ("first-byte-lost", |text| Some(format!("0x00{}", text.get(4..)?))),
    ("last-byte-lost", |text| Some(format!("{}00", text.get(..40)?))),
    ("sign-extended", |text| {
        let is_high = text.get(2..3).is_some_and(|digit| digit >= "8");
        is_high.then(|| format!("0x7{}", &text[3..]))
    }),
    ("bytes-reversed", reversed),
];

/// Faults of the 32 bytes of a nonce.
pub(super) const NONCE_FAULTS: [Fault; 6] = [
    ("cut-to-8-bytes", |text| Some(format!("0x{:0>64}", text.get(50..)?))),
    ("cut-to-16-bytes", |text| Some(format!("0x{:0>64}", text.get(34..)?))),
    ("cut-to-31-bytes", |text| Some(format!("0x{:0>64}", text.get(4..)?))),
    ("without-zeros-in-front", |text| Some(format!("0x{:0<64}", text.get(2..)?.trim_start_matches("00")))),
    ("without-zeros-behind", |text| Some(format!("0x{:0>64}", text.get(2..)?.trim_end_matches("00")))),
    ("bytes-reversed", reversed),
];

fn reversed(text: &str) -> Option<String> {
    Some(to_hex(&from_hex(text)?.into_iter().rev().collect::<Vec<u8>>()))
}

pub(super) fn low_bits(text: &str, bits: usize) -> Option<String> {
    let mut bytes = text.parse::<Uint256>().ok()?.to_be_bytes();
    for (index, byte) in bytes.iter_mut().rev().enumerate() {
        let kept = bits.saturating_sub(8 * index).min(8);
        *byte &= u8::try_from((1u16 << kept) - 1).ok()?;
    }
    Some(Uint256::from_be_bytes(bytes).to_string())
}

/// The nearest double, or the largest number if the double is beyond it.
pub(crate) fn as_double(text: &str) -> Option<String> {
    let rounded = format!("{:.0}", text.parse::<f64>().ok()?);
    Some(rounded.parse::<Uint256>().unwrap_or(Uint256::MAX).to_string())
}

fn at_most(text: &str, bits: usize) -> Option<String> {
    let largest = low_bits(&Uint256::MAX.to_string(), bits)?;
    (low_bits(text, bits)? != text).then_some(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut() {
        assert_eq!(low_bits("4295051828", 32).as_deref(), Some("84532"));
        assert_eq!(low_bits("84532", 32).as_deref(), Some("84532"));
        assert_eq!(as_double("9007199254740993").as_deref(), Some("9007199254740992"));
        assert_eq!(as_double(&Uint256::MAX.to_string()), Some(Uint256::MAX.to_string()));
        assert_eq!(at_most("9223372036854775808", 63).as_deref(), Some("9223372036854775807"));
        assert_eq!(at_most("9223372036854775807", 63), None);
    }
}
