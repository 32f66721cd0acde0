//! The extensions that affect payments, in one module each: the key, the comparison of the echo, and the type of the
//! fields that a payment adds. The others are in `x402-extensions`.
//!
//! The types of all extensions implement [`Extension`]. [`PaymentPayload::extension`] reads the fields that a payment
//! adds:
//!
//! ```
//! use x402_types::{DecodeOptions, Wire, extensions::builder_code::BuilderCode, v2::PaymentPayload};
//! let text = r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000",
//!   "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
//!   "maxTimeoutSeconds":60},"payload":{},"extensions":{"builder-code":{"info":{"a":"my_app"}}}}"#;
//! let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT)?.value;
//! let codes = payment.extension::<BuilderCode>(&DecodeOptions::STRICT).unwrap()?;
//! assert_eq!(codes.app, Some("my_app".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The types of the two gas sponsoring extensions are in `x402-schemes`, because their fields are addresses and
//! signatures.

pub mod builder_code;
pub(crate) mod echo;
pub(crate) mod echo_rules;
pub mod eip2612_gas_sponsoring;
pub mod erc20_approval_gas_sponsoring;
pub(crate) mod members;

use crate::{
    DecodeError, DecodeOptions, JsonRef, Members, RawJson, SettleResponse,
    read::{Reader, ResultExt},
    v2::{PaymentPayload, PaymentRequired},
};

/// The content of an extension in `extensions`: the server's declaration in a 402 response, the client's addition to
/// its payment, or an addition to a settlement. [`PaymentRequired::extension`], [`PaymentPayload::extension`] and
/// [`SettleResponse::extension`] read it.
pub trait Extension: Sized {
    /// The key in `extensions`.
    const KEY: &'static str;

    /// Reads the value of the key. Returns `None` if the value adds nothing, for example in a payment that only repeats
    /// the server's declaration.
    ///
    /// # Errors
    /// A field is missing or wrong. The path of the error begins below the key.
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>>;

    /// Reads the extension from all `extensions`. Returns `None` if it is absent or adds nothing.
    ///
    /// # Errors
    /// The errors of [`read`](Self::read), with a path that begins below `extensions`.
    fn of_extensions(extensions: &RawJson, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        let value = extensions.as_json().get(Self::KEY)?;
        Some(Self::read(value, reader)?.in_member(Self::KEY))
    }
}

/// An extension that this library also writes.
pub trait WriteExtension: Extension {
    /// Returns the value of the key. `declared` is the value of the other side: a client repeats it and adds to it
    /// (B-6).
    fn to_value(&self, declared: Option<&RawJson>) -> RawJson;

    /// Returns `others` with this extension among them. An earlier value of this extension is replaced, and is the
    /// `declared` of [`to_value`](Self::to_value).
    fn to_extensions(&self, others: Option<&RawJson>) -> RawJson {
        let mut extensions = Members::from_object(others);
        let value = self.to_value(extensions.get(Self::KEY));
        extensions.insert(Self::KEY, value);
        extensions.into()
    }
}

/// Adds the method that reads an extension. It is a macro because the method belongs to the type itself: users need no
/// trait for it.
macro_rules! with_extensions {
    ($($Object:ty),+) => {$(
        impl $Object {
            /// Reads an extension of this object. Returns `None` if it is absent or adds nothing.
            ///
            /// # Errors
            /// A field is missing or wrong. The path of the error begins at the object.
            pub fn extension<E: Extension>(&self, options: &DecodeOptions) -> Option<Result<E, DecodeError>> {
                let read = E::of_extensions(self.extensions.as_ref()?, &mut Reader::new(options))?;
                Some(read.in_member("extensions"))
            }
        }
    )+};
}
with_extensions!(PaymentRequired, PaymentPayload, SettleResponse);
