//! How V1 writes networks, and networks in either version's form.

use alloc::boxed::Box;
use core::fmt;

use crate::Network;

/// A network as V1 writes it: a name (V1 specification §5.1.2). An open set: a name that nobody knows is kept, and only
/// [`network`](Self::network) says `None`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkName(Box<str>);

impl NetworkName {
    /// A name; `None` for the empty one, and for one with the colon that would make it a CAIP-2 identifier.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        if name.is_empty() || name.contains(':') { None } else { Some(Self(name.into())) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The network that is meant, if the name is one of the published ones (C-9).
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        Network::from_v1_name(self.as_str())
    }
}

impl fmt::Display for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// A network in an object that names no version: in V2's form or in V1's. A third form is a breaking change,
/// as for [`PaymentPayload`](crate::PaymentPayload).
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum AnyNetwork {
    /// By its V1 name.
    V1(NetworkName),
    /// By its CAIP-2 identifier.
    V2(Network),
}

impl AnyNetwork {
    /// The network that is meant; `None` for a V1 name that nobody knows.
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        match self {
            Self::V1(name) => name.network(),
            Self::V2(network) => Some(network.clone()),
        }
    }
}

impl From<NetworkName> for AnyNetwork {
    fn from(name: NetworkName) -> Self {
        Self::V1(name)
    }
}

impl From<Network> for AnyNetwork {
    fn from(network: Network) -> Self {
        Self::V2(network)
    }
}

impl fmt::Display for AnyNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1(name) => name.fmt(f),
            Self::V2(network) => network.fmt(f),
        }
    }
}

impl fmt::Debug for AnyNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
