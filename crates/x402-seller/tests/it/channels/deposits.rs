//! Deposits: asked for before the work, by one idempotency key, and remembered until their outcome is known.

use x402_extensions::offer_receipt::SignedReceipt;
use x402_schemes::evm::batch_settlement::Amount128;
use x402_seller::{Answer, Choices, FacilitatorAnswer, Receipts, Record, Settle, Step};
use x402_types::{Amount, RawJson, ReasonCode, SettleResponse, VerifyResponse, Wire};
use x402_verify::{client::SettlementState, evm::batch_settlement::review_response};

use super::{
    MINUTE, NETWORK, PRICE, answered, begun, buys, header, kept, ledger, made, offer, payload, put, replied, salted,
    seller, serve_of, settle_of, settled, settlement_of, state_of_channel, verify_of, voucher, working,
};
use crate::world::{NOW, TIMEOUT, World, answer_of, key_of, request, seller_of, served, sign, state_of, written};

/// The time that the facilitator takes to say how a channel stands is not taken from a deposit.
#[test]
fn the_lease_of_a_deposit_begins_when_it_is_asked_for() {
    let mut world = World::default();
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    let mut valid = VerifyResponse::valid();
    valid.extra = Some(state_of_channel(0, 0));
    let body = valid.to_json();
    let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
    let step = verify.answered(answer, NOW + 5);
    let Step::Swap(swap) = step.clone() else { panic!() };
    assert!(matches!(written(step, &mut world, NOW + 5), Step::Settle(_)));
    assert_eq!(kept(&world).turn.unwrap().lease, NOW + 5 + 2 * TIMEOUT + 5);
    // A store that took long to write it writes it again.
    let again = swap.stored(NOW + 5 + 9);
    assert!(matches!(written(again, &mut world, NOW + 5 + 18), Step::Settle(_)));
    assert_eq!(kept(&world).turn.unwrap().lease, NOW + 5 + 9 + 2 * TIMEOUT + 7 + 5);
}

#[test]
fn a_deposit_is_made_before_the_work_and_survives_a_crash() {
    let deposit = payload(PRICE, 1, Some(5000));
    let mut world = World::default();
    let verify = verify_of(written(begun(&header(&deposit), "", &world, NOW), &mut world, NOW));
    let settle = settle_of(written(replied(verify, 0), &mut world, NOW));
    let idempotency_key = settle.idempotency_key();
    // Another amount is no settlement of this deposit.
    let mut wrong = world.clone();
    let again = settle_of(written(settled(settle.clone(), &made(4999), NOW), &mut wrong, NOW));
    assert_eq!((again.times(), again.idempotency_key()), (2, idempotency_key.clone()));
    // Crashed here: the same payment asks again, although its deposit may have been made.
    let late = NOW + 1000;
    let resumed = settle_of(written(begun(&header(&deposit), "", &world, late), &mut world.clone(), late));
    assert_eq!((resumed.times(), resumed.idempotency_key()), (2, idempotency_key));
    let answer = |settle: Settle, world: &mut World, now| {
        let serve = serve_of(settled(settle, &made_and_reported(0), now));
        answer_of(written(serve.served(served(), now), world, now))
    };
    let mut crashed = world.clone();
    let resumed = settle_of(written(begun(&header(&deposit), "", &crashed, late), &mut crashed, late));
    for answer in [answer(resumed, &mut crashed, late), answer(settle, &mut world, NOW)] {
        assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
        let after = review_response(&deposit, &(&offer()).into(), ledger(0, 0), &settlement_of(&answer));
        assert_eq!(after.unwrap().ledger, ledger(PRICE, 5000));
    }
    // A first refusal is believed, and a later one is not.
    let refused = SettleResponse::failure(ReasonCode::new("insufficient_funds"), NETWORK);
    let mut world = World::default();
    let verify = verify_of(written(begun(&header(&deposit), "", &world, NOW), &mut world, NOW));
    let settle = settle_of(written(replied(verify, 0), &mut world, NOW));
    let open = settle_of(written(settle.clone().lost(NOW), &mut world.clone(), NOW));
    let mut left = world.clone();
    let step = settle.clone().lost(NOW);
    let again = settle_of(written(step, &mut left, NOW));
    assert_eq!(again.times(), open.times());
    assert_eq!(state_of(&answer_of(written(settled(again, &refused, NOW), &mut left, NOW))), SettlementState::Unknown);
    let mut unsent = world.clone();
    let answer = answer_of(written(settle.clone().not_sent(NOW), &mut unsent, NOW));
    assert_eq!((state_of(&answer), kept(&unsent).turn), (SettlementState::Failed, None));
    let answer = answer_of(written(settled(settle, &refused, NOW), &mut world, NOW));
    assert_eq!((state_of(&answer), kept(&world).turn), (SettlementState::Failed, None));
}

