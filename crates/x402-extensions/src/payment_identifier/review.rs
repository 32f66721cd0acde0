//! The identifier of a payment (X-8, X-9).

use x402_types::{
    DecodeError, DecodeOptions, Flags, HttpOutcome,
    declare::sentences,
    extensions::Extension,
    read::{Reader, ResultExt},
};

use x402_verify::Payment;

use super::PaymentIdentifier;

/// The identifier of a payment, and its flags.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reviewed {
    /// The identifier, if the payment has one.
    pub identifier: Option<PaymentIdentifier>,
    /// The flags that reading raised: [`Flag::NoRequired`](x402_types::Flag::NoRequired),
    /// [`Flag::NullOptional`](x402_types::Flag::NullOptional).
    pub flags: Flags,
}

/// The server's requirement. The enum is exhaustive, because a server requires an identifier or it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Requirement {
    /// The server refuses a payment without an identifier.
    Required,
    /// A payment may have an identifier.
    Optional,
}

impl From<bool> for Requirement {
    fn from(is_required: bool) -> Self {
        if is_required { Self::Required } else { Self::Optional }
    }
}

/// Reads the identifier of a payment. Pass in `requirement` whether this server requires one:
/// [`payment_identifier::is_required`](crate::payment_identifier::is_required) reads this from the server's
/// declaration. The value of `required` in the payment has no effect (X-9). A V1 payment has no extensions, so it has
/// no identifier (X-7).
///
/// ```
/// use x402_types::{DecodeOptions, HttpOutcome, Wire, v2::PaymentPayload};
/// use x402_extensions::payment_identifier::{Requirement, review};
/// let payment = |extensions: &str| {
///     let text = format!(r#"{{"x402Version":2,"accepted":{{"scheme":"exact","network":"eip155:84532","amount":"10000",
///         "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "maxTimeoutSeconds":60}},"payload":{{}},"extensions":{extensions}}}"#);
///     PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value
/// };
/// let named = payment(r#"{"payment-identifier":{"info":{"required":true,"id":"pay_7d5d747be160e280"}}}"#);
/// assert_eq!(review(&named, Requirement::Required).unwrap().identifier.unwrap().id, "pay_7d5d747be160e280");
/// let unnamed = payment("{}");
/// assert_eq!(review(&unnamed, Requirement::Optional).unwrap().identifier, None);
/// let error = review(&unnamed, Requirement::Required).unwrap_err();
/// assert_eq!((error.reason(), HttpOutcome::from(&error).status()), ("payment_identifier_required", 400));
/// ```
///
/// # Errors
/// The server requires an identifier and there is none, or the extension is malformed, even if the server does not
/// require an identifier (X-8).
pub fn review<'a>(payment: impl Into<Payment<'a>>, requirement: Requirement) -> Result<Reviewed, IdentifierError> {
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let extensions = match payment.into() {
        Payment::V1(_) => None,
        Payment::V2(payment) => payment.extensions.as_ref(),
    };
    let read = extensions.and_then(|extensions| PaymentIdentifier::of_extensions(extensions, &mut reader));
    let identifier = read.transpose().in_member("extensions").map_err(IdentifierError::Malformed)?;
    if identifier.is_none() && requirement == Requirement::Required {
        return Err(IdentifierError::Missing);
    }
    Ok(Reviewed { identifier, flags: reader.flags() })
}

sentences! {
    /// The reason why a payment is refused because of its identifier, before any other check.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum IdentifierError {
        /// The server requires an identifier, and the payment has none.
        Missing = "the server requires a payment identifier, and the payment has none",
        /// The extension cannot be read. The path of the error begins with `extensions`.
        Malformed(error: DecodeError) = |f| error.fmt(f),
    }
}

impl IdentifierError {
    /// The reason code: `payment_identifier_required` or `invalid_payment_identifier`. The specification does not
    /// define such codes.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "payment_identifier_required",
            Self::Malformed(_) => "invalid_payment_identifier",
        }
    }
}

/// 400 for either error (`payment_identifier.md` line 93, X-8).
impl From<&IdentifierError> for HttpOutcome {
    fn from(_: &IdentifierError) -> Self {
        Self::InvalidPayment
    }
}

impl core::error::Error for IdentifierError {}
