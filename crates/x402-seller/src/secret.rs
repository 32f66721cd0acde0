//! The secret of a seller.

use core::fmt;

use sha2::{Digest, Sha256};

/// 32 random bytes that the seller keeps secret. Idempotency keys are derived from them, so a seller that has lost
/// everything except its store and this secret uses the same keys again, and no other party can use them. The nonces of
/// sign-ins are derived from them, too.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Creates a secret from these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The HMAC-SHA-256 (RFC 2104) of these parts, each after its length. The first part is the purpose of the code.
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
