//! The objects of protocol version 1 (`x402-specification-v1.md`). `VerifyResponse` and `SettleResponse` contain no
//! version, so both versions share [`VerifyResponse`](crate::VerifyResponse) and
//! [`SettleResponse`](crate::SettleResponse).

mod payment_payload;
mod payment_required;
mod payment_requirements;

pub use payment_payload::PaymentPayload;
pub use payment_required::PaymentRequired;
pub use payment_requirements::{PaymentRequirements, PaymentRequirementsInit};

use crate::{Members, facilitator_request::facilitator_request, wire::wire_object};

facilitator_request! {
    r###"```
use x402_types::{NetworkName, RawJson, Scheme, Wire, v1::*};
let offers = [PaymentRequirements::new(PaymentRequirementsInit {
    scheme: Scheme::EXACT,
    network: NetworkName::try_from("base").unwrap(),
    max_amount_required: 10_000.into(),
    asset: "0x83".into(),
    pay_to: "0x20".into(),
    resource: "https://api.example.com/prices".into(),
    description: "Today's prices".into(),
    max_timeout_seconds: 60,
})];
let payment = PaymentPayload::new(Scheme::EXACT, offers[0].network.clone(), RawJson::parse("{}")?);
let body = FacilitatorRequest::answering(payment, &offers, 0).unwrap().to_json();
assert!(body.starts_with(r#"{"x402Version":1,"paymentPayload":{"#));
# Ok::<(), x402_types::DecodeError>(())
```"###
}
