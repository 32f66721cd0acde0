//! Names of networks that other versions and other protocols have.

use alloc::{
    format,
    string::{String, ToString},
};

use x402_schemes::meant_network;
use x402_types::{JsonRef, Members, Network, RawJson, Version};

/// A network that has another name in this version of the protocol.
pub(crate) struct Named {
    name: String,
    /// A clause for people.
    pub(crate) what: String,
}

/// The name that the network of an offer should have, if the offer uses the form of the other version (C-9).
pub(crate) fn in_version(version: Version, offer: JsonRef<'_>) -> Option<Named> {
    let written = offer.get("network")?.string().ok()?;
    if version == Version::V1 {
        let name = written.parse::<Network>().ok()?.v1_name()?;
        Some(Named { name: name.into(), what: format!("{written} is {name} in version 1") })
    } else {
        let name = Network::from_v1_name(&written)?.to_string();
        let what = format!("{written} is the V1 name of {name}");
        Some(Named { name, what })
    }
}

/// The offer with the right name of its network.
pub(crate) fn renamed(offer: JsonRef<'_>, named: &Named) -> Option<RawJson> {
    with_member(offer, "network", RawJson::string(&named.name))
}

/// The offer with this value of a member.
pub(crate) fn with_member(offer: JsonRef<'_>, member: &str, value: RawJson) -> Option<RawJson> {
    let mut members = Members::new();
    for (name, value) in offer.members().ok()? {
        members.insert(&name, value.into());
    }
    members.insert(member, value);
    Some(members.into())
}

/// The network of an offer, in the form of either version.
pub(crate) fn meant(offer: JsonRef<'_>) -> Option<Network> {
    let written = offer.get("network")?.string().ok()?;
    let network = written.parse().ok().or_else(|| Network::from_v1_name(&written))?;
    Some(meant_network(&network).unwrap_or(network))
}
