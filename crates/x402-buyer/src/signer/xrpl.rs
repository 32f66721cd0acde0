use alloc::vec::Vec;
use core::{fmt, str::FromStr};

#[cfg(feature = "ed25519-dalek")]
use ed25519_dalek::Signer as _;
#[cfg(feature = "k256")]
use x402_schemes::xrpl::DerSignature;
use x402_schemes::{
    AccountId,
    xrpl::{Address, KeyType, Seed, sha512_half},
};

use super::{SignError, Signer, ToSign};

/// The master key of an account on the XRP Ledger, of secp256k1 or Ed25519. Parse it from a wallet's seed, `s…` or `sEd…`,
/// or create it from its bytes.
///
/// ```
/// use x402_buyer::{Signer, XrplKey};
/// let key = XrplKey::ed25519(&[1; 32]);
/// assert_eq!(key.account().to_string(), "rK8ZsqAcfkNoFzJQhApwb8Do4GhJ1nFxiy");
/// let key = XrplKey::secp256k1(&[1; 32])?;
/// assert_eq!(key.account().to_string(), "rUaRcsApnVHudsdLD2mut2qCKWq6iLRT2D");
/// assert!(XrplKey::secp256k1(&[0; 32]).is_err());
/// // The key of a wallet, from its seed.
/// let key: XrplKey = "sEdSKaVGtEer9RrxMSMhFM2WVSW5LT3".parse()?;
/// assert_eq!(key.account().to_string(), "r3sNTMefq5gsRumMYsNznnX6yzzxVH6dTC");
/// # Ok::<(), x402_buyer::SignError>(())
/// ```
#[derive(Clone)]
pub struct XrplKey {
    key: Key,
    public_key: [u8; 33],
}

#[derive(Clone)]
enum Key {
    #[cfg(feature = "ed25519-dalek")]
    Ed25519(ed25519_dalek::SigningKey),
    #[cfg(feature = "k256")]
    Secp256k1(k256::ecdsa::SigningKey),
}

impl XrplKey {
    /// Creates an Ed25519 key from its 32 bytes: `privateKey` of a wallet in xrpl.js, without `ED`. A seed
    /// `sEd…` has different bytes.
    #[cfg(feature = "ed25519-dalek")]
    #[must_use]
    pub fn ed25519(bytes: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(bytes);
        let mut public_key = [0xed; 33];
        if let Some((_, slots)) = public_key.split_first_mut() {
            slots.copy_from_slice(&key.verifying_key().to_bytes());
        }
        Self { key: Key::Ed25519(key), public_key }
    }

    /// Creates a secp256k1 key from its 32 bytes: `privateKey` of a wallet in xrpl.js, without `00`. A seed
    /// `s…` has different bytes.
    ///
    /// # Errors
    /// The number is zero, or not less than the order of the curve.
    #[cfg(feature = "k256")]
    #[doc(alias("private key", "secret key"))]
    pub fn secp256k1(bytes: &[u8; 32]) -> Result<Self, SignError> {
        let key = k256::ecdsa::SigningKey::from_slice(bytes).map_err(|_| SignError::new("this is no secp256k1 key"))?;
        let point = key.verifying_key().to_sec1_point(true);
        let public_key = point.as_bytes().try_into().map_err(|_| SignError::new("this key has no point"))?;
        Ok(Self { key: Key::Secp256k1(key), public_key })
    }

    fn address(&self) -> Address {
        Address::of_public_key(&self.public_key)
    }
}

/// Derives the key of a seed, as wallets do: for secp256k1 the first key of the seed's family.
impl FromStr for XrplKey {
    type Err = SignError;

    fn from_str(text: &str) -> Result<Self, SignError> {
        let seed: Seed = text.parse().map_err(SignError::new)?;
        match seed.key_type() {
            #[cfg(feature = "ed25519-dalek")]
            KeyType::Ed25519 => Ok(Self::ed25519(&sha512_half(&seed.to_bytes()))),
            #[cfg(feature = "k256")]
            KeyType::Secp256k1 => {
                let root = first_key(&seed.to_bytes())?;
                let public = root.verifying_key().to_sec1_point(true);
                let family = [public.as_bytes(), &[0; 4]].concat();
                let of_family = first_key(&family)?;
                let sum = root.as_nonzero_scalar().add(of_family.as_nonzero_scalar());
                Self::secp256k1(&sum.to_bytes().into())
            }
            #[cfg(not(all(feature = "ed25519-dalek", feature = "k256")))]
            other => Err(SignError::new(alloc::format!("this program has no signer for keys of {other}"))),
        }
    }
}

/// The first hash of the bytes and a counter that is a key.
#[cfg(feature = "k256")]
fn first_key(bytes: &[u8]) -> Result<k256::ecdsa::SigningKey, SignError> {
    let key = |counter: u32| {
        let hash = sha512_half(&[bytes, &counter.to_be_bytes()].concat());
        k256::ecdsa::SigningKey::from_slice(&hash).ok()
    };
    // Nearly every hash is one.
    (0..=u32::from(u8::MAX)).find_map(key).ok_or_else(|| SignError::new("the seed has no secp256k1 key"))
}

impl Signer for XrplKey {
    fn account(&self) -> AccountId {
        self.address().into()
    }

    fn public_key(&self) -> Option<[u8; 33]> {
        Some(self.public_key)
    }

    #[cfg_attr(not(feature = "ed25519-dalek"), allow(unused_variables, reason = "an Ed25519 key signs the preimage"))]
    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError> {
        let ToSign::Transaction { digest, preimage } = message else { return Err(SignError::of_other_chain()) };
        match (&self.key, digest) {
            #[cfg(feature = "ed25519-dalek")]
            (Key::Ed25519(key), None) => Ok(key.sign(preimage).to_bytes().to_vec()),
            #[cfg(feature = "k256")]
            (Key::Secp256k1(key), Some(digest)) => {
                // Of the two numbers that s can be, `k256` takes the lower, which the ledger requires (R-57).
                let (signature, _) = key.sign_prehash_recoverable(digest);
                let (r, s) = signature.split_bytes();
                Ok(DerSignature { r: r.into(), s: s.into() }.to_bytes())
            }
            #[cfg(feature = "ed25519-dalek")]
            (Key::Ed25519(_), Some(_)) => {
                Err(SignError::new("the transaction has a secp256k1 key, and this is an Ed25519 key"))
            }
            #[cfg(feature = "k256")]
            (Key::Secp256k1(_), None) => {
                Err(SignError::new("the transaction has an Ed25519 key, and this is a secp256k1 key"))
            }
        }
    }
}

/// Prints only the address, because a key does not belong in a log.
impl fmt::Debug for XrplKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XrplKey({})", self.address())
    }
}
