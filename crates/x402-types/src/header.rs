//! The HTTP headers that carry a payment (C-11).

use crate::{DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, PaymentPayload, Wire};

/// A header that carries an x402 object; names compare without regard to letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderName {
    /// `PAYMENT-REQUIRED`: the demand for payment, V2 (`transports-v2/http.md`).
    PaymentRequired,
    /// `PAYMENT-SIGNATURE`: the payment, V2.
    PaymentSignature,
    /// `PAYMENT-RESPONSE`: what became of the settlement, V2.
    PaymentResponse,
    /// `X-PAYMENT`: the payment, V1 (`transports-v1/http.md`).
    XPayment,
    /// `X-PAYMENT-RESPONSE`: what became of the settlement, V1.
    XPaymentResponse,
}

impl HeaderName {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PaymentRequired, Self::PaymentSignature, Self::PaymentResponse, Self::XPayment, Self::XPaymentResponse];

    /// The name as the documents write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentRequired => "PAYMENT-REQUIRED",
            Self::PaymentSignature => "PAYMENT-SIGNATURE",
            Self::PaymentResponse => "PAYMENT-RESPONSE",
            Self::XPayment => "X-PAYMENT",
            Self::XPaymentResponse => "X-PAYMENT-RESPONSE",
        }
    }

    /// The header with this name, in any letter case.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name))
    }

    /// The version of the protocol that the header belongs to.
    #[must_use]
    pub const fn version(self) -> u64 {
        match self {
            Self::PaymentRequired | Self::PaymentSignature | Self::PaymentResponse => 2,
            Self::XPayment | Self::XPaymentResponse => 1,
        }
    }

    /// Whether it carries a payment.
    #[must_use]
    pub const fn carries_payment(self) -> bool {
        matches!(self, Self::PaymentSignature | Self::XPayment)
    }
}

/// Reads a payment from a header. One whose version is not the header's is read all the same, with the flag
/// [`Flag::LegacyHeader`].
///
/// # Errors
/// All stages.
///
/// ```
/// use x402_types::{DecodeOptions, ErrorKind, decode_payment_header};
/// let error = decode_payment_header("PAYMENT-SIGNATURE", "e30=", &DecodeOptions::STRICT).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::MissingMember);
/// assert_eq!(error.path().to_string(), "x402Version");
/// ```
pub fn decode_payment_header(
    name: &str,
    value: impl AsRef<[u8]>,
    options: &DecodeOptions,
) -> Result<Decoded<PaymentPayload>, DecodeError> {
    let header = HeaderName::new(name).filter(|header| header.carries_payment()).ok_or(ErrorKind::HeaderName)?;
    let mut decoded = PaymentPayload::decode_header(value, options)?;
    if header.version() != decoded.value.version() {
        decoded.flags.insert(Flag::LegacyHeader);
    }
    Ok(decoded)
}

/// Reads the payment from all headers of a request (C-11): exactly one of them may carry one.
///
/// # Errors
/// All stages. [`ErrorKind::NoHeader`] where none carries a payment, which is no malformed request: answer 402.
///
/// ```
/// use x402_types::{DecodeOptions, ErrorKind, decode_payment_headers};
/// let twice = [("PAYMENT-SIGNATURE", b"e30=".as_slice()), ("payment-signature", b"e30=")];
/// let error = decode_payment_headers(twice, &DecodeOptions::STRICT).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::SeveralHeaders);
/// ```
pub fn decode_payment_headers<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    options: &DecodeOptions,
) -> Result<Decoded<PaymentPayload>, DecodeError> {
    let mut payments =
        headers.into_iter().filter(|(name, _)| HeaderName::new(name).is_some_and(HeaderName::carries_payment));
    let (name, value) = payments.next().ok_or(ErrorKind::NoHeader)?;
    if payments.next().is_some() {
        return Err(ErrorKind::SeveralHeaders.into());
    }
    match value.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) => Err(DecodeError::new(ErrorKind::HeaderLineBreak).at(at)),
        None => decode_payment_header(name, value, options),
    }
}
