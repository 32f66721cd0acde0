use core::{fmt, str::FromStr};

use x402_types::{DecodeError, ErrorKind, JsonRef, declare::errors, read::Reader};

use super::{keccak256, known};
use crate::{hex, read::values};

/// An account or contract on an EVM chain. Prints with its EIP-55 checksum (E-3).
///
/// ```
/// use x402_schemes::evm::Address;
/// let payer: Address = "0x857b06519e91e3a54538791bdbb0e22373e36b66".parse()?;
/// assert_eq!(payer.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
/// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

impl Address {
    /// The format of the text.
    pub(crate) const FORMAT: &str = "0x and 40 hexadecimal digits";

    /// The zero address, for which no key is known.
    pub const ZERO: Self = Self([0; 20]);

    /// Creates an address from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes of the address.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 20] {
        self.0
    }

    /// The address as an ABI word of 32 bytes, padded with zeros on the left.
    #[must_use]
    pub fn to_word(self) -> [u8; 32] {
        let mut word = [0; 32];
        if let Some(low) = word.last_chunk_mut() {
            *low = self.0;
        }
        word
    }

    /// Returns `true` if this is [`ZERO`](Self::ZERO).
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// Returns `true` if `text`, an encoding of this address, is all in one letter case or has the correct EIP-55
    /// checksum.
    #[must_use]
    pub fn checksum_matches(self, text: &str) -> bool {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let has = |test: fn(&u8) -> bool| digits.as_bytes().iter().any(test);
        let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
        !mixed || self.checksummed() == digits.as_bytes()
    }

    /// Returns the address of a secp256k1 public key: the last 20 bytes of the Keccak-256 hash of its coordinates, x‖y.
    ///
    /// With `k256`, the coordinates are the last 64 bytes of `key.to_sec1_point(false).as_bytes()`.
    ///
    /// ```
    /// use x402_schemes::{Hex, evm::Address};
    /// // The first account of every development chain.
    /// let x = Hex::decode("0x8318535b54105d4a7aae60c08fc45f9687181b4fdfc625bd1a753fa7397fed75").unwrap();
    /// let y = Hex::decode("0x3547f11ca8696646f2f3acb08e31016afac23e630c5d11f59f61fef57b0d2aa5").unwrap();
    /// let address = Address::from_public_key(&[x, y].concat().try_into().unwrap());
    /// assert_eq!(address.to_string(), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    /// ```
    #[must_use]
    pub fn from_public_key(coordinates: &[u8; 64]) -> Self {
        let [_, _, _, _, _, _, _, _, _, _, _, _, address @ ..] = keccak256(coordinates);
        Self(address)
    }

    /// Reads an address in any letter case, even with a wrong checksum, which the caller can check with
    /// [`checksum_matches`].
    ///
    /// [`checksum_matches`]: Self::checksum_matches
    ///
    /// # Errors
    /// The value is not `0x` and 40 hexadecimal digits.
    pub fn read(value: JsonRef<'_>, reader: &Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.value_text(value)?;
        text.parse().map_err(|_| value.error(ErrorKind::NotAddress))
    }

    /// The 40 digits in the letter case of EIP-55: upper case where the digit of the hash is 8 or more.
    fn checksummed(self) -> [u8; 40] {
        known::checksummed(self.0).unwrap_or_else(|| self.hashed())
    }

    /// Computes [`checksummed`](Self::checksummed).
    fn hashed(self) -> [u8; 40] {
        let nibbles = |bytes: [u8; 20]| bytes.map(|byte| [byte.wrapping_shr(4), byte & 15]);
        let mut digits = [0; 40];
        for (slot, digit) in digits.iter_mut().zip(self.0.map(hex::digits_of).as_flattened()) {
            *slot = *digit;
        }
        let [hash @ .., _, _, _, _, _, _, _, _, _, _, _, _] = keccak256(&digits);
        for (slot, nibble) in digits.iter_mut().zip(nibbles(hash).as_flattened()) {
            if *nibble >= 8 {
                slot.make_ascii_uppercase();
            }
        }
        digits
    }
}

values! { Address: Self::ZERO, |value, reader: &mut Reader<'_>| Self::read(value, reader); }

impl FromStr for Address {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        text.strip_prefix("0x").and_then(hex::decode_array).map(Self).ok_or(ParseAddressError)
    }
}

impl From<[u8; 20]> for Address {
    fn from(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Address {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        f.write_str(core::str::from_utf8(&self.checksummed()).unwrap_or_default())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not `0x` and 40 hexadecimal digits.
    pub struct ParseAddressError = ErrorKind::NotAddress;
}
