//! Who has paid comes back without paying, and what the seller signs.

use k256::ecdsa::SigningKey;
use x402_extensions::{
    offer_receipt::{ArtifactContext, JwsHeader, SignedReceipt, verify_offer, verify_receipt},
    sign_in_with_x::{Challenge, Origin, SignInContext, answer_challenge},
};
use x402_schemes::{Hex, evm::Address};
use x402_seller::{Answer, Arrival, Choices, Head, Receipts, Request, Secret, Seller, SignIns, State, Step};
use x402_types::{
    DecodeOptions,
    PaymentFlow::{Authorization, Upfront},
    RawJson, SettleResponse, Wire,
    extensions::Extension,
    read::Reader,
    v2::{PaymentRequired, PaymentRequirements, ResourceInfo},
};
use x402_verify::{Expires, Verdict, client::SettlementState};

use crate::world::{
    LEASE, NOW, PAYER, Says, TIMEOUT, World, answer_of, header, init, payment, request, seller, served, sign, state_of,
    written,
};

const STAY: u64 = 3600;

fn origin() -> Origin {
    "https://api.example.com".parse().unwrap()
}

/// A seller who lets in who has paid, and signs.
fn club(secret: u8, url: &str) -> Seller {
    let mut init = init(Authorization, false);
    (init.secret, init.resource) = (Secret::new([secret; 32]), ResourceInfo::new(url));
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: origin(), stay: STAY });
    choices.receipts = Some(Receipts::eip712(|digest| sign(2, &digest)));
    Seller::open(init).unwrap().with_choices(choices)
}

const WEATHER: &str = "https://api.example.com/weather";

