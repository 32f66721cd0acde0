//! Networks: CAIP-2 identifiers, and the V1 names that some of them have.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
};
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use crate::{Uint256, chain::Chain, declare::errors, uint256::MAX_DIGITS};

/// A network in V2's format: a CAIP-2 identifier, `namespace:reference` (C-9).
///
/// ```
/// use x402_types::Network;
/// let base: Network = "eip155:8453".parse().unwrap();
/// assert_eq!(base, Network::eip155(8453));
/// assert_eq!(base.v1_name(), Some("base"));
/// assert!("eip155:08453".parse::<Network>().is_err());
/// assert!("base".parse::<Network>().is_err());
/// ```
///
/// Algorand's two networks have a second encoding, the whole genesis hash. It is read and kept, and is equal to the
/// identifier (G-1, G-2):
/// ```
/// use x402_types::Network;
/// let whole: Network = "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=".parse().unwrap();
/// assert_eq!(whole, Network::ALGORAND);
/// assert_eq!(whole.to_string(), "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=");
/// assert_eq!(whole.to_caip2().to_string(), "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k");
/// ```
#[derive(Clone)]
pub struct Network(Repr);

#[derive(Clone, PartialEq, Eq)]
enum Repr {
    Eip155(u64),
    /// Any other identifier, as a whole.
    Other(Cow<'static, str>),
}

const EIP155: &str = "eip155";
/// The prefix of the identifiers of the XRP Ledger's networks.
pub(crate) const XRPL: &str = "xrpl:";

/// The encodings that are not CAIP-2 identifiers: the whole genesis hashes of Algorand's main and test network (G-1).
pub(crate) const WHOLE_HASHES: [&str; 2] =
    ["algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=", "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI="];

/// The length of the longest CAIP-2 identifier. A whole genesis hash is longer, and begins with the identifier of its network.
const LONGEST: usize = 41;

/// The part of a network that is compared.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'a> {
    Eip155(u64),
    Other(&'a str),
}

impl Network {
    /// A network that is not an EVM chain, by its identifier, which is not checked.
    const fn known(identifier: &'static str) -> Self {
        Self(Repr::Other(Cow::Borrowed(identifier)))
    }

    /// Creates the network of the EVM chain with this chain id.
    #[must_use]
    #[doc(alias("Base", "Ethereum"))]
    pub const fn eip155(chain_id: u64) -> Self {
        Self(Repr::Eip155(chain_id))
    }

    /// The namespace, such as `eip155` or `solana`.
    pub fn namespace(&self) -> &str {
        match &self.0 {
            Repr::Eip155(_) => EIP155,
            Repr::Other(text) => text.split_once(':').map_or("", |(namespace, _)| namespace),
        }
    }

    fn key(&self) -> Key<'_> {
        match &self.0 {
            Repr::Eip155(chain_id) => Key::Eip155(*chain_id),
            Repr::Other(text) => Key::Other(text.get(..LONGEST).unwrap_or(text)),
        }
    }

    /// Returns the network with its CAIP-2 identifier. The text differs only for a network of Algorand that is written
    /// as the whole genesis hash (G-2).
    #[must_use]
    pub fn to_caip2(&self) -> Self {
        match &self.0 {
            Repr::Other(text) if text.len() > LONGEST => {
                Self(Repr::Other(Cow::Owned(text.get(..LONGEST).unwrap_or(text).to_owned())))
            }
            Repr::Eip155(_) | Repr::Other(_) => self.clone(),
        }
    }

    /// `true` if both are the same text.
    pub(crate) fn is_written_as(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Returns `true` if the network belongs to the XRP Ledger, `xrpl:…` (R-13).
    pub fn is_xrp_ledger(&self) -> bool {
        match &self.0 {
            Repr::Eip155(_) => false,
            Repr::Other(text) => text.starts_with(XRPL),
        }
    }

    /// The whole identifier.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.push_to(&mut text);
        text
    }

    /// Appends the whole identifier, without the code of [`fmt`].
    pub(crate) fn push_to(&self, out: &mut String) {
        match &self.0 {
            Repr::Eip155(chain_id) => {
                out.push_str(EIP155);
                out.push(':');
                out.push_str(Uint256::from(*chain_id).digits(&mut [0; MAX_DIGITS]));
            }
            Repr::Other(text) => out.push_str(text),
        }
    }

    /// Returns the EVM chain id, if the network is an EVM chain.
    pub const fn eip155_chain_id(&self) -> Option<u64> {
        match self.0 {
            Repr::Eip155(chain_id) => Some(chain_id),
            Repr::Other(_) => None,
        }
    }

    /// Returns the network with this V1 name, if the name is known. Some names are read and never written (U-44).
    #[must_use]
    pub fn from_v1_name(name: &str) -> Option<Self> {
        Chain::identifier(name)?.parse().ok()
    }

