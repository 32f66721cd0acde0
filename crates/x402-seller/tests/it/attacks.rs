//! What attacks on shops have found. Each test is named after what it makes impossible.

use x402_extensions::{
    offer_receipt::{JwsHeader, SignedReceipt},
    payment_identifier::KEY,
};
use x402_seller::{
    Answer, Choices, FacilitatorAnswer, Receipts, Request, Secret, Seller, Settle, State, Step, Undecided,
};
use x402_types::{
    DecodeOptions, Members,
    PaymentFlow::{Authorization, Escrow, Upfront},
    RawJson, ReasonCode, SettleResponse, Wire,
    v2::{PaymentPayload, PaymentRequired, ResourceInfo},
};
use x402_verify::{
    self as chain, Context, Deciding, Expires, Facts, Question,
    client::{SettlementState, SignAgain},
    evm::{self, AccountCode, Fact},
};

use crate::world::{
    END, LEASE, NOW, PAYER, Says, TIMEOUT, World, answer_of, forged, header, init, key_of, offer, payment, payment_at,
    request, seller, served, sign, state_of, written,
};

fn loaded(seller: &Seller, header: &str, world: &World, now: u64) -> Step {
    match request(seller, header, "", now) {
        Step::Load(load) => {
            let stored = world.load(load.key());
            load.loaded(stored, now)
        }
        step => panic!("{step:?}"),
    }
}

/// Does the work, up to where the facilitator is asked.
fn asked(seller: &Seller, header: &str, world: &mut World, now: u64) -> Settle {
    let Step::Serve(serve) = written(loaded(seller, header, world, now), world, now) else { panic!() };
    match written(serve.served(served(), now), world, now) {
        Step::Settle(settle) => settle,
        step => panic!("{step:?}"),
    }
}

/// Goes on with a payment whose settlement is open.
fn resumed(seller: &Seller, header: &str, world: &mut World, now: u64) -> Settle {
    match written(loaded(seller, header, world, now), world, now) {
        Step::Settle(settle) => settle,
        step => panic!("{step:?}"),
    }
}

fn payment_required_of(answer: &Answer) -> PaymentRequired {
    PaymentRequired::decode_header(answer.header("payment-required").unwrap(), &DecodeOptions::STRICT).unwrap().value
}

