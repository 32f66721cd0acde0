//! The extension `auth-hints`: the server declares which of its offers need authentication, and with which methods
//! (`extensions/extension-auth-hints.md`). The client adds nothing to its payment.
//!
//! ```
//! use x402_extensions::auth_hints::{AuthHints, AuthMethod};
//! use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};
//! let extensions = RawJson::parse(r#"{"auth-hints":{"info":{"authRequirements":[{"acceptIndexes":[1],"methods":[
//!   {"type":"oauth2","tokenType":"DPoP","authorizationServer":"https://as.example.com",
//!    "tokenEndpoint":"https://as.example.com/token"},
//!   {"type":"sign-in-with-x"}]}]}}}"#)?;
//! let hints = AuthHints::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
//! assert!(hints.needed_for(0).is_empty());
//! let needed = hints.needed_for(1);
//! // The 402 response has no challenge for a sign-in, so only one of the two methods is usable.
//! assert!(matches!(&*needed[0], [AuthMethod::OAuth2(_)]));
//! # Ok::<(), x402_types::DecodeError>(())
//! ```

use alloc::{string::String, vec::Vec};

use x402_types::{
    DecodeError, ErrorKind, JsonRef, RawJson,
    declare::names,
    extensions::Extension,
    read::{Reader, ResultExt, required},
};

use crate::sign_in_with_x;

type Result<T> = core::result::Result<T, DecodeError>;

/// The key of this extension in `extensions`.
pub const KEY: &str = "auth-hints";

/// The server's declaration: `extensions["auth-hints"]` of a `PaymentRequired`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthHints {
    /// The list `info.authRequirements`. If several requirements apply to one offer, all of them are mandatory (X-35).
    pub requirements: Vec<AuthRequirement>,
    /// `true` if the same `PaymentRequired` contains the challenge that the method `sign-in-with-x` refers to (X-34).
    pub has_sign_in: bool,
}

/// The offers that need authentication, and the methods from which the client chooses one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthRequirement {
    /// Indexes into `accepts`, from 0. Numbers that are not non-negative integers are left out, because clients ignore
    /// them (X-33).
    pub accept_indexes: Vec<u64>,
    /// The methods. The list is never empty.
    pub methods: Vec<AuthMethod>,
}

/// An authentication method, by its field `type`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthMethod {
    /// `oauth2`
    OAuth2(OAuth2),
    /// `sign-in-with-x`: the extension of this name in the same `PaymentRequired` has the challenge.
    SignInWithX,
    /// An unknown type, as received. It cannot be used.
    Unknown(RawJson),
}

/// An OAuth 2.0 access token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OAuth2 {
    /// The way to present the token.
    pub token_type: TokenType,
    /// The base URL of the authorization server.
    pub authorization_server: String,
    /// The URL that issues tokens.
    pub token_endpoint: String,
    /// The URL where a client registers (RFC 7591). If absent, the client needs an existing identifier.
    pub registration_endpoint: Option<String>,
}

names! {
    /// The way to present an access token.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum TokenType {
        /// `Bearer` (RFC 6750).
        Bearer = "Bearer",
        /// `DPoP` (RFC 9449).
        DPoP = "DPoP",
    }
    as_str "The name on the wire.";
    ALL "Every token type.";
    Display;
}

impl Extension for AuthHints {
    const KEY: &'static str = KEY;

    /// Returns `None` also for `null` (C-7). Sets [`has_sign_in`](Self::has_sign_in) to `false`, because the value does
    /// not contain the challenge.
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self>> {
        let read = |requirements| Self { requirements, has_sign_in: false };
        (!value.is_null()).then(|| read_requirements(value, reader).map(read))
    }

    fn of_extensions(extensions: &RawJson, reader: &mut Reader<'_>) -> Option<Result<Self>> {
        let all = extensions.as_json();
        let has_sign_in = all.non_null(sign_in_with_x::KEY).is_some();
        let read = Self::read(all.get(KEY)?, reader)?.in_member(KEY);
        Some(read.map(|hints| Self { has_sign_in, ..hints }))
    }
}

