//! The text from which a wallet derives the key of an account.

use core::{fmt, str::FromStr};

use x402_types::declare::errors;

use super::{KeyType, address::checksum};

/// The bytes before the 16 of a seed, which make the text begin with `s` or `sEd`.
const SECP256K1: &[u8] = &[0x21];
const ED25519: &[u8] = &[0x01, 0xe1, 0x4b];

/// The most bytes of a text: the longer prefix, the seed and the checksum.
const MOST_BYTES: usize = 23;
/// The lengths of a text.
const SHORTEST: usize = 25;
const LONGEST: usize = 35;

/// A seed: 16 random bytes, and the type of the key that is derived from them. On the ledger each of them is a master
/// key. `Debug` does not print the bytes.
///
/// ```
/// use x402_schemes::xrpl::{KeyType, Seed};
/// let seed: Seed = "sEdSKaVGtEer9RrxMSMhFM2WVSW5LT3".parse()?;
/// assert_eq!((seed.key_type(), seed.to_bytes()), (KeyType::Ed25519, [1; 16]));
/// // With a different last character, the checksum is wrong.
/// assert!("sEdSKaVGtEer9RrxMSMhFM2WVSW5LT4".parse::<Seed>().is_err());
/// # Ok::<(), x402_schemes::xrpl::ParseSeedError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed {
    key_type: KeyType,
    bytes: [u8; 16],
}

impl Seed {
    /// The type of the key.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The bytes of the seed.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.bytes
    }
}

impl FromStr for Seed {
    type Err = ParseSeedError;

    /// Parses a text `s…` (secp256k1) or `sEd…` (Ed25519), with its checksum.
    fn from_str(text: &str) -> Result<Self, ParseSeedError> {
        let read = || {
            // Decoding takes time that grows with the square of the length.
            if !(SHORTEST..=LONGEST).contains(&text.len()) {
                return None;
            }
            let mut bytes = [0; MOST_BYTES];
            let decoded = bs58::decode(text).with_alphabet(bs58::Alphabet::RIPPLE).onto(bytes.as_mut_slice()).ok()?;
            let (hashed, sum) = bytes.get(..decoded)?.split_last_chunk()?;
            let of_type =
                |prefix: &[u8]| hashed.strip_prefix(prefix).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
            let ed25519 = of_type(ED25519).map(|bytes| Self { key_type: KeyType::Ed25519, bytes });
            let seed = ed25519.or_else(|| of_type(SECP256K1).map(|bytes| Self { key_type: KeyType::Secp256k1, bytes }));
            seed.filter(|_| checksum(hashed) == *sum)
        };
        read().ok_or(ParseSeedError)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("key_type", &self.key_type).finish_non_exhaustive()
    }
}

errors! {
    /// The error for a text that is not a seed.
    pub struct ParseSeedError = "must be a seed of the XRP Ledger: s and base58 in the ledger's alphabet, with the right checksum";
}
