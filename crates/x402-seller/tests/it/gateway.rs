//! Payments for Circle's Gateway: the operator's answer names an identifier, which is no transaction of the chain (U-11).

use x402_schemes::evm::eip3009::{Draft, Nonce, Window};
use x402_seller::{FacilitatorAnswer, Request, Step};
use x402_types::{
    DecodeOptions, Network, RawJson, SettleResponse, Wire, v1,
    v2::{PaymentPayload, PaymentRequirements},
};

use crate::world::{NOW, PAYER, World, answer_of, request, seller_of, served, sign, written};

const OFFER: &str = r#"{"scheme":"exact","network":"eip155:84532","amount":"10000",
    "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "maxTimeoutSeconds":604900,"extra":{"name":"GatewayWalletBatched","version":"1",
    "verifyingContract":"0x0077777d7EBA4688BDeF3E311b846F25870A19B9"}}"#;

/// The status that a buyer gets after this settlement.
fn answered(transaction: &str) -> u16 {
    let offer = PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).unwrap().value;
    let seller = seller_of(offer.clone());
    let (nonce, window) = (Nonce::new([7; 32]), Window::from_now(NOW, &offer));
    let draft = Draft::for_offer(&offer, PAYER.parse().unwrap(), nonce, window).unwrap();
    let header =
        PaymentPayload::new(offer.clone(), draft.with_signature(sign(1, &draft.digest())).to_json()).to_header();
    let mut world = World::default();
    let step = world.first(request(&seller, &header, "", NOW), NOW);
    let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
    let Step::Settle(mut settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
    // No node knows what the operator has seen (U-6).
    assert!(settle.lookup(x402_seller::Finality::Finalized).is_none());
    let mut settlement = SettleResponse::success(transaction, Network::eip155(84_532));
    settlement.payer = Some(PAYER.into());
    let body = settlement.to_json();
    loop {
        let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
        match written(settle.answered(answer, NOW), &mut world, NOW) {
            Step::Answer(answer) => return answer.status,
            Step::Settle(again) => settle = again,
            step => panic!("{step:?}"),
        }
    }
}

/// A buyer of version 1 would sign in the domain of a token that is named like the Gateway, which no token is (U-9).
#[test]
fn a_buyer_of_version_1_is_not_offered_the_gateway() {
    let offer = PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).unwrap().value;
    let mut plain = offer.clone();
    plain.extra = Some(RawJson::parse(r#"{"name":"USDC","version":"2"}"#).unwrap());
    let offers = |offer| {
        let parameters = &RawJson::string("");
        let step = seller_of(offer)
            .request(Request { method: "GET", parameters, query: None, now: NOW }, [("Accept", b"*/*".as_slice())]);
        let payment_required =
            v1::PaymentRequired::decode_bytes(answer_of(step).body, &DecodeOptions::STRICT).unwrap().value;
        payment_required.accepts.len()
    };
    assert_eq!((offers(offer), offers(plain)), (0, 1));
}

#[test]
fn what_the_operator_has_accepted_is_served() {
    assert_eq!(answered("bb5d30c1-e84d-4f5e-a2c5-2e1f4b1c9d3a"), 200);
    // Nothing is named, so nothing is known.
    assert_eq!(answered(""), 503);
}
