//! In which order the parts of a payment come (V2 specification as amended, §6.1).

use core::fmt;

use crate::RawJson;

/// What `extra.paymentFlow` of an offer says: when the service comes, and when the money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PaymentFlow {
    /// Verify, serve, settle: what an offer means that names no flow.
    Authorization,
    /// Settle, serve. Once the payment is sent the money may be gone, whatever is answered.
    Upfront,
    /// Settle, serve, settle again.
    Escrow,
}

impl PaymentFlow {
    /// The member of `extra` that names it.
    pub const MEMBER: &'static str = "paymentFlow";

    /// The flow of an offer with this `extra`, of either version. Absent or null is [`Authorization`](Self::Authorization).
    /// `None`: another text, or no text, which nobody knows.
    ///
    /// ```
    /// use x402_types::{PaymentFlow, RawJson};
    /// let extra = RawJson::parse(r#"{"paymentFlow":"upfront"}"#)?;
    /// assert_eq!(PaymentFlow::of(Some(&extra)), Some(PaymentFlow::Upfront));
    /// assert_eq!(PaymentFlow::of(None), Some(PaymentFlow::Authorization));
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    #[must_use]
    pub fn of(extra: Option<&RawJson>) -> Option<Self> {
        let member = extra.and_then(|extra| extra.as_json().get(Self::MEMBER)).filter(|member| !member.is_null());
        let Some(member) = member else { return Some(Self::Authorization) };
        Self::new(&member.string().ok()?)
    }

    /// The flow with this name.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        match name {
            "authorization" => Some(Self::Authorization),
            "upfront" => Some(Self::Upfront),
            "escrow" => Some(Self::Escrow),
            _ => None,
        }
    }

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Upfront => "upfront",
            Self::Escrow => "escrow",
        }
    }
}

impl fmt::Display for PaymentFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
