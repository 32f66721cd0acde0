//! Each wire object as JSON text, read and written, beside the crates that have it.

#[cfg(feature = "peers")]
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
#[cfg(feature = "peers")]
use serde_json::{Map, value::RawValue};
use x402_types::{
    DecodeOptions, PaymentRequired, RawJson, SettleResponse, SupportedResponse, VerifyResponse, Wire, v1, v2,
};

use crate::group::{Case, Group, group, peers};

/// The library that this workspace is about, in a column's title.
pub const OURS: &str = "ours";
/// The others, in the order of the columns. `x402-core` has to be measured by itself: see the README.
pub const PEERS: &[&str] = if cfg!(feature = "x402-core") { &[X402_CORE] } else { &[X402_RS, R402] };

const X402_RS: &str = "x402-types 2.0.2";
const R402: &str = "r402-protocol 0.21.0";
const X402_CORE: &str = "x402-core 2.5.0";

/// How the crates read the bytes of a message: in x402-rs and r402 `payload` stays text, as here.
#[cfg(feature = "peers")]
mod peer {
    use super::RawValue;

    pub(super) use r402_protocol::payment as r402;
    #[cfg(feature = "x402-core")]
    pub(super) use x402_core::{facilitator as core_facilitator, transport as core};
    pub(super) use x402rs_types::proto as x402_rs;

    pub(super) type X402RsPayload = x402_rs::v2::PaymentPayload<x402_rs::v2::PaymentRequirements, Box<RawValue>>;
    pub(super) type R402Payload = r402::PaymentPayload<r402::PaymentRequirements, Box<RawValue>>;
}

/// Reading and writing of each object. Panics if a crate that is said to have it does not read it.
pub fn object_groups() -> Vec<Group> {
    let [v1, v2] = ["x402-specification-v1.md", "x402-specification-v2.md"];
    let required = example(v2, "5.1", "payment-required");
    let requirements = first_offer(&required);
    let request = example(v2, "7.1", "request");
    let mut groups = Vec::new();
    let mut add = |pair: [Group; 2]| groups.extend(pair);

    add(object::<v2::PaymentRequired>(
        "V2 `PaymentRequired`",
        &required,
        peers!([
            peer::<peer::x402_rs::v2::PaymentRequired>(X402_RS, &required),
            peer::<peer::r402::PaymentRequired>(R402, &required),
            #[cfg(feature = "x402-core")]
            peer::<peer::core::PaymentRequired>(X402_CORE, &required),
        ]),
    ));
    let payment = example(v2, "5.2", "payment");
    add(object::<v2::PaymentPayload>(
        "V2 `PaymentPayload`",
        &payment,
        peers!([
            peer::<peer::X402RsPayload>(X402_RS, &payment),
            peer::<peer::R402Payload>(R402, &payment),
            #[cfg(feature = "x402-core")]
            peer::<peer::core::PaymentPayload>(X402_CORE, &payment),
        ]),
    ));
    add(object::<v2::PaymentRequirements>(
        "V2 `PaymentRequirements`",
        &requirements,
        peers!([
            peer::<peer::x402_rs::v2::PaymentRequirements>(X402_RS, &requirements),
            peer::<peer::r402::PaymentRequirements>(R402, &requirements),
            #[cfg(feature = "x402-core")]
            peer::<peer::core::PaymentRequirements>(X402_CORE, &requirements),
        ]),
    ));
    add(object::<v2::FacilitatorRequest>(
        "V2 verify or settle request",
        &request,
        peers!([
            peer::<peer::x402_rs::v2::VerifyRequest<peer::X402RsPayload, peer::x402_rs::v2::PaymentRequirements>>(
                X402_RS, &request,
            ),
            peer::<peer::r402::TypedVerifyRequest<2, peer::R402Payload, peer::r402::PaymentRequirements>>(
                R402, &request,
            ),
        ]),
    ));
    let verified = example(v2, "7.1", "verification");
    add(object::<VerifyResponse>(
        "`VerifyResponse`",
        &verified,
        peers!([
            peer::<peer::x402_rs::v2::VerifyResponse>(X402_RS, &verified),
            peer::<peer::r402::VerifyResponse>(R402, &verified),
        ]),
    ));
    let settled = example(v2, "5.3", "settlement");
    add(object::<SettleResponse>(
        "V2 `SettleResponse`",
        &settled,
        peers!([
            peer::<peer::x402_rs::v2::SettleResponse>(X402_RS, &settled),
            peer::<peer::r402::SettleResponse>(R402, &settled),
            #[cfg(feature = "x402-core")]
            peer::<peer::core::SettlementResponse>(X402_CORE, &settled),
        ]),
    ));
    let supported = example(v2, "7.3", "supported");
    add(object::<SupportedResponse>(
        "V2 `SupportedResponse`",
        &supported,
        peers!([
            peer::<peer::x402_rs::SupportedResponse>(X402_RS, &supported),
            peer::<peer::r402::SupportedResponse>(R402, &supported),
            #[cfg(feature = "x402-core")]
            peer::<peer::core_facilitator::SupportedResponse>(X402_CORE, &supported),
        ]),
    ));

    let required = example(v1, "5.1", "payment-required");
    let requirements = first_offer(&required);
    add(object::<v1::PaymentRequired>(
        "V1 `PaymentRequired`",
        &required,
        peers!([peer::<peer::x402_rs::v1::PaymentRequired>(X402_RS, &required)]),
    ));
    let payment = example(v1, "5.2", "payment");
    add(object::<v1::PaymentPayload>(
        "V1 `PaymentPayload`",
        &payment,
        peers!([peer::<peer::x402_rs::v1::PaymentPayload>(X402_RS, &payment)]),
    ));
    add(object::<v1::PaymentRequirements>(
        "V1 `PaymentRequirements`",
        &requirements,
        peers!([peer::<peer::x402_rs::v1::PaymentRequirements>(X402_RS, &requirements)]),
    ));
    let request = example(v1, "7.1", "request");
    add(object::<v1::FacilitatorRequest>(
        "V1 verify or settle request",
        &request,
        peers!([peer::<
            peer::x402_rs::v1::VerifyRequest<peer::x402_rs::v1::PaymentPayload, peer::x402_rs::v1::PaymentRequirements>,
        >(X402_RS, &request)]),
    ));
    let settled = example(v1, "5.3", "settlement");
    add(object::<SettleResponse>(
        "V1 `SettleResponse`",
        &settled,
        peers!([peer::<peer::x402_rs::v1::SettleResponse>(X402_RS, &settled)]),
    ));
    let supported = example(v1, "7.3", "supported");
    add(object::<SupportedResponse>(
        "V1 `SupportedResponse`",
        &supported,
        peers!([peer::<peer::x402_rs::SupportedResponse>(X402_RS, &supported)]),
    ));
    groups
}

