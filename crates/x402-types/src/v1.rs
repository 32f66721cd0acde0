//! The objects of protocol version 1 (`x402-specification-v1.md`). `VerifyResponse` and `SettleResponse` name no
//! version and are read by one type for both: [`VerifyResponse`](crate::VerifyResponse),
//! [`SettleResponse`](crate::SettleResponse).

mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};

use alloc::string::String;

use crate::{
    DecodeError, JsonRef, Members,
    facilitator_request::facilitator_request,
    json::ObjectWriter,
    read::{Reader, ResultExt, required},
    wire::sealed::Object,
};

facilitator_request!();