fn asks(seller: &Seller, headers: &[(&'static str, &str)], now: u64) -> Step {
    let request = Request { method: "GET", parameters: &RawJson::string(""), query: Some("city=Ulm"), now };
    seller.request(request, headers.iter().map(|(name, value)| (*name, value.as_bytes())))
}

fn payment_required(seller: &Seller, now: u64) -> PaymentRequired {
    let answer = answer_of(asks(seller, &[], now));
    PaymentRequired::decode_header(answer.header("payment-required").unwrap(), &DecodeOptions::STRICT).unwrap().value
}

/// The sign-in that answers the challenge of a demand, by this key.
fn sign_in(payment_required: &PaymentRequired, key: u8, now: u64) -> String {
    let extensions = payment_required.extensions.as_ref().unwrap();
    let challenge = Challenge::of_extensions(extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap().unwrap();
    let account = if key == 1 { PAYER.parse().unwrap() } else { other() }.into();
    let draft = answer_challenge(&challenge, account, &SignInContext::new(&origin(), now)).unwrap();
    draft.with_signature(Hex(sign(key, &draft.digest().unwrap()).as_bytes())).to_header()
}

/// The address of the key of 32 bytes of 2.
fn other() -> Address {
    let point = SigningKey::from_slice(&[2; 32]).unwrap().verifying_key().to_sec1_point(false);
    Address::from_public_key(point.as_bytes()[1..].try_into().unwrap())
}

fn enters(seller: &Seller, sign_in: &str, world: &mut World, now: u64) -> Answer {
    world.run(asks(seller, &[("SIGN-IN-WITH-X", sign_in)], now), now)
}

fn is_let_in(answer: &Answer) -> bool {
    assert_eq!(answer.status == 200, answer.body == served().body);
    assert!(answer.status == 200 || answer.header("payment-required").is_some());
    answer.status == 200
}

#[test]
fn a_challenge_takes_no_memory_and_its_nonce_enters_once() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    // A demand is answered without the store. Two demands of one second let an account in twice.
    let (first, second) = (payment_required(&seller, NOW), payment_required(&seller, NOW));
    let sign_ins = [sign_in(&first, 1, NOW), sign_in(&second, 1, NOW)];
    assert!(world.stored.is_empty());
    assert_eq!(world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW).status, 200);
    for sign_in in &sign_ins {
        let answer = enters(&seller, sign_in, &mut world, NOW + 10);
        assert!(is_let_in(&answer) && answer.header("payment-response").is_none());
        assert!(!is_let_in(&enters(&seller, sign_in, &mut world, NOW + 10)));
    }
    // Two at once: one enters.
    let third = sign_in(&payment_required(&seller, NOW + 2), 1, NOW + 2);
    let step = || match asks(&seller, &[("SIGN-IN-WITH-X", &third)], NOW + 2) {
        Step::Load(load) => {
            let stored = world.load(load.key());
            load.loaded(stored, NOW + 2)
        }
        step => panic!("{step:?}"),
    };
    let [one, other] = [step(), step()];
    assert!(matches!(written(one, &mut world, NOW + 2), Step::Serve(_)));
    let Step::Swap(swap) = other else { panic!() };
    assert!(!world.swap(&swap) && !is_let_in(&answer_of(swap.clone().conflict())));
    assert_eq!(answer_of(swap.failed()).status, 503);
}

/// A stranger's body is not read.
#[test]
fn a_sign_in_is_verified_from_its_header_alone() {
    let seller = club(7, WEATHER);
    let arrive = |sign_in: &str, now| {
        let head = Head { method: "GET", query: None, now };
        seller.arrive(head, [("SIGN-IN-WITH-X", sign_in.as_bytes())])
    };
    let good = sign_in(&payment_required(&seller, NOW), 1, NOW);
    assert!(matches!(arrive(&good, NOW), Arrival::Body(_)));
    let elsewhere = sign_in(&payment_required(&club(8, WEATHER), NOW), 1, NOW);
    for (sign_in, now, status) in [(&*good, NOW + 301, 402), (&elsewhere, NOW, 402), ("AAA", NOW, 400), ("", NOW, 400)]
    {
        let Arrival::Answer(answer) = arrive(sign_in, now) else { panic!("{sign_in} {now}") };
        assert_eq!(answer.status, status, "{sign_in} {now}");
    }
}

/// Two machines, each with a seller of its own, and one store.
#[test]
fn an_account_enters_by_the_challenges_of_two_sellers_of_one_second() {
    let one = club(7, WEATHER);
    let twin = |first_challenge| {
        let mut choices = Choices::default();
        choices.sign_ins = Some(SignIns { origin: origin(), stay: STAY });
        choices.first_challenge = first_challenge;
        club(7, WEATHER).with_choices(choices)
    };
    for (first_challenge, enter_both) in [(0, false), (u32::MAX, true)] {
        let other = twin(first_challenge);
        let mut world = World::default();
        world.run(request(&one, &header(Authorization, 1), "", NOW), NOW);
        let sign_ins = [sign_in(&payment_required(&one, NOW), 1, NOW), sign_in(&payment_required(&other, NOW), 1, NOW)];
        // Each knows the challenges of the other.
        assert!(is_let_in(&enters(&other, &sign_ins[0], &mut world, NOW)));
        assert_eq!(is_let_in(&enters(&one, &sign_ins[1], &mut world, NOW)), enter_both, "{first_challenge}");
    }
}

/// under one URL the query may ask for something dearer, which another seller sells.
#[test]
fn whoever_has_paid_one_price_does_not_enter_at_another() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    let mut dearer = init(Authorization, false);
    dearer.resource = ResourceInfo::new(WEATHER);
    dearer.offers[0].amount = 20_000.into();
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: origin(), stay: STAY });
    let dearer = Seller::open(dearer).unwrap().with_choices(choices.clone());
    for (seller, is_paid_until) in [(&dearer, false), (&seller, true)] {
        let sign_in = sign_in(&payment_required(seller, NOW), 1, NOW);
        assert_eq!(is_let_in(&enters(seller, &sign_in, &mut world, NOW)), is_paid_until);
    }
    // Who sells at both prices lets in who has paid either.
    let mut both = init(Authorization, false);
    both.resource = ResourceInfo::new(WEATHER);
    both.offers.insert(0, PaymentRequirements::clone(&both.offers[0]));
    both.offers[0].amount = 20_000.into();
    let both = Seller::open(both).unwrap().with_choices(choices);
    for (key, is_paid_until) in [(1, true), (2, false)] {
        let sign_in = sign_in(&payment_required(&both, NOW + 1), key, NOW + 1);
        assert_eq!(is_let_in(&enters(&both, &sign_in, &mut world, NOW + 1)), is_paid_until);
    }
    // A record that was left open may be ended by either.
    let later = NOW + LEASE;
    for ends in [&dearer, &seller] {
        let mut world = World::default();
        let step = world.begun(request(&seller, &header(Authorization, 1), "", NOW), NOW);
        let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
        let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
        let stored = world.load(settle.key()).unwrap();
        let answer = world.run(ends.resume(stored, later).unwrap(), later);
        assert_eq!(state_of(&answer), SettlementState::Settled);
        for (seller, is_paid_until) in [(&dearer, false), (&seller, true)] {
            let sign_in = sign_in(&payment_required(seller, later), 1, later);
            assert_eq!(is_let_in(&enters(seller, &sign_in, &mut world, later)), is_paid_until);
        }
    }
    // Whatever the payment says then that it accepted.
    let mut lying = payment(Authorization, 1);
    lying.accepted.amount = 20_000.into();
    let (mut world, lying) = (World::default(), lying.to_header());
    let step = world.begun(request(&seller, &payment(Authorization, 1).to_header(), "", NOW), NOW);
    let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
    assert!(matches!(written(serve.served(served(), NOW), &mut world, NOW), Step::Settle(_)));
    assert_eq!(world.run(request(&seller, &lying, "", later), later).status, 200);
    for (seller, is_paid_until) in [(&dearer, false), (&seller, true)] {
        let sign_in = sign_in(&payment_required(seller, later), 1, later);
        assert_eq!(is_let_in(&enters(seller, &sign_in, &mut world, later)), is_paid_until);
    }
}

