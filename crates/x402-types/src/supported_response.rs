use alloc::{string::String, vec::Vec};

use crate::{
    AnyNetwork, DecodeError, Entry, Flag, JsonRef, Members, Network, NetworkName, RawJson, Scheme, Version,
    entry::read_entries,
    json::ObjectWriter,
    object::{Object, keep_null, wire_object},
    read::{Reader, ResultExt, required},
};

/// A facilitator's capabilities, in the answer to `GET /supported` (V2 specification §7.3.1, V1 specification §7.3).
///
/// An unreadable combination, for example of a future version, does not affect the others. V2 requires `extensions` and
/// `signers`, V1 does not have them, and the official client does not need them. If they are missing although a
/// combination is of V2, [`Flag::NoExtensions`] or [`Flag::NoSigners`] is raised (C-8). A signer without a key, such as the
/// zero address, raises [`Flag::KeylessSigner`].
///
/// ```
/// use x402_types::{DecodeOptions, Flag, SupportedResponse, Wire};
/// let text = r#"{"kinds":[{"x402Version":3,"scheme":"exact","network":"eip155:8453"},
///   {"x402Version":2,"scheme":"exact","network":"eip155:8453"}],"extensions":[],"signers":{}}"#;
/// let decoded = SupportedResponse::decode(text, &DecodeOptions::STRICT)?;
/// assert!(decoded.flags.contains(Flag::UnreadableKind));
/// let kinds: Vec<_> = decoded.value.kinds.iter().filter_map(|kind| kind.get()).collect();
/// assert_eq!(kinds[0].scheme.as_str(), "exact");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupportedResponse {
    /// The supported combinations of version, scheme and network.
    pub kinds: Vec<Entry<SupportedKind>>,
    /// The identifiers of the supported extensions (V2).
    pub extensions: Option<Vec<String>>,
    /// CAIP-2 patterns such as `eip155:*`, each with the addresses of signers (V2): a JSON object, as received.
    pub signers: Option<RawJson>,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

impl SupportedResponse {
    /// Creates a response with combinations only, as in V1. V2 also requires [`extensions`](Self::extensions) and
    /// [`signers`](Self::signers).
    ///
    /// ```
    /// use x402_types::{NetworkName, RawJson, Scheme, SupportedKind, SupportedResponse, Wire};
    /// let kind = SupportedKind::v1(Scheme::EXACT, NetworkName::try_from("base").unwrap());
    /// let mut supported = SupportedResponse::new([kind]);
    /// assert_eq!(supported.to_json(), r#"{"kinds":[{"x402Version":1,"scheme":"exact","network":"base"}]}"#);
    /// supported.extensions = Some(vec!["bazaar".into()]);
    /// supported.signers = Some(RawJson::parse(r#"{"eip155:*":["0x20"]}"#)?);
    /// assert!(supported.to_json().ends_with(r#","extensions":["bazaar"],"signers":{"eip155:*":["0x20"]}}"#));
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn new(kinds: impl IntoIterator<Item = SupportedKind>) -> Self {
        let kinds = kinds.into_iter().map(Entry::Read).collect();
        Self { kinds, extensions: None, signers: None, other: Members::new() }
    }
}

/// A supported combination of version, scheme and network (V2 specification §7.3.1, `SupportedKind`; V1 specification
/// §7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupportedKind {
    /// The protocol version.
    pub x402_version: Version,
    /// The payment scheme.
    pub scheme: Scheme,
    /// The network in the format of the version.
    pub network: AnyNetwork,
    /// Further terms of the scheme: a JSON object, as received.
    pub extra: Option<RawJson>,
    /// All other fields, and `extra` if it was `null`.
    pub other: Members,
}

impl SupportedKind {
    /// Creates a combination of V1, without `extra`.
    ///
    /// ```
    /// use x402_types::{NetworkName, Scheme, SupportedKind, Wire};
    /// let kind = SupportedKind::v1(Scheme::EXACT, NetworkName::try_from("base").unwrap());
    /// assert_eq!(kind.to_json(), r#"{"x402Version":1,"scheme":"exact","network":"base"}"#);
    /// ```
    #[must_use]
    pub const fn v1(scheme: Scheme, network: NetworkName) -> Self {
        Self { x402_version: Version::V1, scheme, network: AnyNetwork::V1(network), extra: None, other: Members::new() }
    }

    /// Creates a combination of V2, without `extra`.
    ///
    /// ```
    /// use x402_types::{Network, Scheme, SupportedKind, Wire};
    /// let kind = SupportedKind::v2(Scheme::EXACT, Network::eip155(8453));
    /// assert_eq!(kind.to_json(), r#"{"x402Version":2,"scheme":"exact","network":"eip155:8453"}"#);
    /// ```
    #[must_use]
    pub const fn v2(scheme: Scheme, network: Network) -> Self {
        Self { x402_version: Version::V2, scheme, network: AnyNetwork::V2(network), extra: None, other: Members::new() }
    }
}

wire_object! {
    SupportedResponse; |value, member, reader|
    required kinds "kinds" = read_entries::<SupportedKind>(member, "kinds", Flag::UnreadableKind, reader);
    optional extensions "extensions";
    optional signers "signers";
    {
        if signers.as_ref().is_some_and(has_keyless_signer) {
            reader.flag(Flag::KeylessSigner);
        }
        if kinds.iter().flatten().filter_map(Entry::get).any(|kind| kind.x402_version == Version::V2) {
            if extensions.is_none() {
                reader.flag(Flag::NoExtensions);
            }
            if signers.is_none() {
                reader.flag(Flag::NoSigners);
            }
        }
    }
}

/// The address of each namespace for which there is no key: the zero address, Solana's system program, and the accounts of
/// zeros.
const KEYLESS: [(&str, &str); 4] = [
    ("eip155", "0x0000000000000000000000000000000000000000"),
    ("solana", "11111111111111111111111111111111"),
    ("stellar", "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF"),
    ("xrpl", "rrrrrrrrrrrrrrrrrrrrrhoLvTp"),
];

/// Returns `true` if one of the signers, listed by CAIP-2 pattern, has no key.
fn has_keyless_signer(signers: &RawJson) -> bool {
    signers.as_json().members().into_iter().flatten().any(|(pattern, addresses)| {
        let namespace = pattern.split(':').next().unwrap_or_default();
        let Some((_, keyless)) = KEYLESS.iter().find(|(known, _)| *known == namespace) else { return false };
        let is_keyless = |address: JsonRef<'_>| address.string().is_ok_and(|address| address == *keyless);
        addresses.elements().into_iter().flatten().any(is_keyless)
    })
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
                "x402Version" => version = Some(reader.version(member).in_member("x402Version")?),
                "scheme" => scheme = Some(reader.scheme(member).in_member("scheme")?),
                "network" => network = Some(member),
                "extra" if member.is_null() => keep_null(&name, member, &mut other, reader),
                "extra" => extra = Some(reader.object(member).in_member("extra")?),
                _ => other.push(&name, member.into()),
            }
        }
        let x402_version = required(version, "x402Version", value)?;
        let network = required(network, "network", value)?;
        let network = match x402_version {
            Version::V1 => reader.network_name(network).map(AnyNetwork::V1).in_member("network")?,
            Version::V2 => reader.network(network).map(AnyNetwork::V2).in_member("network")?,
        };
        Ok(Self { x402_version, scheme: required(scheme, "scheme", value)?, network, extra, other })
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.integer("x402Version", self.x402_version.number());
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
