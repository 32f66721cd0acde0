use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use x402_types::{DecodeError, ErrorKind, RawJson, read::base64url};

/// A compact JWS (RFC 7515 §7.1): three parts in unpadded base64url, separated by dots (X-24). The text is kept as
/// received, because the signature covers the bytes and not their meaning.
///
/// ```
/// use x402_extensions::offer_receipt::Jws;
/// let jws: Jws = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJ2ZXJzaW9uIjoxfQ.AQI".parse()?;
/// assert_eq!(jws.header()?.as_str(), r#"{"alg":"ES256","kid":"a"}"#);
/// assert_eq!(jws.payload()?.as_str(), r#"{"version":1}"#);
/// assert_eq!(jws.signature(), [1, 2]);
/// assert_eq!(jws.signing_input(), "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.eyJ2ZXJzaW9uIjoxfQ");
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Jws {
    compact: String,
    /// The number of signed bytes: those before the second dot.
    signed: usize,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// The whole JWS as text.
    pub fn as_str(&self) -> &str {
        &self.compact
    }

    /// Decodes the protected header: one JSON value, under the same rules as every JSON text (C-2 to C-4).
    ///
    /// # Errors
    /// The bytes are not JSON.
    pub fn header(&self) -> Result<RawJson, DecodeError> {
        read_json(&self.header)
    }

    /// Decodes the payload, under the same rules as the header.
    ///
    /// # Errors
    /// The bytes are not JSON.
    pub fn payload(&self) -> Result<RawJson, DecodeError> {
        read_json(&self.payload)
    }

    /// Returns `true` if the payload is byte for byte in its canonical form (RFC 8785).
    pub fn is_canonical(&self) -> bool {
        let canonical = self.payload().ok().and_then(|payload| payload.canonical().ok());
        canonical.is_some_and(|canonical| canonical.as_bytes() == self.payload)
    }

    /// The bytes of the signature. The header's `alg` defines their format.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The ASCII text that the key signed: the first two parts and the dot between them.
    pub fn signing_input(&self) -> &str {
        self.compact.get(..self.signed).unwrap_or_default()
    }

    /// Builds a JWS from header, payload and the bytes of the signature.
    pub(super) fn signed(header: &str, payload: &str, signature: &[u8]) -> Self {
        let mut compact = signing_input(header, payload);
        let signed = compact.len();
        compact.push('.');
        compact.push_str(&URL_SAFE_NO_PAD.encode(signature));
        Self { compact, signed, header: header.into(), payload: payload.into(), signature: signature.to_owned() }
    }
}

/// The ASCII text that a key signs: the encoded header, a dot, and the encoded payload.
pub(super) fn signing_input(header: &str, payload: &str) -> String {
    let mut text = URL_SAFE_NO_PAD.encode(header);
    text.push('.');
    text.push_str(&URL_SAFE_NO_PAD.encode(payload));
    text
}

fn read_json(bytes: &[u8]) -> Result<RawJson, DecodeError> {
    RawJson::parse(str::from_utf8(bytes)?)
}

impl FromStr for Jws {
    type Err = DecodeError;

    /// Returns [`ErrorKind::NotJws`] unless the text has three parts, each in unpadded base64url whose unused bits are
    /// zero.
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let not_jws = || DecodeError::new(ErrorKind::NotJws);
        let (input, signature) = text.rsplit_once('.').ok_or_else(not_jws)?;
        // A fourth part leaves a dot in one of these parts, and base64url has no dot.
        let (header, payload) = input.split_once('.').ok_or_else(not_jws)?;
        let part = |text: &str| base64url(text).ok_or_else(not_jws);
        Ok(Self {
            signed: input.len(),
            header: part(header)?,
            payload: part(payload)?,
            signature: part(signature)?,
            compact: text.to_string(),
        })
    }
}

impl fmt::Display for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.compact)
    }
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.compact)
    }
}