/// The first example of an object that a section of a document prints.
fn example(document: &str, section: &str, object: &str) -> String {
    let source = format!("{document}, {section}");
    let found = include_str!("../../crates/x402-types/tests/it/printed_examples.jsonl").lines().find_map(|line| {
        let line = RawJson::parse(line).unwrap();
        let member = |name| line.as_json().get(name).filter(|value| !value.is_null());
        let has = |name, text: &str| member(name).is_some_and(|value| value.string().as_deref() == Ok(text));
        let json = member("json")?;
        (has("source", &source) && has("object", object)).then(|| json.text().to_owned())
    });
    found.unwrap_or_else(|| panic!("{source} prints no {object}"))
}

fn first_offer(payment_required: &str) -> String {
    let json = match PaymentRequired::decode(payment_required, &DecodeOptions::STRICT).unwrap().value {
        PaymentRequired::V1(payment_required) => payment_required.accepts[0].get().map(Wire::to_json),
        PaymentRequired::V2(payment_required) => payment_required.accepts[0].get().map(Wire::to_json),
    };
    json.unwrap()
}

/// Both directions of one object, the peers first.
fn object<T: Wire + 'static>(name: &str, text: &str, peers: Vec<[Case; 2]>) -> [Group; 2] {
    let read = T::decode(text, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(value(&read.to_json()), value(text), "{name}");
    // The object alone, as the peers read it.
    let decode = |text: &String| T::from_json(text, &DecodeOptions::STRICT);
    let (decoders, encoders) = peers.into_iter().map(|[decode, encode]| (decode, encode)).unzip();
    [
        group(format!("decode {name}"), decoders, [Case::new(OURS, text.to_string(), decode)]),
        group(format!("encode {name}"), encoders, [Case::new(OURS, read, T::to_json)]),
    ]
}

/// One crate's reading and writing of it.
#[cfg(feature = "peers")]
fn peer<T: Serialize + DeserializeOwned + 'static>(name: &'static str, text: &str) -> [Case; 2] {
    let read: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"));
    let written = serde_json::to_value(&read).unwrap();
    assert!(is_part_of(&written, &value(text)), "{name}: {written}");
    [
        Case::new(name, text.to_string(), |text| serde_json::from_slice::<T>(text.as_bytes())),
        Case::new(name, read, |read| serde_json::to_string(read)),
    ]
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// Whether all that was written stands in the document too: crates leave out what they do not know, and some write
/// `null` or something empty for what is not there.
#[cfg(feature = "peers")]
fn is_part_of(written: &Value, document: &Value) -> bool {
    match (written, document) {
        (Value::Object(written), Value::Object(document)) => written.iter().all(|(name, value)| {
            let empty = [Value::Null, Value::Array(Vec::new()), Value::Object(Map::new())].contains(value);
            empty || document.get(name).is_some_and(|document| is_part_of(value, document))
        }),
        (Value::Array(written), Value::Array(document)) => {
            written.len() == document.len()
                && written.iter().zip(document).all(|(written, document)| is_part_of(written, document))
        }
        _ => written == document,
    }
}
