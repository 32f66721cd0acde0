use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use x402_schemes::{AccountId, stellar::Address};

use super::{SignError, Signer, ToSign};

/// An Ed25519 key of an account on Stellar that needs no other signature.
///
/// ```
/// use x402_buyer::{Signer, StellarKey};
/// let key = StellarKey::from_seed(&[1; 32]);
/// assert_eq!(key.account().to_string(), "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR");
/// ```
#[derive(Clone)]
pub struct StellarKey(SigningKey);

impl StellarKey {
    /// Creates a key from its seed: the 32 bytes in a secret key `S…`.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    fn address(&self) -> Address {
        Address::Account(self.0.verifying_key().to_bytes())
    }
}

impl Signer for StellarKey {
    fn account(&self) -> AccountId {
        self.address().into()
    }

    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        let ToSign::Authorization { digest, .. } = message else { return Err(SignError::of_other_chain()) };
        Ok(self.0.sign(digest).to_bytes().to_vec())
    }
}

/// Prints only the address, because a key does not belong in a log.
impl fmt::Debug for StellarKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StellarKey({})", self.address())
    }
}
