//! The fingerprint of a paid request.

use alloc::string::String;
use core::{
    fmt::{self, Write as _},
    str::FromStr,
};

use sha2::{Digest, Sha256};
use x402_schemes::{Hex, HexDigits};
use x402_types::{
    AnyNetwork, Members, NotCanonical, RawJson, Scheme, Version, declare::errors, matching::regenerated_extra,
};

/// The data that identify a paid operation: the request and its price (`payment_identifier.md`, Request Binding). The
/// struct has the fields of the canonical form. It gets no further ones, because they would change every fingerprint.
///
/// A server stores the fingerprint with the payment identifier. The same identifier with the same fingerprint is a
/// retry, and the server may return the cached response. The same identifier with a different fingerprint is a conflict
/// (409, X-1). `examples/retry.rs` shows this.
///
/// ```
/// use x402_types::{RawJson, Version};
/// use x402_extensions::payment_identifier::PaidRequest;
/// let offer = RawJson::parse(r#"{"scheme":"exact","amount":"10000"}"#)?;
/// let parameters = RawJson::parse(r#"{"city":"Ulm","days":3}"#)?;
/// let request = PaidRequest {
///     version: Version::V2,
///     method: "GET",
///     resource: "https://api.example.com/weather",
///     offer: &offer,
///     parameters: &parameters,
/// };
/// let respelled = RawJson::parse(r#"{ "days": 3.0, "city": "Ulm" }"#)?;
/// assert_eq!(request.fingerprint()?, PaidRequest { parameters: &respelled, ..request }.fingerprint()?);
/// assert_ne!(request.fingerprint()?, PaidRequest { method: "POST", ..request }.fingerprint()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PaidRequest<'a> {
    /// The `x402Version` of the offer.
    pub version: Version,
    /// The HTTP method, or the name of a tool.
    pub method: &'a str,
    /// The URL of the resource, as the server knows it.
    pub resource: &'a str,
    /// The server's own offer, a JSON object. The fields that servers renew for each offer are ignored
    /// ([`regenerated_extra`](x402_types::matching::regenerated_extra), X-10).
    pub offer: &'a RawJson,
    /// Everything else that determines the response, as any JSON value.
    pub parameters: &'a RawJson,
}

impl PaidRequest<'_> {
    /// Returns the canonical form (RFC 8785) of `{method, offer, parameters, resource, version}`, without the fields
    /// that servers renew for each offer.
    ///
    /// # Errors
    /// A number cannot be written without rounding.
    pub fn canonical(&self) -> Result<String, NotCanonical> {
        let mut text = String::from("{\"method\":");
        text.push_str(RawJson::string(self.method).as_str());
        text.push_str(",\"offer\":");
        text.push_str(&without_renewed(self.offer).as_ref().unwrap_or(self.offer).canonical()?);
        text.push_str(",\"parameters\":");
        text.push_str(&self.parameters.canonical()?);
        text.push_str(",\"resource\":");
        text.push_str(RawJson::string(self.resource).as_str());
        // Writing to a String cannot fail.
        let _ = write!(text, ",\"version\":{}}}", self.version);
        Ok(text)
    }

    /// Returns the SHA-256 of the canonical form.
    ///
    /// # Errors
    /// Those of [`canonical`](Self::canonical).
    pub fn fingerprint(&self) -> Result<Fingerprint, NotCanonical> {
        Ok(Fingerprint(Sha256::digest(self.canonical()?).into()))
    }
}

/// The offer without the fields that the server renews for each offer (B-2). `None` if it has none of them. A retry
/// with the next blockhash is not a different request.
fn without_renewed(offer: &RawJson) -> Option<RawJson> {
    let mut offer = Members::from_object(Some(offer));
    let text = |name: &str| offer.get(name)?.as_json().string().ok();
    let (scheme, network) = (text("scheme")?.parse::<Scheme>().ok()?, text("network")?.parse::<AnyNetwork>().ok()?);
    let mut extra = Members::from_object(offer.get("extra"));
    let before = extra.len();
    for name in regenerated_extra(&scheme, &network.network()?) {
        extra.remove(name);
    }
    (extra.len() < before).then(|| {
        offer.insert("extra", extra.into());
        offer.into()
    })
}

/// The SHA-256 of a paid request. It prints as 64 lowercase hexadecimal digits, and parses only that format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The 32 bytes of the hash.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HexDigits(&self.0).fmt(f)
    }
}

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, ParseFingerprintError> {
        let is_printed = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let bytes = Hex::decode(&["0x", text].concat()).filter(|_| is_printed);
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(ParseFingerprintError)
    }
}

errors! {
    /// The text is not 64 hexadecimal digits in lower case.
    pub struct ParseFingerprintError = "must be 64 hexadecimal digits in lower case";
}

x402_types::declare::from_text!(Fingerprint);
x402_types::declare::serde_as_string! {
    Fingerprint;
}
