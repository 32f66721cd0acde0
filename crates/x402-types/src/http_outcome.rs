//! The HTTP status that an outcome means.

use crate::{DecodeError, ErrorKind, ReasonCode};

/// What became of a request, as far as its status goes: the rows of the table "Error Handling" of the HTTP transport,
/// which is the same in both versions (`transports-v1/http.md` lines 140–146, `transports-v2/http.md` lines 186–192), the
/// status that a scheme adds, and the one that an extension adds.
///
/// ```
/// use x402_types::{DecodeOptions, HttpOutcome, decode_payment_headers};
/// let status = |headers: &[(&'static str, &'static [u8])]| {
///     let error = decode_payment_headers(headers.iter().copied(), &DecodeOptions::STRICT).unwrap_err();
///     HttpOutcome::from(&error).status()
/// };
/// assert_eq!(status(&[("Accept", b"*/*")]), 402);
/// assert_eq!(status(&[("X-PAYMENT", b"junk")]), 400);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HttpOutcome {
    /// "Success": the payment is verified and settled.
    Success,
    /// "Payment Required": the request came without a payment.
    PaymentRequired,
    /// "Invalid Payment": what came as a payment cannot be read.
    InvalidPayment,
    /// "Payment Failed": it could be read, and verification or settlement did not go through. A payment that is
    /// undecided is not to be served either.
    PaymentFailed,
    /// The payer has to approve Permit2 first, and nobody sponsors that (`scheme_exact_evm.md` line 189,
    /// `scheme_upto_evm.md` line 159). The documents say it of facilitators; the official TypeScript server passes the
    /// status on.
    AllowanceRequired,
    /// "409 Conflict": the payment identifier belongs to another request (`payment_identifier.md` line 92, X-10).
    Conflict,
    /// "Server Error": neither payment nor payer is to blame.
    ServerError,
}

impl HttpOutcome {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Success,
        Self::PaymentRequired,
        Self::InvalidPayment,
        Self::PaymentFailed,
        Self::AllowanceRequired,
        Self::Conflict,
        Self::ServerError,
    ];

    /// The permanent name: `payment-required`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::PaymentRequired => "payment-required",
            Self::InvalidPayment => "invalid-payment",
            Self::PaymentFailed => "payment-failed",
            Self::AllowanceRequired => "allowance-required",
            Self::Conflict => "conflict",
            Self::ServerError => "server-error",
        }
    }

    /// The status code: 200, 400, 402, 409, 412 or 500.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Success => 200,
            Self::InvalidPayment => 400,
            Self::PaymentRequired | Self::PaymentFailed => 402,
            Self::AllowanceRequired => 412,
            Self::Conflict => 409,
            Self::ServerError => 500,
        }
    }
}

/// Of a request's headers that gave no payment: none is there, or it is malformed (C-11).
impl From<&DecodeError> for HttpOutcome {
    fn from(error: &DecodeError) -> Self {
        if matches!(error.kind(), ErrorKind::NoHeader(_)) { Self::PaymentRequired } else { Self::InvalidPayment }
    }
}

/// Of a payment that was refused for this reason, by verification or by settlement. The documents write
/// `PERMIT2_ALLOWANCE_REQUIRED` and the SDKs `permit2_allowance_required`: both are that outcome. The reasons about payment
/// identifiers have statuses of their own (X-8, X-10).
impl From<&ReasonCode> for HttpOutcome {
    fn from(reason: &ReasonCode) -> Self {
        match reason.as_str() {
            "PERMIT2_ALLOWANCE_REQUIRED" | "permit2_allowance_required" => Self::AllowanceRequired,
            "payment_identifier_required" | "invalid_payment_identifier" => Self::InvalidPayment,
            "payment_identifier_conflict" => Self::Conflict,
            _ => Self::PaymentFailed,
        }
    }
}
