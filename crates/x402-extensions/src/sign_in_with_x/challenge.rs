//! The challenge in a 402 response.

use alloc::{string::String, vec::Vec};

use super::{ChainKind, KEY, SignIn, SignInInit, SignatureScheme, proof::read_version};
use x402_types::{
    DecodeError, JsonRef, Members, RawJson,
    extensions::{Extension, WriteExtension},
    read::{Reader, ResultExt, required},
};

/// The server's declaration: `extensions["sign-in-with-x"]` of a `PaymentRequired`. A client answers it with a
/// [`SignIn`] that has the same fields and an account.
///
/// ```
/// use x402_extensions::sign_in_with_x::Challenge;
/// use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};
/// let extensions = RawJson::parse(r#"{"sign-in-with-x":{"info":{"domain":"api.example.com",
///   "uri":"https://api.example.com/premium-data","version":"1","nonce":"a1b2c3d4e5f67890a1b2c3d4e5f67890",
///   "issuedAt":"2024-01-15T10:30:00.000Z"},"supportedChains":[{"chainId":"eip155:8453","type":"eip191"}]}}"#)?;
/// let challenge = Challenge::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
/// assert_eq!(challenge.supported_chains[0].chain_id, "eip155:8453");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The host of the server, with the port if it is not the default.
    pub domain: String,
    /// The URI of the requested resource.
    pub uri: String,
    /// The nonce: at least 8 letters and digits. A server should use 32 hexadecimal digits.
    pub nonce: String,
    /// The time of the challenge (RFC 3339).
    pub issued_at: String,
    /// A statement for the user.
    pub statement: Option<String>,
    /// The first second at which a sign-in has expired (RFC 3339).
    pub expiration_time: Option<String>,
    /// The first second at which a sign-in is valid (RFC 3339).
    pub not_before: Option<String>,
    /// The server's identifier of the request.
    pub request_id: Option<String>,
    /// URIs that belong to the request.
    pub resources: Option<Vec<String>>,
    /// The chains on which the server accepts a sign-in, in the server's order.
    pub supported_chains: Vec<SupportedChain>,
}

/// The fields that every challenge has. The version is always `"1"`. The struct gets no further fields.
#[derive(Clone, Debug, Default)]
pub struct ChallengeInit {
    /// [`Challenge::domain`]
    pub domain: String,
    /// [`Challenge::uri`]
    pub uri: String,
    /// [`Challenge::nonce`]
    pub nonce: String,
    /// [`Challenge::issued_at`]
    pub issued_at: String,
}

/// A chain on which the server accepts a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SupportedChain {
    /// The CAIP-2 identifier.
    pub chain_id: String,
    /// The field `type`: `eip191` on an EVM chain, `ed25519` on Solana.
    pub signature_type: String,
    /// A hint how the wallet should sign.
    pub signature_scheme: Option<SignatureScheme>,
}

impl SupportedChain {
    /// Returns a chain with its signature type. `None` for a namespace without one.
    #[must_use]
    pub fn of(chain_id: impl Into<String>) -> Option<Self> {
        let chain_id = chain_id.into();
        let signature_type = ChainKind::of(&chain_id)?.signature_type().into();
        Some(Self { chain_id, signature_type, signature_scheme: None })
    }

    fn to_json(&self) -> RawJson {
        let scheme = self.signature_scheme.map(|scheme| RawJson::string(scheme.as_str()));
        let (chain_id, signature_type) = (RawJson::string(&self.chain_id), RawJson::string(&self.signature_type));
        object([("chainId", Some(chain_id)), ("type", Some(signature_type)), ("signatureScheme", scheme)])
    }

    fn read(value: JsonRef<'_>, reader: &Reader<'_>) -> Result<Self, DecodeError> {
        let (mut chain_id, mut signature_type, mut signature_scheme) = (None, None, None);
        for (name, member) in value.members()? {
            match &*name {
                "chainId" => chain_id = Some(reader.text(member).in_member("chainId")?),
                "type" => signature_type = Some(reader.text(member).in_member("type")?),
                "signatureScheme" if !member.is_null() => {
                    signature_scheme = Some(SignatureScheme::read(member).in_member("signatureScheme")?);
                }
                _ => {}
            }
        }
        Ok(Self {
            chain_id: required(chain_id, "chainId", value)?,
            signature_type: required(signature_type, "type", value)?,
            signature_scheme,
        })
    }
}

impl Extension for Challenge {
    const KEY: &'static str = KEY;

    /// Returns `None` also for `null` (C-7).
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        (!value.is_null()).then(|| Self::read_all(value, reader))
    }
}

