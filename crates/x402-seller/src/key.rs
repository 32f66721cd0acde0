//! The keys of a store.

use alloc::{format, string::ToString};
use core::fmt;

use sha2::{Digest, Sha256};
use x402_schemes::{AccountId, HexDigits, Terms};
use x402_types::{DecodeError, ErrorKind, JsonRef, read::Reader};

/// The key of a record. It is displayed as 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub(crate) [u8; 32]);

impl Key {
    /// Creates a key from these 32 bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 32 bytes of the key.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

/// The key of these texts. The first text is the purpose of the key.
pub(crate) fn key_of(texts: &[&str]) -> Key {
    let hash = texts.iter().fold(Sha256::new(), |hash, text| {
        hash.chain_update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes()).chain_update(text)
    });
    Key(hash.finalize().into())
}

/// The key of an account's entry: the resource at this price. A different seller of the same resource may sell
/// something else under it, such as the result of a more expensive query.
pub(crate) fn key_of_payer(resource: &str, price: &Terms<'_>, account: AccountId) -> Key {
    let Terms { scheme, network, asset, amount, .. } = price;
    let price = format!("{scheme} {network} {asset} {amount}");
    key_of(&["x402-seller member 2", resource, &price, &account.to_string()])
}

/// Reads a hash in a record.
pub(crate) fn read_hash(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<[u8; 32], DecodeError> {
    reader.base64(value)?.try_into().map_err(|_| value.error(ErrorKind::UnknownValue))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HexDigits(&self.0).fmt(f)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
