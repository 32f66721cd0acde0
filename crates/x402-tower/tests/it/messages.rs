//! What is sold without HTTP: a tool of MCP, a task of A2A.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Response;
use x402_seller::Secret;
use x402_tower::{Answer, Memory, Paywall};
use x402_types::{DecodeOptions, PaymentPayload, RawJson, Version, Wire, v2::ResourceInfo};

use crate::world::{Handle, PAYER, Stub, header, offer, options};

static MADE: AtomicUsize = AtomicUsize::new(0);

#[tokio::test]
async fn a_message_is_sold_once_and_as_over_http() {
    let stub = Stub::saying([]);
    let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options());
    let sold = paywall.sell(ResourceInfo::new("mcp://tool/forecast"), vec![offer()]).unwrap();
    let payment = |nonce| PaymentPayload::decode_header(header(nonce, false), &DecodeOptions::STRICT).unwrap().value;
    let call = async |city: &'static str, payment: Option<PaymentPayload>| -> Answer {
        let work = async move |payer: x402_tower::Payer| {
            let number = MADE.fetch_add(1, Ordering::Relaxed);
            if city == "Atlantis" {
                Err("no such city".into())
            } else {
                Ok(Response::new(Bytes::from(format!("{number} {}", payer.0))))
            }
        };
        sold.message("tools/call", &RawJson::string(city), payment, work).await
    };

    let unpaid = call("Ulm", None).await;
    assert_eq!((unpaid.status, unpaid.payment_required(Version::V2).is_some(), stub.settles()), (402, true, 0));
    let first = call("Ulm", Some(payment(1))).await;
    assert_eq!((first.status, first.body.clone(), stub.settles()), (200, format!("0 {PAYER}").into_bytes(), 1));
    assert!(first.settlement().is_some());
    assert_eq!(call("Ulm", Some(payment(1))).await, first);
    assert_eq!(call("Bern", Some(payment(1))).await.status, 409);
    assert_eq!((MADE.load(Ordering::Relaxed), stub.settles()), (1, 1));
    // What fails costs nothing.
    assert_eq!(call("Atlantis", Some(payment(2))).await.status, 500);
    assert_eq!((MADE.load(Ordering::Relaxed), stub.settles()), (2, 1));
}

#[tokio::test]
async fn a_message_that_is_too_large_costs_nothing() {
    for (length, expected) in [(10, (200, 1)), (11, (500, 0))] {
        let stub = Stub::saying([]);
        let mut small = options();
        small.response_body = 10;
        let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), small);
        let sold = paywall.sell(ResourceInfo::new("mcp://tool/forecast"), vec![offer()]).unwrap();
        let payment = PaymentPayload::decode_header(header(1, false), &DecodeOptions::STRICT).unwrap().value;
        let work = async move |_| Ok(Response::new(Bytes::from(vec![0; length])));
        let answer = sold.message("tools/call", &RawJson::string("Ulm"), Some(payment), work).await;
        assert_eq!((answer.status, stub.settles()), expected, "{length}");
    }
}
