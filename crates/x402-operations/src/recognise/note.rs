//! Facts about a text.

use alloc::string::String;
use core::fmt;

use super::{mended::Accident, other::Other};

/// A fact about the text that a reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// Quotes around the text were removed.
    Quotes,
    /// The text is in a JSON string.
    JsonString,
    /// White space in a value was removed.
    LineBreaks,
    /// A request to a facilitator has no `x402Version` next to its payment. The version of the payment is used.
    NoVersion,
    /// A request to a facilitator contains the payment as the value of its header.
    PaymentHeader,
    /// The payment and the request have different versions.
    OtherVersion {
        /// The version of the payment.
        payment: String,
        /// The version of the request.
        request: String,
    },
    /// A message of MCP has the payment, or the settlement, as text in base64.
    TextInMeta,
    /// The text is the result of a call with MCP, without the response around it.
    BareResult,
    /// The text is the parameters of a call with MCP, without the request around them.
    BareParams,
    /// The object is in a longer text or a larger JSON value.
    Inside,
    /// The body of a response has other offers than its header.
    BodyDiffers,
    /// The damage to a header's value on its way.
    Accident(Accident),
    /// A value that does not belong to x402, alone or in a header.
    Other(Other),
}

impl Note {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::JsonString => "json-string",
            Self::LineBreaks => "line-breaks",
            Self::NoVersion => "no-version",
            Self::PaymentHeader => "payment-header",
            Self::OtherVersion { .. } => "other-version",
            Self::TextInMeta => "text-in-meta",
            Self::BareResult => "bare-result",
            Self::BareParams => "bare-params",
            Self::Inside => "inside",
            Self::BodyDiffers => "body-differs",
            Self::Accident(accident) => accident.as_str(),
            Self::Other(other) => other.as_str(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quotes => "the quotes around it are left out",
            Self::JsonString => "it is taken out of a JSON string",
            Self::LineBreaks => "white space in the value is left out",
            Self::NoVersion => {
                "the request has no x402Version next to paymentPayload, as npm @circle-fin/x402-batching sends it; the \
                 payment's version is taken, and other facilitators may refuse the request"
            }
            Self::PaymentHeader => "the request has the payment as the value of its header, in paymentHeader",
            Self::OtherVersion { payment, request } => {
                return write!(
                    f,
                    "a payment of version {payment} is in a request of version {request}; send both in one version"
                );
            }
            Self::TextInMeta => {
                "it is a text in base64, as npm agents (Cloudflare) sends and expects it; the specification has the \
                 object itself in _meta, and other servers refuse the text"
            }
            Self::BareResult => "it is the result of an MCP call, without the answer around it",
            Self::BareParams => "these are the parameters of an MCP call, without the request around them",
            Self::Inside => "it is taken out of a longer text",
            Self::BodyDiffers => {
                "the body of the response has other offers than its header PAYMENT-REQUIRED; clients of version 2 read the \
                 header, and those of version 1 the body"
            }
            Self::Accident(accident) => return write!(f, "{accident}"),
            Self::Other(other) => return write!(f, "{other}"),
        })
    }
}
