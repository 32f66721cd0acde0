//! The HTTP headers that carry a payment (C-11).

use crate::{DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, Wire, v2};

/// A header that carries an x402 object; names compare without regard to letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeaderName {
    /// `PAYMENT-SIGNATURE`: the payment, V2 (`transports-v2/http.md`).
    PaymentSignature,
    /// `X-PAYMENT`: the payment, V1 (`transports-v1/http.md`).
    XPayment,
}

impl HeaderName {
    const ALL: [Self; 2] = [Self::PaymentSignature, Self::XPayment];

    /// The name as the documents write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentSignature => "PAYMENT-SIGNATURE",
            Self::XPayment => "X-PAYMENT",
        }
    }

    /// The header with this name, in any letter case.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name))
    }
}

/// Reads a payment from a header. One whose version is the other header's is read all the same, with the flag
/// [`Flag::LegacyHeader`].
///
/// # Errors
/// All stages. `X-PAYMENT` with a V1 payload is refused as an unsupported version: V1 is not read yet.
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
) -> Result<Decoded<v2::PaymentPayload>, DecodeError> {
    let header = HeaderName::new(name).ok_or(ErrorKind::HeaderName)?;
    let mut decoded = v2::PaymentPayload::decode_header(value, options)?;
    if header == HeaderName::XPayment {
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
) -> Result<Decoded<v2::PaymentPayload>, DecodeError> {
    let mut payments = headers.into_iter().filter(|(name, _)| HeaderName::new(name).is_some());
    let (name, value) = payments.next().ok_or(ErrorKind::NoHeader)?;
    if payments.next().is_some() {
        return Err(ErrorKind::SeveralHeaders.into());
    }
    match value.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) => Err(DecodeError::new(ErrorKind::HeaderLineBreak).at(at)),
        None => decode_payment_header(name, value, options),
    }
}
