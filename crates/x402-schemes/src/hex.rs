//! Hexadecimal text with `0x`, exactly as the rulings define it (E-3, E-4, E-5): no other prefix and no odd number of
//! digits.

use alloc::{vec, vec::Vec};
use core::fmt;

/// The value of each digit, and 16 for any other character.
const DIGITS: [u8; 256] = {
    let mut table = [16u8; 256];
    let mut digit = 0u8;
    while digit < 16 {
        let upper = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
        let lower = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
        // The compiler evaluates the constant, so an index out of range would not compile.
        #[allow(clippy::indexing_slicing, clippy::as_conversions, reason = "evaluated at compile time")]
        {
            table[upper as usize] = digit;
            table[lower as usize] = digit;
        }
        digit += 1;
    }
    table
};

/// The byte of two digits. The second value is 16 or more if one of them is not a digit.
#[inline]
fn byte([high, low]: [u8; 2]) -> (u8, u8) {
    let value = |digit: u8| DIGITS.get(usize::from(digit)).copied().unwrap_or(16);
    let (high, low) = (value(high), value(low));
    (high.wrapping_shl(4) | low, high | low)
}

/// Fills `bytes`. Returns whether the text is exactly as many pairs of digits.
#[inline]
fn fill(bytes: &mut [u8], digits: &str) -> bool {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    // The digits are checked once, after all of them were read.
    let mut all = 0;
    for (slot, pair) in bytes.iter_mut().zip(pairs) {
        let (byte, values) = byte(*pair);
        *slot = byte;
        all |= values;
    }
    pairs.len() == bytes.len() && rest.is_empty() && all < 16
}

/// Decodes exactly `2 * N` digits without a prefix.
pub(crate) fn decode_array<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    fill(&mut bytes, digits).then_some(bytes)
}

/// Decodes a constant of 64 digits. Another text would not compile.
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

/// Decodes an even number of digits without a prefix.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; digits.len().wrapping_shr(1)];
    fill(&mut bytes, digits).then_some(bytes)
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
