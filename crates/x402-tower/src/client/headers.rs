//! The headers of each request to a facilitator: fixed ones, computed ones, and the idempotency key.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use crate::BoxError;

/// The format of the idempotency key of a settlement. Both formats encode the same 16 bytes: a MAC with the
/// [`Secret`](crate::Secret) of the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFormat {
    /// 32 lowercase hexadecimal digits.
    #[default]
    Hex,
    /// A UUID of version 4 (RFC 9562 §5.4) with these bytes, except for the six bits that are the same in every such
    /// UUID: 122 bits remain.
    Uuid,
}

impl KeyFormat {
    fn write(self, key: &str) -> Result<HeaderValue, BoxError> {
        let text = match self {
            Self::Hex => key.into(),
            Self::Uuid => {
                uuid(key).ok_or("the idempotency key has not 32 hexadecimal digits, of which a UUID is made")?
            }
        };
        Ok(HeaderValue::from_str(&text)?)
    }
}

/// The UUID of version 4 made from 32 hexadecimal digits.
fn uuid(digits: &str) -> Option<String> {
    let bits = u128::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 32 && !digits.starts_with('+'))?;
    // The version, and the variant of RFC 9562.
    let bits = (bits & !(0xf << 76) & !(0b11 << 62)) | (4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let parts = [digits.get(..8)?, digits.get(8..12)?, digits.get(12..16)?, digits.get(16..20)?, digits.get(20..)?];
    Some(parts.join("-"))
}

type Make = dyn Fn(&Method, &Uri, &[u8]) -> Result<HeaderMap, BoxError> + Send + Sync;

/// The headers of requests. Logs do not contain their values.
#[derive(Clone)]
pub(super) struct Headers {
    pub(super) fixed: HeaderMap,
    pub(super) made: Option<Arc<Make>>,
    pub(super) key: (HeaderName, KeyFormat),
}

impl Headers {
    pub(super) fn new() -> Self {
        Self { fixed: HeaderMap::new(), made: None, key: (HeaderName::from_static("idempotency-key"), KeyFormat::Hex) }
    }

    /// The headers of one request.
    pub(super) fn of(&self, method: &Method, url: &str, body: &[u8], key: Option<&str>) -> Result<HeaderMap, BoxError> {
        let mut headers = self.fixed.clone();
        if let Some(made) = &self.made {
            let mut made = made(method, &url.parse()?, body)?;
            made.values_mut().for_each(|value| value.set_sensitive(true));
            headers.extend(made);
        }
        let (name, format) = &self.key;
        if let Some(key) = key {
            headers.insert(name, format.write(key)?);
        }
        Ok(headers)
    }
}
