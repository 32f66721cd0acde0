//! The proof in a header.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::HEADER;
use x402_types::{
    Carried, DecodeError, DecodeOptions, Decoded, ErrorKind, JsonRef, Members, Wire,
    declare::names,
    object::{Object, ObjectWriter, deserialize, keep_null, serialize},
    read::{Reader, ResultExt, only_header, required},
};

/// The proof that a client controls a wallet: the object in the header [`SIGN-IN-WITH-X`](HEADER) (X-11).
///
/// The fields are strings as received, because the wallet signed these strings. [`verify`](super::verify) checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignIn {
    /// The host of the server, with the port if it is not the default.
    pub domain: String,
    /// The account: `0x` and 40 hexadecimal digits, or base58 of 32 bytes.
    pub address: String,
    /// The URI of the requested resource.
    pub uri: String,
    /// The CAIP-2 identifier of the chain.
    pub chain_id: String,
    /// The field `type`: `eip191` on an EVM chain, `ed25519` on Solana.
    pub signature_type: String,
    /// The server's nonce: at least 8 letters and digits.
    pub nonce: String,
    /// The time of the challenge (RFC 3339).
    pub issued_at: String,
    /// The first second at which the sign-in has expired (RFC 3339).
    pub expiration_time: Option<String>,
    /// The first second at which the sign-in is valid (RFC 3339).
    pub not_before: Option<String>,
    /// The server's identifier of the request.
    pub request_id: Option<String>,
    /// A statement for the user.
    pub statement: Option<String>,
    /// URIs that belong to the request.
    pub resources: Option<Vec<String>>,
    /// An unsigned hint how the wallet signed. No check uses it.
    pub signature_scheme: Option<SignatureScheme>,
    /// The signature over the [message](Self::message): `0x` and hexadecimal digits, or base58 of 64 bytes.
    pub signature: String,
    /// All other fields, and the fields above whose value was `null`.
    pub other: Members,
}

/// The fields that every proof has. The version is always `"1"`. The struct gets no further fields.
#[derive(Clone, Debug, Default)]
pub struct SignInInit {
    /// [`SignIn::domain`]
    pub domain: String,
    /// [`SignIn::address`]
    pub address: String,
    /// [`SignIn::uri`]
    pub uri: String,
    /// [`SignIn::chain_id`]
    pub chain_id: String,
    /// [`SignIn::signature_type`]
    pub signature_type: String,
    /// [`SignIn::nonce`]
    pub nonce: String,
    /// [`SignIn::issued_at`]
    pub issued_at: String,
    /// [`SignIn::signature`]
    pub signature: String,
}

impl SignIn {
    /// The field `version` of every proof.
    pub const VERSION: &'static str = "1";

    /// Returns a proof with only the required fields.
    #[must_use]
    pub fn new(init: SignInInit) -> Self {
        let SignInInit { domain, address, uri, chain_id, signature_type, nonce, issued_at, signature } = init;
        Self {
            domain,
            address,
            uri,
            chain_id,
            signature_type,
            nonce,
            issued_at,
            statement: None,
            expiration_time: None,
            not_before: None,
            request_id: None,
            resources: None,
            signature_scheme: None,
            signature,
            other: Members::new(),
        }
    }
}

names! {
    /// The way in which the wallet signs (`signatureScheme`). This is a hint for clients. No check uses it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SignatureScheme {
        /// `eip191`: a key signs for the account.
        Eip191 = "eip191",
        /// `eip1271`: the account is a contract.
        Eip1271 = "eip1271",
        /// `eip6492`: the account is a contract that is not deployed yet.
        Eip6492 = "eip6492",
        /// `siws`: Sign-In With Solana.
        Siws = "siws",
    }
    as_str "The name on the wire.";
    ALL "All schemes.";
    Display;
}

impl SignatureScheme {
    pub(super) fn read(value: JsonRef<'_>) -> Result<Self, DecodeError> {
        let text = value.string()?;
        let known = Self::ALL.iter().copied().find(|scheme| scheme.as_str() == text);
        known.ok_or_else(|| value.error(ErrorKind::NotSignatureScheme))
    }
}

/// The optional fields.
const OPTIONAL: [&str; 6] = ["statement", "expirationTime", "notBefore", "requestId", "resources", "signatureScheme"];