impl AuthHints {
    /// Returns the usable methods of each requirement for the offer at this index of `accepts` (X-36). The list is
    /// empty if the offer needs no authentication. The client cannot meet a requirement without a usable method, and so
    /// cannot accept the offer.
    pub fn needed_for(&self, offer: u64) -> Vec<Vec<&AuthMethod>> {
        let is_usable = |method: &&AuthMethod| match method {
            AuthMethod::OAuth2(_) => true,
            AuthMethod::SignInWithX => self.has_sign_in,
            AuthMethod::Unknown(_) => false,
        };
        let asked = self.requirements.iter().filter(|requirement| requirement.accept_indexes.contains(&offer));
        asked.map(|requirement| requirement.methods.iter().filter(is_usable).collect()).collect()
    }
}

fn read_requirements(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Vec<AuthRequirement>> {
    let info = required(extension.members()?.find(|(name, _)| name == "info"), "info", extension)?.1;
    let list = info.members().in_member("info")?.find(|(name, _)| name == "authRequirements");
    let list = required(list, "authRequirements", info).in_member("info")?.1;
    let elements = list.elements().in_member("authRequirements").in_member("info")?.enumerate();
    let read = |(index, element)| {
        let requirement = AuthRequirement::read(element, reader).in_element(index);
        requirement.in_member("authRequirements").in_member("info")
    };
    elements.map(read).collect()
}

impl AuthRequirement {
    /// Reads an element of `authRequirements`.
    ///
    /// # Errors
    /// A field is missing or wrong. The path of the error begins below the element.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self> {
        let (mut accept_indexes, mut methods) = (None, None);
        for (name, member) in value.members()? {
            match &*name {
                "acceptIndexes" => accept_indexes = Some(read_indexes(member).in_member("acceptIndexes")?),
                "methods" => methods = Some(read_methods(member, reader).in_member("methods")?),
                _ => {}
            }
        }
        Ok(Self {
            accept_indexes: required(accept_indexes, "acceptIndexes", value)?,
            methods: required(methods, "methods", value)?,
        })
    }
}

fn read_indexes(value: JsonRef<'_>) -> Result<Vec<u64>> {
    let mut indexes = Vec::new();
    for (at, element) in filled(value)?.enumerate() {
        match element.integer() {
            Ok(index) => indexes.push(index),
            // A negative number or a fraction is not the index of an offer.
            Err(_) if element.is_number() => {}
            Err(error) => return Err(error).in_element(at),
        }
    }
    Ok(indexes)
}

fn read_methods(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Vec<AuthMethod>> {
    filled(value)?.enumerate().map(|(at, method)| AuthMethod::read(method, reader).in_element(at)).collect()
}

/// The elements of a list, which must not be empty.
fn filled(list: JsonRef<'_>) -> Result<x402_types::ElementIter<'_>> {
    let elements = list.elements()?;
    if elements.clone().next().is_none() { Err(list.error(ErrorKind::EmptyList)) } else { Ok(elements) }
}

impl AuthMethod {
    /// Reads an element of `methods`.
    ///
    /// # Errors
    /// A field is missing or wrong. The path of the error begins below the element. [`ErrorKind::UnknownValue`] for a
    /// token type that is neither `Bearer` nor `DPoP`.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self> {
        let kind = value.members()?.find(|(name, _)| name == "type");
        let kind = reader.text(required(kind, "type", value)?.1).in_member("type")?;
        match &*kind {
            "oauth2" => OAuth2::read(value, reader).map(Self::OAuth2),
            "sign-in-with-x" => Ok(Self::SignInWithX),
            _ => Ok(Self::Unknown(value.into())),
        }
    }
}

impl OAuth2 {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self> {
        let (mut token_type, mut server, mut token, mut registration) = (None, None, None, None);
        for (name, member) in value.members()? {
            match &*name {
                "tokenType" => token_type = Some(TokenType::read(member).in_member("tokenType")?),
                "authorizationServer" => server = Some(reader.text(member).in_member("authorizationServer")?),
                "tokenEndpoint" => token = Some(reader.text(member).in_member("tokenEndpoint")?),
                "registrationEndpoint" => {
                    let field = reader.non_null(member).map(|field| reader.text(field)).transpose();
                    registration = field.in_member("registrationEndpoint")?;
                }
                _ => {}
            }
        }
        Ok(Self {
            token_type: required(token_type, "tokenType", value)?,
            authorization_server: required(server, "authorizationServer", value)?,
            token_endpoint: required(token, "tokenEndpoint", value)?,
            registration_endpoint: registration,
        })
    }
}

impl TokenType {
    fn read(value: JsonRef<'_>) -> Result<Self> {
        let text = value.string()?;
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| value.error(ErrorKind::UnknownValue))
    }
}
