use alloc::string::String;
use core::str::FromStr;

use x402_types::read::base64url;

use super::{Jwk, KeyError, Point, PublicKey};

/// A `kid`: a DID URL (`extension-offer-and-receipt.md` §3.3) or any other text. There are only these three kinds, and
/// a fourth is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyId {
    /// A did:key or did:jwk, which contains the key. A signature with it proves only that the holder of the key signed.
    Inside(Jwk),
    /// A DID with a different method. Its DID document contains the key.
    Document,
    /// Not a DID.
    Other,
}

impl FromStr for KeyId {
    type Err = KeyError;

    /// Parses a `kid`.
    ///
    /// # Errors
    /// The text begins like a did:key or did:jwk but contains no valid key, or its fragment names a different key.
    fn from_str(kid: &str) -> Result<Self, KeyError> {
        let (did, fragment) = match kid.split_once('#') {
            Some((did, fragment)) => (did, Some(fragment)),
            None => (kid, None),
        };
        let names = |method: &str| match fragment {
            Some(fragment) if fragment != method => Err(KeyError::Fragment),
            _ => Ok(()),
        };
        if let Some(identifier) = did.strip_prefix("did:key:") {
            // A did:key has one verification method, whose name is the key.
            names(identifier)?;
            return Ok(Self::Inside(Jwk { key: read_did_key(identifier)?, alg: None }));
        }
        if let Some(identifier) = did.strip_prefix("did:jwk:") {
            names("0")?;
            let json = base64url(identifier).and_then(|bytes| String::from_utf8(bytes).ok());
            return Ok(Self::Inside(json.ok_or(KeyError::NotDidJwk)?.parse()?));
        }
        Ok(if is_did(did) { Self::Document } else { Self::Other })
    }
}

/// Returns `true` if the text is `did:`, a method of lowercase letters and digits, `:` and an identifier (DID Core
/// §3.1).
fn is_did(text: &str) -> bool {
    let parts = text.strip_prefix("did:").and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(method, identifier)| {
        let is_method = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !method.is_empty() && method.bytes().all(is_method) && !identifier.is_empty()
    })
}

/// Parses `z` followed by base58 text in Bitcoin's alphabet. The bytes are the multicodec code of the key type as a
/// varint, and the key.
fn read_did_key(identifier: &str) -> Result<PublicKey, KeyError> {
    /// Two bytes of code and 33 bytes of key have at most 48 characters.
    const LONGEST: usize = 48;
    let text = identifier.strip_prefix('z').ok_or(KeyError::NotDidKey)?;
    if text.len() > LONGEST {
        return Err(KeyError::Code);
    }
    let mut bytes = [0; LONGEST];
    let length = bs58::decode(text).onto(&mut bytes).map_err(|_| KeyError::NotDidKey)?;
    match bytes.get(..length) {
        Some([0xed, 0x01, key @ ..]) => key.try_into().ok().map(PublicKey::Ed25519),
        Some([0x80, 0x24, key @ ..]) => compressed(key).map(PublicKey::P256),
        Some([0xe7, 0x01, key @ ..]) => compressed(key).map(PublicKey::Secp256k1),
        _ => None,
    }
    .ok_or(KeyError::Code)
}

/// Reads 2 or 3, followed by x. Curve libraries also read 5 followed by x, but that would give a key a second name.
fn compressed(key: &[u8]) -> Option<Point> {
    let key: [u8; 33] = key.try_into().ok()?;
    matches!(key, [2 | 3, ..]).then_some(Point::Compressed(key))
}
