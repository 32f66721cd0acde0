//! The law of binding: what the payer signed cannot be changed, and what it did not sign changes neither who pays nor
//! which payment it is.

use std::thread;

use alloy_primitives::{U256, hex};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use x402_laws::bounds::{is_full, step};
use x402_schemes::AccountId;
use x402_types::{DecodeOptions, PaymentPayload, Wire, v1, v2};
use x402_verify::{CheckId, Context, Offers, ReplayKey, Verdict, verify};

use crate::{
    support::{Case, NOW, failed, spec_header, spec_offer},
    v1::{spec_header_v1, spec_offer_v1},
};

/// What the signature covers, and the signature: the offers are fixed here, so their domain is. Read with other
/// libraries than the code under test.
#[derive(PartialEq)]
struct Signed {
    from: Vec<u8>,
    to: Vec<u8>,
    value: U256,
    valid_after: U256,
    valid_before: U256,
    nonce: Vec<u8>,
    signature: Vec<u8>,
}

impl Signed {
    fn read(header: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Payment {
            payload: Payload,
        }
        #[derive(Deserialize)]
        struct Payload {
            signature: String,
            authorization: Authorization,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Authorization {
            from: String,
            to: String,
            value: String,
            valid_after: String,
            valid_before: String,
            nonce: String,
        }
        let json = STANDARD.decode(header).ok()?;
        let Payload { signature, authorization } = serde_json::from_slice::<Payment>(&json).ok()?.payload;
        let bytes = |text: &str| hex::decode(text.strip_prefix("0x")?).ok();
        let number = |text: &str| U256::from_str_radix(text, 10).ok();
        Some(Self {
            from: bytes(&authorization.from)?,
            to: bytes(&authorization.to)?,
            value: number(&authorization.value)?,
            valid_after: number(&authorization.valid_after)?,
            valid_before: number(&authorization.valid_before)?,
            nonce: bytes(&authorization.nonce)?,
            signature: bytes(&signature)?,
        })
    }
}

/// How the edits turned out.
#[derive(Debug, Default, PartialEq)]
struct Count {
    undecodable: usize,
    invalid: usize,
    undecided: usize,
    valid: usize,
}

struct Base {
    header: Vec<u8>,
    offers: SomeOffers,
    signed: Signed,
    payer: AccountId,
    key: ReplayKey,
}

enum SomeOffers {
    V1([v1::PaymentRequirements; 1]),
    V2([v2::PaymentRequirements; 1]),
}

impl<'a> From<&'a SomeOffers> for Offers<'a> {
    fn from(offers: &'a SomeOffers) -> Self {
        match offers {
            SomeOffers::V1(offers) => offers.into(),
            SomeOffers::V2(offers) => offers.into(),
        }
    }
}

impl Base {
    fn v1() -> Self {
        Self::new(spec_header_v1(), SomeOffers::V1([spec_offer_v1()]))
    }

    fn v2() -> Self {
        Self::new(spec_header(), SomeOffers::V2([spec_offer()]))
    }

    fn new(header: &str, offers: SomeOffers) -> Self {
        let header = header.as_bytes().to_vec();
        let payment = PaymentPayload::decode_header(&header, &DecodeOptions::STRICT).unwrap().value;
        let verified = verify(&payment, &offers, &Context::at(NOW)).into_paid().unwrap();
        let signed = Signed::read(&header).unwrap();
        Self { offers, signed, payer: verified.payer(), key: verified.replay_key(), header }
    }

    /// Judges one edited header by the law, and counts it.
    fn report_of(&self, header: &[u8], count: &mut Count) {
        let Ok(payment) = PaymentPayload::decode_header(header, &DecodeOptions::STRICT) else {
            count.undecodable += 1;
            return;
        };
        let report = verify(&payment.value, &self.offers, &Context::at(NOW));
        let identity = (report.payer(), report.replay_key());
        let own = (Some(self.payer), Some(self.key));
        let text = &payment.text;
        if Signed::read(header).as_ref() == Some(&self.signed) {
            // Nothing that was signed: payer and key stay, where the payment answers an offer at all.
            assert!(report.offer().is_none() || identity == own, "{text}");
            // And if the verdict changed, then by a check that names what was edited: the copy of the offer.
            let named = report.deciding().is_none_or(|check| [CheckId::OFFER, CheckId::METHOD].contains(&check.id));
            assert!(named, "{text}: {:?}", report.deciding());
        } else {
            assert!(report.verdict() != Verdict::Valid || identity != own, "{text}");
        }
        match report.verdict() {
            Verdict::Invalid => count.invalid += 1,
            Verdict::Undecided => count.undecided += 1,
            Verdict::Valid => {
                assert!(Signed::read(header).as_ref() == Some(&self.signed), "valid for other terms: {text}");
                count.valid += 1;
            }
        }
    }
}

/// One in so many bytes of the header is replaced by default.
const SAMPLED: usize = 9;

/// Every byte of the header replaced by every other value.
#[test]
fn every_byte_of_the_header() {
    let is_some = |count: &Count| count.valid > 0 && count.undecided > 0 && count.invalid > count.valid;
    let count = edit_every_byte(&Base::v2());
    assert!(is_some(&count), "{count:?}");
    // `witness/binding.py` counts the same with a different base64, a different JSON reader and no curve.
    if is_full() {
        assert_eq!(count, Count { undecodable: 253_870, invalid: 16_477, undecided: 2_316, valid: 4_777 });
    }
    // The same authorization, so the law is the same.
    let count = edit_every_byte(&Base::v1());
    assert!(is_some(&count), "{count:?}");
}

fn edit_every_byte(base: &Base) -> Count {
    let half = base.header.len() / 2;
    let verify_range = |positions: std::ops::Range<usize>| {
        let mut count = Count::default();
        let mut header = base.header.clone();
        for at in positions.filter(|at| at.is_multiple_of(step(SAMPLED))) {
            for value in (0..=u8::MAX).filter(|value| *value != base.header[at]) {
                header[at] = value;
                base.report_of(&header, &mut count);
            }
            header[at] = base.header[at];
        }
        count
    };
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(|| verify_range(half..base.header.len()));
        (verify_range(0..half), second.join().unwrap())
    });
    let count = Count {
        undecodable: first.undecodable + second.undecodable,
        invalid: first.invalid + second.invalid,
        undecided: first.undecided + second.undecided,
        valid: first.valid + second.valid,
    };
    let tried = base.header.len().div_ceil(step(SAMPLED)) * 255;
    assert_eq!(count.undecodable + count.invalid + count.undecided + count.valid, tried);
    count
}

/// The domain is the offer's, so it takes another offer to change it; the signature then is somebody else's.
#[test]
fn no_other_names_in_the_domain() {
    for extra in [
        r#"{"name":"USDc","version":"2"}"#,
        r#"{"name":"USDC ","version":"2"}"#,
        r#"{"name":"","version":"2"}"#,
        r#"{"name":"USDC","version":""}"#,
        r#"{"name":"USDC","version":"3"}"#,
        r#"{"name":"USDC2","version":""}"#,
        r#"{"name":"2","version":"USDC"}"#,
    ] {
        assert_eq!(failed(&Case::new().extra(extra).report()), [CheckId::SIGNER], "{extra}");
    }
}