#[test]
fn a_payment_in_work_or_sold_is_never_called_failed() {
    let (seller, mut world) = (seller(Authorization, true), World::default());
    let first = payment(Authorization, 1);
    let named = |id: &str| {
        let mut payment = first.clone();
        let echo = format!(r#"{{"{KEY}":{{"info":{{"required":false,"id":"{id}"}}}}}}"#);
        payment.extensions = Some(RawJson::parse(&echo).unwrap());
        payment.to_header()
    };
    let (one, other) = (named("pay_7d5d747be160e280"), named("pay_0000000000000000"));
    // The first request works, and others come with the same payment, under another identifier and under none.
    let Step::Load(load) = loaded(&seller, &one, &world, NOW) else { panic!() };
    let Step::Load(load) = written(load.loaded(None, NOW), &mut world, NOW) else { panic!() };
    let Step::Serve(serve) = written(load.loaded(None, NOW), &mut world, NOW) else { panic!() };
    let in_work = |world: &World| {
        for header in [&one, &other, &first.to_header()] {
            let Step::Wait(wait) = loaded(&seller, header, world, NOW) else { panic!() };
            let answer = answer_of(wait.come_again());
            assert_eq!((answer.status, answer.header("payment-required")), (503, None));
            assert_eq!(state_of(&answer).sign_again(), SignAgain::NotYet);
        }
    };
    in_work(&world);
    let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
    in_work(&world);
    let sold = answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    for header in [&one, &other, &first.to_header()] {
        assert_eq!(answer_of(loaded(&seller, header, &world, NOW)), sold);
        assert_eq!(state_of(&sold).sign_again(), SignAgain::No);
    }
}

#[test]
fn a_refusal_after_an_open_settlement_is_never_believed() {
    let seller = seller(Authorization, false);
    let header = header(Authorization, 1);
    for first in [Says::Pending, Says::Nothing] {
        // In one request, and in later ones.
        let mut world = World::default();
        let settle = asked(&seller, &header, &mut world, NOW);
        let Step::Settle(settle) = written(first.answer(settle, NOW), &mut world, NOW) else { panic!() };
        let answer = answer_of(written(Says::Failed.answer(settle, NOW), &mut world, NOW));
        assert_ne!(state_of(&answer), SettlementState::Failed, "{first:?}");
        for now in [NOW, NOW + LEASE, END + 1, END + 1_000_000] {
            let settle = resumed(&seller, &header, &mut world, now);
            let answer = answer_of(written(Says::Failed.answer(settle, now), &mut world, now));
            assert_ne!(state_of(&answer), SettlementState::Failed, "{first:?} at {now}");
            assert_eq!(answer.header("payment-required"), None);
        }
    }
    // A first and only refusal is believed.
    let mut world = World::default();
    let settle = asked(&seller, &header, &mut world, NOW);
    let answer = answer_of(written(Says::Failed.answer(settle, NOW), &mut world, NOW));
    assert_eq!(state_of(&answer), SettlementState::Failed);
    assert!(answer.header("payment-required").is_some());
}

#[test]
fn an_identifier_is_not_locked_by_a_payment_that_ended() {
    let seller = seller(Authorization, true);
    let (one, other) = (header(Authorization, 1), header(Authorization, 2));
    let mut open = World::default();
    // The first payment takes the identifier, and nobody answers its settlement.
    let Step::Load(load) = loaded(&seller, &one, &open, NOW) else { panic!() };
    let Step::Load(load) = written(load.loaded(None, NOW), &mut open, NOW) else { panic!() };
    let Step::Serve(serve) = written(load.loaded(None, NOW), &mut open, NOW) else { panic!() };
    let Step::Settle(settle) = written(serve.served(served(), NOW), &mut open, NOW) else { panic!() };
    let Step::Settle(settle) = written(settle.lost(NOW), &mut open, NOW) else { panic!() };
    assert_eq!(answer_of(written(settle.lost(NOW), &mut open, NOW)).status, 503);
    // Another payment comes before the first one ends, which the first one's settlement comes before.
    let later = NOW + 2 * LEASE;
    for says in [Says::Settled, Says::Nothing] {
        let mut world = open.clone();
        let answer = world.run_with(request(&seller, &other, "", later), later, |settle| says.answer(settle, later));
        match says {
            // The first payment is settled after all, and the second one's money stays where it is.
            Says::Settled => assert_eq!(state_of(&answer), SettlementState::Settled),
            _ => assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown)),
        }
        assert_eq!(answer.status == 200, says == Says::Settled);
    }
    // The chain shows that the first payment never moves. The second one is sold.
    let mut world = open.clone();
    let (first_key, mut asks) = (key_of(&request(&seller, &one, "", NOW)), 0);
    let answer = world.run_with(request(&seller, &other, "", later), later, |settle| {
        asks += 1;
        if settle.key() == first_key {
            settle.on_chain(x402_seller::OnChain::Never, later)
        } else {
            Says::Settled.answer(settle, later)
        }
    });
    assert_eq!((answer.status, state_of(&answer), asks), (200, SettlementState::Settled, 2));
}

#[test]
fn send_it_again_can_be_followed_after_the_window() {
    let seller = seller(Authorization, false);
    let header = header(Authorization, 1);
    let mut world = World::default();
    let settle = asked(&seller, &header, &mut world, NOW);
    let Step::Settle(settle) = written(settle.lost(NOW), &mut world, NOW) else { panic!() };
    answer_of(written(settle.lost(NOW), &mut world, NOW));
    let late = END + 1_000;
    let settle = resumed(&seller, &header, &mut world, late);
    let answer = answer_of(written(Says::Settled.answer(settle, late), &mut world, late));
    assert_eq!(
        (answer.status, answer.body, state_of(&answer_of(loaded(&seller, &header, &world, late)))),
        (200, served().body, SettlementState::Settled)
    );
    // A payment that nobody has begun is refused by then.
    assert_eq!(answer_of(loaded(&seller, &header, &World::default(), late)).status, 402);
}

