//! The extensions that decide payments, one file each: the key, how the echo compares, and the type of what a payment adds. The
//! others are in `x402-extensions`.
//!
//! [`PaymentPayload::extension`] reads what a payment adds for an extension:
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
    DecodeError, DecodeOptions, JsonRef, RawJson,
    read::{Reader, ResultExt},
    v2::PaymentPayload,
};

use echo::Echo;

/// The type of what a payment adds for an extension.
pub trait Extension: Sized {
    /// The key in `extensions`.
    const KEY: &'static str;

    /// Reads the extension, which is the value of the key. `None`: the payment adds nothing to what the server declared.
    ///
    /// # Errors
    /// A member is missing or wrong, by a path that begins below the key.
    fn read(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>>;

    /// Reads the extension among all those of a payment.
    ///
    /// # Errors
    /// As [`read`](Self::read), by a path that begins below `extensions`.
    fn of_payment(extensions: &RawJson, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        let extension = extensions.as_json().get(Self::KEY)?;
        Some(Self::read(extension, reader)?.in_member(Self::KEY))
    }
}

impl PaymentPayload {
    /// What the payment adds for an extension. `None` if the payment only repeats what the server declared, or does not have
    /// the extension.
    ///
    /// # Errors
    /// A member is missing or wrong, by its path in the payment.
    #[must_use]
    pub fn extension<E: Extension>(&self, options: &DecodeOptions) -> Option<Result<E, DecodeError>> {
        let read = E::of_payment(self.extensions.as_ref()?, &mut Reader::new(options))?;
        Some(read.in_member("extensions"))
    }
}

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
