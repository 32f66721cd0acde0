//! The scheme `upto`: the seller charges at most what was signed, and only a settlement of the charge counts.

use x402_schemes::evm::{
    Address,
    permit2::{Authorization, Draft, Nonce, PERMIT2, Window},
};
use x402_seller::{
    Answer, Choices, FacilitatorAnswer, Finality, Record, Request, Seller, Serve, Settle, SignIns, State, Step,
    Undecided,
};
use x402_types::{
    DecodeOptions, FacilitatorRequest, Network, RawJson, SettleResponse, Uint256, Wire, v1,
    v2::{PaymentPayload, PaymentRequirements, ResourceInfo},
};
use x402_verify::client::SettlementState;

use crate::world::{LEASE, NOW, PAYER, World, answer_of, request, seller_of, served, sign, state_of, written};

const SIGNED: u64 = 50_000;
const NETWORK: Network = Network::eip155(84_532);

fn offer() -> PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer-upto.json");
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn seller() -> Seller {
    seller_of(offer())
}

/// The permit with this nonce, and the digest to sign.
fn draft(nonce: u64) -> Draft {
    let (offer, payer) = (offer(), PAYER.parse::<Address>().unwrap());
    Draft::for_offer(&offer, payer, Nonce::new(nonce.into()), Window::from_now(NOW, &offer)).unwrap()
}

/// The words of a call of `settle` before the signature, as the proxy of `upto` takes them.
pub(crate) fn words_of_call(amount: u64, nonce: u64) -> [[u8; 32]; 9] {
    let payload = draft(nonce).with_signature(sign(1, &draft(nonce).digest()));
    let Authorization { from, permitted, nonce, deadline, witness, .. } = payload.authorization;
    [
        permitted.token.to_word(),
        permitted.amount.get().to_be_bytes(),
        nonce.get().to_be_bytes(),
        deadline.get().to_be_bytes(),
        Uint256::from(amount).to_be_bytes(),
        from.to_word(),
        witness.to.to_word(),
        witness.facilitator.unwrap().to_word(),
        witness.valid_after.get().to_be_bytes(),
    ]
}

/// The second attempt to settle so much with the nonce 7, after the answer to the first one was lost.
pub(crate) fn lost(amount: u64) -> Settle {
    let world = &mut World::default();
    let step = written(charged(amount, &seller(), world).lost(NOW), world, NOW);
    let Step::Settle(settle) = step else { panic!("{step:?}") };
    settle
}

fn header() -> String {
    let (offer, draft) = (offer(), draft(7));
    PaymentPayload::new(offer, draft.with_signature(sign(1, &draft.digest())).to_json()).to_header()
}

fn working(seller: &Seller, world: &mut World) -> Serve {
    let step = world.begun(request(seller, &header(), "", NOW), NOW);
    match written(step, world, NOW) {
        Step::Serve(serve) => serve,
        step => panic!("{step:?}"),
    }
}

/// Up to the settlement of so much.
fn charged(amount: u64, seller: &Seller, world: &mut World) -> Settle {
    let step = working(seller, world).served_for(served(), amount.into(), NOW).unwrap();
    let Step::Settle(settle) = written(step, world, NOW) else { panic!() };
    let FacilitatorRequest::V2(asked) = settle.request() else { panic!() };
    assert_eq!(asked.payment_requirements.amount, amount.into());
    settle
}

fn settlement(amount: Option<u64>, transaction: &str) -> SettleResponse {
    let mut settlement = SettleResponse::success(transaction, NETWORK);
    settlement.amount = amount.map(Into::into);
    settlement
}

#[test]
fn a_node_is_asked_what_became_of_an_open_payment() {
    for amount in [SIGNED, 9_000, 0] {
        let (seller, mut world, late) = (seller(), World::default(), NOW + LEASE);
        let settle = charged(amount, &seller, &mut world);
        let step = world.first(request(&seller, &header(), "", late), late);
        let Step::Settle(again) = written(step, &mut world, late) else { panic!() };
        for settle in [settle, again] {
            assert!(settle.lookup(Finality::Finalized).is_some(), "{amount}");
        }
    }
}

fn replied(settle: Settle, settlement: &SettleResponse) -> Step {
    let body = settlement.to_json();
    settle
        .answered(FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() }, NOW)
}

fn transaction() -> String {
    "0x".to_owned() + &"ab".repeat(32)
}

/// What becomes of a charge when this is the facilitator's first answer.
fn sold(amount: u64, settlement: &SettleResponse) -> Option<Answer> {
    let mut world = World::default();
    let settle = charged(amount, &seller(), &mut world);
    let step = written(replied(settle, settlement), &mut world, NOW);
    match step {
        Step::Answer(answer) => Some(*answer),
        // It says nothing of this payment, so the facilitator is asked again.
        Step::Settle(again) => {
            assert_eq!(again.times(), 2);
            None
        }
        step => panic!("{step:?}"),
    }
}

#[test]
fn only_a_settlement_of_the_charge_counts() {
    for amount in [9_000, SIGNED] {
        for named in [None, Some(amount)] {
            let answer = sold(amount, &settlement(named, &transaction())).unwrap();
            assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
        }
        for (named, transaction) in [
            (Some(amount - 1), transaction()),
            (Some(amount + 1), transaction()),
            (Some(0), transaction()),
            (Some(0), String::new()),
            (Some(amount), String::new()),
            (None, String::new()),
        ] {
            assert_eq!(sold(amount, &settlement(named, &transaction)), None, "{named:?} {transaction}");
        }
    }
}

