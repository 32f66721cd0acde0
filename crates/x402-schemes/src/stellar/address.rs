//! Addresses as text: strkeys (SEP-23, T-2).

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

use x402_types::declare::errors;

/// An address on Stellar: an account, a muxed account or a contract. Prints as a strkey. A further variant would be a
/// breaking change.
///
/// ```
/// use x402_schemes::stellar::Address;
/// let address: Address = "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR".parse()?;
/// assert_eq!(address.to_string(), "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR");
/// // With a different last character, the checksum is wrong.
/// assert!("GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJS".parse::<Address>().is_err());
/// # Ok::<(), x402_schemes::stellar::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// An account, with its Ed25519 key: `G…`.
    Account([u8; 32]),
    /// An account with an id, with which its owner distinguishes payments: `M…`.
    Muxed {
        /// The key of the account.
        key: [u8; 32],
        /// The id.
        id: u64,
    },
    /// A contract, with its hash: `C…`.
    Contract([u8; 32]),
}

/// The first byte of the encoded bytes, which makes the first letter `G`, `M` or `C`.
const ACCOUNT: u8 = 6 << 3;
const MUXED: u8 = 12 << 3;
const CONTRACT: u8 = 2 << 3;

/// The digits of base32 (RFC 4648).
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The longest text, of a muxed account. Its bytes are the version, 40 bytes and the checksum.
const MAX_TEXT: usize = 69;
const MAX_BYTES: usize = 43;

impl Address {
    /// The format of the text.
    pub(crate) const FORMAT: &str = "a Stellar address that begins with G, M or C";

    /// The key of the account, without the id. `None` for a contract.
    #[must_use]
    pub const fn key(&self) -> Option<[u8; 32]> {
        match self {
            Self::Account(key) | Self::Muxed { key, .. } => Some(*key),
            Self::Contract(_) => None,
        }
    }

    /// The address that holds the money: a muxed account without its id.
    #[must_use]
    pub const fn without_id(self) -> Self {
        match self {
            Self::Muxed { key, .. } => Self::Account(key),
            Self::Account(_) | Self::Contract(_) => self,
        }
    }

    /// Returns `true` if the address is a contract.
    #[must_use]
    pub const fn is_contract(&self) -> bool {
        matches!(self, Self::Contract(_))
    }

    /// The version byte and the content of the text.
    fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Account(key) => [[ACCOUNT].as_slice(), &key].concat(),
            Self::Muxed { key, id } => [[MUXED].as_slice(), &key, &id.to_be_bytes()].concat(),
            Self::Contract(hash) => [[CONTRACT].as_slice(), &hash].concat(),
        }
    }

    /// The address with this version byte.
    fn of_bytes(version: u8, body: &[u8]) -> Option<Self> {
        match version {
            ACCOUNT => Some(Self::Account(body.try_into().ok()?)),
            CONTRACT => Some(Self::Contract(body.try_into().ok()?)),
            MUXED => {
                let (key, id) = body.split_first_chunk()?;
                Some(Self::Muxed { key: *key, id: u64::from_be_bytes(id.try_into().ok()?) })
            }
            _ => None,
        }
    }
}

/// The checksum of strkeys: CRC-16/XMODEM.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte).wrapping_shl(8), |sum: u16, _| {
            let shifted = sum.wrapping_shl(1);
            if sum & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }
        })
    })
}

/// Decodes base32 without padding until all slots are full. `None` for other characters, or if unused bits are not zero.
fn from_base32(text: &str, bytes: &mut [u8]) -> Option<()> {
    let (mut bits, mut held) = (0u32, 0u32);
    let mut slots = bytes.iter_mut();
    for character in text.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == character)?;
        bits = bits.wrapping_shl(5) | u32::try_from(digit).ok()?;
        held = held.wrapping_add(5);
        if held >= 8 {
            held = held.wrapping_sub(8);
            *slots.next()? = u8::try_from(bits.wrapping_shr(held)).ok()?;
            bits &= 1u32.wrapping_shl(held).wrapping_sub(1);
        }
    }
    (bits == 0 && slots.next().is_none()).then_some(())
}

/// Encodes bytes in base32 without padding.
fn to_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(MAX_TEXT);
    let (mut bits, mut held) = (0u32, 0u32);
    // A byte of zeros after the last one fills the last digit.
    let filling = if bytes.len().is_multiple_of(5) { None } else { Some(&0) };
    for byte in bytes.iter().chain(filling) {
        bits = bits.wrapping_shl(8) | u32::from(*byte);
        held = held.wrapping_add(8);
        while held >= 5 {
            held = held.wrapping_sub(5);
            let digit = usize::try_from(bits.wrapping_shr(held) & 31).ok().and_then(|digit| DIGITS.get(digit));
            text.extend(digit.map(|digit| char::from(*digit)));
        }
    }
    text
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Parses a strkey, with its checksum. Each address has only one text.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let read = || {
            let mut bytes = [0; MAX_BYTES];
            let length = match text.len() {
                56 => 35,
                MAX_TEXT => MAX_BYTES,
                _ => return None,
            };
            let bytes = bytes.get_mut(..length)?;
            from_base32(text, bytes)?;
            let (signed, sum) = bytes.split_last_chunk()?;
            let (version, body) = signed.split_first()?;
            if checksum(signed) == u16::from_le_bytes(*sum) { Self::of_bytes(*version, body) } else { None }
        };
        read().ok_or(ParseAddressError)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.to_bytes();
        let sum = checksum(&bytes);
        bytes.extend(sum.to_le_bytes());
        let text = to_base32(&bytes);
        // 43 bytes have 69 digits, and the zeros that follow have none.
        f.pad(text.get(..MAX_TEXT).unwrap_or(&text))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not a strkey of an account, a muxed account or a contract.
    pub struct ParseAddressError = "must be a Stellar address: G, C or M and base32, with the right checksum";
}

x402_types::declare::from_text!(Address);
x402_types::declare::serde_as_string! { Address; }

#[cfg(feature = "schemars")]
x402_types::schema::value!(Address, "StellarAddress", |_| x402_types::schema::text(
    "An account (G), a muxed account (M) or a contract (C) on Stellar: a strkey. The pattern does not verify its checksum.",
    "^([GC][A-Z2-7]{55}|M[A-Z2-7]{68})$",
    "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR"
));
