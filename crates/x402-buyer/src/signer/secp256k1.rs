use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use k256::ecdsa::SigningKey;
use x402_schemes::{
    AccountId, Hex,
    evm::{Address, Signature},
};

use super::{SignError, Signer, ToSign};

/// A secp256k1 key of an account on EVM chains.
///
/// ```
/// use x402_buyer::{EvmKey, Signer};
/// let key = EvmKey::from_bytes(&[1; 32])?;
/// assert_eq!(key.account().to_string(), "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1");
/// assert_eq!(format!("0x{}", "01".repeat(32)).parse::<EvmKey>()?.account(), key.account());
/// assert!(EvmKey::from_bytes(&[0; 32]).is_err());
/// assert!("01".repeat(32).parse::<EvmKey>().is_err());
/// # Ok::<(), x402_buyer::SignError>(())
/// ```
#[derive(Clone)]
pub struct EvmKey {
    key: SigningKey,
    address: Address,
}

impl EvmKey {
    /// Creates a key from its 32 bytes.
    ///
    /// # Errors
    /// The number is zero, or not less than the order of the curve.
    #[doc(alias("private key", "secret key"))]
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SignError> {
        let key = SigningKey::from_slice(bytes).map_err(|_| SignError::new("this is no secp256k1 key"))?;
        let point = key.verifying_key().to_sec1_point(false);
        let coordinates = point.as_bytes().last_chunk().ok_or_else(|| SignError::new("this key has no point"))?;
        let address = Address::from_public_key(coordinates);
        Ok(Self { key, address })
    }
}

/// Reads `0x` and 64 hexadecimal digits.
impl FromStr for EvmKey {
    type Err = SignError;

    fn from_str(text: &str) -> Result<Self, SignError> {
        let bytes = Hex::decode(text).and_then(|bytes| bytes.try_into().ok());
        Self::from_bytes(&bytes.ok_or_else(|| SignError::new("a key is 0x and 64 hexadecimal digits"))?)
    }
}

impl Signer for EvmKey {
    fn account(&self) -> AccountId {
        self.address.into()
    }

    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        let ToSign::TypedData { digest, .. } = message else { return Err(SignError::of_other_chain()) };
        let (signature, parity) = self.key.sign_prehash_recoverable(digest);
        let (r, s) = signature.split_bytes();
        let mut r_s = [0; 64];
        let (first, second) = r_s.split_at_mut(32);
        first.copy_from_slice(&r);
        second.copy_from_slice(&s);
        let signature = Signature::from_parts(&r_s, parity.to_byte());
        Ok(signature.ok_or_else(|| SignError::new("a different nonce is needed"))?.as_bytes().to_vec())
    }
}

/// Prints only the address, because a key does not belong in a log.
impl fmt::Debug for EvmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EvmKey({})", self.address)
    }
}
