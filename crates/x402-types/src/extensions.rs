//! The extensions that decide payments, one file each: the key, how the echo compares, and the type of what a payment adds. The
//! others are in `x402-extensions`.
//!
//! The types of all extensions implement [`Extension`]. [`PaymentPayload::extension`] reads what a payment adds:
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
//! The types of the two gas sponsoring extensions are in `x402-schemes`, because their members are addresses and signatures.

pub mod builder_code;
pub(crate) mod echo;
pub mod eip2612_gas_sponsoring;
pub mod erc20_approval_gas_sponsoring;
pub(crate) mod members;

use crate::{
    DecodeError, DecodeOptions, JsonRef, RawJson, SettleResponse,
    raw::members_of,
    read::{Reader, ResultExt},
    v2::{PaymentPayload, PaymentRequired},
};

use echo::Echo;

/// What an extension says in `extensions`: what a server declares in a demand, what a client adds to its payment, or what is added to
/// a settlement. [`PaymentRequired::extension`], [`PaymentPayload::extension`] and [`SettleResponse::extension`] read it.
pub trait Extension: Sized {
    /// The key in `extensions`.
    const KEY: &'static str;

    /// Reads the value of the key. `None`: it says nothing. A payment may only repeat what the server declared.
    ///
    /// # Errors
    /// A member is missing or wrong, by a path that begins below the key.
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>>;

    /// Reads the extension among all. `None` if it is not there, or says nothing.
    ///
    /// # Errors
    /// As [`read`](Self::read), by a path that begins below `extensions`.
    fn of_extensions(extensions: &RawJson, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        let value = extensions.as_json().get(Self::KEY)?;
        Some(Self::read(value, reader)?.in_member(Self::KEY))
    }
}

/// An extension that this library also writes.
pub trait WriteExtension: Extension {
    /// The value of the key. `declared` is what the other side wrote there: a client repeats it and adds to it (B-6).
    fn to_value(&self, declared: Option<&RawJson>) -> RawJson;

    /// All extensions: those given, with this one among them.
    fn to_extensions(&self, others: Option<&RawJson>) -> RawJson {
        let mut extensions = members_of(others);
        let value = self.to_value(extensions.get(Self::KEY));
        extensions.insert(Self::KEY, value);
        extensions.into()
    }
}

macro_rules! with_extensions {
    ($($Object:ty),+) => {$(
        impl $Object {
            /// What an extension says here. `None` if it is not there, or says nothing.
            ///
            /// # Errors
            /// A member is missing or wrong, by its path in the object.
            pub fn extension<E: Extension>(&self, options: &DecodeOptions) -> Option<Result<E, DecodeError>> {
                let read = E::of_extensions(self.extensions.as_ref()?, &mut Reader::new(options))?;
                Some(read.in_member("extensions"))
            }
        }
    )+};
}
with_extensions!(PaymentRequired, PaymentPayload, SettleResponse);

/// The extensions whose echo is not compared like any other. Echoes with specific rules are compared in this order.
static EXTENSIONS: [(&str, Echo); 3] = [
    (builder_code::KEY, Echo::Own(builder_code::compare)),
    // A signed offer contains the time until which it holds.
    ("offer-receipt", Echo::Members { regenerated: &["offers"] }),
    ("sign-in-with-x", Echo::Members { regenerated: &["nonce", "issuedAt", "expirationTime"] }),
];

/// The rule that compares the echo of an extension, known or not.
pub(crate) fn echo_of(key: &str) -> &'static Echo {
    EXTENSIONS.iter().find(|(known, _)| *known == key).map_or(&Echo::OF_ANY, |(_, echo)| echo)
}

/// The extensions with specific rules.
pub(crate) fn with_own_rules() -> impl Iterator<Item = (&'static str, echo::OwnRules)> {
    EXTENSIONS.iter().filter_map(|(key, echo)| match echo {
        Echo::Own(compare) => Some((*key, *compare)),
        Echo::Members { .. } => None,
    })
}