/// A handler charges whoever comes, and cannot tell who has paid before.
#[test]
fn whoever_has_paid_is_charged_nothing_whatever_the_work_says() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    for amount in [0, 300, 10_000, 20_000] {
        let now = NOW + 1;
        let sign_in = sign_in(&payment_required(&seller, now), 1, now);
        let step = world.first(asks(&seller, &[("SIGN-IN-WITH-X", &sign_in)], now), now);
        let Step::Serve(serve) = written(step, &mut world, now) else { panic!() };
        assert_eq!(serve.amount(), 0.into());
        let answer = answer_of(serve.served_for(served(), amount.into(), now).unwrap());
        assert!(is_let_in(&answer) && answer.header("payment-response").is_none(), "{amount}");
    }
}

#[test]
fn a_nonce_is_not_used_up_by_an_account_that_has_not_paid() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    let sign_in = sign_in(&payment_required(&seller, NOW), 1, NOW);
    assert!(!is_let_in(&enters(&seller, &sign_in, &mut world, NOW)));
    assert!(world.stored.is_empty());
    world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    assert!(is_let_in(&enters(&seller, &sign_in, &mut world, NOW)));
}

#[test]
fn nobody_else_enters_and_nobody_for_ever() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    let paid = world.clone();
    let challenged = payment_required(&seller, NOW);
    let enters = |sign_in: String, now| is_let_in(&enters(&seller, &sign_in, &mut paid.clone(), now));
    assert!(enters(sign_in(&challenged, 1, NOW), NOW));
    let refused = self::enters(&seller, &sign_in(&challenged, 2, NOW), &mut paid.clone(), NOW);
    assert!(String::from_utf8(refused.body).unwrap().contains("this account has not paid"));
    assert!(enters(sign_in(&challenged, 1, NOW), NOW + 300));
    assert!(!enters(sign_in(&challenged, 1, NOW), NOW + 301), "an old challenge");
    // The nonce of another resource, and of whoever does not know the secret.
    for other in [club(7, "https://api.example.com/news"), club(8, WEATHER)] {
        assert!(!enters(sign_in(&payment_required(&other, NOW), 1, NOW), NOW));
    }
    // An old nonce in a new challenge.
    let mut renewed = payment_required(&seller, NOW + 400);
    let text = renewed.extensions.as_ref().unwrap().as_str();
    let nonce = |payment_required: &PaymentRequired| {
        let text = payment_required.extensions.as_ref().unwrap().as_json().get("sign-in-with-x").unwrap();
        text.get("info").unwrap().get("nonce").unwrap().string().unwrap().into_owned()
    };
    let text = text.replace(&nonce(&renewed), &nonce(&challenged));
    assert!(enters(sign_in(&renewed, 1, NOW + 400), NOW + 400));
    renewed.extensions = Some(RawJson::parse(&text).unwrap());
    assert!(!enters(sign_in(&renewed, 1, NOW + 400), NOW + 400));
    let last = NOW + STAY - 1;
    assert!(enters(sign_in(&payment_required(&seller, last), 1, last), last));
    assert!(!enters(sign_in(&payment_required(&seller, last + 1), 1, last + 1), last + 1));
}