impl Challenge {
    fn read_all(extension: JsonRef<'_>, reader: &Reader<'_>) -> Result<Self, DecodeError> {
        let (mut challenge, mut chains) = (None, None);
        for (name, member) in extension.members()? {
            match &*name {
                "info" => challenge = Some(Self::read_info(member, reader).in_member("info")?),
                "supportedChains" => chains = Some(read_chains(member, reader).in_member("supportedChains")?),
                _ => {}
            }
        }
        let challenge = required(challenge, "info", extension)?;
        Ok(Self { supported_chains: required(chains, "supportedChains", extension)?, ..challenge })
    }

    fn read_info(info: JsonRef<'_>, reader: &Reader<'_>) -> Result<Self, DecodeError> {
        let (mut version, mut domain, mut uri, mut nonce, mut issued_at) = (None, None, None, None, None);
        let mut read = Self::new(ChallengeInit::default());
        for (name, member) in info.members()? {
            match &*name {
                "version" => version = Some(read_version(member).in_member("version")?),
                "domain" => domain = Some(reader.text(member).in_member("domain")?),
                "uri" => uri = Some(reader.text(member).in_member("uri")?),
                "nonce" => nonce = Some(reader.text(member).in_member("nonce")?),
                "issuedAt" => issued_at = Some(reader.text(member).in_member("issuedAt")?),
                _ if member.is_null() => {}
                "statement" => read.statement = Some(reader.text(member).in_member("statement")?),
                "expirationTime" => read.expiration_time = Some(reader.text(member).in_member("expirationTime")?),
                "notBefore" => read.not_before = Some(reader.text(member).in_member("notBefore")?),
                "requestId" => read.request_id = Some(reader.text(member).in_member("requestId")?),
                "resources" => read.resources = Some(reader.texts(member).in_member("resources")?),
                _ => {}
            }
        }
        required(version, "version", info)?;
        read.domain = required(domain, "domain", info)?;
        read.uri = required(uri, "uri", info)?;
        read.nonce = required(nonce, "nonce", info)?;
        read.issued_at = required(issued_at, "issuedAt", info)?;
        Ok(read)
    }

    /// Returns a challenge without optional fields and without a chain.
    #[must_use]
    pub fn new(init: ChallengeInit) -> Self {
        let ChallengeInit { domain, uri, nonce, issued_at } = init;
        Self {
            domain,
            uri,
            nonce,
            issued_at,
            statement: None,
            expiration_time: None,
            not_before: None,
            request_id: None,
            resources: None,
            supported_chains: Vec::new(),
        }
    }

    /// Returns the proof that answers the challenge on one of its chains, without a signature.
    pub fn answered(&self, chain: &SupportedChain, address: impl Into<String>) -> SignIn {
        let mut sign_in = SignIn::new(SignInInit {
            domain: self.domain.clone(),
            address: address.into(),
            uri: self.uri.clone(),
            chain_id: chain.chain_id.clone(),
            signature_type: chain.signature_type.clone(),
            nonce: self.nonce.clone(),
            issued_at: self.issued_at.clone(),
            signature: String::new(),
        });
        sign_in.statement.clone_from(&self.statement);
        sign_in.expiration_time.clone_from(&self.expiration_time);
        sign_in.not_before.clone_from(&self.not_before);
        sign_in.request_id.clone_from(&self.request_id);
        sign_in.resources.clone_from(&self.resources);
        sign_in.signature_scheme = chain.signature_scheme;
        sign_in
    }
}

impl WriteExtension for Challenge {
    /// Returns `info` and `supportedChains`. `_declared` is unused, because the server is the first to write the
    /// extension.
    fn to_value(&self, _declared: Option<&RawJson>) -> RawJson {
        let text = |text: &str| Some(RawJson::string(text));
        let resources = self.resources.as_ref().map(|all| RawJson::array(all.iter().map(|uri| RawJson::string(uri))));
        let info = [
            ("domain", text(&self.domain)),
            ("uri", text(&self.uri)),
            ("version", text(SignIn::VERSION)),
            ("nonce", text(&self.nonce)),
            ("issuedAt", text(&self.issued_at)),
            ("expirationTime", self.expiration_time.as_deref().and_then(text)),
            ("notBefore", self.not_before.as_deref().and_then(text)),
            ("requestId", self.request_id.as_deref().and_then(text)),
            ("statement", self.statement.as_deref().and_then(text)),
            ("resources", resources),
        ];
        let chains = self.supported_chains.iter().map(SupportedChain::to_json);
        Members::from_iter([("info", object(info)), ("supportedChains", RawJson::array(chains))]).into()
    }
}

/// An object of the fields that have a value.
fn object<'a>(members: impl IntoIterator<Item = (&'a str, Option<RawJson>)>) -> RawJson {
    members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect::<Members>().into()
}

fn read_chains(value: JsonRef<'_>, reader: &Reader<'_>) -> Result<Vec<SupportedChain>, DecodeError> {
    value.elements()?.enumerate().map(|(index, chain)| SupportedChain::read(chain, reader).in_element(index)).collect()
}
