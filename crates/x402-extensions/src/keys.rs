//! Public keys of signatures that do not belong to a blockchain: a JWK, or a DID that contains the key (X-25, X-26).
//!
//! Parsing checks only the format of the text. [`offer_receipt`](crate::offer_receipt) checks whether the coordinates
//! are a point on the curve.
//!
//! ```
//! use x402_extensions::keys::{KeyId, PublicKey};
//! // From the did:key specification.
//! let kid = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
//! assert!(matches!(kid.parse::<KeyId>()?, KeyId::Inside(key) if matches!(key.key, PublicKey::Ed25519(_))));
//! assert!(matches!("did:web:api.example.com#key-1".parse::<KeyId>()?, KeyId::Document));
//! # Ok::<(), x402_extensions::keys::KeyError>(())
//! ```

mod algorithm;
mod did;
mod jwk;

use x402_types::declare::sentences;

pub use algorithm::{Algorithm, AlgorithmName};
pub use did::KeyId;
pub use jwk::Jwk;

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicKey {
    /// A key on Ed25519, encoded as in RFC 8032.
    Ed25519([u8; 32]),
    /// A key on P-256.
    P256(Point),
    /// A key on secp256k1.
    Secp256k1(Point),
}

impl PublicKey {
    /// The algorithm of signatures with this key.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::P256(_) => Algorithm::Es256,
            Self::Secp256k1(_) => Algorithm::Es256k,
        }
    }
}

/// A point, encoded as SEC 1 §2.3.3 defines. The coordinates need not be on a curve. There are only these two
/// encodings, and a third is a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// The byte 2 or 3, followed by x.
    Compressed([u8; 33]),
    /// The byte 4, followed by x and y.
    Uncompressed([u8; 65]),
}

impl AsRef<[u8]> for Point {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Compressed(bytes) => bytes,
            Self::Uncompressed(bytes) => bytes,
        }
    }
}

sentences! {
    /// The reason why a text is not a key.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum KeyError {
        /// The text is not a JSON object, or has a duplicate field.
        NotObject = "the JWK is not a JSON object, or has a duplicate field",
        /// This field of the JWK is missing or wrong.
        Member(name: &'static str) = "the field {name} of the JWK is missing or wrong",
        /// `kty` and `crv` are neither OKP with Ed25519, nor EC with P-256, nor EC with secp256k1.
        Curve = "the JWK's curve is not Ed25519, P-256 or secp256k1",
        /// The JWK has the field `d`, so it is a private key.
        Private = "the JWK has d, so it is a private key",
        /// The identifier of the did:key is not `z` followed by the base58 text of a code and a key.
        NotDidKey = "did:key is not z and the base58 text of a code and a key",
        /// The code of the did:key is not that of a supported curve, or the key has the wrong length.
        Code = "did:key does not contain a key of Ed25519, P-256 or secp256k1, or the key has the wrong length",
        /// The identifier of the did:jwk is not unpadded base64url.
        NotDidJwk = "did:jwk is not unpadded base64url",
        /// The fragment names a different key than the one inside the DID.
        Fragment = "the fragment of the DID names a different key than the one inside",
    }
}

impl core::error::Error for KeyError {}
