//! V1 names of networks, and networks in the format of either version.

use alloc::boxed::Box;
use core::fmt;

use crate::{Network, printable::Printable};

/// A network in V1's format: a name (V1 specification §5.1.2), which is not empty and has no colon. The set of names is
/// open. An unknown name is kept, and [`network`](Self::network) returns `None` for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkName(Box<str>);

impl NetworkName {
    /// The name. `None` for an empty text, and for a text with a colon, which would be a CAIP-2 identifier.
    pub(crate) fn read(name: &str) -> Option<Self> {
        if name.is_empty() || name.contains(':') { None } else { Some(Self(name.into())) }
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the network with this name, if the name is known (C-9).
    pub fn network(&self) -> Option<Network> {
        Network::from_v1_name(self.as_str())
    }
}

impl fmt::Debug for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// A network in an object without a version, in the format of V2 or V1. A third format is a breaking change, as for
/// [`PaymentPayload`](crate::PaymentPayload).
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum AnyNetwork {
    /// A V1 name.
    V1(NetworkName),
    /// A CAIP-2 identifier.
    V2(Network),
}

impl AnyNetwork {
    /// Returns the network, or `None` for an unknown V1 name.
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
        fmt::Display::fmt(&Printable(self), f)
    }
}
