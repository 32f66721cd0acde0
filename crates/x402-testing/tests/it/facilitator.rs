//! The stub of a facilitator settles a payment once, and behaves as it is told.

use x402_buyer::{EvmKey, Payable};
use x402_schemes::solana::from_base58;
use x402_testing::{Behaviour, Facilitator, KEY, offer, pay, pay_response};
use x402_types::{
    DecodeOptions, PaymentPayload, PaymentRequired, RawJson, ReasonCode, Scheme, SettleOutcome, SettleResponse,
    SupportedResponse, VerifyOutcome, VerifyResponse, Wire,
    v2::{FacilitatorRequest, PaymentRequirements},
};
use x402_verify::{Verdict, client::review_settlement};

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

/// What the kit pays on a chain the stub settles, under such a name as transactions have there.
#[test]
fn each_chain_has_its_names_of_transactions() {
    for offer in [
        include_str!("../../../../docs/examples/offer.json"),
        include_str!("../../../../docs/examples/offer-permit2.json"),
        include_str!("../../../../docs/examples/offer-upto.json"),
        include_str!("../../../../docs/examples/offer-solana.json"),
        include_str!("../../../../docs/examples/offer-stellar.json"),
    ] {
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        for n in 0..20 {
            let sent = pay(&offer, NOW, n).unwrap();
            let PaymentPayload::V2(payment) = sent.payment().clone() else { panic!("a payment of version 2") };
            let request = FacilitatorRequest::new(payment, offer.clone()).to_json();
            let (_, body) = Facilitator::new(Behaviour::Honest).answer("/settle", request.as_bytes(), None, NOW);
            let settlement = SettleResponse::decode(&body, &DecodeOptions::STRICT).unwrap().value;
            let name = &*settlement.transaction;
            let is_name = match offer.network.namespace() {
                "solana" => from_base58(name).unwrap().len() == 64,
                "stellar" => name.len() == 64,
                _ => name.len() == 66 && name.starts_with("0x"),
            };
            assert!(is_name, "{body}");
            let review = review_settlement(&settlement, &offer.scheme, sent.authorized());
            assert_eq!(review.verdict, Verdict::Valid, "{body}");
        }
    }
}

/// On the XRP Ledger the payment is the transaction (R-66). npm xrpl 5.3.0 signed it and printed its hash.
#[test]
fn a_payment_on_the_xrp_ledger_is_settled_under_its_hash() {
    let offer = r#"{"scheme":"exact","network":"xrpl:0","amount":"0.01","asset":"524C555344000000000000000000000000000000","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt","maxTimeoutSeconds":60,"extra":{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-2026-1"}}"#;
    let blob = "12000022000000002400000007201B14C01C20501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4038D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74463044022057E8CB9D1F07392DFDC66FC29485E219A2BE1E8A963B1556D96A83456CE94A1802205B6E937078CCB6BA2F431A6FA04CA9AD0D3CFF79CC74A7E05CBFDB5AF7B9022A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{blob}"}}"#)).unwrap();
    let request = |accepted: &PaymentRequirements| {
        FacilitatorRequest::new(
            x402_types::v2::PaymentPayload::new(accepted.clone(), payload.clone()),
            accepted.clone(),
        )
    };
    // Its last ledger is the one a minute after this time.
    let (signed, ends) = (1_740_672_100, 1_740_672_160);
    let settle = |accepted: &PaymentRequirements, now| {
        let request = request(accepted).to_json();
        let (_, body) = Facilitator::new(Behaviour::Honest).answer("/settle", request.as_bytes(), None, now);
        SettleResponse::decode(&body, &DecodeOptions::STRICT).unwrap().value
    };
    for now in [signed, ends - 5] {
        let settled = settle(&offer, now);
        assert_eq!(settled.transaction, "3A81B32113C4C91FA8D5BDCD6BB921C0450CDAF868D92F93BAF8E8C7E21295FA", "{now}");
    }
    let mut dearer = offer.clone();
    dearer.amount = x402_types::AnyAmount::Decimal("0.011".parse().unwrap());
    for (offer, now) in [(&offer, ends), (&dearer, signed)] {
        let refused = settle(offer, now);
        assert_eq!((refused.outcome == SettleOutcome::Success, &*refused.transaction), (false, ""), "{now}");
    }
}

