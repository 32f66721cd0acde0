//! Headers and statuses in the types of the `http` crate, which axum, hyper and reqwest share. These functions are a
//! thin layer over those that work without the feature: [`decode_payment_headers`],
//! [`decode_payment_required`](crate::decode_payment_required), [`decode_settlement_headers`] and [`HttpOutcome`].
//!
//! ```
//! use http::{HeaderMap, HeaderValue, StatusCode};
//! use x402_types::http::{PAYMENT_SIGNATURE, decode_payment};
//! use x402_types::{DecodeOptions, HttpOutcome};
//!
//! let mut headers = HeaderMap::new();
//! let absent = decode_payment(&headers, &DecodeOptions::STRICT).unwrap_err();
//! assert_eq!(StatusCode::from(HttpOutcome::from(&absent)), StatusCode::PAYMENT_REQUIRED);
//!
//! headers.insert(PAYMENT_SIGNATURE, HeaderValue::from_static("e30"));
//! let malformed = decode_payment(&headers, &DecodeOptions::STRICT).unwrap_err();
//! assert_eq!(StatusCode::from(HttpOutcome::from(&malformed)), StatusCode::BAD_REQUEST);
//! ```
//!
//! The server asks for a payment, the client sends one, and the server returns the settlement:
//!
//! ```
//! use http::HeaderMap;
//! use x402_types::http::{
//!     X_PAYMENT_RESPONSE, decode_payment, decode_payment_required, decode_settlement, insert_payment,
//!     insert_payment_required, insert_settlement,
//! };
//! use x402_types::{DecodeOptions, Network, PaymentPayload, SettleResponse, Wire, v1, v2};
//!
//! let strict = &DecodeOptions::STRICT;
//! let demand = v2::PaymentRequired::new(v2::ResourceInfo::new("https://api.example.com/premium-data"), []);
//! let mut response = HeaderMap::new();
//! insert_payment_required(&mut response, &demand)?;
//! assert_eq!(decode_payment_required(&response, b"", strict)?.value, demand.into());
//!
//! let payment = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
//! let payment: PaymentPayload = v1::PaymentPayload::decode(payment, strict)?.value.into();
//! let mut request = HeaderMap::new();
//! insert_payment(&mut request, &payment)?;
//! assert_eq!(decode_payment(&request, strict)?.value, payment);
//!
//! let settlement = SettleResponse::success("0x12", Network::eip155(8453));
//! let mut response = HeaderMap::new();
//! insert_settlement(&mut response, &payment, &settlement)?;
//! // The payment is of V1, so its settlement is, too.
//! assert!(response.contains_key(X_PAYMENT_RESPONSE));
//! assert_eq!(decode_settlement(&response, strict)?.value.outcome, settlement.outcome);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::{
    DecodeError, DecodeOptions, Decoded, HttpOutcome, PaymentPayload, PaymentRequired, SettleResponse, Wire,
    decode_payment_headers, decode_settlement_headers, v2,
};

/// `PAYMENT-REQUIRED`: the 402 response in V2 (`transports-v2/http.md`).
pub const PAYMENT_REQUIRED: HeaderName = HeaderName::from_static("payment-required");
/// `PAYMENT-SIGNATURE`: the payment in V2.
pub const PAYMENT_SIGNATURE: HeaderName = HeaderName::from_static("payment-signature");
/// `PAYMENT-RESPONSE`: the result of a settlement in V2.
pub const PAYMENT_RESPONSE: HeaderName = HeaderName::from_static("payment-response");
/// `X-PAYMENT`: the payment in V1 (`transports-v1/http.md`).
pub const X_PAYMENT: HeaderName = HeaderName::from_static("x-payment");
/// `X-PAYMENT-RESPONSE`: the result of a settlement in V1.
pub const X_PAYMENT_RESPONSE: HeaderName = HeaderName::from_static("x-payment-response");

