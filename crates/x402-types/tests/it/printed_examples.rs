//! The examples that the documents print: those of the core and the HTTP transport, both versions. The file holds every
//! JSON value and every header of theirs, with the document and the section (their text is the x402 Foundation's,
//! Apache-2.0). What is not read has a reason.

use std::{collections::BTreeMap, fmt::Debug};

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_types::{
    DecodeOptions, FacilitatorRequest, Flag, Flags, HeaderName, PaymentPayload, PaymentRequired, RawJson,
    SettleResponse, SupportedKind, SupportedResponse, VerifyResponse, Version, Wire, decode_payment_header,
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    source: String,
    /// What it is.
    object: Option<String>,
    json: Option<Box<RawValue>>,
    /// Why it is not read.
    skipped: Option<String>,
    /// A header's name, and its value.
    name: Option<String>,
    header: Option<String>,
    /// What is printed as JSON and is none, and why.
    text: Option<String>,
    not_json: Option<String>,
}

/// Strict reads it without a flag, every member has a place, and it is written as it is printed but for the order of
/// members.
#[track_caller]
fn read<T: Wire + Debug>(text: &str, source: &str) -> T {
    let decoded = T::decode(text, &STRICT).unwrap_or_else(|error| panic!("{source}: {error}: {text}"));
    assert_eq!(decoded.flags, Flags::NONE, "{source}");
    let [printed, written] = [text, &decoded.value.to_json()].map(|text| RawJson::parse(text).unwrap());
    assert!(printed.as_json().same_value(&written.as_json()), "{source}: {written:?}");
    decoded.value
}

fn version_of(source: &str) -> Version {
    if source.contains("-v1") { Version::V1 } else { Version::V2 }
}

fn read_object(object: &str, text: &str, source: &str) {
    let version = version_of(source);
    match object {
        "payment-required" => {
            let payment_required = read::<PaymentRequired>(text, source);
            let readable = match &payment_required {
                PaymentRequired::V1(payment_required) => {
                    payment_required.accepts.iter().all(|offer| offer.get().is_some())
                }
                PaymentRequired::V2(payment_required) => {
                    payment_required.accepts.iter().all(|offer| offer.get().is_some())
                }
            };
            assert!(readable && payment_required.version() == version, "{payment_required:?}");
        }
        "payment" => assert_eq!(read::<PaymentPayload>(text, source).version(), version),
        "request" => assert_eq!(read::<FacilitatorRequest>(text, source).version(), version),
        "settlement" => assert!(read::<SettleResponse>(text, source).other.is_empty()),
        "verification" => assert!(read::<VerifyResponse>(text, source).other.is_empty()),
        "supported" => {
            let kinds = read::<SupportedResponse>(text, source).kinds;
            let good = |kind: &SupportedKind| kind.x402_version == version && kind.network.network().is_some();
            assert!(kinds.iter().all(|kind| kind.get().is_some_and(good)));
        }
        other => panic!("{other}"),
    }
}

fn read_header(name: HeaderName, value: &str, source: &str) -> String {
    assert_eq!(name.version(), version_of(source));
    let text = match name {
        HeaderName::PaymentRequired => PaymentRequired::decode_header(value, &STRICT).unwrap().text,
        HeaderName::PaymentSignature | HeaderName::XPayment => {
            let payment = decode_payment_header(name.as_str(), value, &STRICT).unwrap();
            assert!(!payment.flags.contains(Flag::LegacyHeader));
            payment.text
        }
        HeaderName::PaymentResponse | HeaderName::XPaymentResponse => {
            SettleResponse::decode_header(value, &STRICT).unwrap().text
        }
    };
    let object = match name {
        HeaderName::PaymentRequired => "payment-required",
        HeaderName::PaymentSignature | HeaderName::XPayment => "payment",
        HeaderName::PaymentResponse | HeaderName::XPaymentResponse => "settlement",
    };
    read_object(object, &text, source);
    text
}

#[test]
fn every_printed_example_is_what_it_is_called() {
    let mut counts = BTreeMap::new();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in include_str!("printed_examples.jsonl").lines() {
        let example: Example = serde_json::from_str(line).unwrap();
        let source = &*example.source;
        let what = match example {
            Example { object: Some(object), json: Some(json), .. } => {
                read_object(&object, json.get(), source);
                // "The base64 header decodes to" this.
                if source.contains("http.md")
                    && let Some((_, value)) = headers.pop_if(|(from, _)| from == source)
                {
                    let [header, json] = [&*value, json.get()].map(|text| RawJson::parse(text).unwrap());
                    assert!(header.as_json().same_value(&json.as_json()), "{source}: {header:?} {json:?}");
                }
                "read"
            }
            Example { json: Some(json), skipped: Some(reason), .. } => {
                assert!(!reason.is_empty() && RawJson::parse(json.get()).is_ok());
                "skipped"
            }
            Example { name: Some(name), header: Some(value), .. } => {
                let text = read_header(HeaderName::from_name(&name).unwrap(), &value, source);
                headers.push((source.to_string(), text));
                "header"
            }
            Example { text: Some(text), not_json: Some(reason), .. } => {
                assert!(!reason.is_empty());
                for result in [
                    PaymentRequired::decode(&*text, &STRICT).map(|_| ()),
                    FacilitatorRequest::decode(&*text, &STRICT).map(|_| ()),
                ] {
                    let error = result.unwrap_err();
                    assert_eq!((error.stage().as_str(), error.kind().as_str()), ("json", "syntax"), "{text}");
                }
                "refused"
            }
            Example { .. } => panic!("{line}"),
        };
        *counts.entry(what).or_insert(0) += 1;
    }
    let expected = [("header", 7), ("read", 25), ("refused", 4), ("skipped", 8)];
    assert_eq!(counts, BTreeMap::from(expected));
}