#[test]
fn who_pays_again_stays_longer_and_nothing_makes_the_stay_shorter() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    for (nonce, now) in [(1, NOW), (2, NOW + 10), (3, NOW - 5)] {
        let answer = world.run(request(&seller, &header(Authorization, nonce), "", now), now);
        assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    }
    let until = world.stored.values().find_map(|(_, text)| match x402_seller::Record::from_text(text).unwrap().state {
        State::Member { until } => Some(until),
        _ => None,
    });
    assert_eq!(until, Some(NOW + 10 + STAY));
}

#[test]
fn a_crash_after_the_payer_is_let_in_does_not_lose_the_sale() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    let mut step = request(&seller, &header(Authorization, 1), "", NOW);
    // Up to the write of the member.
    loop {
        step = match step {
            Step::Load(load) => {
                let stored = world.load(load.key());
                load.loaded(stored, NOW)
            }
            Step::Swap(swap) => {
                assert!(world.swap(&swap));
                if matches!(swap.record().state, State::Member { until: 1.. }) {
                    break;
                }
                swap.stored(NOW)
            }
            Step::Serve(serve) => serve.served(served(), NOW),
            Step::Settle(settle) => Says::Settled.answer(settle, NOW),
            step => panic!("{step:?}"),
        };
    }
    let answer = world.run(request(&seller, &header(Authorization, 1), "", NOW + LEASE), NOW + LEASE);
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
}

/// A store that is full takes no new record, and lets those grow that it has.
#[test]
fn a_full_store_is_found_out_before_the_work_and_takes_what_was_begun() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    let look = world.first(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    let mut step = world.first(look, NOW);
    let Step::Swap(swap) = &step else { panic!("{step:?}") };
    assert!(matches!(swap.record().state, State::Member { until: 0 }) && swap.expected() == 0);
    assert_eq!(answer_of(swap.clone().failed()).status, 503);
    // Whoever has not paid does not enter by it.
    assert!(world.swap(swap));
    let sign_in = sign_in(&payment_required(&seller, NOW), 1, NOW);
    assert!(!is_let_in(&enters(&seller, &sign_in, &mut world, NOW)));
    // From the work on nothing new is written.
    let mut is_begun = false;
    let answer = loop {
        step = match step {
            Step::Load(load) => {
                let stored = world.load(load.key());
                load.loaded(stored, NOW)
            }
            Step::Swap(swap) if swap.record().state == (State::Member { until: 0 }) => swap.stored(NOW),
            Step::Swap(swap) => {
                assert!(!is_begun || swap.expected() > 0, "{swap:?}");
                is_begun = true;
                assert!(world.swap(&swap));
                swap.stored(NOW)
            }
            Step::Serve(serve) => serve.served(served(), NOW),
            Step::Settle(settle) => Says::Settled.answer(settle, NOW),
            Step::Answer(answer) => break *answer,
            step => panic!("{step:?}"),
        };
    };
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    assert!(is_let_in(&enters(&seller, &sign_in, &mut world, NOW)));
}

/// What a store keeps of an account whose stay has ended, or ends within the work, stays until it has paid.
#[test]
fn the_record_of_who_comes_again_stays_until_the_payment_is_done() {
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: origin(), stay: 40 });
    let seller = seller(Authorization, false).with_choices(choices);
    let mut world = World::default();
    assert_eq!(world.run(request(&seller, &header(Authorization, 1), "", NOW), NOW).status, 200);
    // The work, and two settlements.
    let done = LEASE + 2 * TIMEOUT;
    for (later, is_written) in [(0, false), (40 - done, false), (41 - done, true), (50, true)] {
        let now = NOW + later;
        let look = world.first(request(&seller, &header(Authorization, 2), "", now), now);
        let step = world.first(look, now);
        let Step::Swap(swap) = step else { panic!("{step:?}") };
        let is_paid_until = swap.record().state == (State::Member { until: NOW + 40 });
        assert_eq!((is_paid_until, swap.expected() > 0), (is_written, is_written), "{later}");
        let ends = (NOW + 60).max(now + done);
        assert!(!is_paid_until || swap.ends() == Expires::At(ends.into()), "{:?}", swap.ends());
    }
}

fn settlement_of(answer: &Answer) -> SettleResponse {
    SettleResponse::decode_header(answer.header("payment-response").unwrap(), &DecodeOptions::STRICT).unwrap().value
}