/// Decodes the payment of a request, as [`decode_payment_headers`] does.
///
/// # Errors
/// Errors of all stages. `HttpOutcome::from(&error)` returns the outcome to answer with.
pub fn decode_payment(headers: &HeaderMap, options: &DecodeOptions) -> Result<Decoded<PaymentPayload>, DecodeError> {
    decode_payment_headers(pairs(headers), options)
}

/// Decodes the 402 response from the headers and the body of a response with status 402, as
/// [`decode_payment_required`](crate::decode_payment_required) does.
///
/// # Errors
/// Errors of all stages.
pub fn decode_payment_required(
    headers: &HeaderMap,
    body: &[u8],
    options: &DecodeOptions,
) -> Result<Decoded<PaymentRequired>, DecodeError> {
    crate::decode_payment_required(pairs(headers), body, options)
}

/// Decodes the settlement from the headers of a response, as [`decode_settlement_headers`] does.
///
/// # Errors
/// Errors of all stages.
pub fn decode_settlement(headers: &HeaderMap, options: &DecodeOptions) -> Result<Decoded<SettleResponse>, DecodeError> {
    decode_settlement_headers(pairs(headers), options)
}

/// Inserts a payment under its version's header. Replaces all other payments, because a request carries only one
/// (C-11).
///
/// # Errors
/// The map is full.
pub fn insert_payment(headers: &mut HeaderMap, payment: &PaymentPayload) -> Result<(), ::http::Error> {
    headers.remove(PAYMENT_SIGNATURE);
    headers.remove(X_PAYMENT);
    insert(headers, payment.header_name(), payment)
}

/// Inserts a 402 response of V2 under `PAYMENT-REQUIRED`, and replaces an earlier one. V1 sends it in the body.
///
/// # Errors
/// The map is full.
pub fn insert_payment_required(
    headers: &mut HeaderMap,
    payment_required: &v2::PaymentRequired,
) -> Result<(), ::http::Error> {
    insert(headers, crate::HeaderName::PaymentRequired, payment_required)
}

/// Inserts a settlement under the header of the payment's version. Replaces all other settlements.
///
/// # Errors
/// The map is full.
pub fn insert_settlement(
    headers: &mut HeaderMap,
    payment: &PaymentPayload,
    settlement: &SettleResponse,
) -> Result<(), ::http::Error> {
    headers.remove(PAYMENT_RESPONSE);
    headers.remove(X_PAYMENT_RESPONSE);
    insert(headers, payment.settlement_header_name(), settlement)
}

impl From<crate::HeaderName> for HeaderName {
    fn from(header: crate::HeaderName) -> Self {
        match header {
            crate::HeaderName::PaymentRequired => PAYMENT_REQUIRED,
            crate::HeaderName::PaymentSignature => PAYMENT_SIGNATURE,
            crate::HeaderName::PaymentResponse => PAYMENT_RESPONSE,
            crate::HeaderName::XPayment => X_PAYMENT,
            crate::HeaderName::XPaymentResponse => X_PAYMENT_RESPONSE,
        }
    }
}

impl From<HttpOutcome> for StatusCode {
    fn from(outcome: HttpOutcome) -> Self {
        match outcome {
            HttpOutcome::Success => Self::OK,
            HttpOutcome::InvalidPayment => Self::BAD_REQUEST,
            HttpOutcome::PaymentRequired | HttpOutcome::PaymentFailed => Self::PAYMENT_REQUIRED,
            HttpOutcome::AllowanceRequired => Self::PRECONDITION_FAILED,
            HttpOutcome::Conflict => Self::CONFLICT,
            HttpOutcome::ServerError => Self::INTERNAL_SERVER_ERROR,
        }
    }
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
}

fn insert(headers: &mut HeaderMap, name: crate::HeaderName, object: &impl Wire) -> Result<(), ::http::Error> {
    headers.try_insert(HeaderName::from(name), HeaderValue::try_from(object.to_header())?)?;
    Ok(())
}
