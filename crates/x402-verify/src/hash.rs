//! Hashes as text.

/// Reads a hash of 32 bytes from 64 lowercase hexadecimal digits, the only format in which hashes are printed.
#[must_use]
pub(crate) fn read_hash(digits: &str) -> Option<[u8; 32]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    };
    let mut hash = [0; 32];
    for (slot, [high, low]) in hash.iter_mut().zip(pairs) {
        *slot = digit(*high)?.wrapping_shl(4) | digit(*low)?;
    }
    Some(hash)
}
