//! Public keys of signatures that are no blockchain's: as a JWK, and as a DID that has the key in it (X-25, X-26).
//!
//! A text is read by its form alone. Whether coordinates are those of a point on the curve, `x402_verify` says.
//!
//! ```
//! use x402_schemes::keys::{KeyId, PublicKey};
//! // Of the did:key specification.
//! let kid = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
//! assert!(matches!(KeyId::read(kid)?, KeyId::Inside(key) if matches!(key.key, PublicKey::Ed25519(_))));
//! assert!(matches!(KeyId::read("did:web:api.example.com#key-1")?, KeyId::Document));
//! # Ok::<(), x402_schemes::keys::KeyError>(())
//! ```

mod algorithm;
mod did;
mod jwk;

use core::fmt;

pub use algorithm::{Algorithm, AlgorithmName};
pub use did::KeyId;
pub use jwk::Jwk;

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicKey {
    /// On Ed25519, as RFC 8032 encodes it.
    Ed25519([u8; 32]),
    /// On P-256.
    P256(Point),
    /// On secp256k1.
    Secp256k1(Point),
}

impl PublicKey {
    /// The algorithm that signs with such a key.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::P256(_) => Algorithm::Es256,
            Self::Secp256k1(_) => Algorithm::Es256k,
        }
    }
}

/// A point as SEC 1 §2.3.3 has it, or what is to be one. There are these two forms, and a third is a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// 2 or 3, and x.
    Compressed([u8; 33]),
    /// 4, x and y.
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

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is no JSON object, or has a member twice.
    NotObject,
    /// This member of the JWK is missing, or is not what it has to be.
    Member(&'static str),
    /// `kty` and `crv` are none of OKP with Ed25519, EC with P-256, EC with secp256k1.
    Curve,
    /// The JWK has `d`, which is a private key.
    Private,
    /// The identifier of did:key is not `z` and base58 of a code and a key.
    NotDidKey,
    /// The code of did:key is that of no key which signs here, or the key has another length.
    Code,
    /// did:jwk is not unpadded base64url.
    NotDidJwk,
    /// The fragment names another key than the one inside.
    Fragment,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotObject => f.write_str("the JWK is no JSON object, or has a member twice"),
            Self::Member(name) => write!(f, "the member {name} of the JWK is missing or wrong"),
            Self::Curve => f.write_str("the JWK is on none of the curves Ed25519, P-256 and secp256k1"),
            Self::Private => f.write_str("the JWK has d, which is a private key"),
            Self::NotDidKey => f.write_str("did:key is not z and base58 of a code and a key"),
            Self::Code => f.write_str("did:key has a key of another kind or length than Ed25519, P-256 and secp256k1"),
            Self::NotDidJwk => f.write_str("did:jwk is not unpadded base64url"),
            Self::Fragment => f.write_str("the fragment of the DID names another key than the one inside"),
        }
    }
}

impl core::error::Error for KeyError {}
