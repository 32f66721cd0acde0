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
