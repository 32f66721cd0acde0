//! The flow `escrow`: settle, serve, settle again.

use x402_seller::{Answer, OnChain, Serve, Settle, Step};
use x402_types::{
    PaymentFlow::{Authorization, Escrow},
    Version, Wire,
};
use x402_verify::client::SettlementState;

use crate::world::{
    LEASE, NOW, Says, World, answer_of, forged, header, offer, payment, request, seller, served, state_of, written,
};

fn begun(header: &str, world: &World, now: u64) -> Step {
    world.first(request(&seller(Escrow, false), header, "", now), now)
}

fn settle_of(step: Step) -> Settle {
    let Step::Settle(settle) = step else { panic!("{step:?}") };
    settle
}

/// Up to the work.
fn reserved(world: &mut World) -> (Serve, String) {
    let settle = settle_of(written(begun(&header(Escrow, 1), world, NOW), world, NOW));
    assert!(!settle.is_capture());
    let key = settle.idempotency_key();
    match written(Says::Settled.answer(settle, NOW), world, NOW) {
        Step::Serve(serve) => (serve, key),
        step => panic!("{step:?}"),
    }
}

fn capturing(world: &mut World) -> Settle {
    let (serve, _) = reserved(world);
    settle_of(written(serve.served(served(), NOW), world, NOW))
}

#[test]
fn the_money_is_reserved_before_the_work_and_captured_after_it() {
    let mut world = World::default();
    let (serve, first) = reserved(&mut world);
    let settle = settle_of(written(serve.served(served(), NOW), &mut world, NOW));
    assert!(settle.is_capture());
    assert_ne!(settle.idempotency_key(), first);
    let answer = answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    assert_eq!((answer.status, &answer.body, state_of(&answer)), (200, &served().body, SettlementState::Settled));
    assert_eq!(answer_of(begun(&header(Escrow, 1), &world, NOW + 1000)), answer);
}

/// What began goes on as it began, whatever the payment says later that it accepted.
#[test]
fn a_payment_that_names_no_flow_any_more_is_captured_all_the_same() {
    let plain = {
        let mut payment = payment(Escrow, 1);
        payment.accepted = offer(Authorization);
        payment.to_header()
    };
    let late = NOW + LEASE;
    // Nobody knows what became of the first settlement.
    let mut world = World::default();
    let settle = settle_of(written(begun(&header(Escrow, 1), &world, NOW), &mut world, NOW));
    let settle = settle_of(written(Says::Pending.answer(settle, NOW), &mut world, NOW));
    answer_of(written(Says::Pending.answer(settle, NOW), &mut world, NOW));
    let settle = settle_of(written(begun(&plain, &world, late), &mut world, late));
    let Step::Serve(serve) = written(Says::Settled.answer(settle, late), &mut world, late) else { panic!() };
    assert!(settle_of(written(serve.served(served(), late), &mut world, late)).is_capture());
    // The work broke off: the money is reserved, and was not taken.
    let mut world = World::default();
    reserved(&mut world);
    let answer = answer_of(written(begun(&plain, &world, late), &mut world, late));
    assert_eq!((answer.status, state_of(&answer)), (500, SettlementState::Pending));
}

/// money that is reserved for a payment is not reserved for another one of its identifier, too.
#[test]
fn an_identifier_stays_with_the_payment_whose_money_is_reserved() {
    let seller = seller(Escrow, true);
    let mut world = World::default();
    let answer = world.run_with(request(&seller, &header(Escrow, 1), "", NOW), NOW, |settle| {
        if settle.is_capture() { settle.on_chain(OnChain::Never, NOW) } else { Says::Settled.answer(settle, NOW) }
    });
    // The chain shows that the money has gone back, and another payment may follow.
    assert_eq!(state_of(&answer), SettlementState::Failed);
    let other = world.run(request(&seller, &header(Escrow, 2), "", NOW), NOW);
    assert_eq!(state_of(&other), SettlementState::Settled);
    let mut world = World::default();
    let mut step = world.first(request(&seller, &header(Escrow, 1), "", NOW), NOW);
    let serve = loop {
        step = match step {
            Step::Serve(serve) => break serve,
            Step::Settle(settle) => Says::Settled.answer(settle, NOW),
            step @ Step::Load(_) => world.first(step, NOW),
            step => written(step, &mut world, NOW),
        }
    };
    let kept = answer_of(written(serve.refused(Answer::new(404, "text/plain", "no")), &mut world, NOW));
    assert_eq!(world.run(request(&seller, &header(Escrow, 2), "", NOW), NOW), kept);
}

#[test]
fn a_first_settlement_that_is_refused_is_a_refusal() {
    let mut world = World::default();
    let settle = settle_of(written(begun(&header(Escrow, 1), &world, NOW), &mut world, NOW));
    let answer = answer_of(written(Says::Failed.answer(settle, NOW), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    // A forged payment is refused, or asked about, as in each flow.
    assert!(matches!(begun(&forged(Escrow, 1), &World::default(), NOW), Step::Verify(_)));
    assert_eq!(answer_of(begun(&header(Escrow, 1), &World::default(), NOW + 60)).status, 402);
}

#[test]
fn no_buyer_is_asked_to_sign_again_for_money_that_is_reserved() {
    let is_open = |answer: &Answer| {
        assert!(answer.header("payment-required").is_none());
        matches!(state_of(answer), SettlementState::Pending | SettlementState::Unknown)
    };
    // Nothing is served.
    let mut world = World::default();
    let (serve, _) = reserved(&mut world);
    let answer = answer_of(written(serve.refused(Answer::new(404, "text/plain", "no such city")), &mut world, NOW));
    assert!(answer.status == 404 && is_open(&answer));
    // A task of A2A is over all the same.
    assert_eq!(answer.to_a2a(Version::V2).state, "failed");
    // The work breaks off.
    let mut world = World::default();
    reserved(&mut world);
    let late = NOW + LEASE;
    let answer = answer_of(written(begun(&header(Escrow, 1), &world, late), &mut world, late));
    assert!(answer.status == 500 && is_open(&answer));
    // The second settlement is refused, or not sent, even at the first time. It is asked for again, by the same key.
    let mut world = World::default();
    let settle = capturing(&mut world);
    let key = settle.idempotency_key();
    let mut unsent = world.clone();
    let again = settle_of(written(settle.clone().not_sent(NOW), &mut unsent, NOW));
    assert!(is_open(&answer_of(written(again.not_sent(NOW), &mut unsent, NOW))));
    let again = settle_of(written(Says::Failed.answer(settle, NOW), &mut world, NOW));
    assert_eq!((again.idempotency_key(), again.times(), again.is_capture()), (key.clone(), 2, true));
    let answer = answer_of(written(Says::Failed.answer(again, NOW), &mut world, NOW));
    assert!(is_open(&answer));
    let resumed = settle_of(written(begun(&header(Escrow, 1), &world, late), &mut world, late));
    assert_eq!((resumed.idempotency_key(), resumed.is_capture()), (key, true));
    // The chain shows that it never comes, and that the money has gone back.
    let never = answer_of(written(resumed.clone().on_chain(OnChain::Never, late), &mut world.clone(), late));
    assert_eq!(state_of(&never), SettlementState::Failed);
    let answer = answer_of(written(Says::Settled.answer(resumed, late), &mut world, late));
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
}
