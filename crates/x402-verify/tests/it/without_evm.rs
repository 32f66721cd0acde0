//! A family that is off: undecided with a need that says so, never valid.

use x402_types::{DecodeOptions, Wire, decode_payment_header, v2::PaymentRequirements};
use x402_verify::{AccountCode, CheckId, Context, Facts, Verdict, verify};

#[test]
fn the_specifications_payment_is_undecided() {
    let (name, value) = include_str!("../../../../docs/examples/payment.txt").trim().split_once(": ").unwrap();
    let payment = decode_payment_header(name, value, &DecodeOptions::STRICT).unwrap().value;
    let offer = include_str!("../../../../docs/examples/offer.json");
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    let facts = Facts::new().with_any_account(AccountCode::None);
    let report = verify(&payment, &[offer], &Context::at(1_740_672_100).with_facts(&facts));
    assert_eq!(report.verdict(), Verdict::Undecided);
    assert_eq!(report.deciding().unwrap().id, CheckId::Method);
    assert_eq!(report.needs().map(|need| need.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!(report.replay_key(), None);
}
