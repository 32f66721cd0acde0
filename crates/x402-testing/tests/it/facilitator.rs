//! The stub of a facilitator settles a payment once, and behaves as it is told.

use x402_testing::{Behaviour, Facilitator, offer, pay};
use x402_types::{
    DecodeOptions, PaymentPayload, ReasonCode, SettleOutcome, SettleResponse, VerifyOutcome, VerifyResponse, Wire,
    v2::FacilitatorRequest,
};

const NOW: u64 = 1_740_672_100;

/// The body of a request about payment `n` for a cent, against an offer at this price.
fn request(n: u64, price: &str) -> String {
    let PaymentPayload::V2(payment) = pay(&offer("0.01").unwrap(), NOW, n).unwrap().payment().clone() else {
        panic!("a payment of version 2")
    };
    FacilitatorRequest::new(payment, offer(price).unwrap()).to_json()
}

fn settle(facilitator: &mut Facilitator, n: u64, key: Option<&str>) -> SettleResponse {
    let (status, body) = facilitator.answer("/settle", request(n, "0.01").as_bytes(), key, NOW);
    assert_eq!(status, 200);
    SettleResponse::decode(&body, &DecodeOptions::STRICT).unwrap().value
}

fn verify(facilitator: &mut Facilitator, price: &str) -> VerifyResponse {
    let (status, body) = facilitator.answer("/verify", request(0, price).as_bytes(), None, NOW);
    assert_eq!(status, 200);
    VerifyResponse::decode(&body, &DecodeOptions::STRICT).unwrap().value
}

fn reason(response: &SettleResponse) -> Option<&str> {
    match &response.outcome {
        SettleOutcome::Failure(reason) => reason.as_ref().map(ReasonCode::as_str),
        SettleOutcome::Success => None,
    }
}

#[test]
fn a_payment_settles_once() {
    let mut facilitator = Facilitator::new(Behaviour::Honest);
    assert_eq!(verify(&mut facilitator, "0.01").outcome, VerifyOutcome::Valid);
    assert!(matches!(verify(&mut facilitator, "0.02").outcome, VerifyOutcome::Invalid(Some(_))));
    let first = settle(&mut facilitator, 0, Some("a"));
    assert_eq!((&first.outcome, first.transaction.len()), (&SettleOutcome::Success, 66));
    assert_eq!(settle(&mut facilitator, 0, Some("a")), first);
    assert_eq!(reason(&settle(&mut facilitator, 0, Some("b"))), Some("duplicate_settlement"));
    assert_ne!(settle(&mut facilitator, 1, Some("a")).transaction, first.transaction);
    assert_eq!((facilitator.settled(), facilitator.calls()), (2, [2, 4]));
    let (_, late) = facilitator.answer("/settle", request(2, "0.01").as_bytes(), None, NOW + 60);
    assert!(late.contains("valid_before"), "{late}");
    assert_eq!(facilitator.settled(), 2);
}

#[test]
fn each_behaviour() {
    let mut pending = Facilitator::new(Behaviour::Pending(2));
    let reasons: Vec<_> = (0..3).map(|_| reason(&settle(&mut pending, 0, Some("a"))).map(String::from)).collect();
    assert_eq!(reasons, [Some("settlement_pending".into()), Some("settlement_pending".into()), None]);
    let mut failing = Facilitator::new(Behaviour::Fails(ReasonCode::INSUFFICIENT_FUNDS));
    assert_eq!(reason(&settle(&mut failing, 0, None)), Some("insufficient_funds"));
    assert_eq!(failing.settled(), 0);
    let mut losing = Facilitator::new(Behaviour::Loses);
    let body = request(0, "0.01");
    assert_eq!(losing.answer("/settle", body.as_bytes(), Some("a"), NOW), (504, String::new()));
    assert_eq!(losing.settled(), 1);
    losing.behave(Behaviour::Honest);
    assert_eq!(reason(&settle(&mut losing, 0, Some("a"))), None);
    let mut odd = Facilitator::new(Behaviour::Says(307, "<html>".into()));
    assert_eq!(odd.answer("/verify", body.as_bytes(), None, NOW), (307, "<html>".into()));
    assert_eq!(odd.answer("/settle", b"{}", None, NOW).0, 400);
    assert_eq!(odd.answer("/other", b"{}", None, NOW).0, 404);
    assert!(odd.answer("/supported", b"", None, NOW).1.contains("eip155:84532"));
}
