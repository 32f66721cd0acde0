//! What only the seller can make again.

use core::fmt;

use sha2::{Digest, Sha256};

/// 32 random bytes that the seller keeps. From them come the idempotency keys, so that a seller that has lost all but its store asks
/// by the same keys again, and nobody else can ask by them. The nonces of sign-ins come from them, too.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The HMAC-SHA-256 (RFC 2104) of these parts, each behind its length. The first says what the code is for.
    pub(crate) fn code_of(&self, parts: &[&[u8]]) -> [u8; 32] {
        /// The bytes of a block of SHA-256.
        const BLOCK: usize = 64;
        let pad = |byte: u8| {
            let mut block = [byte; BLOCK];
            block.iter_mut().zip(self.0).for_each(|(pad, secret)| *pad ^= secret);
            block
        };
        let inner = parts.iter().fold(Sha256::new_with_prefix(pad(0x36)), |hash, part| {
            hash.chain_update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()).chain_update(part)
        });
        Sha256::new_with_prefix(pad(0x5c)).chain_update(inner.finalize()).finalize().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
