//! The objects of protocol version 1 (`x402-specification-v1.md`). `VerifyResponse` and `SettleResponse` contain no
//! version, so both versions share [`VerifyResponse`](crate::VerifyResponse) and
//! [`SettleResponse`](crate::SettleResponse).

mod facilitator_request;
mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use facilitator_request::FacilitatorRequest;
pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};
