use alloc::string::String;

use x402_types::read::base64url;

use super::{Jwk, KeyError, Point, PublicKey};

/// What a `kid` says about the key: a DID URL (`extension-offer-and-receipt.md` §3.3), or any other text. There are these
/// three answers, and a fourth is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyId {
    /// The key is inside: did:key or did:jwk. It proves only that its holder signed.
    Inside(Jwk),
    /// Another DID, whose document has the key.
    Document,
    /// No DID.
    Other,
}

impl KeyId {
    /// Reads a `kid`.
    ///
    /// # Errors
    /// It begins as did:key or did:jwk and has no key inside.
    pub fn read(kid: &str) -> Result<Self, KeyError> {
        let (did, fragment) = match kid.split_once('#') {
            Some((did, fragment)) => (did, Some(fragment)),
            None => (kid, None),
        };
        if let Some(identifier) = did.strip_prefix("did:key:") {
            let key = read_did_key(identifier)?;
            // The one verification method is named as the key is.
            return if fragment.is_none_or(|fragment| fragment == identifier) {
                Ok(Self::Inside(Jwk { key, alg: None }))
            } else {
                Err(KeyError::Fragment)
            };
        }
        if let Some(identifier) = did.strip_prefix("did:jwk:") {
            let json = base64url(identifier).and_then(|bytes| String::from_utf8(bytes).ok());
            let jwk = json.ok_or(KeyError::NotDidJwk)?.parse()?;
            return if fragment.is_none_or(|fragment| fragment == "0") {
                Ok(Self::Inside(jwk))
            } else {
                Err(KeyError::Fragment)
            };
        }
        Ok(if is_did(did) { Self::Document } else { Self::Other })
    }
}

/// `did:`, a method of small letters and digits, and an identifier (DID Core §3.1).
fn is_did(text: &str) -> bool {
    let parts = text.strip_prefix("did:").and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(method, identifier)| {
        let is_method = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !method.is_empty() && method.bytes().all(is_method) && !identifier.is_empty()
    })
}

/// `z` says base58 of Bitcoin's alphabet. Then the multicodec's number of the kind of key, as a varint, and the key.
fn read_did_key(identifier: &str) -> Result<PublicKey, KeyError> {
    /// Two bytes of code and 33 of key have 48 characters at most.
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

/// 2 or 3, and x. Curve libraries also read 5 and x, which would give a key a second name.
fn compressed(key: &[u8]) -> Option<Point> {
    let key: [u8; 33] = key.try_into().ok()?;
    matches!(key, [2 | 3, ..]).then_some(Point::Compressed(key))
}
