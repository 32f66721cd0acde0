//! Payments of the vectors, to be judged again with something changed.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x402_types::{DecodeOptions, Wire, v1, v2};
use x402_verify::{CheckId, Context, Facts, Report, verify};

/// A payment, the offer that it answers, and when.
#[derive(Clone)]
pub(crate) struct Paid {
    pub(crate) payment: Value,
    pub(crate) offer: Value,
    pub(crate) now: u64,
}

/// Whether each check stands where its mechanism's order has it.
pub(crate) fn is_in_order(report: &Report) -> bool {
    let order: Vec<CheckId> = report.kind().unwrap().checks().collect();
    let places = report.checks().iter().map(|check| order.iter().position(|id| *id == check.id).unwrap());
    places.is_sorted_by(|place, next| place < next)
}

pub(crate) use x402_laws::vectors::vectors;

/// What a vector that is valid puts in.
pub(crate) fn input(group: &str, id: &str) -> Value {
    let mut vector = vectors(group).into_iter().find(|vector| vector["id"] == id).unwrap();
    assert_eq!(vector["expect"]["class"], "valid", "{id}");
    vector["input"].take()
}

impl Paid {
    pub(crate) fn of(input: &Value) -> Self {
        let payment = match input["payment"]["header"]["value"].as_str() {
            Some(header) => serde_json::from_slice(&STANDARD.decode(header).unwrap()).unwrap(),
            None => input["payment"]["json"].clone(),
        };
        Self { payment, offer: input["offers"][0].clone(), now: input["now"].as_u64().unwrap() }
    }

    pub(crate) fn is_v1(&self) -> bool {
        self.payment["x402Version"] == 1
    }

    pub(crate) fn report(&self, facts: &Facts) -> Report {
        let context = Context::at(self.now).with_facts(facts);
        let (payment, offer) = (self.payment.to_string(), self.offer.to_string());
        if self.is_v1() {
            let payment = v1::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).unwrap().value;
            let offer = v1::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value;
            verify(&payment, &[offer], &context)
        } else {
            let payment = v2::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).unwrap().value;
            let offer = v2::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value;
            verify(&payment, &[offer], &context)
        }
    }
}