#[test]
fn a_restart_keeps_the_idempotency_key_and_the_sale() {
    let header = header(Authorization, 1);
    let mut world = World::default();
    let before = asked(&seller(Authorization, false), &header, &mut world, NOW).idempotency_key();
    // Killed. All that is left is the secret and the store.
    let again = seller(Authorization, false);
    let settle = resumed(&again, &header, &mut world, NOW + LEASE);
    assert_eq!((settle.idempotency_key(), settle.times()), (before.clone(), 2));
    let answer = answer_of(written(Says::Settled.answer(settle, NOW + LEASE), &mut world, NOW + LEASE));
    assert_eq!((answer.status, answer.body), (200, served().body));
    // Nobody else makes the same key, and no other payment has it.
    let mut other = init(Authorization, false);
    other.secret = Secret::new([8; 32]);
    let key = |seller: &Seller, nonce| {
        asked(seller, &crate::world::header(Authorization, nonce), &mut World::default(), NOW).idempotency_key()
    };
    assert_ne!(key(&Seller::open(other).unwrap(), 1), before);
    assert_ne!(key(&again, 2), before);
}

#[test]
fn a_nonce_that_is_signed_again_changes_nothing_of_what_began() {
    let seller = seller(Authorization, false);
    let first = header(Authorization, 1);
    // The other one ends 20 seconds before.
    let other = payment_at(NOW - 20, Authorization, 1).to_header();
    let mut world = World::default();
    let settle = asked(&seller, &first, &mut world, NOW);
    let (request, idempotency_key) = (settle.request().clone(), settle.idempotency_key());
    let Step::Settle(settle) = written(settle.lost(NOW), &mut world, NOW) else { panic!() };
    answer_of(written(settle.lost(NOW), &mut world, NOW));
    let (later, ends) = (NOW + LEASE, Expires::At(END.into()));
    let Step::Swap(swap) = loaded(&seller, &other, &world, later) else { panic!() };
    assert_eq!(swap.ends(), ends);
    let Step::Settle(settle) = written(Step::Swap(swap), &mut world, later) else { panic!() };
    assert_eq!((settle.request(), settle.idempotency_key(), settle.ends()), (&request, idempotency_key, ends));
    let Step::Swap(swap) = Says::Settled.answer(settle, later) else { panic!() };
    assert_eq!(swap.ends(), ends);
    let sold = answer_of(written(Step::Swap(swap), &mut world, later));
    assert_eq!(sold.status, 200);
    // The first one is known when the other one has ended, too.
    assert_eq!(answer_of(loaded(&seller, &first, &world, END - 1)), sold);
}

#[test]
fn a_nonce_that_is_signed_again_has_another_idempotency_key() {
    let seller = seller(Authorization, false);
    let key = |signed| {
        asked(&seller, &payment_at(signed, Authorization, 1).to_header(), &mut World::default(), NOW).idempotency_key()
    };
    assert_eq!(key(NOW), key(NOW));
    assert_ne!(key(NOW), key(NOW - 1));
}

fn refusing(settle: Settle, reason: &str, now: u64) -> Step {
    let settlement = SettleResponse::failure(ReasonCode::new(reason), offer(Authorization).network).to_json();
    let content_type = Some("application/json");
    settle.answered(FacilitatorAnswer { status: 200, content_type, body: settlement.as_bytes() }, now)
}

/// Somebody may have sent the transfer first, whose bytes everybody sees before it is in a block.
#[test]
fn that_a_nonce_is_used_is_not_believed_to_mean_that_no_money_moved() {
    let seller = seller(Authorization, false);
    let refused = |reason: &str| {
        let mut world = World::default();
        let settle = asked(&seller, &header(Authorization, 1), &mut world, NOW);
        written(refusing(settle, reason, NOW), &mut world, NOW)
    };
    for reason in [
        "duplicate_settlement",
        "invalid_exact_evm_nonce_already_used",
        "nonce_already_used",
        "nonce_already_used: the authorization is used or canceled",
        "permit2_invalid_nonce",
    ] {
        let Step::Settle(again) = refused(reason) else { panic!("{reason}") };
        assert_eq!(again.times(), 2, "{reason}");
    }
    for reason in ["insufficient_funds", "nonce_already_used_by_another", "invalid_exact_evm_signature"] {
        assert_eq!(state_of(&answer_of(refused(reason))), SettlementState::Failed, "{reason}");
    }
}

