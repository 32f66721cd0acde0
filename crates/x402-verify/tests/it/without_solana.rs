//! The family is off: undecided with a need that says so, never valid.

use x402_types::{DecodeOptions, Wire, v2};
use x402_verify::{CheckId, Context, Verdict, verify};

#[test]
fn a_payment_on_solana_is_undecided() {
    let offer = include_str!("../../../../docs/examples/offer-solana.json");
    let offer = v2::PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    let payment = include_str!("../../../../docs/examples/payment-solana.txt");
    let (_, value) = payment.trim().split_once(": ").unwrap();
    let payment = v2::PaymentPayload::decode_header(value, &DecodeOptions::STRICT).unwrap().value;
    let report = verify(&payment, &[offer], &Context::at(1_767_225_600));
    assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, CheckId::METHOD));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!((report.replay_key(), report.sponsor()), (None, None));
}