/// In `upto` less may be taken than was signed, and no more.
#[test]
fn up_to_what_was_signed_is_settled() {
    let text = include_str!("../../../../docs/examples/offer-upto.json");
    let mut offer = PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value;
    let PaymentPayload::V2(payment) = pay(&offer, NOW, 0).unwrap().payment().clone() else { panic!("version 2") };
    let most: u64 = payment.accepted.amount.to_string().parse().unwrap();
    for (amount, is_settled) in [(1, true), (most, true), (most + 1, false)] {
        offer.amount = amount.into();
        let request = FacilitatorRequest::new(payment.clone(), offer.clone()).to_json();
        let (_, body) = Facilitator::new(Behaviour::Honest).answer("/settle", request.as_bytes(), None, NOW);
        assert_eq!(body.contains("\"success\":true"), is_settled, "{amount}: {body}");
    }
}

/// A 402 response is paid in its version, with its resource, and with an identifier where it declares them.
#[test]
fn a_402_response_is_paid_in_its_version() {
    let key = EvmKey::from_bytes(&KEY).unwrap();
    let extensions = r#""extensions":{"payment-identifier":{"info":{"required":true}}}"#;
    let v2 = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://shop.example/a"}},"accepts":[{}],{extensions}}}"#,
        offer("0.01").unwrap().to_json()
    );
    let v1 = format!(
        r#"{{"x402Version":1,"error":"pay","accepts":[{}]}}"#,
        include_str!("../../../../docs/examples/offer-v1.json")
    );
    let payable =
        |text: &str| Payable::new("shop.example", PaymentRequired::decode(text, &DecodeOptions::STRICT).unwrap().value);
    let sent = pay_response(&key, &payable(&v2), NOW, 3).unwrap();
    let json = sent.payment().to_json();
    assert!(json.contains(r#""url":"https://shop.example/a""#) && json.contains(r#""id":""#), "{json}");
    assert_eq!(pay_response(&key, &payable(&v2), NOW, 3).unwrap(), sent);
    let sent = pay_response(&key, &payable(&v1), NOW, 3).unwrap();
    assert_eq!(sent.header().0, "X-PAYMENT");
    // There is no key for this chain.
    let elsewhere = v2.replace("eip155:84532", "cosmos:hub-4");
    assert!(pay_response(&key, &payable(&elsewhere), NOW, 3).is_err());
}

/// A shop that asks what is served can sell each kind, and one that names another account is told so.
#[test]
fn offers_get_what_they_lack() {
    let (status, body) = Facilitator::default().answer("/supported", b"", None, NOW);
    assert_eq!(status, 200);
    let supported = SupportedResponse::decode(&body, &DecodeOptions::STRICT).unwrap().value;
    for (kind, member) in [
        ((Scheme::EXACT, "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"), "feePayer"),
        ((Scheme::EXACT, "stellar:testnet"), "areFeesSponsored"),
        ((Scheme::UPTO, "eip155:84532"), "facilitatorAddress"),
    ] {
        let mut lacking = offer("0.01").unwrap();
        (lacking.scheme, lacking.network) = (kind.0, kind.1.parse().unwrap());
        lacking.extra = None;
        let complete = x402_schemes::complete(lacking.clone(), &supported).unwrap();
        assert!(complete.extra.is_some_and(|extra| extra.as_json().get(member).is_some()), "{member}");
        if member == "feePayer" {
            lacking.extra =
                Some(RawJson::parse(r#"{"feePayer":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4"}"#).unwrap());
            assert!(x402_schemes::complete(lacking, &supported).is_err());
        }
    }
}
