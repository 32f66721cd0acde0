//! The objects of protocol version 2 (`x402-specification-v2.md`).

mod facilitator_request;
mod in_v1;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod resource_limits;

pub use facilitator_request::FacilitatorRequest;
pub use in_v1::NoV1Format;
pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};
pub use resource_info::ResourceInfo;
pub use resource_limits::{BrokenLimit, ResourceLimit};