    /// Returns the V1 name of this network, if the published packages have one.
    pub fn v1_name(&self) -> Option<&'static str> {
        let mut names = self.chain().v1_names.iter();
        names.find(|(_, identifier)| identifier.parse().as_ref() == Ok(self)).map(|(name, _)| *name)
    }

    /// Returns `true` if two texts are the same address of this network. EVM addresses may differ in letter case (E-3),
    /// and all other addresses must be the same text.
    pub fn is_same_address(&self, a: &str, b: &str) -> bool {
        self.chain().is_same_address(a, b)
    }

    /// The known facts about this network's chain family.
    pub(crate) fn chain(&self) -> &'static Chain {
        Chain::of_namespace(self.namespace())
    }
}

/// Constants for networks.
impl Network {
    /// Solana's mainnet. As for the other two clusters, the reference is the first 32 characters of the genesis hash.
    pub const SOLANA: Self = Self::known("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp");
    /// Solana's devnet.
    pub const SOLANA_DEVNET: Self = Self::known("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1");
    /// Solana's testnet.
    pub const SOLANA_TESTNET: Self = Self::known("solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z");
    /// Algorand's mainnet, by its CAIP-2 identifier: the first 32 characters of the genesis hash in base64 (G-1).
    pub const ALGORAND: Self = Self::known("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k");
    /// Algorand's testnet.
    pub const ALGORAND_TESTNET: Self = Self::known("algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe");
    /// Stellar's mainnet.
    pub const STELLAR: Self = Self::known("stellar:pubnet");
    /// Stellar's testnet.
    pub const STELLAR_TESTNET: Self = Self::known("stellar:testnet");
    /// The XRP Ledger's main network. As for the other two, the reference is the number that `NetworkID` has (R-1).
    pub const XRPL: Self = Self::known("xrpl:0");
    /// The XRP Ledger's test network.
    pub const XRPL_TESTNET: Self = Self::known("xrpl:1");
    /// The XRP Ledger's development network.
    pub const XRPL_DEVNET: Self = Self::known("xrpl:2");
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Network {}

impl PartialOrd for Network {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Network {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Network {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl FromStr for Network {
    type Err = ParseNetworkError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkError> {
        if let Some(reference) = text.strip_prefix(EIP155).and_then(|rest| rest.strip_prefix(':')) {
            let canonical = match reference.as_bytes() {
                [b'0'] => true,
                [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
                _ => false,
            };
            let chain_id = reference.parse().ok().filter(|_| canonical);
            return chain_id.map(Self::eip155).ok_or(ParseNetworkError);
        }
        let (namespace, reference) = text.split_once(':').ok_or(ParseNetworkError)?;
        let namespace_ok = (3..=8).contains(&namespace.len())
            && namespace.bytes().all(|byte| matches!(byte, b'-' | b'a'..=b'z' | b'0'..=b'9'));
        let reference_ok = (1..=32).contains(&reference.len())
            && reference.bytes().all(|byte| matches!(byte, b'-' | b'_') || byte.is_ascii_alphanumeric());
        if namespace_ok && reference_ok || WHOLE_HASHES.contains(&text) {
            Ok(Self(Repr::Other(Cow::Owned(text.to_owned()))))
        } else {
            Err(ParseNetworkError)
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Eip155(chain_id) => write!(f, "{EIP155}:{chain_id}"),
            Repr::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

errors! {
    /// The error for a text that is not a CAIP-2 identifier.
    pub struct ParseNetworkError = "not a CAIP-2 network identifier such as eip155:8453";
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn caip2_grammar() {
        for good in [
            "eip155:1",
            "eip155:0",
            "eip155:18446744073709551615",
            "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
            "ach:us",
            "stellar:pubnet",
            "a-b:_-Z9",
            WHOLE_HASHES[0],
            WHOLE_HASHES[1],
            "abcdefgh:12345678901234567890123456789012",
        ] {
            assert_eq!(good.parse::<Network>().map(|network| network.to_string()), Ok(good.to_string()));
        }
        for bad in [
            "",
            ":",
            "eip155",
            "eip155:",
            "eip155:x",
            "eip155:84532abc",
            "eip155:+84532",
            "eip155:084532",
            "eip155:00",
            "eip155:18446744073709551616",
            "eip155: 1",
            "EIP155:1",
            "ab:1",
            "abcdefghi:1",
            "solana:",
            "solana:123456789012345678901234567890123",
            "solana:a:b",
            "solana:a.b",
            "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8",
            "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8==",
            "algorand:wghe2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
            "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73kt",
            "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9_cOUJOiI=",
            "algorand:mFgazF+2uRS1tMiL9dsj01hJGySEmPN28B/TjjvpVW0=",
            "algorand2:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
            "base",
        ] {
            assert_eq!(bad.parse::<Network>(), Err(ParseNetworkError), "{bad}");
        }
    }
}
