//! The HTTP headers, and the objects that they carry (C-11).

use crate::{
    Carried, DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, PaymentPayload, PaymentRequired, SettleResponse,
    Version, Wire, declare::names, read::only_header, v1,
};

names! {
    /// A header that carries an x402 object. Names are case-insensitive. A header of a third version is a breaking
    /// change, as for [`PaymentPayload`].
    ///
    /// ```
    /// use x402_types::{HeaderName, Version};
    ///
    /// let name = HeaderName::from_name("payment-signature").unwrap();
    /// assert!(name.carries_payment() && name.version() == Version::V2);
    /// assert_eq!(name.as_str(), "PAYMENT-SIGNATURE");
    /// assert!(HeaderName::PaymentResponse.carries_settlement());
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum HeaderName {
        /// `PAYMENT-REQUIRED`: the 402 response in V2 (`transports-v2/http.md`).
        #[doc(alias = "PAYMENT-REQUIRED")]
        PaymentRequired = "PAYMENT-REQUIRED",
        /// `PAYMENT-SIGNATURE`: the payment in V2.
        #[doc(alias = "PAYMENT-SIGNATURE")]
        PaymentSignature = "PAYMENT-SIGNATURE",
        /// `PAYMENT-RESPONSE`: the result of a settlement in V2.
        PaymentResponse = "PAYMENT-RESPONSE",
        /// `X-PAYMENT`: the payment in V1 (`transports-v1/http.md`).
        #[doc(alias = "X-PAYMENT")]
        XPayment = "X-PAYMENT",
        /// `X-PAYMENT-RESPONSE`: the result of a settlement in V1.
        XPaymentResponse = "X-PAYMENT-RESPONSE",
    }
    as_str "The name as the specification writes it.";
    Display;
}

impl HeaderName {
    /// All headers.
    pub const ALL: &'static [Self] =
        &[Self::PaymentRequired, Self::PaymentSignature, Self::PaymentResponse, Self::XPayment, Self::XPaymentResponse];

    /// Returns the header with this name, in any letter case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str().eq_ignore_ascii_case(name))
    }

    /// The protocol version that the header belongs to.
    #[must_use]
    pub const fn version(self) -> Version {
        match self {
            Self::PaymentRequired | Self::PaymentSignature | Self::PaymentResponse => Version::V2,
            Self::XPayment | Self::XPaymentResponse => Version::V1,
        }
    }

    /// Returns `true` if the header carries a payment.
    #[must_use]
    pub const fn carries_payment(self) -> bool {
        matches!(self, Self::PaymentSignature | Self::XPayment)
    }

    /// Returns `true` if the header carries the result of a settlement.
    #[must_use]
    pub const fn carries_settlement(self) -> bool {
        matches!(self, Self::PaymentResponse | Self::XPaymentResponse)
    }
}

impl PaymentPayload {
    /// The header in which a client sends the payment.
    pub const fn header_name(&self) -> HeaderName {
        match self {
            Self::V1(_) => HeaderName::XPayment,
            Self::V2(_) => HeaderName::PaymentSignature,
        }
    }

    /// The header in which a server returns the result of the payment's settlement.
    pub const fn settlement_header_name(&self) -> HeaderName {
        match self {
            Self::V1(_) => HeaderName::XPaymentResponse,
            Self::V2(_) => HeaderName::PaymentResponse,
        }
    }
}

/// Decodes a payment from a header. A payment of the other version raises [`Flag::LegacyHeader`].
///
/// # Errors
/// Errors of all stages. [`ErrorKind::HeaderName`] means that a header of this name does not carry a payment.
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
    let header = HeaderName::from_name(name).filter(|header| header.carries_payment()).ok_or(ErrorKind::HeaderName)?;
    decode_payment_under(header, value, options)
}

/// Decodes the payment from all headers of a request (C-11). Exactly one header may carry a payment.
///
/// # Errors
/// Errors of all stages. [`ErrorKind::NoHeader`] means that no header carries a payment. Such a request is not
/// malformed, and [`HttpOutcome`](crate::HttpOutcome) has the status for it.
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
    let (header, value) = only_header(headers, |name| carrying(name, HeaderName::carries_payment))?
        .ok_or(ErrorKind::NoHeader(Carried::Payment))?;
    decode_payment_under(header, value, options)
}