/// What a facilitator says of a deposit of 5000 into an empty channel, whose payer has requested a withdrawal then.
fn made_and_reported(requested_at: u64) -> SettleResponse {
    let state = state_of_channel(5000, 0)
        .as_str()
        .replace(r#""withdrawRequestedAt":0"#, &format!(r#""withdrawRequestedAt":{requested_at}"#));
    let mut made = made(5000);
    made.other.insert("extra", RawJson::parse(&format!(r#"{{"channelState":{state}}}"#)).unwrap());
    made
}

/// N-25: what was judged before the deposit was first asked for may not hold any more.
#[test]
fn nobody_is_served_by_a_deposit_from_a_channel_that_can_be_emptied_by_now() {
    const DELAY: u64 = 86_400;
    let (deposit, requested_at) = (header(&payload(PRICE, 1, Some(5000))), NOW - 500);
    let due = requested_at + DELAY;
    let mut open = World::default();
    let verify = verify_of(written(begun(&deposit, "", &open, NOW), &mut open, NOW));
    let settle = settle_of(written(replied(verify, 0), &mut open, NOW));
    // In the request that has asked how the channel stands the deposit is served, also if it is asked for twice.
    serve_of(settled(settle.clone(), &made_and_reported(requested_at), NOW));
    let again = settle_of(written(settle.lost(NOW), &mut open.clone(), NOW));
    serve_of(settled(again, &made(5000), NOW));
    // The request is lost.
    let asked = |world: &mut World, now| settle_of(written(begun(&deposit, "", world, now), world, now));
    serve_of(settled(asked(&mut open.clone(), due - 1), &made_and_reported(requested_at), due - 1));
    // Nor is it served if nobody says how the channel stands.
    for made in [made_and_reported(requested_at), made(5000)] {
        let mut world = open.clone();
        let settle = asked(&mut world, due);
        let answer = answer_of(written(settled(settle, &made, due), &mut world, due));
        assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Settled));
        assert_eq!((kept(&world).charged, kept(&world).turn), (None, None));
        // The deposit stays, and pays for the next voucher.
        assert_eq!(answer_of(begun(&deposit, "", &world, due)), answer);
        assert_eq!(buys(&voucher(PRICE), PRICE, &mut world, due).status, 200);
    }
}

/// N-25: a withdrawal that was requested before a claim takes a later deposit, too. Nobody tells its amount.
#[test]
fn no_deposit_is_asked_for_that_a_withdrawal_takes() {
    let replied_with = |deposit: u128| {
        let mut world = World::default();
        let deposit = header(&payload(5000 + PRICE, 1, Some(deposit)));
        let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
        let text = state_of_channel(10_000, 5000).as_str().replace(r#"RequestedAt":0"#, r#"RequestedAt":1"#);
        let mut valid = VerifyResponse::valid();
        valid.extra = Some(RawJson::parse(&text).unwrap());
        written(answered(verify, &valid), &mut world, NOW)
    };
    let answer = answer_of(replied_with(5000));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    settle_of(replied_with(5000 + PRICE));
}

/// A facilitator knows a settlement by its key, and answers a second deposit with nothing that is true of the first.
#[test]
fn each_deposit_has_a_separate_idempotency_key() {
    let key = |salt| {
        let mut world = World::default();
        let deposit = header(&salted(PRICE, 1, Some(5000), salt));
        let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
        settle_of(written(replied(verify, 0), &mut world, NOW)).idempotency_key()
    };
    assert_eq!(key(9), key(9));
    assert_ne!(key(9), key(10));
}

#[test]
fn the_seller_forgets_no_deposit_that_was_asked_for() {
    let key = key_of(&request(&seller(), &voucher(PRICE), "", NOW));
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let mut world = World::default();
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    settle_of(written(replied(verify, 0), &mut world, NOW));
    // The request is lost. The seller takes the turn later, and gives it back.
    let late = NOW + 1000;
    let held = Record::held(world.load(key).as_ref(), MINUTE, late).unwrap();
    put(&held, &mut world);
    assert!(matches!(begun(&deposit, "", &world, late), Step::Wait(_)));
    put(&held.released(), &mut world);
    // It is asked for again, so that no refusal counts.
    assert_eq!(settle_of(written(begun(&deposit, "", &world, late), &mut world, late)).times(), 2);
}

/// A receipt says that the service was delivered.
#[test]
fn a_deposit_gets_a_receipt_only_if_something_was_served() {
    let mut choices = Choices::default();
    choices.receipts = Some(Receipts::eip712(|digest| sign(2, &digest)));
    let (seller, mut world) = (seller().with_choices(choices), World::default());
    let step = world.first(request(&seller, &header(&payload(PRICE, 1, Some(5000))), "", NOW), NOW);
    let settle = settle_of(written(replied(verify_of(written(step, &mut world, NOW)), 0), &mut world, NOW));
    let serve = serve_of(settled(settle, &made(5000), NOW));
    let refused = serve.clone().refused(Answer::new(500, "text/plain", "no"));
    for (step, is_served) in [(serve.served(served(), NOW), true), (refused, false)] {
        let answer = answer_of(written(step, &mut world.clone(), NOW));
        assert_eq!(state_of(&answer), SettlementState::Settled);
        assert_eq!(SignedReceipt::of_settlement(&settlement_of(&answer)).unwrap().is_some(), is_served);
    }
}

/// The deposit may have been made (F-7).
#[test]
fn a_deposit_that_was_asked_for_is_never_called_failed_once_the_offer_has_changed() {
    let mut dearer = offer();
    dearer.amount = Amount::from(Amount128::new(PRICE + 1)).into();
    let (deposit, dearer, mut world) = (header(&payload(PRICE, 1, Some(5000))), seller_of(dearer), World::default());
    let sent = |world: &World, now| answer_of(world.first(request(&dearer, &deposit, "", now), now));
    // Nobody asked for it.
    let answer = sent(&world, NOW);
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    settle_of(written(replied(verify, 0), &mut world, NOW));
    let answer = sent(&world, NOW + 1000);
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
    assert_eq!(answer.header("payment-required"), None);
    // By the offer of then it is asked for again.
    assert_eq!(settle_of(written(begun(&deposit, "", &world, NOW + 1000), &mut world, NOW + 1000)).times(), 2);
}

/// A facilitator says that its nonce is used, because it was made.
#[test]
fn a_voucher_that_is_not_served_does_not_make_the_seller_forget_an_open_deposit() {
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let mut open = World::default();
    let verify = verify_of(written(begun(&deposit, "", &open, NOW), &mut open, NOW));
    settle_of(written(replied(verify, 0), &mut open, NOW));
    let late = NOW + 20;
    let again =
        |world: &World, now| settle_of(written(begun(&deposit, "", world, now), &mut world.clone(), now)).times();
    // The voucher is refused by the channel's state, the request is lost, or there is nothing to serve.
    let mut refused = open.clone();
    let verify = verify_of(written(begun(&voucher(PRICE), "", &refused, late), &mut refused, late));
    assert!(matches!(begun(&deposit, "", &refused, late), Step::Wait(_)));
    let lost = refused.clone();
    assert_eq!(answer_of(written(replied(verify, PRICE - 1), &mut refused, late)).status, 402);
    let mut unserved = open.clone();
    let serve = working(&voucher(PRICE), &mut unserved, late);
    answer_of(written(serve.refused(Answer::new(404, "text/plain", "no such city")), &mut unserved, late));
    assert_eq!([again(&refused, late), again(&unserved, late), again(&lost, late + 20)], [2; 3]);
    // Once another payment is served, the channel's balance says what became of it.
    let mut served = open.clone();
    assert_eq!(buys(&voucher(PRICE), PRICE, &mut served, late).status, 200);
    assert_eq!(kept(&served).turn, None);
}

/// Its nonce is used up, so that a facilitator would refuse it (F-6).
#[test]
fn a_deposit_that_was_made_gets_its_answer_again_although_nothing_was_charged() {
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let mut world = World::default();
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    let serve = serve_of(settled(settle_of(written(replied(verify, 0), &mut world, NOW)), &made(5000), NOW));
    let refused = serve.clone().refused(Answer::new(500, "text/plain", "no"));
    let free = serve.served_for(served(), 0.into(), NOW).unwrap();
    for step in [refused, free] {
        let mut world = world.clone();
        let answer = answer_of(written(step, &mut world, NOW));
        assert_eq!(state_of(&answer), SettlementState::Settled);
        assert_eq!(answer_of(begun(&deposit, "", &world, NOW + 1000)), answer);
        let elsewhere = answer_of(begun(&deposit, "city=Bern", &world, NOW + 1000));
        assert_eq!((elsewhere.status, state_of(&elsewhere)), (409, SettlementState::Settled));
        // Nothing was charged, so the same sum is that of the next voucher.
        assert_eq!((kept(&world).charged, kept(&world).turn), (None, None));
        assert_eq!(buys(&voucher(PRICE), PRICE, &mut world, NOW).status, 200);
    }
}

/// What anybody can sign for is bounded: a deposit that stays open is counted with what is open, and given up like it. Once something was
/// charged, the channel is kept anyway.
#[test]
fn a_deposit_that_stays_open_is_closed_like_any_other_payment() {
    let week = 7 * 86_400;
    let mut choices = Choices::default();
    choices.gives_up_after = Some(week);
    let seller = seller().with_choices(choices);
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let key = key_of(&request(&seller, &deposit, "", NOW));
    let sent = |world: &World, now| world.first(request(&seller, &deposit, "", now), now);
    let mut world = World::default();
    // Before anybody is asked for money there is nothing to count, and a driver may stop.
    let Step::Swap(first) = sent(&world, NOW) else { panic!() };
    assert!(first.is_first() && first.record().request.is_none());
    assert!(world.swap(&first));
    let verify = verify_of(first.stored(NOW));
    let Step::Swap(asked) = replied(verify, 0) else { panic!() };
    assert!(!asked.is_first() && asked.record().request.is_some());
    assert!(world.swap(&asked));
    let Step::Settle(settle) = asked.stored(NOW) else { panic!() };
    // A voucher begins nothing that could stay open.
    let Step::Swap(other) = begun(&voucher(PRICE), "", &World::default(), NOW) else { panic!() };
    assert!(!other.is_first());

    let again = settle_of(written(settle.lost(NOW), &mut world, NOW));
    let refused = SettleResponse::failure(ReasonCode::new("insufficient_funds"), NETWORK);
    let answer = answer_of(written(settled(again, &refused, NOW), &mut world, NOW));
    assert_eq!(state_of(&answer), SettlementState::Unknown);
    let open = world.load(key).unwrap();
    assert!(open.record.request.is_some() && open.record.since == Some(NOW), "{open:?}");
    // What the payer signed is in no log.
    let signature = "signature";
    assert!(!format!("{open:?}").contains(signature) && open.record.request.as_ref().unwrap().contains(signature));

    // Its window ends after a minute. The seller goes on by itself a week later, or once too much is open.
    let end = NOW + 60 + TIMEOUT;
    assert!(seller.resume(open.clone(), end + week).is_none() && seller.give_up(open.clone(), end).is_none());
    for (step, now) in [
        (seller.resume(open.clone(), end + week + 1), end + week + 1),
        (seller.give_up(open, end + 1), end + 1),
        (Some(sent(&world, end + week + 1)), end + week + 1),
    ] {
        let mut world = world.clone();
        let settle = settle_of(written(step.unwrap(), &mut world, now));
        assert!([3, 4].contains(&settle.times()));
        let mut made_late = world.clone();
        // Nobody is told that it failed, and nothing is left but what ends by itself.
        let Step::Swap(last) = settled(settle.clone(), &refused, now) else { panic!() };
        assert!(last.record().request.is_none() && last.ends().time().is_some(), "{last:?}");
        let answer = answer_of(written(Step::Swap(last), &mut world, now));
        assert_eq!((answer.status, answer.header("payment-required")), (500, None));
        assert_eq!(kept(&world).turn, None);
        // If it is made after all, that is kept for the buyer.
        if now != end + week + 1 {
            let answer = answer_of(written(settled(settle, &made_and_reported(0), now), &mut made_late, now));
            assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Settled));
            let stored = made_late.load(key).unwrap();
            assert!(stored.record.request.is_none() && seller.give_up(stored, now + 1).is_none());
            assert_eq!(buys(&voucher(PRICE), PRICE, &mut made_late, now).status, 200);
        }
    }
    // A channel that was charged is kept, and claimed, while a deposit is open in it.
    let mut charged = World::default();
    buys(&voucher(PRICE), PRICE, &mut charged, NOW);
    let more = header(&payload(2 * PRICE, 1, Some(5000)));
    let verify = verify_of(written(begun(&more, "", &charged, NOW), &mut charged, NOW));
    settle_of(written(replied(verify, PRICE), &mut charged, NOW));
    assert!(charged.load(key).unwrap().record.request.is_none());
}
