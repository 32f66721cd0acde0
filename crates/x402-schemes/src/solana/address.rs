use core::{fmt, str::FromStr};

use x402_types::declare::errors;

/// An account on Solana: a public key, or a program-derived address. Prints in base58.
///
/// ```
/// use x402_schemes::solana::{Address, programs};
/// let token: Address = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA".parse()?;
/// assert_eq!(token, programs::TOKEN);
/// assert_eq!(token.to_string(), "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// # Ok::<(), x402_schemes::solana::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 32]);

impl Address {
    /// The format of the text.
    pub(crate) const FORMAT: &str = "32 bytes in base58";

    /// Creates an address from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the address.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Creates a constant. A text that is not an address does not compile.
    pub(crate) const fn constant(text: &str) -> Self {
        Self(bs58::decode(text.as_bytes()).into_array_const_unwrap())
    }
}

/// The value of each character in base58, and 58 for any other character.
static DIGITS: [u8; 256] = {
    let mut digits = [58; 256];
    let mut rest: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut digit = 0u8;
    while let Some((character, behind)) = rest.split_first() {
        #[allow(clippy::as_conversions, clippy::indexing_slicing, reason = "at compile time, of 256")]
        {
            digits[*character as usize] = digit;
        }
        digit = digit.wrapping_add(1);
        rest = behind;
    }
    digits
};

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Reads 32 to 44 characters of base58, the possible lengths for 32 bytes. Each address has only one text.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        if !(32..=44).contains(&text.len()) {
            return Err(ParseAddressError);
        }
        // Reading five characters at a time is several times faster than one at a time. 58^5 and the value of each word
        // are below 2^32.
        let mut words = [0u64; 8];
        for characters in text.as_bytes().chunks(5) {
            let (mut carry, mut scale) = (0u64, 1u64);
            for character in characters {
                let digit =
                    DIGITS.get(usize::from(*character)).filter(|digit| **digit < 58).ok_or(ParseAddressError)?;
                carry = carry.wrapping_mul(58).wrapping_add(u64::from(*digit));
                scale = scale.wrapping_mul(58);
            }
            for word in words.iter_mut().rev() {
                let value = word.wrapping_mul(scale).wrapping_add(carry);
                (*word, carry) = (value & u64::from(u32::MAX), value.wrapping_shr(32));
            }
            if carry != 0 {
                return Err(ParseAddressError);
            }
        }
        let bytes = words.map(|word| {
            let [_, _, _, _, bytes @ ..] = word.to_be_bytes();
            bytes
        });
        let bytes: [u8; 32] = bytes.as_flattened().try_into().map_err(|_| ParseAddressError)?;
        // Each leading zero byte is a leading 1 in the text, and there are no other leading ones.
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let ones = text.bytes().take_while(|character| *character == b'1').count();
        if zeros == ones { Ok(Self(bytes)) } else { Err(ParseAddressError) }
    }
}

impl From<[u8; 32]> for Address {
    fn from(bytes: [u8; 32]) -> Self {
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
        let mut text = [0; 44];
        let length = bs58::encode(self.0).onto(text.as_mut_slice()).map_err(|_| fmt::Error)?;
        f.write_str(text.get(..length).and_then(|text| core::str::from_utf8(text).ok()).ok_or(fmt::Error)?)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not base58 of 32 bytes.
    pub struct ParseAddressError = "must be a Solana address: base58 of 32 bytes";
}
