//! The identifier that the client gives its payment, so that the server can answer a retry from a cache
//! (`extensions/payment_identifier.md`).

use alloc::{borrow::ToOwned, string::String};
use core::str::FromStr;

use x402_types::{
    DecodeError, ErrorKind, Flag, JsonRef, Members, RawJson,
    extensions::{Extension, WriteExtension},
    read::{Reader, ResultExt, required},
};

/// The key of this extension in `extensions`.
pub const KEY: &str = "payment-identifier";

/// The identifier that the client adds: `extensions["payment-identifier"].info.id`. A retry has the same identifier. A
/// server that answers from a cache must compare the payment, too, because any client may send any identifier.
///
/// ```
/// use x402_extensions::payment_identifier::PaymentIdentifier;
/// use x402_types::{RawJson, extensions::WriteExtension};
/// let declared = RawJson::parse(r#"{"payment-identifier":{"info":{"required":true}}}"#)?;
/// let identifier: PaymentIdentifier = "pay_7d5d747be160e280".parse()?;
/// assert_eq!(
///     identifier.to_extensions(Some(&declared)).as_str(),
///     r#"{"payment-identifier":{"info":{"required":true,"id":"pay_7d5d747be160e280"}}}"#
/// );
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PaymentIdentifier {
    /// The identifier: 16 to 128 ASCII letters, digits, hyphens and underscores.
    pub id: String,
}

impl Extension for PaymentIdentifier {
    const KEY: &'static str = KEY;

    /// Raises [`Flag::NoRequired`] if `info.required` is absent or `null` (X-9), and [`Flag::NullOptional`] for a
    /// `null`.
    ///
    /// # Errors
    /// `info` is not an object, `id` is not an identifier, or `required` is not a boolean (X-8, X-9). An extension
    /// without an identifier may therefore be malformed, too.
    fn read(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        let extension = reader.non_null(extension)?;
        let info = extension.get("info");
        match required(info, "info", extension).and_then(|info| read_info(info, reader).in_member("info")) {
            Ok(id) => Some(Ok(Self { id: id? })),
            Err(error) => Some(Err(error)),
        }
    }
}

impl FromStr for PaymentIdentifier {
    type Err = DecodeError;

    /// Returns [`ErrorKind::NotPaymentId`] unless the text is an identifier (X-8).
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        if is_id(text) { Ok(Self { id: text.to_owned() }) } else { Err(DecodeError::new(ErrorKind::NotPaymentId)) }
    }
}

impl WriteExtension for PaymentIdentifier {
    /// Returns the server's declaration, with the identifier in `info`.
    fn to_value(&self, declared: Option<&RawJson>) -> RawJson {
        let mut extension = Members::from_object(declared);
        let mut info = Members::from_object(extension.get("info"));
        info.insert("id", RawJson::string(&self.id));
        extension.insert("info", info.into());
        extension.into()
    }
}

fn read_info(info: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Option<String>, DecodeError> {
    let (mut id, mut says_required) = (None, false);
    for (name, member) in info.members()? {
        match &*name {
            "id" => id = reader.non_null(member).map(read_id).transpose().in_member("id")?,
            "required" => {
                let says = reader.non_null(member).map(|member| member.boolean()).transpose();
                says_required = says.in_member("required")?.is_some();
            }
            _ => {}
        }
    }
    if !says_required {
        reader.flag(Flag::NoRequired);
    }
    Ok(id)
}

/// Returns `true` if a server that declared these `extensions` requires an identifier. The default is `false`.
///
/// ```
/// use x402_extensions::payment_identifier;
/// use x402_types::RawJson;
/// let declared = RawJson::parse(r#"{"payment-identifier":{"info":{"required":true}}}"#)?;
/// assert!(payment_identifier::is_required(&declared));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn is_required(declared: &RawJson) -> bool {
    let required = || declared.as_json().get(KEY)?.get("info")?.get("required")?.boolean().ok();
    required() == Some(true)
}

fn read_id(value: JsonRef<'_>) -> Result<String, DecodeError> {
    let text = value.string()?;
    if is_id(&text) { Ok(text.into_owned()) } else { Err(value.error(ErrorKind::NotPaymentId)) }
}

fn is_id(text: &str) -> bool {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (16..=128).contains(&text.len()) && text.bytes().all(is_of_id)
}
