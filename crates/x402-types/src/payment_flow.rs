//! The order of the parts of a payment (V2 specification as amended, §6.1).

use crate::{Members, RawJson, declare::names};

names! {
    /// The value of `extra.paymentFlow` in an offer (V2 specification as amended, §6.1). It decides when the server
    /// provides the service and when the money moves.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum PaymentFlow {
        /// Verify, serve, settle. Offers that name no flow have this flow.
        Authorization = "authorization",
        /// Settle, serve. As soon as the payment is sent, the money may be gone, regardless of the answer.
        Upfront = "upfront",
        /// Settle, serve, settle again.
        Escrow = "escrow",
    }
    as_str "The text on the wire.";
    Display;
}

impl PaymentFlow {
    /// The field of `extra` that names the flow.
    pub const MEMBER: &'static str = "paymentFlow";

    /// Returns the flow of an offer with this `extra`, of either version. If the field is absent or null, the flow is
    /// [`Authorization`](Self::Authorization). Returns `None` for any other text, and for a value that is not a string.
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
        Self::from_name(&member.string().ok()?)
    }

    /// Removes the field that names the flow, so that the offer has the flow [`Authorization`](Self::Authorization). An
    /// `extra` without the field stays as it is. A program that settles itself, in the order of a flow, verifies the
    /// payment of such an offer like any other.
    ///
    /// ```
    /// use x402_types::{PaymentFlow, RawJson};
    /// let mut extra = Some(RawJson::parse(r#"{"name":"USDC","paymentFlow":"upfront"}"#)?);
    /// PaymentFlow::remove_from(&mut extra);
    /// assert_eq!(extra.unwrap().as_str(), r#"{"name":"USDC"}"#);
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    pub fn remove_from(extra: &mut Option<RawJson>) {
        let mut members = Members::from_object(extra.as_ref());
        if members.remove(Self::MEMBER).is_some() {
            *extra = Some(members.into());
        }
    }

    /// Returns the flow with this name, or `None` for an unknown name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "authorization" => Some(Self::Authorization),
            "upfront" => Some(Self::Upfront),
            "escrow" => Some(Self::Escrow),
            _ => None,
        }
    }
}
