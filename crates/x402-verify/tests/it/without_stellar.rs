//! The family is off: undecided with a need that says so, never valid.

use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{CheckId, Context, Verdict, verify};

#[test]
fn a_payment_on_stellar_is_undecided() {
    let offer = r#"{"scheme":"exact","network":"stellar:testnet","amount":"10000000","asset":"CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA","payTo":"GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":true}}"#;
    let offer = v2::PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    let payload = RawJson::parse(r#"{"transaction":"AAAA"}"#).unwrap();
    let payment = v2::PaymentPayload::new(offer.clone(), payload);
    let report = verify(&payment, &[offer], &Context::at(1));
    assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, CheckId::METHOD));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["verifier"]);
    assert_eq!((report.replay_key(), report.last_ledger()), (None, None));
}
