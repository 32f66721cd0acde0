//! Percent escapes (RFC 3986 §2.1), for the URLs and JSON pointers of extensions.

use alloc::vec::Vec;

/// A text whose escapes were decoded once ([`decode`]).
#[derive(Debug)]
#[non_exhaustive]
pub struct Unescaped {
    /// The decoded bytes. They need not be UTF-8.
    pub bytes: Vec<u8>,
    /// `true` if a `%` began no escape. It was kept.
    pub has_bad_escape: bool,
}

/// Decodes every escape once. A `%` without two hexadecimal digits after it is kept.
///
/// ```
/// use x402_types::percent;
/// let decoded = percent::decode(b"caf%C3%A9 %252F");
/// assert_eq!(decoded.bytes, "café %2F".as_bytes());
/// assert!(!decoded.has_bad_escape);
/// assert!(percent::decode(b"100%").has_bad_escape);
/// ```
#[must_use]
pub fn decode(text: &[u8]) -> Unescaped {
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
    Unescaped { bytes, has_bad_escape }
}

/// The byte with these two hexadecimal digits.
fn byte_of(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high?.wrapping_mul(16).wrapping_add(low?)).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_escape_is_decoded_once() {
        let decoded = |text: &[u8]| {
            let decoded = decode(text);
            (decoded.bytes, decoded.has_bad_escape)
        };
        assert_eq!(decoded(b"caf%C3%A9%"), ("café%".into(), true));
        assert_eq!(decoded(b"a%252F"), (b"a%2F".into(), false));
    }
}
