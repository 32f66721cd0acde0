//! The objects of protocol version 2 (`x402-specification-v2.md`).

mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod resource_limits;

pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};
pub use resource_info::ResourceInfo;
pub use resource_limits::{BrokenLimit, ResourceLimit};

use alloc::string::String;

use crate::{
    DecodeError, JsonRef, Members,
    facilitator_request::facilitator_request,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::sealed::Object,
};

facilitator_request!();
