//! Names of networks in other versions and other protocols.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_schemes::meant_network;
use x402_types::{JsonRef, Members, Network, RawJson, Version};

use crate::chain_names;

/// A network that has a different name in this version of the protocol.
pub(crate) struct Named {
    pub(crate) name: String,
    /// A clause for people.
    pub(crate) what: String,
}

/// The name that the network of an offer should have, if the offer uses the format of the other version (C-9).
pub(crate) fn in_version(version: Version, offer: JsonRef<'_>) -> Option<Named> {
    let written = offer.get("network")?.string().ok()?;
    if version == Version::V1 {
        let name = written.parse::<Network>().ok()?.v1_name()?;
        Some(Named { name: name.into(), what: format!("{written} is {name} in version 1") })
    } else {
        let Some(network) = Network::from_v1_name(&written) else {
            let chain = chain_names::by_name(&written)?;
            let name = Network::eip155(chain.id).to_string();
            return Some(Named { what: format!("{written} is {name}, {}", chain.name), name });
        };
        let name = network.to_string();
        let what = format!("{written} is the V1 name of {name}");
        Some(Named { name, what })
    }
}

/// The object with this value of a field, or without the field.
pub(crate) fn with_or_without(object: JsonRef<'_>, member: &str, value: Option<RawJson>) -> Option<RawJson> {
    let mut members = Members::new();
    for (name, value) in object.members().ok()? {
        members.insert(&name, value.into());
    }
    match value {
        Some(value) => members.insert(member, value),
        None => drop(members.remove(member)),
    }
    Some(members.into())
}

/// The network of an offer, in the format of either version.
pub(crate) fn meant(offer: JsonRef<'_>) -> Option<Network> {
    let written = offer.get("network")?.string().ok()?;
    let by_name =
        || Network::from_v1_name(&written).or_else(|| Some(Network::eip155(chain_names::by_name(&written)?.id)));
    let network = written.parse().ok().or_else(by_name)?;
    Some(meant_network(&network).unwrap_or(network))
}