#[test]
fn a_stranger_leaves_no_record_open_for_ever_by_using_its_nonces_up() {
    const USED: &str = "nonce_already_used";
    let is_closed = |world: &World, answer: &Answer, key| {
        let is_unknown = state_of(answer) == SettlementState::Unknown && answer.status == 500;
        assert_eq!(state_of(answer).sign_again(), SignAgain::NotYet);
        assert_eq!(is_unknown, world.is_done(key), "{answer:?}");
        is_unknown
    };
    // While the payment can still be settled, the work that is done for it is kept.
    let (seller, header, mut world) = (seller(Authorization, false), header(Authorization, 1), World::default());
    let settle = asked(&seller, &header, &mut world, NOW);
    let key = settle.key();
    let Step::Settle(settle) = written(refusing(settle, USED, NOW), &mut world, NOW) else { panic!() };
    let answer = answer_of(written(refusing(settle, USED, NOW), &mut world, NOW));
    assert!(!is_closed(&world, &answer, key));
    let last = END + TIMEOUT;
    for (now, reason, closes) in
        [(last, USED, false), (last + 1, "duplicate_settlement", false), (last + 1, USED, true)]
    {
        let mut world = world.clone();
        let settle = resumed(&seller, &header, &mut world, now);
        let answer = answer_of(written(refusing(settle, reason, now), &mut world, now));
        assert_eq!(is_closed(&world, &answer, key), closes, "{now} {reason}");
    }
    // Before the work, too: by its own transfer, perhaps. That the buyer may have paid, nobody forgets before the buyer comes.
    for flow in [Upfront, Escrow] {
        let (seller, header, mut world) =
            (crate::world::seller(flow, false), crate::world::header(flow, 1), World::default());
        let Step::Settle(settle) = written(loaded(&seller, &header, &world, NOW), &mut world, NOW) else { panic!() };
        let key = settle.key();
        let Step::Settle(settle) = written(refusing(settle, USED, NOW), &mut world, NOW) else { panic!() };
        let answer = answer_of(written(refusing(settle, USED, NOW), &mut world, NOW));
        assert!(!is_closed(&world, &answer, key), "{flow}");
        let stored = world.load(key).unwrap();
        assert!(seller.resume(stored.clone(), last).is_none(), "{flow}");
        for (reason, closes) in [("duplicate_settlement", false), (USED, true)] {
            let (mut world, step) = (world.clone(), seller.resume(stored.clone(), last + 1).unwrap());
            let Step::Settle(settle) = written(step, &mut world, last + 1) else { panic!("{flow}") };
            let answer = answer_of(written(refusing(settle, reason, last + 1), &mut world, last + 1));
            assert!(!is_closed(&world, &answer, key), "{flow} {reason}");
            let settle = resumed(&seller, &header, &mut world, last + 1);
            let answer = answer_of(written(refusing(settle, reason, last + 1), &mut world, last + 1));
            assert_eq!(is_closed(&world, &answer, key), closes, "{flow} {reason}");
        }
        let settle = resumed(&seller, &header, &mut world, NOW);
        let step = written(Says::Settled.answer(settle, NOW), &mut world, NOW);
        assert!(matches!(step, Step::Serve(_)), "{flow}: {step:?}");
    }
}