#[test]
fn offers_are_signed_and_a_receipt_names_the_payer_and_the_query() {
    let (seller, mut world) = (club(7, WEATHER), World::default());
    let payment_required = payment_required(&seller, NOW);
    // By the seller's key, and by no other.
    let by = |signer| ArtifactContext::at(NOW).with_signer(signer);
    let payer = PAYER.parse().unwrap();
    let wrapped = x402_types::PaymentRequired::from(payment_required.clone());
    let report = verify_offer(&wrapped, 0, &by(other()));
    assert_eq!((report.report().verdict(), report.accept()), (Verdict::Valid, Some(0)));
    assert_ne!(verify_offer(&wrapped, 0, &by(payer)).report().verdict(), Verdict::Valid);
    // The facilitator's answer names no payer.
    let answer = world.run(asks(&seller, &[("PAYMENT-SIGNATURE", &header(Authorization, 1))], NOW), NOW);
    let settlement = settlement_of(&answer);
    assert_eq!(settlement.payer.as_deref(), Some(PAYER));
    let receipt = SignedReceipt::of_settlement(&settlement).unwrap().unwrap().value;
    let payload = receipt.signed.receipt().unwrap().value;
    assert_eq!((&*payload.payer, &*payload.resource_url), (PAYER, "https://api.example.com/weather?city=Ulm"));
    assert_eq!((payload.issued_at, payload.transaction.as_deref()), (NOW, Some(&*settlement.transaction)));
    assert_eq!(verify_receipt(&settlement, &by(other())).report().verdict(), Verdict::Valid);
    assert_ne!(verify_receipt(&settlement, &by(payer)).report().verdict(), Verdict::Valid);
    // A payment repeats the extensions of an earlier demand.
    let mut echoing = payment(Authorization, 2);
    echoing.extensions = payment_required.extensions;
    let answer = world.run(asks(&seller, &[("PAYMENT-SIGNATURE", &echoing.to_header())], NOW + 5), NOW + 5);
    assert_eq!(answer.status, 200);
}

#[test]
fn a_receipt_can_be_a_jws() {
    let mut choices = Choices::default();
    let header_of_key = JwsHeader { alg: "ES256K", kid: "did:web:api.example.com#key-1" };
    choices.receipts = Some(Receipts::jws(header_of_key, |text| vec![u8::try_from(text.len() % 251).unwrap(); 64]));
    let seller = club(7, WEATHER).with_choices(choices);
    let answer = World::default().run(request(&seller, &header(Authorization, 1), "", NOW), NOW);
    let receipt = SignedReceipt::of_settlement(&settlement_of(&answer)).unwrap().unwrap().value;
    assert_eq!(receipt.signed.format(), x402_extensions::offer_receipt::Format::Jws);
    assert_eq!(receipt.signed.receipt().unwrap().value.resource_url, WEATHER);
}

/// A receipt says that the service was delivered.
#[test]
fn a_receipt_comes_only_with_a_served_request() {
    let mut choices = Choices::default();
    choices.receipts = Some(Receipts::eip712(|digest| sign(2, &digest)));
    let upfront = Seller::open(init(Upfront, false)).unwrap().with_choices(choices);
    let sent = |now| request(&upfront, &header(Upfront, 1), "", now);
    let receipt_in = |answer: &Answer| {
        assert_eq!(state_of(answer), SettlementState::Settled);
        let receipt = SignedReceipt::of_settlement(&settlement_of(answer)).unwrap();
        receipt.map(|receipt| receipt.value.signed.receipt().unwrap().value.issued_at)
    };
    let mut world = World::default();
    let Step::Settle(settle) = written(world.first(sent(NOW), NOW), &mut world, NOW) else { panic!() };
    let Step::Serve(serve) = written(Says::Settled.answer(settle, NOW), &mut world, NOW) else { panic!() };
    let ended = |step, world: &World| answer_of(written(step, &mut world.clone(), NOW + 2));
    assert_eq!(receipt_in(&ended(serve.clone().served(served(), NOW + 2), &world)), Some(NOW + 2));
    assert_eq!(receipt_in(&ended(serve.refused(Answer::new(500, "text/plain", "no")), &world)), None);
    // The work was interrupted.
    let answer = world.run(sent(NOW + LEASE), NOW + LEASE);
    assert_eq!((answer.status, receipt_in(&answer)), (500, None));
}
