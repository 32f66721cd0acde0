//! The objects inside of the two requests to a facilitator, at every depth: who reads a payment by itself may read the same object in
//! a request by another way.

use super::{
    object::{Member, Object, Read},
    tables::{OFFER_1, OFFER_2, PAYLOAD_1, PAYLOAD_2, PAYMENT_1, PAYMENT_2, REQUIREMENT_1, REQUIREMENT_2},
};

/// The objects from number 51 on. The requirements in a request to verify are numbers 2 and 22.
pub(super) fn objects() -> Vec<Object> {
    let accepted = r#"{"x402Version":2,"accepted":@,"payload":{"a":1}}"#;
    vec![
        object(51, "V1 payment in a verify request", "verify-request", &request(1, "@", OFFER_1), PAYMENT, PAYLOAD_1),
        object(52, "V1 payment in a settle request", "settle-request", &request(1, "@", OFFER_1), PAYMENT, PAYLOAD_1),
        object(53, "V1 terms in a settle request", "settle-request", &request(1, PAYMENT_1, "@"), TERMS, REQUIREMENT_1),
        object(54, "V2 payment in a verify request", "verify-request", &request(2, "@", OFFER_2), PAYMENT, PAYLOAD_2),
        object(
            55,
            "V2 accepted in a verify request",
            "verify-request",
            &request(2, accepted, OFFER_2),
            ACCEPTED,
            REQUIREMENT_2,
        ),
        object(56, "V2 payment in a settle request", "settle-request", &request(2, "@", OFFER_2), PAYMENT, PAYLOAD_2),
        object(
            57,
            "V2 accepted in a settle request",
            "settle-request",
            &request(2, accepted, OFFER_2),
            ACCEPTED,
            REQUIREMENT_2,
        ),
        object(58, "V2 terms in a settle request", "settle-request", &request(2, PAYMENT_2, "@"), TERMS, REQUIREMENT_2),
    ]
}

const PAYMENT: &str = "paymentPayload";
const ACCEPTED: &str = "paymentPayload.accepted";
const TERMS: &str = "paymentRequirements";

fn object(
    number: u32,
    name: &'static str,
    kind: &'static str,
    template: &str,
    path: &'static str,
    members: &'static [Member],
) -> Object {
    let version = if name.starts_with("V1") { 1 } else { 2 };
    Object {
        number,
        name,
        read: Read::Decode(kind, Some(version)),
        template: template.into(),
        path,
        members,
        rows: &[],
    }
}

fn request(version: u32, payment: &str, terms: &str) -> String {
    format!(r#"{{"x402Version":{version},"paymentPayload":{payment},"paymentRequirements":{terms}}}"#)
}
