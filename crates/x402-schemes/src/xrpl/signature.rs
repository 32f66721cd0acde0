//! Keys and signatures of accounts.

use alloc::vec::Vec;
use core::fmt;

use x402_types::declare::sentences;

/// The type of a public key, as the first of its 33 bytes has it (R-56). A further variant would be a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// A compressed key of secp256k1: `02` or `03`. It signs the [signing hash](super::Transaction::signing_hash).
    Secp256k1,
    /// `ED` and a key of Ed25519. It signs the [preimage](super::Transaction::preimage).
    Ed25519,
}

impl KeyType {
    /// Returns the type of this key, or `None` if the bytes are not a key of the ledger. That the bytes are a point of the
    /// curve is not checked.
    ///
    /// ```
    /// use x402_schemes::xrpl::KeyType;
    /// assert_eq!(KeyType::of(&[2; 33]), Some(KeyType::Secp256k1));
    /// assert_eq!(KeyType::of(&[2; 32]), None);
    /// ```
    #[must_use]
    pub fn of(key: &[u8]) -> Option<Self> {
        let key: &[u8; 33] = key.try_into().ok()?;
        match key.first()? {
            2 | 3 => Some(Self::Secp256k1),
            0xed => Some(Self::Ed25519),
            _ => None,
        }
    }

    /// Checks the format of a signature by a key of this type: [`DerSignature`] for secp256k1 (R-57), 64 bytes for Ed25519
    /// (R-58).
    ///
    /// # Errors
    /// The bytes do not have the format.
    pub fn check_signature(self, signature: &[u8]) -> Result<(), SignatureFormatError> {
        match self {
            Self::Secp256k1 => DerSignature::decode(signature).map(drop),
            Self::Ed25519 if signature.len() == 64 => Ok(()),
            Self::Ed25519 => Err(SignatureFormatError::NotEd25519),
        }
    }

    /// The name of the algorithm.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secp256k1 => "secp256k1",
            Self::Ed25519 => "ed25519",
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The two numbers of a secp256k1 signature, as big-endian bytes. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerSignature {
    /// The number r, from 1 to below the order of the group.
    pub r: [u8; 32],
    /// The number s, from 1 to half of the order, or to below the order with [`decode_any`](Self::decode_any).
    pub s: [u8; 32],
}

/// The order of secp256k1's group (SEC 2, section 2.4.1).
const ORDER: [u8; 32] = crate::hex::constant(b"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
/// Half of the order, rounded down.
const HALF: [u8; 32] = crate::hex::constant(b"7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

impl DerSignature {
    /// Returns the encoding in DER. That the numbers are in range is not checked.
    ///
    /// ```
    /// use x402_schemes::xrpl::DerSignature;
    /// let signature = DerSignature { r: [0x80; 32], s: [1; 32] };
    /// let bytes = signature.to_bytes();
    /// assert_eq!((bytes.len(), &bytes[..6]), (71, &[0x30, 69, 2, 33, 0, 0x80][..]));
    /// assert_eq!(DerSignature::decode(&bytes), Ok(signature));
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [to_number(&self.r), to_number(&self.s)].concat();
        [&[0x30, u8::try_from(numbers.len()).unwrap_or_default()], numbers.as_slice()].concat()
    }

    /// Decodes a signature in DER as the ledger requires it: the one encoding of the two numbers, and the lower of the
    /// two values that s can have (R-57).
    ///
    /// # Errors
    /// The bytes are not this encoding, or a number is out of range.
    pub fn decode(bytes: &[u8]) -> Result<Self, SignatureFormatError> {
        let signature = Self::decode_any(bytes)?;
        if signature.s > HALF { Err(SignatureFormatError::HighS) } else { Ok(signature) }
    }

    /// Decodes a signature whose s may also be the higher of its two values, which the ledger rejects.
    ///
    /// # Errors
    /// The bytes are not this encoding, or a number is out of range.
    pub fn decode_any(bytes: &[u8]) -> Result<Self, SignatureFormatError> {
        let (r, s) = numbers(bytes).ok_or(SignatureFormatError::NotDer)?;
        let number = |bytes: &[u8]| {
            let mut number = [0; 32];
            let (_, slots) = number.split_at_mut_checked(32usize.checked_sub(bytes.len())?)?;
            slots.copy_from_slice(bytes);
            (number != [0; 32] && number < ORDER).then_some(number)
        };
        let (r, s) = number(r).zip(number(s)).ok_or(SignatureFormatError::OutOfRange)?;
        Ok(Self { r, s })
    }
}

/// The bytes of the two numbers, without zeros before them.
fn numbers(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let is_sequence = (8..=72).contains(&bytes.len()) && *head == [0x30, u8::try_from(rest.len()).ok()?];
    let (r, rest) = number(rest)?;
    let (s, rest) = number(rest)?;
    (is_sequence && rest.is_empty()).then_some((r, s))
}

/// A positive integer of 1 to 33 bytes in its shortest form, and the bytes behind it.
fn number(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([tag, length], rest) = bytes.split_first_chunk::<2>()?;
    let (number, rest) = rest.split_at_checked(usize::from(*length))?;
    let is_integer = *tag == 2 && number.len() <= 33;
    let (is_shortest, digits) = match number {
        // Without the zero, the integer would be negative.
        [0, digits @ ..] => (digits.first().is_none_or(|first| *first >= 0x80), digits),
        [first, ..] => (*first < 0x80, number),
        [] => (false, number),
    };
    (is_integer && is_shortest).then_some((digits, rest))
}

/// The shortest encoding of a positive integer.
fn to_number(number: &[u8; 32]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = number.get(zeros..).unwrap_or_default();
    // Without the zero, the integer would be negative.
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    let length = digits.len().saturating_add(sign.len());
    [&[2, u8::try_from(length).unwrap_or_default()], sign, digits].concat()
}

sentences! {
    /// The reasons why bytes are not a signature of the ledger (R-57, R-58).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SignatureFormatError {
        /// The bytes are not the DER encoding of two positive numbers.
        NotDer = "a signature of secp256k1 must be two positive integers in DER, each in its shortest form, with nothing behind them",
        /// A number is zero, or not below the order of the group.
        OutOfRange = "both numbers of the signature must be from 1 to below the order of secp256k1",
        /// The number s is above half of the order.
        HighS = "the ledger rejects this signature because its s is above half of the order of secp256k1: the wallet must sign with the lower s",
        /// A signature of Ed25519 does not have 64 bytes.
        NotEd25519 = "a signature of Ed25519 must have 64 bytes",
    }
}

impl core::error::Error for SignatureFormatError {}
