use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use x402_schemes::{AccountId, solana::Address};

use super::{SignError, Signer, ToSign};

/// An Ed25519 key of an account on Solana.
///
/// ```
/// use x402_buyer::{Signer, SolanaKey};
/// assert_eq!(SolanaKey::from_seed(&[1; 32]).account().to_string(), "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9");
/// ```
#[derive(Clone)]
pub struct SolanaKey(SigningKey);

impl SolanaKey {
    /// Creates a key from its seed: the first half of the 64 bytes in a keypair file.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    fn address(&self) -> Address {
        Address::new(self.0.verifying_key().to_bytes())
    }
}

impl Signer for SolanaKey {
    fn account(&self) -> AccountId {
        self.address().into()
    }

    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        let ToSign::Message(message) = message else { return Err(SignError::of_other_chain()) };
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

/// Prints only the address, because a key does not belong in a log.
impl fmt::Debug for SolanaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SolanaKey({})", self.address())
    }
}
