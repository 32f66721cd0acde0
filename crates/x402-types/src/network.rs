//! Networks: CAIP-2 identifiers, and the V1 names that some of them have.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
};
use core::{fmt, str::FromStr};

use crate::{Uint256, chain::Chain, names::errors, uint256::MAX_DIGITS};

/// A network in V2's form: a CAIP-2 identifier, `namespace:reference` (C-9).
///
/// ```
/// use x402_types::Network;
/// let base: Network = "eip155:8453".parse().unwrap();
/// assert_eq!(base, Network::eip155(8453));
/// assert_eq!(base.v1_name(), Some("base"));
/// assert!("eip155:08453".parse::<Network>().is_err());
/// assert!("base".parse::<Network>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(Repr);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Repr {
    Eip155(u64),
    /// Any other identifier, as a whole.
    Other(Cow<'static, str>),
}

const EIP155: &str = "eip155";

impl Network {
    /// A network that is no EVM chain, by its identifier, which nothing checks here. For constants of the libraries.
    #[doc(hidden)]
    #[must_use]
    pub const fn known(identifier: &'static str) -> Self {
        Self(Repr::Other(Cow::Borrowed(identifier)))
    }

    /// The EVM chain with this chain id.
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

    /// The whole identifier, written without the code of [`fmt`].
    pub(crate) fn text(&self) -> String {
        match &self.0 {
            Repr::Eip155(chain_id) => [EIP155, ":", Uint256::from(*chain_id).digits(&mut [0; MAX_DIGITS])].concat(),
            Repr::Other(text) => text.as_ref().to_owned(),
        }
    }

    /// The EVM chain id, if the network is an EVM chain.
    pub const fn eip155_chain_id(&self) -> Option<u64> {
        match self.0 {
            Repr::Eip155(chain_id) => Some(chain_id),
            Repr::Other(_) => None,
        }
    }

    /// The network with this V1 name, if the name is known. Some names are read and never written (U-44).
    #[must_use]
    pub fn from_v1_name(name: &str) -> Option<Self> {
        Chain::identifier(name)?.parse().ok()
    }

    /// The V1 name of this network, if the published packages have one.
    pub fn v1_name(&self) -> Option<&'static str> {
        let mut names = self.chain().v1_names.iter();
        names.find(|(_, identifier)| identifier.parse().as_ref() == Ok(self)).map(|(name, _)| *name)
    }

    /// Whether two texts spell the same address of this network. EVM addresses differ in letter case only (E-3).
    pub fn is_same_address(&self, a: &str, b: &str) -> bool {
        self.chain().is_same_address(a, b)
    }

    /// The known facts about chains of this kind.
    pub(crate) fn chain(&self) -> &'static Chain {
        Chain::of_namespace(self.namespace())
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
        if namespace_ok && reference_ok {
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
    ParseNetworkError = "not a CAIP-2 network identifier such as eip155:8453";
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
            "base",
        ] {
            assert_eq!(bad.parse::<Network>(), Err(ParseNetworkError), "{bad}");
        }
    }
}
