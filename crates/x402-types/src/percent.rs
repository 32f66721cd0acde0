//! Percent escapes (RFC 3986 §2.1).

use alloc::vec::Vec;

/// Decodes every escape once. A `%` that begins no escape is kept. The second value says whether there was such a `%`.
///
/// ```
/// use x402_types::percent;
/// assert_eq!(percent::decode(b"caf%C3%A9%"), ("café%".into(), true));
/// assert_eq!(percent::decode(b"a%252F"), (b"a%2F".into(), false));
/// ```
#[must_use]
pub fn decode(text: &[u8]) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut has_bad_escape = false;
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        let escape = (*first == b'%').then(|| behind.split_first_chunk::<2>());
        let byte = escape.flatten().and_then(|(digits, behind)| Some((byte_of(*digits)?, behind)));
        has_bad_escape |= escape.is_some() && byte.is_none();
        let (byte, behind) = byte.unwrap_or((*first, behind));
        bytes.push(byte);
        rest = behind;
    }
    (bytes, has_bad_escape)
}

/// The byte with these two hexadecimal digits.
fn byte_of(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high?.wrapping_mul(16).wrapping_add(low?)).ok()
}
