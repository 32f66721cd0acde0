//! The payment that is verified.

use x402_types::{PaymentPayload, v1, v2};

/// A borrowed payment of either protocol version. Adding a third version would be a breaking change.
#[derive(Clone, Copy, Debug)]
pub enum Payment<'a> {
    /// A payment with `x402Version` 1.
    V1(&'a v1::PaymentPayload),
    /// A payment with `x402Version` 2.
    V2(&'a v2::PaymentPayload),
}

impl<'a> From<&'a PaymentPayload> for Payment<'a> {
    fn from(payment: &'a PaymentPayload) -> Self {
        match payment {
            PaymentPayload::V1(payment) => Self::V1(payment),
            PaymentPayload::V2(payment) => Self::V2(payment),
        }
    }
}

impl<'a> From<&'a v1::PaymentPayload> for Payment<'a> {
    fn from(payment: &'a v1::PaymentPayload) -> Self {
        Self::V1(payment)
    }
}

impl<'a> From<&'a v2::PaymentPayload> for Payment<'a> {
    fn from(payment: &'a v2::PaymentPayload) -> Self {
        Self::V2(payment)
    }
}
