//! The objects of protocol version 2 (`x402-specification-v2.md`).

mod in_v1;
mod payment_payload;
mod payment_required;
mod payment_requirements;
mod resource_info;
mod resource_limits;

pub use in_v1::NoV1Form;
pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};
pub use resource_info::ResourceInfo;
pub use resource_limits::{BrokenLimit, ResourceLimit};

use crate::{Members, facilitator_request::facilitator_request, wire::wire_object};

facilitator_request! {
    r###"```
use x402_types::{Network, RawJson, Scheme, Wire, v2::*};
let offers = [PaymentRequirements::new(PaymentRequirementsInit {
    scheme: Scheme::EXACT,
    network: Network::eip155(8453),
    amount: 10_000.into(),
    asset: "0x83".into(),
    pay_to: "0x20".into(),
    max_timeout_seconds: 60,
})];
let payment = PaymentPayload::new(offers[0].clone(), RawJson::parse("{}")?);
let body = FacilitatorRequest::answering(payment, &offers, 0).unwrap().to_json();
assert!(body.starts_with(r#"{"x402Version":2,"paymentPayload":{"#));
# Ok::<(), x402_types::DecodeError>(())
```"###
}
