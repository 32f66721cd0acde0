//! The family is off: undecided with a need that says so, never valid.

use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{CheckId, Context, Verdict, verify};

#[test]
fn a_payment_on_the_xrp_ledger_is_undecided() {
    let offer = r#"{"scheme":"exact","network":"xrpl:0","amount":"250000","asset":"XRP","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false}}"#;
    let offer = v2::PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    let payload = RawJson::parse(r#"{"signedTxBlob":"12"}"#).unwrap();
    let payment = v2::PaymentPayload::new(offer.clone(), payload);
    let report = verify(&payment, &[offer], &Context::at(1));
    assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, CheckId::METHOD));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!((report.replay_key(), report.last_ledger()), (None, None));
}
