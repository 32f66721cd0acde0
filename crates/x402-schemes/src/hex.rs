//! Hexadecimal text with `0x`, exactly as the rulings define it (E-3, E-4, E-5): no other prefix and no odd number of
//! digits.

use alloc::vec::Vec;
use core::fmt;

/// The value of a digit, and 16 for any other character. Without a table, so that many digits are read at once.
#[inline]
const fn value(digit: u8) -> u8 {
    let decimal = digit.wrapping_sub(b'0');
    // The bit is the difference between capital and small letters.
    let letter = (digit | 0x20).wrapping_sub(b'a');
    match (decimal, letter) {
        (0..10, _) => decimal,
        (_, 0..6) => letter.wrapping_add(10),
        _ => 16,
    }
}

/// The bytes of pairs of digits. The second value is 16 or more if a character is not a digit.
#[inline]
fn read<const N: usize>(pairs: &[[u8; 2]; N]) -> ([u8; N], u8) {
    let mut values = [[0; 2]; N];
    let mut all = 0;
    for (slot, digit) in values.as_flattened_mut().iter_mut().zip(pairs.as_flattened()) {
        *slot = value(*digit);
        all |= *slot;
    }
    (values.map(|[high, low]| high.wrapping_shl(4) | low), all)
}

/// Decodes exactly `2 * N` digits without a prefix.
pub(crate) fn decode_array<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, rest) = digits.as_bytes().as_chunks();
    let (bytes, all) = read(pairs.try_into().ok()?);
    (rest.is_empty() && all < 16).then_some(bytes)
}

/// Decodes a constant of 64 hexadecimal digits, such as the hash of an EIP-712 type. A constant with any other text does
/// not compile.
///
/// ```
/// use x402_schemes::evm::{eip712::word, keccak256};
/// const TIP_TYPEHASH: [u8; 32] = word(b"ed97818c47e85f727177decfe18519f56d67961077aecd741bc0ed282f80da66");
/// assert_eq!(TIP_TYPEHASH, keccak256(b"Tip(address to,uint256 amount)"));
/// ```
///
/// # Panics
/// The text has a different character, if the function is called at run time.
#[must_use]
pub const fn word(digits: &[u8; 64]) -> [u8; 32] {
    constant(digits)
}

/// Decodes a constant of `2 * N` digits. A constant with any other text does not compile.
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "evaluated at compile time")]
pub(crate) const fn constant<const N: usize>(digits: &[u8]) -> [u8; N] {
    assert!(digits.len() == 2 * N);
    let mut bytes = [0; N];
    let mut index = 0;
    while index < N {
        let (high, low) = (value(digits[2 * index]), value(digits[2 * index + 1]));
        assert!(high < 16 && low < 16);
        bytes[index] = high << 4 | low;
        index += 1;
    }
    bytes
}

/// Decodes an even number of digits without a prefix.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let (blocks, last) = pairs.as_chunks::<16>();
    let mut bytes = Vec::with_capacity(pairs.len());
    // The digits are checked once, after all of them were read.
    let mut all = 0;
    for block in blocks {
        let (read, values) = read(block);
        bytes.extend_from_slice(&read);
        all |= values;
    }
    for pair in last {
        let (read, values) = read(&[*pair]);
        bytes.extend_from_slice(&read);
        all |= values;
    }
    (rest.is_empty() && all < 16).then_some(bytes)
}

/// The two lower-case digits of a byte. Without a table, so that many digits are computed at once.
#[inline]
pub(crate) const fn digits_of(byte: u8) -> [u8; 2] {
    const fn digit(nibble: u8) -> u8 {
        let first = if nibble < 10 { b'0' } else { b'a'.wrapping_sub(10) };
        first.wrapping_add(nibble)
    }
    [digit(byte.wrapping_shr(4)), digit(byte & 15)]
}

/// Prints bytes as lower-case hexadecimal digits, without a prefix. The struct gets no further fields.
///
/// ```
/// assert_eq!(x402_schemes::HexDigits(&[0x0a, 0xff]).to_string(), "0aff");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HexDigits<'a>(pub &'a [u8]);

impl fmt::Display for HexDigits<'_> {
    /// Writes many digits at once, because a formatter is slow for each byte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AT_ONCE: usize = 32;
        self.0.chunks(AT_ONCE).try_for_each(|bytes| {
            let mut digits = [[0; 2]; AT_ONCE];
            for (slot, byte) in digits.iter_mut().zip(bytes) {
                *slot = digits_of(*byte);
            }
            let digits = digits.as_flattened().get(..bytes.len().wrapping_mul(2)).unwrap_or_default();
            f.write_str(core::str::from_utf8(digits).unwrap_or_default())
        })
    }
}

impl fmt::Debug for HexDigits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Prints bytes as `0x` and lower-case hexadecimal digits. The struct gets no further fields.
///
/// ```
/// assert_eq!(x402_schemes::Hex(&[0x0a, 0xff]).to_string(), "0x0aff");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<'a>(pub &'a [u8]);

impl Hex<'_> {
    /// Decodes `0x` and an even number of hexadecimal digits in any letter case. Returns `None` for any other text.
    ///
    /// ```
    /// use x402_schemes::Hex;
    /// assert_eq!(Hex::decode("0x0aFF"), Some(vec![0x0a, 0xff]));
    /// assert_eq!([Hex::decode("0aff"), Hex::decode("0xaff"), Hex::decode("0xgg")], [None, None, None]);
    /// ```
    #[must_use]
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        text.strip_prefix("0x").and_then(decode)
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        HexDigits(self.0).fmt(f)
    }
}

impl fmt::Debug for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
