use alloc::string::String;
use core::str::FromStr;

use x402_types::{JsonRef, RawJson, read::base64url};

use super::{KeyError, Point, PublicKey};

/// A public key in JSON (RFC 7517, RFC 8037, RFC 8812).
///
/// ```
/// use x402_extensions::keys::{Jwk, PublicKey};
/// // From RFC 8037, A.2.
/// let jwk: Jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.parse()?;
/// assert!(matches!(jwk.key, PublicKey::Ed25519([0xd7, 0x5a, ..])));
/// # Ok::<(), x402_extensions::keys::KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Jwk {
    /// The public key.
    pub key: PublicKey,
    /// The only algorithm that the key may be used with (`alg`), if the JWK names one.
    pub alg: Option<String>,
}

impl Jwk {
    /// Reads a JWK from its fields `kty`, `crv`, `x` and, for EC, `y`. Each coordinate has 32 bytes. `d` must be
    /// absent, and `use` must be absent or `sig`. Other fields except `alg` are ignored.
    ///
    /// # Errors
    /// The value is not such a JWK.
    pub fn read(jwk: JsonRef<'_>) -> Result<Self, KeyError> {
        if !jwk.is_object() {
            return Err(KeyError::NotObject);
        }
        if jwk.get("d").is_some() {
            return Err(KeyError::Private);
        }
        if text(jwk, "use")?.is_some_and(|purpose| purpose != "sig") {
            return Err(KeyError::Member("use"));
        }
        let (kty, crv) = (text(jwk, "kty")?, text(jwk, "crv")?);
        let (x, y) = (|| coordinate(jwk, "x"), || coordinate(jwk, "y"));
        let point = || Ok(Point::Uncompressed(uncompressed(x()?, y()?)));
        let key = match (kty.as_deref(), crv.as_deref()) {
            (Some("OKP"), Some("Ed25519")) => PublicKey::Ed25519(x()?),
            (Some("EC"), Some("P-256")) => PublicKey::P256(point()?),
            (Some("EC"), Some("secp256k1")) => PublicKey::Secp256k1(point()?),
            _ => return Err(KeyError::Curve),
        };
        Ok(Self { key, alg: text(jwk, "alg")? })
    }
}

impl FromStr for Jwk {
    type Err = KeyError;

    fn from_str(json: &str) -> Result<Self, KeyError> {
        Self::read(RawJson::parse(json).map_err(|_| KeyError::NotObject)?.as_json())
    }
}

/// The text of a field, if the field is present.
fn text(jwk: JsonRef<'_>, name: &'static str) -> Result<Option<String>, KeyError> {
    let member = jwk.get(name).map(|member| member.string().map_err(|_| KeyError::Member(name)));
    Ok(member.transpose()?.map(Into::into))
}

/// The 32 bytes of a coordinate.
fn coordinate(jwk: JsonRef<'_>, name: &'static str) -> Result<[u8; 32], KeyError> {
    let bytes = text(jwk, name)?.and_then(|text| base64url(&text));
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(KeyError::Member(name))
}

fn uncompressed(x: [u8; 32], y: [u8; 32]) -> [u8; 65] {
    let mut point = [4; 65];
    for (slot, byte) in point.iter_mut().skip(1).zip(x.into_iter().chain(y)) {
        *slot = byte;
    }
    point
}
