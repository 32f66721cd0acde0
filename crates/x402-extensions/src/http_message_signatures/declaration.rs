//! The server's declaration (H-1).

use alloc::{string::String, vec::Vec};

use super::KEY;
use x402_types::{
    DecodeError, ErrorKind, JsonRef,
    extensions::Extension,
    read::{Reader, ResultExt, is_absolute_url, required},
};

/// The signatures that a server accepts: `extensions["http-message-signatures"].info` of a `PaymentRequired`.
///
/// ```
/// use x402_extensions::http_message_signatures::Declaration;
/// use x402_types::{DecodeOptions, RawJson, extensions::Extension, read::Reader};
/// let extensions = RawJson::parse(r#"{"http-message-signatures":{"info":{"signatureSchemes":["ed25519"],
///   "registrationUrl":"https://network.example.com/signature-agents","tags":["web-bot-auth"]}}}"#)?;
/// let declaration = Declaration::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
/// assert_eq!(declaration.tags, ["web-bot-auth"]);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declaration {
    /// The absolute URL where an agent registers.
    pub registration_url: String,
    /// The accepted algorithms, by their names in RFC 9421 §6.2.2. The list is never empty.
    pub signature_schemes: Vec<String>,
    /// The accepted tags. The list is never empty. The schema in the specification omits that `tags` is required.
    pub tags: Vec<String>,
}

impl Extension for Declaration {
    const KEY: &'static str = KEY;

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        Some(Self::read_all(value, reader))
    }
}

impl Declaration {
    fn read_all(extension: JsonRef<'_>, reader: &Reader<'_>) -> Result<Self, DecodeError> {
        let info = required(extension.members()?.find(|(name, _)| name == "info"), "info", extension)?.1;
        let read = || {
            let (mut url, mut schemes, mut tags) = (None, None, None);
            for (name, member) in info.members()? {
                match &*name {
                    "registrationUrl" => url = Some(read_url(member, reader).in_member("registrationUrl")?),
                    "signatureSchemes" => schemes = Some(read_texts(member, reader).in_member("signatureSchemes")?),
                    "tags" => tags = Some(read_texts(member, reader).in_member("tags")?),
                    _ => {}
                }
            }
            Ok(Self {
                registration_url: required(url, "registrationUrl", info)?,
                signature_schemes: required(schemes, "signatureSchemes", info)?,
                tags: required(tags, "tags", info)?,
            })
        };
        read().in_member("info")
    }
}

fn read_url(value: JsonRef<'_>, reader: &Reader<'_>) -> Result<String, DecodeError> {
    let url = reader.text(value)?;
    if is_absolute_url(&url) { Ok(url) } else { Err(value.error(ErrorKind::NotUrl)) }
}

fn read_texts(value: JsonRef<'_>, reader: &Reader<'_>) -> Result<Vec<String>, DecodeError> {
    let texts = reader.texts(value)?;
    if texts.is_empty() { Err(value.error(ErrorKind::EmptyList)) } else { Ok(texts) }
}
