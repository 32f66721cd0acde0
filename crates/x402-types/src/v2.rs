//! The objects of protocol version 2 (`x402-specification-v2.md`).

mod facilitator_request;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;

pub use facilitator_request::FacilitatorRequest;
pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::PaymentRequirements;
pub use resource_info::ResourceInfo;
