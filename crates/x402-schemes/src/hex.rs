//! Hexadecimal text with `0x`, exactly as the rulings define it (E-3, E-4, E-5): no other prefix and no odd number of
//! digits.

use alloc::vec::Vec;
use core::fmt;

/// The value of each digit, and 16 for any other character.
const DIGITS: [u8; 256] = {
    let mut table = [16u8; 256];
    let mut digit = 0u8;
    while digit < 16 {
        let upper = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
        let lower = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        // The constant is evaluated by the compiler. An index out of range would not compile.
        #[allow(clippy::indexing_slicing, clippy::as_conversions, reason = "evaluated at compile time")]
        {
            table[upper as usize] = digit;
            table[lower as usize] = digit;
        }
        digit += 1;
    }
    table
};

fn digit(byte: u8) -> Option<u8> {
    DIGITS.get(usize::from(byte)).copied().filter(|digit| *digit < 16)
}

fn byte(pair: [u8; 2]) -> Option<u8> {
    let [high, low] = pair;
    Some(digit(high)?.wrapping_shl(4) | digit(low)?)
}

/// Decodes exactly `2 * N` digits, without prefix.
pub(crate) fn decode_array<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (slot, pair) in bytes.iter_mut().zip(pairs) {
        *slot = byte(*pair)?;
    }
    Some(bytes)
}

/// Decodes a constant of 64 digits. Any other text would not compile.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "evaluated at compile time"
)]
pub(crate) const fn word(digits: &[u8; 64]) -> [u8; 32] {
    let mut bytes = [0; 32];
    let mut index = 0;
    while index < 32 {
        let (high, low) = (DIGITS[digits[2 * index] as usize], DIGITS[digits[2 * index + 1] as usize]);
        assert!(high < 16 && low < 16);
        bytes[index] = high << 4 | low;
        index += 1;
    }
    bytes
}

/// Decodes any even number of digits, without prefix.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    // Collecting into an `Option` knows no length, so the vector would grow step by step.
    let mut bytes = Vec::with_capacity(pairs.len());
    for pair in pairs {
        bytes.push(byte(*pair)?);
    }
    Some(bytes)
}

/// Prints bytes as `0x` and lower-case digits.
///
/// ```
/// assert_eq!(x402_schemes::Hex(&[0x0a, 0xff]).to_string(), "0x0aff");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