#[test]
fn what_a_facilitator_says_does_not_control_a_terminal() {
    let (seller, mut world) = (seller(Authorization, false), World::default());
    let settle = asked(&seller, &header(Authorization, 1), &mut world, NOW);
    let mut refused = SettleResponse::failure(ReasonCode::new("no\u{1b}[2J\u{202e}"), offer(Authorization).network);
    refused.error_message = Some("\u{7}".repeat(5_000));
    let body = refused.to_json();
    let replied = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
    let answer = answer_of(written(settle.answered(replied, NOW), &mut world, NOW));
    let settlement = SettleResponse::decode_header(answer.header("payment-response").unwrap(), &DecodeOptions::STRICT);
    let settlement = settlement.unwrap().value;
    assert_eq!(settlement.outcome, x402_types::SettleOutcome::Failure(Some(ReasonCode::new(r"no\u001b[2J\u202e"))));
    assert_eq!(settlement.error_message.unwrap().len(), 256);
    assert_eq!(payment_required_of(&answer).error.as_deref(), Some(r"no\u001b[2J\u202e"));
}

#[test]
fn a_hang_up_without_an_identifier_loses_nothing() {
    let seller = seller(Authorization, false);
    let header = header(Authorization, 1);
    // The buyer hangs up once the work is done, and comes again when the lease has ended.
    let mut world = World::default();
    drop(asked(&seller, &header, &mut world, NOW));
    let answer = world.run(request(&seller, &header, "", NOW + LEASE), NOW + LEASE);
    assert_eq!((answer.status, &answer.body), (200, &served().body));
    assert_eq!(state_of(&answer), SettlementState::Settled);
    // The buyer hangs up before it has read the answer.
    assert_eq!(world.run(request(&seller, &header, "", END + 1_000), END + 1_000), answer);
    // A hang-up before the work costs nothing but a signature.
    let mut world = World::default();
    written(loaded(&seller, &header, &world, NOW), &mut world, NOW);
    let answer = world.run(request(&seller, &header, "", NOW + LEASE), NOW + LEASE);
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    assert!(world.moved.is_empty());
}

#[test]
fn a_request_for_headers_alone_is_never_charged() {
    let seller = seller(Authorization, false);
    let header = header(Authorization, 1);
    let head = |world: &World, header: &str, now| {
        let request = Request { method: "HEAD", parameters: &RawJson::string(""), query: None, now };
        match seller.request(request, [("PAYMENT-SIGNATURE", header.as_bytes())]) {
            Step::Load(load) => {
                let stored = world.load(load.key());
                answer_of(load.loaded(stored, now))
            }
            step => panic!("{step:?}"),
        }
    };
    let mut world = World::default();
    let answer = head(&world, &header, NOW);
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    assert!(answer.header("payment-required").is_some());
    // It says nothing false of a payment in work, and goes on with none.
    let settle = asked(&seller, &header, &mut world, NOW);
    for now in [NOW, NOW + LEASE, END] {
        assert_eq!(state_of(&head(&world, &header, now)), SettlementState::Unknown);
    }
    // Who has bought is told so, and a forger nothing of it.
    let sold = answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    assert_eq!(head(&world, &header, NOW), sold);
    assert_eq!(head(&world, &forged(Authorization, 1), NOW).status, 503);
    assert_eq!(head(&World::default(), &forged(Authorization, 1), NOW).status, 402);
    // The same payment is sold by GET.
    assert_eq!(World::default().run(request(&seller, &header, "", NOW), NOW).status, 200);
}

#[test]
fn that_a_payment_is_sold_and_its_answer_are_one_write() {
    let (seller, mut world) = (seller(Authorization, false), World::default());
    let settle = asked(&seller, &header(Authorization, 1), &mut world, NOW);
    let Step::Swap(swap) = Says::Settled.answer(settle, NOW) else { panic!() };
    // Dropped before the write: the sale is open, and after it: the answer is there.
    let mut before = world.clone();
    assert!(world.swap(&swap));
    let again = resumed(&seller, &header(Authorization, 1), &mut before, NOW + LEASE);
    assert_eq!(again.times(), 2);
    let State::Done { answer } = &swap.record().state else { panic!() };
    assert_eq!((state_of(answer), &answer.body), (SettlementState::Settled, &served().body));
    assert_eq!(answer_of(loaded(&seller, &header(Authorization, 1), &world, END)), *answer);
}

