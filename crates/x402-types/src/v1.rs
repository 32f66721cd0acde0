//! The objects of protocol version 1 (`x402-specification-v1.md`). `VerifyResponse` and `SettleResponse` name no
//! version and are read by one type for both: [`VerifyResponse`](crate::VerifyResponse),
//! [`SettleResponse`](crate::SettleResponse).

mod facilitator_request;
mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use facilitator_request::FacilitatorRequest;
pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::PaymentRequirements;
