use alloc::{string::String, vec::Vec};

use crate::{
    AnyNetwork, DecodeError, ErrorKind, Flag, JsonRef, Members, RawJson, Scheme,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::sealed::Object,
};

/// What a facilitator supports (V2 specification §7.3; V1 has `kinds` alone).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupportedResponse {
    /// Combinations of version, scheme and network.
    pub kinds: Vec<SupportedKind>,
    /// Identifiers of extensions.
    pub extensions: Option<Vec<String>>,
    /// CAIP-2 patterns and the addresses of signers: an object, as it came.
    pub signers: Option<RawJson>,
    /// The members that are none of these, and those of these that were `null`.
    pub other: Members,
}

impl SupportedResponse {
    /// A response as V1 has it.
    #[must_use]
    pub const fn new(kinds: Vec<SupportedKind>) -> Self {
        Self { kinds, extensions: None, signers: None, other: Members::new() }
    }
}

/// One combination that a facilitator supports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupportedKind {
    /// The protocol version.
    pub x402_version: u64,
    /// The scheme.
    pub scheme: Scheme,
    /// The network, in the version's own form.
    pub network: AnyNetwork,
    /// What the scheme wants to know besides: an object, as it came.
    pub extra: Option<RawJson>,
    /// The members that are none of these, and `extra` if it was `null`.
    pub other: Members,
}

impl SupportedKind {
    /// A combination without `extra`.
    #[must_use]
    pub const fn new(x402_version: u64, scheme: Scheme, network: AnyNetwork) -> Self {
        Self { x402_version, scheme, network, extra: None, other: Members::new() }
    }
}

impl Object for SupportedResponse {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut kinds = None;
        let mut extensions = None;
        let mut signers = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "kinds" => {
                    let read = |(index, kind)| SupportedKind::read(kind, reader).in_element(index);
                    let read: Result<Vec<_>, _> = member.elements().in_member("kinds")?.enumerate().map(read).collect();
                    kinds = Some(read.in_member("kinds")?);
                }
                "extensions" | "signers" if member.is_null() => {
                    reader.flag(Flag::NullOptional);
                    other.push(&name, member.into());
                }
                "extensions" => extensions = Some(reader.texts(member).in_member("extensions")?),
                "signers" => signers = Some(reader.object(member).in_member("signers")?),
                _ => other.push(&name, member.into()),
            }
        }
        Ok(Self { kinds: required(kinds, "kinds", value)?, extensions, signers, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.array("kinds", &self.kinds, SupportedKind::write);
        if let Some(extensions) = &self.extensions {
            object.strings("extensions", extensions);
        }
        object.optional_raw("signers", self.signers.as_ref());
        object.finish(&self.other, |name| match name {
            "kinds" => true,
            "extensions" => self.extensions.is_some(),
            "signers" => self.signers.is_some(),
            _ => false,
        });
    }
}

impl Object for SupportedKind {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut version = None;
        let mut scheme = None;
        let mut network = None;
        let mut extra = None;
        let mut other = Members::new();
        for (name, member) in value.members()? {
            match &*name {
                "x402Version" => version = Some((reader.version(member).in_member("x402Version")?, member)),
                "scheme" => scheme = Some(reader.scheme(member).in_member("scheme")?),
                "network" => network = Some(member),
                "extra" if member.is_null() => {
                    reader.flag(Flag::NullOptional);
                    other.push(&name, member.into());
                }
                "extra" => extra = Some(reader.object(member).in_member("extra")?),
                _ => other.push(&name, member.into()),
            }
        }
        let (x402_version, version) = required(version, "x402Version", value)?;
        let network = required(network, "network", value)?;
        let network = match x402_version {
            1 => reader.network_name(network).map(AnyNetwork::V1).in_member("network")?,
            2 => reader.network(network).map(AnyNetwork::V2).in_member("network")?,
            _ => return Err(version.error(ErrorKind::Version)).in_member("x402Version"),
        };
        Ok(Self { x402_version, scheme: required(scheme, "scheme", value)?, network, extra, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", self.x402_version);
        object.string("scheme", self.scheme.as_str());
        object.any_network("network", &self.network);
        object.optional_raw("extra", self.extra.as_ref());
        object.finish(&self.other, |name| match name {
            "x402Version" | "scheme" | "network" => true,
            "extra" => self.extra.is_some(),
            _ => false,
        });
    }
}