#[test]
fn a_payment_that_ends_too_late_leaves_no_record() {
    let with_slack = |slack| {
        let mut choices = Choices::default();
        choices.slack = slack;
        seller(Authorization, false).with_choices(choices)
    };
    // The payments end 60 seconds after they are signed. A clock may be wrong.
    let sent = |slack, now| loaded(&with_slack(slack), &header(Authorization, 1), &World::default(), now);
    assert!(matches!(sent(None, NOW - 5), Step::Swap(_)));
    assert!(matches!(sent(Some(5), NOW - 5), Step::Swap(_)));
    let answer = answer_of(sent(Some(4), NOW - 5));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    assert_eq!(
        payment_required_of(&answer).error.unwrap(),
        format!("{}: the payment must end by {}, and ends later", ReasonCode::VALID_BEFORE.as_str(), END - 1)
    );
    // What has begun goes on, whatever is chosen since.
    let mut world = World::default();
    asked(&with_slack(None), &header(Authorization, 1), &mut world, NOW - 5);
    resumed(&with_slack(Some(0)), &header(Authorization, 1), &mut world, NOW - 5 + LEASE);
}

#[test]
fn who_has_no_money_gets_no_work_if_the_seller_verifies_all() {
    let mut choices = Choices::default();
    choices.verify_all = true;
    let seller_in = |flow, is_careful| {
        let seller = seller(flow, false);
        if is_careful { seller.with_choices(choices.clone()) } else { seller }
    };
    let sent = |flow, is_careful, world: &World| loaded(&seller_in(flow, is_careful), &header(flow, 1), world, NOW);
    assert!(matches!(sent(Authorization, false, &World::default()), Step::Swap(_)));
    // Where the settlement comes first, nothing else has to.
    assert!(matches!(sent(Upfront, true, &World::default()), Step::Swap(_)));
    let Step::Verify(verify) = sent(Authorization, true, &World::default()) else { panic!() };
    let kinds: Vec<_> = verify.questions().iter().map(|question| question.kind()).collect();
    assert!(kinds.contains(&"balance") && kinds.contains(&"authorization-unused"), "{kinds:?}");
    let replied = |is_valid: bool| {
        let body = format!(r#"{{"isValid":{is_valid},"invalidReason":"insufficient_funds"}}"#);
        let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
        World::default().first(verify.clone().answered(answer, NOW), NOW)
    };
    assert_eq!(answer_of(replied(false)).status, 402);
    assert_eq!(answer_of(verify.clone().lost()).status, 503);
    // By a node all is known only once it has answered every question.
    let decided = |of_nonce: Option<chain::Answer>| {
        let mut deciding = Deciding::of_request(verify.request(), &Context::at(NOW));
        while let Some(question) = deciding.next() {
            let answer = match question.kind() {
                "account-code" => Some(evm::Answer::Code(AccountCode::Absent).into()),
                "authorization-unused" => of_nonce.clone(),
                _ => Some(chain::Answer::Yes),
            };
            deciding.answer(&question, answer);
        }
        let decision = deciding.decide();
        World::default().first(verify.clone().decided(decision, NOW), NOW)
    };
    let used = answer_of(decided(Some(chain::Answer::No)));
    assert_eq!((used.status, payment_required_of(&used).error.unwrap()), (402, "invalid_transaction_state".into()));
    assert_eq!(answer_of(decided(None)).status, 503);
    // That the nonce is used is no fact about an account, and leaves all questions open.
    let is_nonce = |question: &&Question| question.kind() == "authorization-unused";
    let nonce = verify.questions().iter().find(is_nonce).unwrap();
    for facts in [Facts::new(), Facts::new().with_answer(nonce, chain::Answer::No)] {
        let step = World::default().first(verify.clone().with_facts(&facts, NOW), NOW);
        let Step::Verify(again) = step else { panic!("{step:?}") };
        assert_eq!(again.questions(), verify.questions());
    }
    // It is asked about once, whoever answers, and not at all if it has begun.
    for step in [replied(true), decided(Some(chain::Answer::Yes))] {
        assert!(matches!(step, Step::Swap(_)), "{step:?}");
    }
    let mut world = World::default();
    asked(&seller_in(Authorization, false), &header(Authorization, 1), &mut world, NOW);
    resumed(&seller_in(Authorization, true), &header(Authorization, 1), &mut world, NOW + LEASE);
}

#[test]
fn a_forged_payment_costs_no_question_if_the_seller_says_so() {
    let with = |undecided, facts: Facts| {
        let mut choices = Choices::default();
        (choices.undecided, choices.facts) = (undecided, facts);
        seller(Authorization, false).with_choices(choices)
    };
    let sent = |seller: &Seller, header: &str| loaded(seller, header, &World::default(), NOW);
    assert!(matches!(sent(&with(Undecided::Ask, Facts::new()), &forged(Authorization, 1)), Step::Verify(_)));
    for undecided in [Undecided::RefuseForged, Undecided::Refuse] {
        let seller = with(undecided, Facts::new());
        let answer = answer_of(sent(&seller, &forged(Authorization, 1)));
        assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
        let error = payment_required_of(&answer).error.unwrap();
        assert!(error.starts_with("invalid_exact_evm_payload_signature: ") && error.contains("has code"), "{error}");
        // An honest payment is sold, and so is one that the store knows.
        assert!(matches!(sent(&seller, &header(Authorization, 1)), Step::Swap(_)));
    }
    // A smart account that the seller knows is asked about, unless nobody is.
    let code = || Facts::new().with(Fact::Account { account: PAYER.parse().unwrap(), code: AccountCode::Present });
    assert!(matches!(sent(&with(Undecided::RefuseForged, code()), &forged(Authorization, 1)), Step::Verify(_)));
    assert_eq!(answer_of(sent(&with(Undecided::Refuse, code()), &forged(Authorization, 1))).status, 402);
}

#[test]
fn a_payment_for_another_resource_is_not_taken() {
    let named = |url: &str| {
        let mut payment: PaymentPayload = payment(Authorization, 1);
        payment.resource = Some(ResourceInfo::new(url));
        payment.to_header()
    };
    let shop = seller(Authorization, false);
    let sent = |seller: &Seller, url: &str| loaded(seller, &named(url), &World::default(), NOW);
    for url in ["https://api.example.com/weather", "HTTPS://API.example.com/weather?city=Ulm#now"] {
        assert!(matches!(sent(&shop, url), Step::Swap(_)), "{url}");
    }
    let mut any = Choices::default();
    any.any_resource = true;
    let any = shop.clone().with_choices(any);
    for url in
        ["https://evil.example/weather", "https://api.example.com/Weather", "https://api.example.com", "", "weather"]
    {
        let answer = answer_of(sent(&shop, url));
        assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed), "{url}");
        assert!(matches!(sent(&any, url), Step::Swap(_)), "{url}");
    }
    // Of a payment that was sold the truth is told, whatever else it says.
    let mut world = World::default();
    let sold = world.run(request(&shop, &named("https://api.example.com/weather"), "", NOW), NOW);
    assert_eq!(answer_of(loaded(&shop, &named("https://evil.example/"), &world, NOW)), sold);
}

