//! The HTTP status for an outcome.

use crate::{DecodeError, ErrorKind, ReasonCode, declare::names};

names! {
    /// The outcome of a request, which decides the HTTP status. The outcomes are the rows of the table "Error Handling"
    /// of the HTTP transport, which is the same in both versions (`transports-v1/http.md` lines 140–146,
    /// `transports-v2/http.md` lines 186–192), one that a scheme adds, and one that an extension adds.
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
        Success = "success",
        /// "Payment Required": the request has no payment.
        PaymentRequired = "payment-required",
        /// "Invalid Payment": the payment cannot be read.
        InvalidPayment = "invalid-payment",
        /// "Payment Failed": the payment can be read, but verification or settlement did not succeed. The server
        /// does not serve an undecided payment either.
        PaymentFailed = "payment-failed",
        /// The payer must approve Permit2 first, and the approval is not sponsored (`scheme_exact_evm.md` line 189,
        /// `scheme_upto_evm.md` line 159). The specification defines the status for facilitators. The official
        /// TypeScript server passes it on.
        AllowanceRequired = "allowance-required",
        /// "409 Conflict": the payment identifier belongs to a different request (`payment_identifier.md` line 92,
        /// X-10).
        Conflict = "conflict",
        /// "Server Error": the fault lies neither with the payment nor with the payer.
        ServerError = "server-error",
    }
    as_str "The permanent name, such as `payment-required`.";
    ALL "All outcomes.";
    Display;
}

impl HttpOutcome {
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

/// The outcome for headers from which no payment could be read, because the payment is absent or malformed (C-11).
impl From<&DecodeError> for HttpOutcome {
    fn from(error: &DecodeError) -> Self {
        if matches!(error.kind(), ErrorKind::NoHeader(_)) { Self::PaymentRequired } else { Self::InvalidPayment }
    }
}

/// The outcome for a payment that verification or settlement refused for this reason. The specification writes
/// `PERMIT2_ALLOWANCE_REQUIRED` and the SDKs write `permit2_allowance_required`, and both mean the same outcome. The
/// reasons about payment identifiers have their own statuses (X-8, X-10).
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