/// Decodes the 402 response from the headers and the body of a response with status 402 (C-11). V2 sends it in
/// `PAYMENT-REQUIRED`. Without that header, the body is read, where V1 sends it. A server may send both, for clients of
/// both versions. If the header is present, the body is ignored, even if the header cannot be read. An object of V1 in
/// the header, or of V2 in the body, raises [`Flag::LegacyHeader`].
///
/// # Errors
/// Errors of all stages. [`ErrorKind::NoHeader`] means that there is neither header nor body.
///
/// ```
/// use x402_types::{DecodeOptions, ErrorKind, Version, decode_payment_required};
/// let body = br#"{"x402Version":1,"error":"pay","accepts":[]}"#;
/// assert_eq!(decode_payment_required([], body, &DecodeOptions::STRICT)?.value.version(), Version::V1);
/// let error = decode_payment_required([("payment-required", b"e30".as_slice())], body, &DecodeOptions::STRICT);
/// assert_eq!(error.unwrap_err().kind(), ErrorKind::Base64Padding);
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
pub fn decode_payment_required<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    body: &[u8],
    options: &DecodeOptions,
) -> Result<Decoded<PaymentRequired>, DecodeError> {
    let (decoded, place) =
        match only_header(headers, |name| carrying(name, |header| header == HeaderName::PaymentRequired))? {
            Some((header, value)) => (PaymentRequired::decode_header(value, options)?, header.version()),
            None if body.is_empty() => return Err(ErrorKind::NoHeader(Carried::Demand).into()),
            None => (PaymentRequired::decode_bytes(body, options)?, v1::PaymentRequired::VERSION),
        };
    let version = decoded.value.version();
    Ok(flagged(decoded, version != place))
}

/// Decodes the result of a settlement from all headers of a response (C-11). Exactly one header may carry it. A network
/// in the other version's format raises [`Flag::LegacyHeader`].
///
/// # Errors
/// Errors of all stages. [`ErrorKind::NoHeader`] means that no header carries a settlement.
///
/// ```
/// use x402_types::{DecodeOptions, SettleOutcome, SettleResponse, Wire, decode_settlement_headers};
/// # use x402_types::ReasonCode;
/// let answer = SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, x402_types::Network::eip155(8453)).to_header();
/// let decoded = decode_settlement_headers([("PAYMENT-RESPONSE", answer.as_bytes())], &DecodeOptions::STRICT)?;
/// assert_eq!(decoded.value.outcome, SettleOutcome::Failure(Some(ReasonCode::INSUFFICIENT_FUNDS)));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
pub fn decode_settlement_headers<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    options: &DecodeOptions,
) -> Result<Decoded<SettleResponse>, DecodeError> {
    let (header, value) = only_header(headers, |name| carrying(name, HeaderName::carries_settlement))?
        .ok_or(ErrorKind::NoHeader(Carried::Settlement))?;
    let decoded = SettleResponse::decode_header(value, options)?;
    let version = decoded.value.version();
    Ok(flagged(decoded, version.is_some_and(|version| version != header.version())))
}

fn decode_payment_under(
    header: HeaderName,
    value: impl AsRef<[u8]>,
    options: &DecodeOptions,
) -> Result<Decoded<PaymentPayload>, DecodeError> {
    let decoded = PaymentPayload::decode_header(value, options)?;
    let version = decoded.value.version();
    Ok(flagged(decoded, version != header.version()))
}

fn flagged<T>(mut decoded: Decoded<T>, legacy: bool) -> Decoded<T> {
    if legacy {
        decoded.flags.insert(Flag::LegacyHeader);
    }
    decoded
}

/// The header with this name, if it carries such an object.
fn carrying(name: &str, carries: impl Fn(HeaderName) -> bool) -> Option<HeaderName> {
    HeaderName::from_name(name).filter(|header| carries(*header))
}