#[test]
fn what_a_buyer_writes_does_not_control_a_terminal() {
    let shop = seller(Authorization, false);
    let mut odd = payment(Authorization, 1);
    odd.accepted.pay_to = "0x\u{1b}[2J\u{202e}\u{200b}".into();
    let answer = answer_of(World::default().first(request(&shop, &odd.to_header(), "", NOW), NOW));
    let error = payment_required_of(&answer).error.unwrap();
    assert!(error.contains(r"\u001b[2J\u202e\u200b"), "{error}");
    let body = String::from_utf8(answer.body).unwrap();
    assert!(!body.contains(['\u{1b}', '\u{202e}', '\u{200b}']));
}

#[test]
fn an_identifier_of_null_is_not_taken_for_none() {
    let with = |info: &str| {
        let mut payment = payment(Authorization, 1);
        payment.extensions = Some(RawJson::from(Members::from_iter([(KEY, RawJson::parse(info).unwrap())])));
        payment.to_header()
    };
    let (named, unnamed) = (seller(Authorization, true), seller(Authorization, false));
    let null = with(r#"{"info":{"required":false,"id":null}}"#);
    let answer = answer_of(loaded(&named, &null, &World::default(), NOW));
    assert_eq!((answer.status, state_of(&answer)), (400, SettlementState::Failed));
    // None at all is none, and a seller that does not look at identifiers does not look.
    assert!(matches!(
        loaded(&named, &with(r#"{"info":{"required":false}}"#), &World::default(), NOW),
        Step::Swap(_) | Step::Load(_)
    ));
    assert!(matches!(loaded(&unnamed, &null, &World::default(), NOW), Step::Swap(_)));
}

/// A header that nobody reads frees no identifier: a second payment would be settled.
#[test]
fn neither_a_long_query_nor_a_header_that_nobody_reads_frees_an_identifier() {
    let of_key = JwsHeader { alg: "ES256K", kid: "did:web:api.example.com#key-1" };
    let by_account = (Receipts::eip712(|digest| sign(2, &digest)), 55_000);
    let as_jws = (Receipts::jws(of_key, |_| vec![7; 64]), 40_000);
    for (receipts, long) in [by_account, as_jws] {
        let mut choices = Choices::default();
        choices.receipts = Some(receipts);
        let seller = seller(Authorization, true).with_choices(choices);
        let sent = |nonce, length: usize| {
            let (query, header) = (format!("q={}", "a".repeat(length)), header(Authorization, nonce));
            let request = Request { method: "GET", parameters: &RawJson::string(""), query: Some(&query), now: NOW };
            seller.request(request, [("PAYMENT-SIGNATURE", header.as_bytes())])
        };
        for (length, has_receipt) in [(10, true), (2_000, true), (10_000, false), (long, false)] {
            let mut world = World::default();
            let first = world.run(sent(1, length), NOW);
            assert_eq!((first.status, state_of(&first)), (200, SettlementState::Settled), "{length}");
            let settlement = first.settlement().unwrap();
            assert_eq!(SignedReceipt::of_settlement(&settlement).unwrap().is_some(), has_receipt, "{length}");
            assert_eq!(world.run(sent(2, length), NOW), first, "{length}");
            // Whatever its header has become.
            let key = key_of(&sent(1, length));
            let mut stored = world.load(key).unwrap();
            let State::Done { answer } = &mut stored.record.state else { panic!() };
            *answer = answer.clone().with_header("PAYMENT-RESPONSE", "junk");
            world.stored.insert(key, (stored.revision, stored.record.to_text()));
            assert_eq!(state_of(&world.run(sent(2, length), NOW)), SettlementState::Unknown, "{length}");
            assert_eq!(world.moved.values().filter(|moved| moved.is_settled).count(), 1, "{length}");
        }
    }
}

#[test]
fn a_number_that_nobody_reads_alike_does_not_make_a_settled_payment_fail() {
    let (seller, mut world) = (seller(Authorization, false), World::default());
    let sent = |parameters: &str, header: &str, world: &mut World| {
        let parameters = &RawJson::parse(parameters).unwrap();
        let request = Request { method: "tools/call", parameters, query: None, now: NOW };
        let answer = world.run(seller.request(request, [("PAYMENT-SIGNATURE", header.as_bytes())]), NOW);
        (answer.status, state_of(&answer))
    };
    let (payment, odd) = (header(Authorization, 1), r#"{"n":12345678901234567890}"#);
    // Nothing begins by it.
    assert_eq!(sent(odd, &payment, &mut world), (400, SettlementState::Failed));
    assert_eq!(world, World::default());
    assert_eq!(sent(r#"{"n":1}"#, &payment, &mut world), (200, SettlementState::Settled));
    assert_eq!(sent(r#"{"n":2}"#, &payment, &mut world), (409, SettlementState::Settled));
    assert_eq!(sent(odd, &payment, &mut world), (409, SettlementState::Settled));
    // A forger is told nothing of it.
    assert_eq!(sent(odd, &forged(Authorization, 2), &mut world).0, 400);
}
