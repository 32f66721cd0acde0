//! The reasons for which facilitators refuse payments (C-15).

mod batch_settlement;
mod cdp;
mod channels_on_solana;
mod dialect;
mod evm;
mod explanation;
mod gateway;
mod general;
mod help;
mod offline;
mod permit2;
mod r402;
mod row;
mod sign_in;
mod solana;
mod stellar;
mod table;
mod ton;
mod xrpl;

pub use dialect::{Dialect, Meaning, Translation};
pub use explanation::{Actor, Cause, Explanation};

use alloc::{borrow::Cow, string::String};
use core::fmt;

/// A reason code. The set of codes is open, so the type contains the text, with constants for the codes of the V2
/// specification, §9. Unknown codes are kept as received. [`Dialect`] translates codes between implementations.
///
/// A code may have any length. The A2A transport's own examples have a sentence instead of a code, and the official V1
/// facilitator sends the text of any error (npm `@x402/evm` 2.27.0, `exact/v1/facilitator/scheme.ts`). So only the size
/// of the document bounds a code (decision 7), and [`Limits::text`](crate::Limits::text) does not.
///
/// ```
/// use x402_types::ReasonCode;
/// assert_eq!(ReasonCode::new("insufficient_funds"), ReasonCode::INSUFFICIENT_FUNDS);
/// assert_eq!(ReasonCode::new("my_own_code").as_str(), "my_own_code");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(Cow<'static, str>);

/// Declares the codes of the specification. A macro puts each constant into `SPECIFIED`, too.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        impl ReasonCode {
            $($(#[$doc])* pub const $name: Self = Self(Cow::Borrowed($code));)+

            /// The codes of the V2 specification, §9.
            pub const SPECIFIED: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

codes! {
    /// The payer has too little of the asset.
    INSUFFICIENT_FUNDS = "insufficient_funds";
    /// The authorization is not valid yet.
    VALID_AFTER = "invalid_exact_evm_payload_authorization_valid_after";
    /// The authorization has expired.
    VALID_BEFORE = "invalid_exact_evm_payload_authorization_valid_before";
    /// The signed value is not the price.
    VALUE_MISMATCH = "invalid_exact_evm_payload_authorization_value_mismatch";
    /// The signature is not the payer's.
    SIGNATURE = "invalid_exact_evm_payload_signature";
    /// The signed recipient is not the server's.
    RECIPIENT_MISMATCH = "invalid_exact_evm_payload_recipient_mismatch";
    /// The network is not supported.
    NETWORK = "invalid_network";
    /// The payload is malformed.
    PAYLOAD = "invalid_payload";
    /// The payment requirements are malformed, or not those of the server.
    PAYMENT_REQUIREMENTS = "invalid_payment_requirements";
    /// The scheme is not supported.
    SCHEME = "invalid_scheme";
    /// The facilitator does not support the scheme.
    UNSUPPORTED_SCHEME = "unsupported_scheme";
    /// The protocol version is not supported.
    X402_VERSION = "invalid_x402_version";
    /// The transaction failed or was rejected.
    TRANSACTION_STATE = "invalid_transaction_state";
    /// Verification itself failed.
    UNEXPECTED_VERIFY_ERROR = "unexpected_verify_error";
    /// Settlement itself failed.
    UNEXPECTED_SETTLE_ERROR = "unexpected_settle_error";
}

impl ReasonCode {
    /// Creates a code from its text, which is kept unchanged.
    #[must_use]
    pub fn new(code: &str) -> Self {
        match Self::SPECIFIED.iter().find(|known| known.as_str() == code) {
            Some(known) => known.clone(),
            None => Self(Cow::Owned(String::from(code))),
        }
    }

    /// The text of the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