impl Serialize for SignIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for SignIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Object for SignIn {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut texts = [const { None }; TEXTS.len()];
        let mut version = None;
        let mut read = Self::new(SignInInit::default());
        for (name, member) in value.members()? {
            if let Some((slot, name)) = texts.iter_mut().zip(TEXTS).find(|(_, known)| *known == name) {
                *slot = Some(reader.text(member).in_member(name)?);
                continue;
            }
            match &*name {
                "version" => version = Some(read_version(member).in_member("version")?),
                name if OPTIONAL.contains(&name) && member.is_null() => {
                    keep_null(name, member, &mut read.other, reader);
                }
                "statement" => read.statement = Some(reader.text(member).in_member("statement")?),
                "expirationTime" => read.expiration_time = Some(reader.text(member).in_member("expirationTime")?),
                "notBefore" => read.not_before = Some(reader.text(member).in_member("notBefore")?),
                "requestId" => read.request_id = Some(reader.text(member).in_member("requestId")?),
                "resources" => read.resources = Some(reader.texts(member).in_member("resources")?),
                "signatureScheme" => {
                    read.signature_scheme = Some(SignatureScheme::read(member).in_member("signatureScheme")?);
                }
                _ => read.other.push(&name, member.into()),
            }
        }
        required(version, "version", value)?;
        for ((slot, text), name) in read.texts_mut().into_iter().zip(texts).zip(TEXTS) {
            *slot = required(text, name, value)?;
        }
        Ok(read)
    }

    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.string("domain", &self.domain);
        object.string("address", &self.address);
        object.string("uri", &self.uri);
        object.string("version", Self::VERSION);
        object.string("chainId", &self.chain_id);
        object.string("type", &self.signature_type);
        object.string("nonce", &self.nonce);
        object.string("issuedAt", &self.issued_at);
        object.optional_string("expirationTime", self.expiration_time.as_deref());
        object.optional_string("notBefore", self.not_before.as_deref());
        object.optional_string("requestId", self.request_id.as_deref());
        object.optional_string("statement", self.statement.as_deref());
        if let Some(resources) = &self.resources {
            object.strings("resources", resources);
        }
        object.optional_string("signatureScheme", self.signature_scheme.map(SignatureScheme::as_str));
        object.string("signature", &self.signature);
        object.finish(&self.other, |name| match name {
            "statement" => self.statement.is_some(),
            "expirationTime" => self.expiration_time.is_some(),
            "notBefore" => self.not_before.is_some(),
            "requestId" => self.request_id.is_some(),
            "resources" => self.resources.is_some(),
            "signatureScheme" => self.signature_scheme.is_some(),
            name => name == "version" || TEXTS.contains(&name),
        });
    }
}

/// The required strings, in the order of [`SignIn::texts_mut`].
const TEXTS: [&str; 8] = ["domain", "address", "uri", "chainId", "type", "nonce", "issuedAt", "signature"];

impl SignIn {
    const fn texts_mut(&mut self) -> [&mut String; TEXTS.len()] {
        [
            &mut self.domain,
            &mut self.address,
            &mut self.uri,
            &mut self.chain_id,
            &mut self.signature_type,
            &mut self.nonce,
            &mut self.issued_at,
            &mut self.signature,
        ]
    }
}

/// Checks the version of a proof or a challenge. There is only one.
pub(super) fn read_version(value: JsonRef<'_>) -> Result<(), DecodeError> {
    if value.string()? == SignIn::VERSION { Ok(()) } else { Err(value.error(ErrorKind::NotSignInVersion)) }
}

/// Reads the proof from all headers of a request. Exactly one header may carry a proof.
///
/// # Errors
/// [`ErrorKind::SeveralHeaders`], [`ErrorKind::NoHeader`], and every error of decoding the header.
/// [`ErrorKind::NoHeader`] means that the client does not sign in; the request is not malformed.
///
/// ```
/// use x402_extensions::sign_in_with_x::decode_sign_in_headers;
/// use x402_types::{DecodeOptions, ErrorKind};
/// let twice = [("SIGN-IN-WITH-X", b"e30=".as_slice()), ("sign-in-with-x", b"e30=")];
/// let error = decode_sign_in_headers(twice, &DecodeOptions::STRICT).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::SeveralHeaders);
/// ```
pub fn decode_sign_in_headers<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    options: &DecodeOptions,
) -> Result<Decoded<SignIn>, DecodeError> {
    let is_of_sign_in = |name: &str| name.eq_ignore_ascii_case(HEADER).then_some(());
    let ((), value) = only_header(headers, is_of_sign_in)?.ok_or(ErrorKind::NoHeader(Carried::SignIn))?;
    SignIn::decode_header(value, options)
}
