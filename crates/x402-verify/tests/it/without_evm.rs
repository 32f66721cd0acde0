//! A family that is off: undecided with a need that says so, never valid.

use x402_types::{DecodeOptions, PaymentPayload, Wire, decode_payment_header, v1, v2};
use x402_verify::{
    CheckId, Context, Facts, Offers, Payment, Report, Verdict,
    evm::{AccountCode, Fact},
    verify,
};

fn payment(line: &str) -> PaymentPayload {
    let (name, value) = line.trim().split_once(": ").unwrap();
    decode_payment_header(name, value, &DecodeOptions::STRICT).unwrap().value
}

fn offer<T: Wire>(text: &str) -> T {
    T::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn report_of<'a>(payment: impl Into<Payment<'a>>, offers: impl Into<Offers<'a>>) -> Report {
    let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
    verify(payment, offers, &Context::at(1_740_672_100).with_facts(&facts))
}

#[test]
fn the_specifications_payments_are_undecided() {
    let v1: v1::PaymentRequirements = offer(include_str!("../../../../docs/examples/offer-v1.json"));
    let v2: v2::PaymentRequirements = offer(include_str!("../../../../docs/examples/offer.json"));
    for report in [
        report_of(&payment(include_str!("../../../../docs/examples/payment-v1.txt")), &[v1]),
        report_of(&payment(include_str!("../../../../docs/examples/payment.txt")), &[v2]),
    ] {
        assert_eq!(report.verdict(), Verdict::Undecided);
        assert_eq!(report.deciding().unwrap().id, CheckId::METHOD);
        assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
        assert_eq!(report.replay_key(), None);
    }
}
