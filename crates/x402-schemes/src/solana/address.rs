use core::{fmt, str::FromStr};

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
    /// From its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// A constant that does not compile if the text is none.
    pub(crate) const fn constant(text: &str) -> Self {
        Self(bs58::decode(text.as_bytes()).into_array_const_unwrap())
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// 32 bytes have from 32 to 44 base58 characters. There is one text for each address.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let mut bytes = [0; 32];
        if !(32..=44).contains(&text.len()) || bs58::decode(text).onto(&mut bytes) != Ok(32) {
            return Err(ParseAddressError);
        }
        Ok(Self(bytes))
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

/// The text is not base58 of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseAddressError;

impl fmt::Display for ParseAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be a Solana address: base58 of 32 bytes")
    }
}

impl core::error::Error for ParseAddressError {}
