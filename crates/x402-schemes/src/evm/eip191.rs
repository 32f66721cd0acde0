//! Digests of text messages, as `personal_sign` signs them (EIP-191, version `E`).

use alloc::{string::ToString, vec::Vec};

use super::keccak256;

/// Returns the digest that a wallet signs for a text message.
///
/// ```
/// use x402_schemes::{Hex, evm::eip191};
/// // `hashMessage` of viem returns the same.
/// assert_eq!(
///     Hex(&eip191::digest(b"hello world")).to_string(),
///     "0xd9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68"
/// );
/// ```
#[must_use]
pub fn digest(message: &[u8]) -> [u8; 32] {
    let mut signed = Vec::from(b"\x19Ethereum Signed Message:\n");
    signed.extend_from_slice(message.len().to_string().as_bytes());
    signed.extend_from_slice(message);
    keccak256(&signed)
}
