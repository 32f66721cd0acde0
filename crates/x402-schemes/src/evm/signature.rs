use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use x402_types::{
    DecodeError, ErrorKind, JsonRef,
    declare::{errors, names},
    read::Reader,
};

use super::erc6492::Wrapped;
use crate::{Hex, read::values};

/// A signature as received: `0x` and an even number of hexadecimal digits (E-5). The meaning of the bytes depends on
/// the account that signed. [`format`](Self::format) classifies them.
///
/// ```
/// use x402_schemes::evm::{Signature, SignatureFormat};
///
/// let signature: Signature = "0xab".parse()?;
/// assert_eq!(signature.as_bytes(), [0xab]);
/// assert_eq!(signature.format(), SignatureFormat::Other);
/// # Ok::<(), x402_schemes::evm::ParseSignatureError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Signature(Vec<u8>);

impl Signature {
    /// Creates a signature from its bytes.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Creates the signature of a secp256k1 key: r‖s, and v 27 or 28 for the recovery id 0 or 1. Returns `None` for any
    /// other id, which no contract accepts.
    ///
    /// With `k256`, these are `signature.to_bytes()` and `id.to_byte()` of `key.sign_prehash_recoverable(&digest)`.
    ///
    /// ```
    /// use x402_schemes::evm::Signature;
    /// let signature = Signature::from_parts(&[1; 64], 1).ok_or("another id")?;
    /// assert_eq!(signature.as_bytes()[63..], [1, 28]);
    /// assert_eq!(Signature::from_parts(&[1; 64], 2), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn from_parts(r_s: &[u8; 64], recovery_id: u8) -> Option<Self> {
        let v = match recovery_id {
            0 => 27,
            1 => 28,
            _ => return None,
        };
        Some(Self([r_s.as_slice(), &[v]].concat()))
    }

    /// The bytes of the signature.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the form of the bytes.
    pub fn format(&self) -> SignatureFormat {
        match self.0.as_slice() {
            bytes if Wrapped::decode(bytes).is_some() => SignatureFormat::Erc6492,
            [_, .., 27 | 28] if self.0.len() == 65 => SignatureFormat::Ecdsa65,
            [_, .., 0 | 1] if self.0.len() == 65 => SignatureFormat::YParity,
            bytes if bytes.len() == 64 => SignatureFormat::Erc2098,
            _ => SignatureFormat::Other,
        }
    }

    /// Reads a signature.
    ///
    /// # Errors
    /// The value is not `0x` and an even number of hexadecimal digits.
    pub fn read(value: JsonRef<'_>) -> Result<Self, DecodeError> {
        value.string()?.parse().map_err(|ParseSignatureError| value.error(ErrorKind::NotHex))
    }
}

values! { Signature: Self(Vec::new()), |value, _: &mut Reader<'_>| Self::read(value); }

/// Reads `0x` and an even number of hexadecimal digits.
impl FromStr for Signature {
    type Err = ParseSignatureError;

    fn from_str(text: &str) -> Result<Self, ParseSignatureError> {
        Hex::decode(text).map(Self).ok_or(ParseSignatureError)
    }
}

impl From<[u8; 65]> for Signature {
    /// Creates a signature from r‖s‖v.
    fn from(bytes: [u8; 65]) -> Self {
        Self(bytes.into())
    }
}

impl From<Vec<u8>> for Signature {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not `0x` and an even number of hexadecimal digits.
    pub struct ParseSignatureError = ErrorKind::NotHex;
}

names! {
    /// The form of a signature's bytes (E-6, E-9). Every form without its own variant is [`Other`](Self::Other), so a
    /// new variant is a breaking change.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum SignatureFormat {
        /// 65 bytes r‖s‖v with v 27 or 28, the form that the token accepts.
        Ecdsa65 = "ecdsa65",
        /// 65 bytes r‖s‖v with v 0 or 1. The settler must add 27 to v.
        YParity = "y-parity",
        /// 64 bytes with the parity in the top bit of s (ERC-2098).
        Erc2098 = "erc2098",
        /// An ERC-6492 wrapper, for a wallet that is not deployed yet. The magic bytes at the end alone do not make a
        /// wrapper (E-9).
        Erc6492 = "erc6492",
        /// Any other bytes. They may have a meaning for a contract.
        Other = "other",
    }
    as_str "The permanent name of the format: `ecdsa65`, `y-parity`, `erc2098`, `erc6492` or `other`.";
    Display;
}
