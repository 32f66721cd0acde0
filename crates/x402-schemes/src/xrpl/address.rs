//! Addresses of accounts as text: base58 with the ledger's alphabet, and a checksum (R-3).

use core::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use x402_types::declare::errors;

/// The version byte of an account, which makes the first letter `r`.
const ACCOUNT: u8 = 0;

/// The longest text, and the number of bytes of every text: the version, 20 bytes and the checksum.
const MAX_TEXT: usize = 35;
const BYTES: usize = 25;

/// An account on the XRP Ledger: its classic address. Prints in the ledger's base58. An X-address, which also contains
/// a tag, is not an address here (R-4).
///
/// ```
/// use x402_schemes::xrpl::Address;
/// let issuer: Address = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De".parse()?;
/// assert_eq!(issuer.to_string(), "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De");
/// // With a different last character, the checksum is wrong.
/// assert!("rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Df".parse::<Address>().is_err());
/// # Ok::<(), x402_schemes::xrpl::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

impl Address {
    /// The format of the text.
    pub(crate) const FORMAT: &str = "an XRP Ledger address that begins with r";

    /// Account 0, which belongs to nobody. It is neither a recipient nor an issuer (R-4).
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

    /// Parses the address of a recipient or an issuer. `None` if the text is not an address, or is that of account 0
    /// (R-4).
    ///
    /// ```
    /// use x402_schemes::xrpl::Address;
    /// assert!(Address::of_party("rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De").is_some());
    /// assert_eq!(Address::of_party("rrrrrrrrrrrrrrrrrrrrrhoLvTp"), None);
    /// ```
    #[must_use]
    pub fn of_party(text: &str) -> Option<Self> {
        text.parse().ok().filter(|address: &Self| !address.is_zero())
    }

    /// Returns `true` if this is [`ZERO`](Self::ZERO).
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Returns the address of the account whose master key this is: the RIPEMD-160 hash of the SHA-256 hash of the key
    /// (R-60). The key is compressed secp256k1, or `ED` and the key of Ed25519. Its format is not checked.
    #[cfg(feature = "xrpl")]
    #[must_use]
    pub fn of_public_key(key: &[u8; 33]) -> Self {
        use ripemd::Ripemd160;
        Self(Ripemd160::digest(Sha256::digest(key)).into())
    }
}

/// The first four bytes of the double SHA-256 hash.
pub(super) fn checksum(bytes: &[u8]) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::digest(Sha256::digest(bytes)).into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Parses a classic address, with its checksum. Each address has only one text.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let read = || {
            // Decoding takes time that grows with the square of the length.
            if !(BYTES..=MAX_TEXT).contains(&text.len()) {
                return None;
            }
            let mut bytes = [0; BYTES];
            let decoded = bs58::decode(text).with_alphabet(bs58::Alphabet::RIPPLE).onto(bytes.as_mut_slice()).ok()?;
            let (hashed, sum) = bytes.split_last_chunk()?;
            let (version, account) = hashed.split_first()?;
            let is_account = decoded == BYTES && *version == ACCOUNT && checksum(hashed) == *sum;
            account.try_into().ok().filter(|_| is_account).map(Self)
        };
        read().ok_or(ParseAddressError)
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
        let mut bytes = [ACCOUNT; BYTES];
        let (hashed, sum) = bytes.split_last_chunk_mut().ok_or(fmt::Error)?;
        let (_, account) = hashed.split_first_mut().ok_or(fmt::Error)?;
        account.copy_from_slice(&self.0);
        *sum = checksum(hashed);
        let mut text = [0; MAX_TEXT];
        let encoded = bs58::encode(bytes).with_alphabet(bs58::Alphabet::RIPPLE).onto(text.as_mut_slice());
        let length = encoded.map_err(|_| fmt::Error)?;
        f.pad(text.get(..length).and_then(|text| core::str::from_utf8(text).ok()).ok_or(fmt::Error)?)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not the classic address of an account.
    pub struct ParseAddressError = "must be an XRP Ledger address: r and base58 in the ledger's alphabet, with the right checksum";
}

x402_types::declare::from_text!(Address);
x402_types::declare::serde_as_string! { Address; }

#[cfg(feature = "schemars")]
x402_types::schema::value!(Address, "XrplAddress", |_| x402_types::schema::text(
    "A classic address on the XRP Ledger. The pattern does not verify its checksum.",
    "^r[1-9A-HJ-NP-Za-km-z]{24,34}$",
    "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De"
));