/// A permit for a sponsor that is not the payer's makes no forgery of a payment that is: an allowance may be there already (P-5).
#[test]
fn a_faulty_permit_with_a_right_signature_is_no_forgery() {
    let mut choices = Choices::default();
    choices.undecided = Undecided::RefuseForged;
    let seller = seller().with_choices(choices);
    let (offer, payer) = (offer(), PAYER.parse::<Address>().unwrap());
    let draft = Draft::for_offer(&offer, payer, Nonce::new(7.into()), Window::from_now(NOW, &offer)).unwrap();
    let sent = |key: u8| {
        let signature = sign(key, &draft.digest());
        // The signature is over another message than the permit.
        let permit = format!(
            r#"{{"eip2612GasSponsoring":{{"info":{{"from":"{PAYER}","asset":"{}","spender":"{PERMIT2}","amount":"{SIGNED}","nonce":"3","deadline":"{}","signature":"{signature}","version":"1"}}}}}}"#,
            offer.asset,
            NOW + 60,
        );
        let mut payment = PaymentPayload::new(offer.clone(), draft.with_signature(signature).to_json());
        payment.extensions = Some(RawJson::parse(&permit).unwrap());
        World::default().first(request(&seller, &payment.to_header(), "", NOW), NOW)
    };
    let Step::Verify(verify) = sent(1) else { panic!() };
    let kinds: Vec<_> = verify.questions().iter().map(|question| question.kind()).collect();
    assert!(kinds.contains(&"allowance"), "{kinds:?}");
    // The nearest: the payment's own signature is another account's.
    assert_eq!(answer_of(sent(2)).status, 402);
}

/// A charge of zero is settled without a transaction (C-14).
#[test]
fn a_charge_of_zero_has_no_transaction() {
    let answer = sold(0, &settlement(Some(0), "")).unwrap();
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    for settlement in [settlement(None, ""), settlement(Some(1), &transaction()), settlement(Some(1), "")] {
        assert_eq!(sold(0, &settlement), None);
    }
}

#[test]
fn no_more_is_charged_than_was_signed() {
    let serve = working(&seller(), &mut World::default());
    assert_eq!(serve.amount(), SIGNED.into());
    let above = serve.served_for(served(), (SIGNED + 1).into(), NOW).unwrap_err();
    assert_eq!(above.to_string(), "the scheme does not take this amount; 50000 atomic units were signed");
}

/// Who was charged nothing has not paid, and does not enter without paying.
#[test]
fn a_charge_of_zero_lets_nobody_in() {
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 3600 });
    let club = seller().with_choices(choices);
    for (amount, is_let_in) in [(0, false), (1, true)] {
        let mut world = World::default();
        let settle = charged(amount, &club, &mut world);
        let transaction = if amount == 0 { String::new() } else { transaction() };
        let answer = world.run(replied(settle, &settlement(Some(amount), &transaction)), NOW);
        assert_eq!(state_of(&answer), SettlementState::Settled);
        let members = world
            .stored
            .values()
            .filter(|(_, text)| matches!(Record::from_text(text).unwrap().state, State::Member { until: 1.. }));
        assert_eq!(members.count(), usize::from(is_let_in), "{amount}");
    }
}

/// The record of version 1 has the charge where the price was.
#[test]
fn whoever_was_charged_less_than_the_price_enters_at_the_price() {
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 3600 });
    let club = seller().with_choices(choices);
    let of_v2 = PaymentPayload::decode_header(header(), &DecodeOptions::STRICT).unwrap().value;
    let of_v1 = of_v2.accepted.to_v1(&ResourceInfo::new(club.resource())).unwrap();
    let of_v1 = v1::PaymentPayload::new(of_v1.scheme, of_v1.network, of_v2.payload).to_header();
    for (name, value) in [("PAYMENT-SIGNATURE", header()), ("X-PAYMENT", of_v1)] {
        let mut world = World::default();
        let sent = |now| {
            let request = Request { method: "GET", parameters: &RawJson::string(""), query: None, now };
            club.request(request, [(name, value.as_bytes())])
        };
        let Step::Serve(serve) = written(world.begun(sent(NOW), NOW), &mut world, NOW) else { panic!() };
        let step = serve.served_for(served(), 3_000.into(), NOW).unwrap();
        let Step::Settle(settle) = written(step, &mut world, NOW) else { panic!() };
        let late = NOW + LEASE;
        let step = club.resume(world.load(settle.key()).unwrap(), late).unwrap();
        let Step::Settle(settle) = written(step, &mut world, late) else { panic!() };
        world.run(replied(settle, &settlement(Some(3_000), &transaction())), late);
        let members: Vec<_> = world
            .stored
            .values()
            .filter(|(_, text)| matches!(Record::from_text(text).unwrap().state, State::Member { .. }))
            .map(|(revision, _)| *revision)
            .collect();
        assert_eq!(members, [2], "the record that was made before the work, {name}");
    }
}

#[test]
fn a_charge_is_asked_for_again_as_it_was() {
    let (seller, mut world) = (seller(), World::default());
    charged(9_000, &seller, &mut world);
    let late = NOW + LEASE;
    let step = world.first(request(&seller, &header(), "", late), late);
    let Step::Settle(again) = written(step, &mut world, late) else { panic!() };
    assert_eq!(again.times(), 2);
    let answer = answer_of(written(replied(again, &settlement(Some(9_000), &transaction())), &mut world, late));
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
}
