//! The hashes of the ledger and of the scheme.

use sha2::{Digest, Sha256, Sha512};

/// Returns the first 32 bytes of the SHA-512 hash of the bytes, the ledger's usual hash.
///
/// ```
/// let hash = x402_schemes::xrpl::sha512_half(b"abc");
/// assert_eq!(hash[..4], [0xdd, 0xaf, 0x35, 0xa1]);
/// ```
#[must_use]
pub fn sha512_half(bytes: &[u8]) -> [u8; 32] {
    half_of([bytes])
}

/// The same hash, of the parts in order.
pub(super) fn half_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hasher = Sha512::new();
    for part in parts {
        hasher.update(part);
    }
    let hash: [u8; 64] = hasher.finalize().into();
    let [half, _] = halves(&hash);
    half
}

fn halves(hash: &[u8; 64]) -> [[u8; 32]; 2] {
    let (halves, _) = hash.as_chunks();
    halves.try_into().unwrap_or_default()
}

/// Returns the value of the field `InvoiceID` for an offer's `extra.invoiceId`: the SHA-256 hash of the text in UTF-8
/// (R-54). The text is not trimmed or normalised, and a text of 64 hexadecimal digits is hashed like any other.
#[must_use]
pub fn invoice_hash(invoice_id: &str) -> [u8; 32] {
    Sha256::digest(invoice_id.as_bytes()).into()
}
