//! What each step makes of what it is told.

use x402_laws::hostile::{check, texts};
use x402_schemes::solana::Address;
use x402_seller::{
    Answer, Arrival, Choices, FacilitatorAnswer, Finality, Head, Key, NotOffered, OnChain, ParseRecordError, Request,
    Seller, SellerInit, Served, Settle, State, Step, Stored, Undecided,
};
use x402_types::{
    DecodeOptions, Flag, Flags, PaymentFlow, RawJson, ReasonCode, Scheme, SettleOutcome, SettleResponse,
    VerifyResponse, Wire, v1,
    v2::{PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo},
};
use x402_verify::{
    Facts,
    client::SettlementState,
    solana::{Fact, Multisig},
};

use crate::world::{
    END, LEASE, NOW, Says, TIMEOUT, World, answer_of, header, init, key_of, offer, payment, payment_at, request,
    seller, served, state_of, written,
};

/// The key of the record.
fn key() -> Key {
    key_of(&request(&seller(PaymentFlow::Authorization, false), &header(PaymentFlow::Authorization, 1), "", NOW))
}

/// The settlement of a payment whose work is done.
fn settling(world: &mut World) -> Settle {
    let seller = seller(PaymentFlow::Authorization, false);
    let Step::Load(load) = request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW) else { panic!() };
    let Step::Serve(serve) = written(load.loaded(None, NOW), world, NOW) else { panic!() };
    match written(serve.served(served(), NOW), world, NOW) {
        Step::Settle(settle) => settle,
        step => panic!("{step:?}"),
    }
}

#[test]
fn without_a_payment_that_can_be_verified_nothing_is_begun() {
    let seller = seller(PaymentFlow::Authorization, false);
    let send = |method, headers: &[(&'static str, &str)]| {
        let request = Request { method, parameters: &RawJson::string(""), query: None, now: NOW };
        let step = seller.request(request, headers.iter().map(|(name, value)| (*name, value.as_bytes())));
        World::default().run(step, NOW)
    };
    let header = header(PaymentFlow::Authorization, 1);
    let payment_required = send("GET", &[]);
    assert_eq!(payment_required.status, 402);
    let read =
        PaymentRequired::decode_header(payment_required.header("PAYMENT-REQUIRED").unwrap(), &DecodeOptions::STRICT)
            .unwrap();
    assert_eq!(read.value.accepts, [x402_types::Entry::from(offer(PaymentFlow::Authorization))]);
    assert!(core::str::from_utf8(&payment_required.body).unwrap().contains("base-sepolia"));
    assert_eq!(payment_required.header("cache-control"), Some("no-store"));
    assert_eq!(send("GET", &[("PAYMENT-SIGNATURE", "junk")]).status, 400);
    // Headers alone are not sold.
    assert_eq!(send("HEAD", &[("PAYMENT-SIGNATURE", &header)]).status, 402);
    // A payment for an offer that is not the seller's.
    let mut other = payment(PaymentFlow::Authorization, 1);
    other.accepted.amount = 1.into();
    assert_eq!(send("GET", &[("PAYMENT-SIGNATURE", &other.to_header())]).status, 402);
}

/// A refusal names what differs, so a buyer's text comes back to that buyer. It is data: JSON, which no browser takes for a page, in escapes,
/// and short.
#[test]
fn a_buyers_text_in_a_402_response_is_short_and_no_page() {
    let seller = seller(PaymentFlow::Authorization, false);
    let script = "<script>alert(1)</script>";
    for text in texts().into_iter().filter(|text| text.len() < 10_000).chain([script.into(), script.repeat(2000)]) {
        let changes: [fn(&mut PaymentRequirements, &str); 4] = [
            |accepted, text| accepted.scheme = text.parse().unwrap(),
            |accepted, text| accepted.asset = text.into(),
            |accepted, text| accepted.pay_to = text.into(),
            |accepted, text| accepted.extra = Some(RawJson::string(text)),
        ];
        for change in changes {
            let mut other = payment(PaymentFlow::Authorization, 1);
            change(&mut other.accepted, &text);
            let answer = World::default().run(request(&seller, &other.to_header(), "", NOW), NOW);
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let body = RawJson::parse(str::from_utf8(&answer.body).unwrap()).unwrap();
            check(&body.as_json().get("error").unwrap().string().unwrap(), "error");
            check(body.as_str(), "body");
            let Some(payment_required) = answer.header("PAYMENT-REQUIRED") else { continue };
            assert!(payment_required.len() < 16_384, "{}", payment_required.len());
            let payment_required =
                PaymentRequired::decode_header(payment_required, &DecodeOptions::STRICT).unwrap().value;
            check(&payment_required.error.unwrap(), "demand");
        }
    }
    let mut other = payment(PaymentFlow::Authorization, 1);
    other.accepted.asset = script.into();
    let answer = World::default().run(request(&seller, &other.to_header(), "", NOW), NOW);
    assert!(String::from_utf8(answer.body).unwrap().contains("differ in asset (accepted \\\"<script>"));
}

#[test]
fn offers_that_are_not_sold_are_refused_at_once() {
    let with = |change: fn(&mut PaymentRequirements)| {
        let mut changed = offer(PaymentFlow::Authorization);
        change(&mut changed);
        let mut init = init(PaymentFlow::Authorization, false);
        init.offers.push(changed);
        Seller::open(init).map(drop)
    };
    assert_eq!(with(|_| ()), Ok(()));
    // The work, and then the settlement.
    assert_eq!(with(|offer| offer.max_timeout_seconds = 2 * TIMEOUT), Err(NotOffered::Window(1)));
    assert_eq!(with(|offer| offer.max_timeout_seconds = 2 * TIMEOUT + 1), Ok(()));
    let upfront = |seconds| {
        let mut init = init(PaymentFlow::Upfront, false);
        init.offers[0].max_timeout_seconds = seconds;
        Seller::open(init).map(drop)
    };
    assert_eq!((upfront(TIMEOUT), upfront(TIMEOUT + 1)), (Err(NotOffered::Window(0)), Ok(())));
    // The margin of all offers is that of the one that needs most.
    let with_other_window = |seconds| {
        let mut init = init(PaymentFlow::Upfront, false);
        init.offers[0].max_timeout_seconds = seconds;
        init.offers.push(offer(PaymentFlow::Authorization));
        Seller::open(init).map(drop)
    };
    assert_eq!(
        (with_other_window(2 * TIMEOUT), with_other_window(2 * TIMEOUT + 1)),
        (Err(NotOffered::Window(0)), Ok(()))
    );
    let channel = if cfg!(feature = "batch-settlement") { Ok(()) } else { Err(NotOffered::Channel(1)) };
    let of_channel = |offer: &mut PaymentRequirements| {
        offer.scheme = Scheme::BATCH_SETTLEMENT;
        name(offer, "receiverAuthorizer");
    };
    assert_eq!(with(of_channel), channel);
    let later = |offer: &mut PaymentRequirements| {
        offer.extra = Some(RawJson::parse(r#"{"paymentFlow":"later"}"#).unwrap());
    };
    assert_eq!(with(later), Err(NotOffered::Flow(1)));
    // Base Sepolia's USDC has the name "USDC" in its domain (B-10).
    let misnamed = |tolerated| {
        let mut init = SellerInit { tolerated, ..init(PaymentFlow::Authorization, false) };
        init.offers[0].extra = Some(RawJson::parse(r#"{"name":"USD Coin","version":"2"}"#).unwrap());
        Seller::open(init).map(drop)
    };
    let refused = misnamed(Flags::NONE).unwrap_err();
    assert!(matches!(refused, NotOffered::Contradicted { index: 0, .. }), "{refused}");
    assert!(refused.to_string().starts_with("offer 0: other-domain: the published tables"), "{refused}");
    assert_eq!(misnamed(Flags::NONE.with(Flag::AssetNetwork)), Err(refused));
    assert_eq!(misnamed(Flags::NONE.with(Flag::OtherDomain)), Ok(()));
    let in_flow = |scheme: Scheme, flow| {
        let mut init = init(PaymentFlow::Authorization, false);
        init.offers.push(offer(flow));
        init.offers[1].scheme = scheme;
        name(&mut init.offers[1], "facilitatorAddress");
        Seller::open(init).map(drop)
    };
    // What is charged is known after the work.
    assert_eq!(in_flow(Scheme::UPTO, PaymentFlow::Upfront), Err(NotOffered::Flow(1)));
    for flow in [PaymentFlow::Authorization, PaymentFlow::Escrow] {
        assert_eq!(in_flow(Scheme::UPTO, flow), Ok(()), "{flow}");
    }
    for flow in [PaymentFlow::Upfront, PaymentFlow::Escrow] {
        assert_eq!(in_flow(Scheme::BATCH_SETTLEMENT, flow), Err(NotOffered::Flow(1)), "{flow}");
    }
}

/// The offer with this member of `extra`, which is the address of an account.
fn name(offer: &mut PaymentRequirements, member: &str) {
    let extra = offer.extra.as_ref().unwrap().as_str();
    let extra = extra.replacen('{', &format!(r#"{{"{member}":"{}","#, crate::world::PAYER), 1);
    offer.extra = Some(RawJson::parse(&extra).unwrap());
}

/// No payment fits such an offer, and the seller would hear it from its first buyer.
#[test]
fn an_offer_without_what_a_facilitator_announces_is_refused_at_once() {
    let open = |offer: &PaymentRequirements| {
        let mut init = init(PaymentFlow::Authorization, false);
        init.offers = vec![offer.clone()];
        Seller::open(init).map(drop)
    };
    let mut upto = offer(PaymentFlow::Authorization);
    upto.scheme = Scheme::UPTO;
    let error = open(&upto).unwrap_err();
    assert_eq!(error, NotOffered::Incomplete(0, "facilitatorAddress"));
    assert!(error.to_string().contains("offer 0: extra.facilitatorAddress is missing"), "{error}");
    let other = upto.extra.clone();
    name(&mut upto, "facilitatorAddress");
    assert_eq!(open(&upto), Ok(()));
    // What is null is not there, and EIP-3009 needs no account of a facilitator.
    upto.extra = other;
    let extra = upto.extra.as_ref().unwrap().as_str().replacen('{', r#"{"facilitatorAddress":null,"#, 1);
    upto.extra = Some(RawJson::parse(&extra).unwrap());
    assert_eq!(open(&upto), Err(NotOffered::Incomplete(0, "facilitatorAddress")));
    upto.scheme = Scheme::EXACT;
    assert_eq!(open(&upto), Ok(()));
    let usdc = x402_schemes::solana::assets::by_symbol(&x402_types::Network::SOLANA_DEVNET, "USDC").unwrap();
    let account = Address::new([1; 32]);
    for (fee_payer, expected) in [(None, Err(NotOffered::Incomplete(0, "feePayer"))), (Some(account), Ok(()))] {
        let init = x402_schemes::solana::assets::OfferInit {
            price: "0.01",
            pay_to: Address::new([2; 32]),
            fee_payer,
            max_timeout_seconds: 60,
        };
        assert_eq!(open(&usdc.offer(init).unwrap()), expected);
    }
}

/// A request that was never sent has moved nothing, if none was sent before.
#[test]
fn a_payment_that_was_never_asked_for_is_not_settled() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let again = settle.clone();
    let answer = answer_of(written(settle.not_sent(NOW), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    assert!(answer.header("PAYMENT-REQUIRED").is_some());
    let Stored { record, .. } = world.load(key()).unwrap();
    assert_eq!((record.request.as_ref(), matches!(record.state, State::Refused { .. })), (None, true));
    // Whoever sends it again is told the same, and nobody is asked.
    let seller = seller(PaymentFlow::Authorization, false);
    let Step::Load(load) = request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW) else { panic!() };
    assert_eq!(answer_of(load.loaded(world.load(key()), NOW)), answer);

    // A request that may have been sent before leaves it open, as if the answer was lost.
    let mut open = World::default();
    let _ = settling(&mut open);
    let Step::Settle(second) = written(again.lost(NOW), &mut open, NOW) else { panic!() };
    let answer = answer_of(written(second.not_sent(NOW), &mut open, NOW));
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
    assert!(matches!(open.load(key()).unwrap().record.state, State::Asked { .. }));
}

/// The store may take some seconds: nobody takes the payment for interrupted meanwhile, and nothing is cut short.
#[test]
fn whoever_works_or_settles_has_the_whole_time_and_ends_before_the_lease_does() {
    fn slowly(step: Step, world: &mut World, now: u64) -> Step {
        let Step::Swap(swap) = step else { panic!("{step:?}") };
        assert!(world.swap(&swap));
        swap.stored(now)
    }
    /// The seconds that the record leaves for what comes next.
    fn left(world: &World, key: Key, now: u64) -> u64 {
        match world.load(key).unwrap().record.state {
            State::Working { lease } | State::Asked { lease, .. } | State::Serving { lease, .. } => lease - now,
            state => panic!("{state:?}"),
        }
    }
    for (delay, writes) in [(0, 1), (2, 1), (3, 2), (TIMEOUT, 2), (100, 2)] {
        // The work after a settlement, and the work before one.
        for flow in [PaymentFlow::Upfront, PaymentFlow::Authorization] {
            let (seller, header) = (seller(flow, false), header(flow, 1));
            let mut world = World::default();
            let mut now = NOW;
            let mut through = |mut step: Step, world: &mut World| {
                for _ in 0..writes {
                    now += delay;
                    step = slowly(step, world, now);
                }
                (step, now)
            };
            let begun = world.first(request(&seller, &header, "", NOW), NOW);
            let (step, at) = through(begun, &mut world);
            let key = match &step {
                Step::Settle(settle) => settle.key(),
                Step::Serve(serve) => serve.key(),
                step => panic!("{flow}, {delay}: {step:?}"),
            };
            assert!(left(&world, key, at) >= TIMEOUT + 3, "{flow}, {delay}");
            let next = match step {
                Step::Settle(settle) => Says::Settled.answer(settle, at),
                Step::Serve(serve) => serve.served(served(), at),
                step => panic!("{step:?}"),
            };
            let (step, at) = through(next, &mut world);
            assert!(matches!(step, Step::Serve(_) | Step::Settle(_)), "{flow}, {delay}: {step:?}");
            assert!(left(&world, key, at) >= TIMEOUT + 3, "{flow}, {delay}");
        }
    }
}

/// What the work has bought itself says nothing of what was sold.
#[test]
fn a_settlement_in_the_goods_does_not_hide_that_of_the_payment() {
    let mut world = World::default();
    let seller = seller(PaymentFlow::Authorization, false);
    let step = world.first(request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW), NOW);
    let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
    let mut served = served();
    for name in ["X-Payment-Response", "payment-response", "PAYMENT-REQUIRED", "x-price"] {
        served.headers.push((name.into(), "e30=".into()));
    }
    let Step::Settle(settle) = written(serve.served(served, NOW), &mut world, NOW) else { panic!() };
    let answer = answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    assert_eq!((answer.header("x-payment-response"), answer.header("payment-required")), (None, None));
    assert_eq!(answer.header("x-price"), Some("e30="));
}

/// The request in a record is larger than the payment in it, which may be as large as strangers' may be.
#[test]
fn what_is_asked_for_again_is_read_at_any_size_that_a_payment_may_have() {
    let seller = seller(PaymentFlow::Authorization, false);
    let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
    let wide = format!("[{}]", vec!["0"; 16_000].join(","));
    for odd in [deep, wide] {
        let mut payment = payment(PaymentFlow::Authorization, 1);
        payment.other.insert("odd", RawJson::parse(&odd).unwrap());
        let mut world = World::default();
        let step = world.first(request(&seller, &payment.to_header(), "", NOW), NOW);
        let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
        let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
        let key = settle.key();
        let Some(Step::Swap(swap)) = seller.resume(world.load(key).unwrap(), NOW + LEASE) else { panic!() };
        let Step::Settle(again) = written(Step::Swap(swap), &mut world, NOW + LEASE) else { panic!() };
        assert_eq!((again.request(), again.times()), (settle.request(), 2));
    }
}

/// Its bytes do not show that a payment on Solana has ended. A facilitator that remembers each key must not call it settled again once
/// its record is forgotten.
#[test]
fn a_payment_by_a_blockhash_has_another_idempotency_key_each_time_that_it_begins() {
    let line = std::fs::read_to_string("../../docs/examples/payment-solana.txt").unwrap();
    let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
    let mut init = init(PaymentFlow::Authorization, false);
    (init.resource, init.offers) = (payment.resource.unwrap(), vec![payment.accepted]);
    let seller = Seller::open(init).unwrap();
    let begun = |now| {
        let mut world = World::default();
        let step = world.first(request(&seller, header, "", now), now);
        let Step::Serve(serve) = written(step, &mut world, now) else { panic!() };
        let Step::Settle(settle) = written(serve.served(served(), now), &mut world, now) else { panic!() };
        (settle, world)
    };
    let (settle, mut world) = begun(NOW);
    let key = settle.idempotency_key();
    assert_eq!(begun(NOW).0.idempotency_key(), key);
    assert_ne!(begun(NOW + 1).0.idempotency_key(), key);
    // As long as the record is there, so is the key.
    let later = NOW + 86_400;
    let stored = world.load(settle.key()).unwrap();
    let Step::Settle(again) = written(seller.resume(stored, later).unwrap(), &mut world, later) else { panic!() };
    assert_eq!((again.times(), again.idempotency_key()), (2, key));
}

/// The bytes alone do not tell the payer.
#[test]
fn a_payment_from_an_address_of_a_lookup_table_goes_on() {
    let input = RawJson::parse(&x402_laws::vectors::input("solana-0241k").to_string()).unwrap();
    let payment = input.as_json().get("payment").and_then(|payment| payment.get("json")).unwrap();
    let payment = PaymentPayload::decode(payment.text(), &DecodeOptions::STRICT).unwrap().value;
    let address = |text: &str| text.parse::<Address>().unwrap();
    let authority = address("AwQHau1d6kJ5AdWtKghDxvSnihwDVjhdeCm5WAHcY5XQ");
    let signer = address("2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q");
    let members = [address("BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc"), signer];
    let table = address("FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj");
    let mut choices = Choices::default();
    choices.facts = Facts::new()
        .with(Fact::LookupTable { table, addresses: Some(vec![authority]) })
        .with(Fact::Multisig { authority, multisig: Some(Multisig::new(1, members)) })
        .with(Fact::Multisig { authority: signer, multisig: None });
    let mut init = init(PaymentFlow::Authorization, false);
    init.offers = vec![payment.accepted.clone()];
    let seller = Seller::open(init).unwrap().with_choices(choices);
    let (header, mut world, later) = (payment.to_header(), World::default(), NOW + LEASE);
    let step = world.first(request(&seller, &header, "", NOW), NOW);
    let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
    let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
    let sent = world.first(request(&seller, &header, "", later), later);
    for step in [sent, seller.resume(world.load(settle.key()).unwrap(), later).unwrap()] {
        let Step::Settle(again) = written(step, &mut world.clone(), later) else { panic!() };
        assert_eq!((again.request(), again.idempotency_key()), (settle.request(), settle.idempotency_key()));
    }
}

#[test]
fn a_payment_that_ends_before_it_can_be_settled_is_refused() {
    for (flow, time) in
        [(PaymentFlow::Authorization, 2 * TIMEOUT), (PaymentFlow::Upfront, TIMEOUT), (PaymentFlow::Escrow, TIMEOUT)]
    {
        let at = |now| match request(&seller(flow, false), &header(flow, 1), "", now) {
            Step::Load(load) => load.loaded(None, now),
            step => panic!("{step:?}"),
        };
        let last = END - time - 1;
        assert!(matches!(at(last), Step::Swap(_)), "{flow}");
        assert_eq!(answer_of(at(last + 1)).status, 402, "{flow}");
    }
}

#[test]
fn only_a_settlement_of_this_payment_counts() {
    let good =
        || SettleResponse::success("0x".to_owned() + &"ab".repeat(32), offer(PaymentFlow::Authorization).network);
    let replied = |status, content_type: Option<&str>, settlement: &SettleResponse| {
        let mut world = World::default();
        let body = settlement.to_json();
        let answer = FacilitatorAnswer { status, content_type, body: body.as_bytes() };
        let step = settling(&mut world).answered(answer, NOW);
        match written(step, &mut world, NOW) {
            Step::Answer(answer) => (answer.status, state_of(&answer)),
            // It is asked once more.
            Step::Settle(settle) => {
                let answer = answer_of(written(settle.answered(answer, NOW), &mut world, NOW));
                (answer.status, state_of(&answer))
            }
            step => panic!("{step:?}"),
        }
    };
    let (settled, unknown) = ((200, SettlementState::Settled), (503, SettlementState::Unknown));
    const JSON: Option<&str> = Some("application/json; charset=utf-8");
    assert_eq!(replied(200, JSON, &good()), settled);
    for status in [307, 404, 500] {
        assert_eq!(replied(status, JSON, &good()), unknown, "{status}");
    }
    assert_eq!(replied(200, Some("text/html"), &good()), unknown);
    assert_eq!(replied(200, None, &good()), unknown);
    let changes: [fn(&mut SettleResponse); 4] = [
        |settlement| settlement.network = Some(x402_types::Network::eip155(1).into()),
        |settlement| settlement.payer = Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into()),
        |settlement| settlement.amount = Some(9_999.into()),
        |settlement| settlement.transaction = String::new(),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut settlement = good();
        change(&mut settlement);
        // The buyer does not get it, and so does not take it for a settlement.
        assert_eq!(replied(200, JSON, &settlement), unknown, "{index}");
    }
    // One that may yet succeed is passed on (F-7).
    let mut pending = good();
    pending.outcome = SettleOutcome::Failure(None);
    assert_eq!(replied(200, JSON, &pending), (402, SettlementState::Pending));
    // A refusal counts with any status.
    for status in [200, 400, 402] {
        let refused =
            SettleResponse::failure(ReasonCode::new("insufficient_funds"), offer(PaymentFlow::Authorization).network);
        assert_eq!(replied(status, JSON, &refused), (402, SettlementState::Failed), "{status}");
    }
    // Not one by which the facilitator may still be at work.
    for (status, reason) in [
        (408, "any"),
        (409, "any"),
        (500, "any"),
        (503, "any"),
        (504, "any"),
        (200, "duplicate_settlement"),
        (425, "nonce_already_used"),
        (429, "duplicate_settlement"),
    ] {
        let reason = ReasonCode::new(reason);
        let refused = SettleResponse::failure(reason, offer(PaymentFlow::Authorization).network);
        assert_eq!(replied(status, JSON, &refused), unknown, "{status}");
    }
}

/// RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: the request was not processed, so the payment is not settled.
#[test]
fn a_first_settlement_that_was_not_processed_leaves_little_and_a_later_one_says_nothing() {
    let replied = |settle: Settle, status, content_type, body: &str| {
        settle.answered(FacilitatorAnswer { status, content_type: Some(content_type), body: body.as_bytes() }, NOW)
    };
    let refused = SettleResponse::failure(ReasonCode::new("any"), offer(PaymentFlow::Authorization).network).to_json();
    let mut pending: SettleResponse = SettleResponse::decode(&refused, &DecodeOptions::STRICT).unwrap().value;
    pending.transaction = "0x".to_owned() + &"ab".repeat(32);
    let (html, json) = ("text/html", "application/json");
    for (status, content_type, body, is_unprocessed) in [
        (408, html, "<html>", true),
        (425, html, "<html>", true),
        (429, html, "<html>", true),
        (429, json, "", true),
        (429, json, &*refused, true),
        (425, json, &*refused, true),
        // Who answers with a settlement has received the request, and who names a transaction has sent it.
        (408, json, &*refused, false),
        (429, json, &*pending.to_json(), false),
        // Whoever is in front may have passed these on.
        (500, html, "<html>", false),
        (503, html, "<html>", false),
        (504, html, "<html>", false),
        (404, html, "<html>", false),
        (409, html, "<html>", false),
    ] {
        let mut world = World::default();
        let settle = settling(&mut world);
        let step = written(replied(settle, status, content_type, body), &mut world, NOW);
        let is_asked_again = matches!(step, Step::Settle(_));
        assert_eq!(!is_asked_again, is_unprocessed, "{status} {body}");
        if is_asked_again {
            continue;
        }
        let answer = answer_of(step);
        assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Failed), "{status}");
        assert_eq!((answer.header("retry-after"), answer.header("payment-required")), (Some("1"), None));
        let stored = world.load(key()).unwrap();
        assert!(matches!(&stored.record.state, State::Refused { reason } if reason.as_str() == "facilitator_busy"));
        assert_eq!(stored.record.request, None);
        // Who sends it again is told that it was refused, and nothing begins.
        let seller = seller(PaymentFlow::Authorization, false);
        let again = world.run(request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW), NOW);
        assert_eq!((again.status, state_of(&again)), (402, SettlementState::Failed), "{status}");
        assert!(again.header("payment-required").is_some());
    }
    // How long the buyer waits has bounds.
    for (after, expected) in
        [(None, "1"), (Some(0), "1"), (Some(7), "7"), (Some(3_600), "3600"), (Some(u64::MAX), "3600")]
    {
        let mut world = World::default();
        let settle = settling(&mut world);
        let answer = answer_of(written(settle.not_processed(after, NOW), &mut world, NOW));
        assert_eq!(answer.header("retry-after"), Some(expected));
    }
    // After an answer that was lost, it says nothing of the request before.
    let mut world = World::default();
    let Step::Settle(second) = written(settling(&mut world).lost(NOW), &mut world, NOW) else { panic!() };
    for step in [replied(second.clone(), 429, html, ""), second.not_processed(Some(1), NOW)] {
        let mut world = world.clone();
        let answer = answer_of(written(step, &mut world, NOW));
        assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
        assert!(matches!(world.load(key()).unwrap().record.state, State::Asked { .. }));
    }
    // What is reserved has moved, so its second settlement stays open, too.
    let (seller, mut world) = (seller(PaymentFlow::Escrow, false), World::default());
    let step = request(&seller, &header(PaymentFlow::Escrow, 1), "", NOW);
    let answer = world.run_with(step, NOW, |settle| {
        if settle.is_capture() { settle.not_processed(None, NOW) } else { Says::Settled.answer(settle, NOW) }
    });
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
    assert!(!world.is_done(key()));
}

/// Money cannot be needed to make a shop remember much.
#[test]
fn a_refused_payment_leaves_a_digest_and_the_reason() {
    let (seller, mut world) = (seller(PaymentFlow::Authorization, false), World::default());
    let settle = settling(&mut world);
    let first = answer_of(written(Says::Failed.answer(settle, NOW), &mut world, NOW));
    let text = &world.stored[&key()].1;
    assert!(text.len() < 220 && text.contains(r#""v":2"#) && text.contains("insufficient_funds"), "{text}");
    // The demand is made anew, for the same reason, also after the end and in another request.
    let sent = |parameters: &str, now| {
        world.clone().run(request(&seller, &header(PaymentFlow::Authorization, 1), parameters, now), now)
    };
    assert_eq!(sent("", NOW), first);
    assert_eq!((sent("", END + 1).status, state_of(&sent("", END + 1))), (402, SettlementState::Failed));
    let conflict = sent("city=Bern", NOW);
    assert_eq!((conflict.status, state_of(&conflict)), (409, SettlementState::Failed));
    assert_eq!(world.clone().moved.len(), 0);
}

/// It may be settled: a facilitator that has settled a payment may say later that it has expired.
#[test]
fn a_payment_that_is_over_for_long_is_closed_as_unknown_and_never_as_failed() {
    const AFTER: u64 = 1_000;
    let with = |flow, after| {
        let mut choices = Choices::default();
        choices.gives_up_after = after;
        seller(flow, false).with_choices(choices)
    };
    for flow in [PaymentFlow::Authorization, PaymentFlow::Upfront] {
        let (seller, mut world) = (with(flow, Some(AFTER)), World::default());
        let step = request(&seller, &header(flow, 1), "", NOW);
        world.run_with(step, NOW, |settle| Says::Nothing.answer(settle, NOW));
        let last = END + TIMEOUT + AFTER;
        let resumed = |seller: &Seller, world: &World, now, says: Says| {
            let mut world = world.clone();
            let step = seller.resume(world.load(key()).unwrap(), now).unwrap();
            world.run_with(step, now, |settle| says.answer(settle, now));
            world
        };
        for (now, says, closes) in [
            (last, Says::Failed, false),
            (last + 1, Says::Failed, true),
            (last + 1, Says::NonceUsed, true),
            (last + 1, Says::Nothing, false),
            (last + 1, Says::NotSent, false),
            (last + 1, Says::Pending, false),
        ] {
            let world = resumed(&seller, &world, now, says);
            assert_eq!(world.is_done(key()), closes, "{flow} {now} {says:?}");
            if closes {
                let text = &world.stored[&key()].1;
                assert!(text.len() < 180 && text.contains(r#""state":"unknown""#), "{text}");
                assert!(seller.resume(world.load(key()).unwrap(), now).is_none(), "{flow}");
            }
            let replied = world
                .clone()
                .run_with(request(&seller, &header(flow, 1), "", now), now, |settle| says.answer(settle, now));
            assert_ne!(state_of(&replied), SettlementState::Failed, "{flow} {now} {says:?}");
            if closes {
                assert_eq!((replied.status, state_of(&replied)), (500, SettlementState::Unknown), "{flow} {says:?}");
                assert_eq!(replied.header("payment-required"), None);
                // Neither does another request hear that nothing was charged.
                let elsewhere = world.clone().run(request(&seller, &header(flow, 1), "city=Bern", now), now);
                assert_eq!((elsewhere.status, state_of(&elsewhere)), (409, SettlementState::Unknown));
            }
        }
        // The chain, or the facilitator, may still show what it was.
        let settled = resumed(&seller, &world, last + 1, Says::Settled);
        let replied = settled.clone().run(request(&seller, &header(flow, 1), "", last + 1), last + 1);
        assert_eq!((replied.status, state_of(&replied)), (200, SettlementState::Settled), "{flow}");
        // Without the choice it stays open, unless the driver keeps too much open. Then it is over once it has ended.
        let patient = with(flow, None);
        assert!(!resumed(&patient, &world, last + 1_000_000, Says::Failed).is_done(key()), "{flow}");
        for (now, closes) in [(END + TIMEOUT, false), (END + TIMEOUT + 1, true)] {
            let mut world = world.clone();
            let Some(step) = patient.give_up(world.load(key()).unwrap(), now) else {
                assert!(!closes && flow == PaymentFlow::Upfront, "{flow} {now}");
                continue;
            };
            world.run_with(step, now, |settle| Says::Failed.answer(settle, now));
            assert_eq!(world.is_done(key()), closes, "{flow} {now}");
        }
    }
    // What is reserved is somebody's money, and is asked for as long as it takes.
    let (seller, mut world) = (with(PaymentFlow::Escrow, Some(0)), World::default());
    let mut replied = [Says::Settled, Says::Nothing, Says::Nothing].into_iter();
    let step = request(&seller, &header(PaymentFlow::Escrow, 1), "", NOW);
    world.run_with(step, NOW, |settle| replied.next().unwrap().answer(settle, NOW));
    let late = END + 1_000_000;
    let step = seller.give_up(world.load(key()).unwrap(), late).unwrap();
    world.run_with(step, late, |settle| Says::Failed.answer(settle, late));
    assert!(!world.is_done(key()));
}

/// Of a payment that no time ends it is counted from when it began, also if an earlier version has written its record.
#[test]
fn a_payment_that_no_time_ends_is_over_a_day_after_it_began() {
    const DAY: u64 = 86_400;
    let line = std::fs::read_to_string("../../docs/examples/payment-solana.txt").unwrap();
    let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
    let network = payment.accepted.network.clone();
    let mut init = init(PaymentFlow::Authorization, false);
    (init.resource, init.offers) = (payment.resource.unwrap(), vec![payment.accepted]);
    let mut choices = Choices::default();
    choices.gives_up_after = Some(1_000);
    let seller = Seller::open(init).unwrap().with_choices(choices);
    let mut world = World::default();
    let key = key_of(&request(&seller, header, "", NOW));
    world.run_with(request(&seller, header, "", NOW), NOW, |settle| Says::Nothing.answer(settle, NOW));
    let refused = SettleResponse::failure(ReasonCode::new("expired"), network).to_json();
    let closes = |world: &mut World, now| {
        let step = seller.resume(world.load(key).unwrap(), now).unwrap();
        world.run_with(step, now, |settle| {
            let content_type = Some("application/json");
            settle.answered(FacilitatorAnswer { status: 200, content_type, body: refused.as_bytes() }, now)
        });
        world.is_done(key)
    };
    let last = NOW + DAY + TIMEOUT + 1_000;
    assert!(!closes(&mut world.clone(), last));
    assert!(closes(&mut world.clone(), last + 1));
    // Without the time it is counted from the next request on.
    let (revision, text) = world.stored[&key].clone();
    let earlier = text.replace(&format!(r#""begun":{NOW},"#), "").replace(&format!(r#""since":{NOW},"#), "");
    assert_ne!(earlier, text);
    world.stored.insert(key, (revision, earlier));
    let later = NOW + 10 * DAY;
    assert!(!closes(&mut world, later));
    assert!(!closes(&mut world.clone(), later + DAY + TIMEOUT + 1_000));
    assert!(closes(&mut world, later + DAY + TIMEOUT + 1_001));
}

#[test]
fn a_refusal_after_a_lost_answer_is_not_believed() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let idempotency_key = settle.idempotency_key();
    let Step::Settle(again) = written(settle.lost(NOW), &mut world, NOW) else { panic!() };
    assert_eq!((again.idempotency_key(), again.times()), (idempotency_key, 2));
    let answer = answer_of(written(Says::Failed.answer(again, NOW), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
    // The next request goes on at once, and a node may say what became of the payment.
    let seller = seller(PaymentFlow::Authorization, false);
    let resumed = |world: &mut World| {
        // The payment's window has ended.
        let Step::Load(load) = request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW + 1_000) else {
            panic!()
        };
        match written(load.loaded(world.load(key()), NOW + 1_000), world, NOW) {
            Step::Settle(settle) => settle,
            step => panic!("{step:?}"),
        }
    };
    let mut other = world.clone();
    let never = resumed(&mut other).on_chain(OnChain::Never, NOW + 1_000);
    assert_eq!(state_of(&answer_of(written(never, &mut other, NOW))), SettlementState::Failed);
    let transaction = "0x".to_owned() + &"cd".repeat(32);
    let shown = OnChain::Settled { transaction };
    let answer = answer_of(written(resumed(&mut world).on_chain(shown, NOW + 1_000), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    assert_eq!(answer.body, served().body);
}

#[test]
fn a_node_is_asked_what_became_of_an_open_payment() {
    for flow in [PaymentFlow::Authorization, PaymentFlow::Escrow] {
        let seller = seller(flow, false);
        let mut world = World::default();
        let mut step = written(world.first(request(&seller, &header(flow, 1), "", NOW), NOW), &mut world, NOW);
        if let Step::Serve(serve) = step {
            step = written(serve.served(served(), NOW), &mut world, NOW);
        }
        let Step::Settle(settle) = step else { panic!("{step:?}") };
        // Before the window ends, and long after it.
        let late = END + 1_000;
        let resumed = written(world.first(request(&seller, &header(flow, 1), "", late), late), &mut world, late);
        let Step::Settle(resumed) = resumed else { panic!("{resumed:?}") };
        for settle in [settle, resumed] {
            assert!(settle.lookup(Finality::Finalized).is_some(), "{flow}");
            assert_eq!(settle.ends().time().map(u64::try_from), Some(Ok(END)));
        }
    }
}

#[test]
fn what_is_settled_before_the_work_waits_for_the_buyer() {
    for flow in [PaymentFlow::Upfront, PaymentFlow::Escrow] {
        let seller = seller(flow, false);
        let mut world = World::default();
        let first = |world: &mut World, now| {
            let step = world.first(request(&seller, &header(flow, 1), "", now), now);
            written(step, world, now)
        };
        assert!(matches!(first(&mut world, NOW), Step::Settle(_)), "{flow}");
        // Nobody could do the work now, so the money is not asked for again.
        let later = NOW + LEASE;
        assert!(seller.resume(world.load(key()).unwrap(), later).is_none(), "{flow}");
        // The buyer is served.
        let Step::Settle(settle) = first(&mut world, later) else { panic!("{flow}") };
        let step = written(Says::Settled.answer(settle, later), &mut world, later);
        let Step::Serve(serve) = step else { panic!("{flow}: {step:?}") };
        assert!(serve.is_settled());
    }
    let (seller, world) = (seller(PaymentFlow::Authorization, false), &mut World::default());
    let step = world.first(request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW), NOW);
    assert!(matches!(written(step, world, NOW), Step::Serve(serve) if !serve.is_settled()));
}

#[test]
fn what_is_settled_before_the_work_is_asked_about_without_the_buyer_once_it_has_ended() {
    let ended = END + TIMEOUT + 1;
    for flow in [PaymentFlow::Upfront, PaymentFlow::Escrow] {
        let (seller, mut world) = (seller(flow, false), World::default());
        let step = world.first(request(&seller, &header(flow, 1), "", NOW), NOW);
        assert!(matches!(written(step, &mut world, NOW), Step::Settle(_)), "{flow}");
        assert!(seller.resume(world.load(key()).unwrap(), ended - 1).is_none(), "{flow}");
        let begun = seller.resume(world.load(key()).unwrap(), ended).unwrap();
        let resumed = |world: &mut World| match written(begun.clone(), world, ended) {
            Step::Settle(settle) => settle,
            step => panic!("{flow}: {step:?}"),
        };
        // The chain shows that it never was settled.
        let mut never = world.clone();
        let settle = resumed(&mut never);
        let answer = answer_of(written(settle.on_chain(OnChain::Never, ended), &mut never, ended));
        assert_eq!((state_of(&answer), never.is_done(key())), (SettlementState::Failed, true), "{flow}");
        // The facilitator still settles it. No request is there to serve, and the buyer may come.
        let settle = resumed(&mut world);
        let is_left = |step: Step, world: &mut World| {
            assert_eq!(answer_of(written(step, world, ended)).status, 503, "{flow}");
            assert!(!world.is_done(key()), "{flow}");
        };
        is_left(Says::Settled.answer(settle, ended), &mut world);
        // Nothing is left to ask, also for whoever came second.
        assert!(seller.resume(world.load(key()).unwrap(), ended + LEASE).is_none(), "{flow}");
        let Step::Swap(swap) = begun.clone() else { panic!("{flow}: {begun:?}") };
        assert_eq!(answer_of(world.first(swap.conflict(), ended)).status, 503, "{flow}");
        // The facilitator that has said it says it no more. What was reserved it takes.
        let once = |settle: Settle| {
            assert!(settle.is_capture(), "{flow}");
            Says::Settled.answer(settle, ended)
        };
        let answer = world.run_with(request(&seller, &header(flow, 1), "", ended), ended, once);
        assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled), "{flow}");
        assert_eq!((answer.body, world.moved(key()).works), (served().body, 1), "{flow}");
    }
}

/// F-7: it names the transaction, which the buyer can look up.
#[test]
fn a_pending_settlement_is_reported_if_the_next_answer_reports_nothing() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let Step::Settle(again) = written(Says::Pending.answer(settle, NOW), &mut world, NOW) else { panic!() };
    let pending = answer_of(written(Says::Pending.answer(again.clone(), NOW), &mut world.clone(), NOW));
    assert_eq!(state_of(&pending), SettlementState::Pending);
    for says in [Says::Nothing, Says::Failed, Says::NonceUsed] {
        let mut world = world.clone();
        assert_eq!(answer_of(written(says.answer(again.clone(), NOW), &mut world, NOW)), pending, "{says:?}");
        // A later request knows nothing of it.
        let seller = seller(PaymentFlow::Authorization, false);
        let step = seller.resume(world.load(key()).unwrap(), NOW).unwrap();
        let Step::Settle(later) = written(step, &mut world, NOW) else { panic!() };
        let answer = answer_of(written(says.answer(later, NOW), &mut world, NOW));
        assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown), "{says:?}");
    }
    // The first settlement of `escrow` says nothing of the second one.
    let (seller, mut world) = (seller(PaymentFlow::Escrow, false), World::default());
    let mut replied = [Says::Pending, Says::Settled, Says::Nothing, Says::Nothing].into_iter();
    let step = request(&seller, &header(PaymentFlow::Escrow, 1), "", NOW);
    let answer = world.run_with(step, NOW, |settle| replied.next().unwrap().answer(settle, NOW));
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
}

#[test]
fn the_same_payment_in_other_words_is_the_same_payment() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let sold = answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    let seller = seller(PaymentFlow::Authorization, false);
    let late = |payment: &PaymentPayload| match request(&seller, &payment.to_header(), "", NOW + 1_000) {
        Step::Load(load) => answer_of(load.loaded(world.load(key()), NOW + 1_000)),
        step => panic!("{step:?}"),
    };
    let mut respelled = payment(PaymentFlow::Authorization, 1);
    let spaced = respelled.payload.as_str().replace("\":", "\" : ");
    respelled.payload = RawJson::parse(&spaced).unwrap();
    assert_eq!(late(&respelled), sold);
    // Another signature is another payload, which has to be valid by itself.
    let mut forged = payment(PaymentFlow::Authorization, 1);
    let text = forged.payload.as_str().replace("\"signature\":\"0x", "\"signature\":\"0x00");
    assert_ne!(text, forged.payload.as_str());
    forged.payload = RawJson::parse(&text).unwrap();
    assert_eq!(late(&forged).status, 402);
}

#[test]
fn the_same_payment_of_the_other_version_gets_the_settlement() {
    let mut world = World::default();
    let settle = settling(&mut world);
    answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    let seller = seller(PaymentFlow::Authorization, false);
    let offer = offer(PaymentFlow::Authorization).to_v1(&ResourceInfo::new("https://api.example.com/weather")).unwrap();
    let twin = |nonce| {
        let payload = payment(PaymentFlow::Authorization, nonce).payload;
        let header = v1::PaymentPayload::new(offer.scheme.clone(), offer.network.clone(), payload).to_header();
        let request = Request { method: "GET", parameters: &RawJson::string(""), query: None, now: NOW };
        match seller.request(request, [("X-PAYMENT", header.as_bytes())]) {
            Step::Load(load) => {
                let stored = world.load(load.key());
                load.loaded(stored, NOW)
            }
            step => panic!("{step:?}"),
        }
    };
    let answer = answer_of(twin(1));
    assert_eq!((answer.status, state_of(&answer)), (409, SettlementState::Settled));
    assert!(answer.header("X-PAYMENT-RESPONSE").is_some());
    assert!(matches!(twin(2), Step::Swap(_)));
}

/// A payment of version 1 does not say which token it pays. Its record does.
#[test]
fn a_record_of_version_1_goes_on_under_its_key_when_the_offer_is_gone() {
    let resource = ResourceInfo::new("https://api.example.com/weather");
    let offer = offer(PaymentFlow::Authorization).to_v1(&resource).unwrap();
    let payload = payment(PaymentFlow::Authorization, 1).payload;
    let header = v1::PaymentPayload::new(offer.scheme, offer.network, payload).to_header();
    let request = Request { method: "GET", parameters: &RawJson::string(""), query: None, now: NOW };
    let mut world = World::default();
    let step = seller(PaymentFlow::Authorization, false).request(request, [("X-PAYMENT", header.as_bytes())]);
    let step = world.first(step, NOW);
    let Step::Serve(serve) = written(step, &mut world, NOW) else { panic!() };
    let Step::Settle(settle) = written(serve.served(served(), NOW), &mut world, NOW) else { panic!() };
    let later = NOW + LEASE;
    let of_other = |change: fn(&mut PaymentRequirements)| {
        let mut init = init(PaymentFlow::Authorization, false);
        change(&mut init.offers[0]);
        // USDC's address on the other network is no token there.
        init.tolerated = Flags::from_iter([Flag::AssetNetwork, Flag::OtherDomain]);
        Seller::open(init).unwrap()
    };
    for other in [
        of_other(|offer| offer.network = x402_types::Network::eip155(8453)),
        of_other(|offer| offer.asset = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into()),
    ] {
        let mut world = world.clone();
        let Some(Step::Swap(swap)) = other.resume(world.load(settle.key()).unwrap(), later) else { panic!() };
        assert_eq!(swap.key(), settle.key());
        let Step::Settle(again) = written(Step::Swap(swap), &mut world, later) else { panic!() };
        assert_eq!((again.request(), again.idempotency_key()), (settle.request(), settle.idempotency_key()));
        assert_eq!(answer_of(written(Says::Settled.answer(again, later), &mut world, later)).status, 200);
        assert!(world.is_done(settle.key()));
    }
}

/// A token's signature tells it, when nothing else of the payment is valid any more.
#[test]
fn a_payment_of_version_1_is_known_by_its_token_among_others() {
    let header = {
        let offer =
            offer(PaymentFlow::Authorization).to_v1(&ResourceInfo::new("https://api.example.com/weather")).unwrap();
        let payload = payment(PaymentFlow::Authorization, 1).payload;
        v1::PaymentPayload::new(offer.scheme, offer.network, payload).to_header()
    };
    let sent = |seller: &Seller, now| {
        let request = Request { method: "GET", parameters: &RawJson::string(""), query: None, now };
        seller.request(request, [("X-PAYMENT", header.as_bytes())])
    };
    for flow in [PaymentFlow::Authorization, PaymentFlow::Escrow] {
        let selling = |price: u64| {
            let mut init = init(flow, false);
            let mut euros = offer(flow);
            euros.asset = "0x808456652fdb597867f38412077A9182bf77359F".into();
            euros.extra = euros.extra.map(|extra| RawJson::parse(&extra.as_str().replace("USDC", "EURC")).unwrap());
            init.offers[0].amount = price.into();
            init.offers.insert(0, euros);
            Seller::open(init).unwrap()
        };
        let (seller, dearer, late) = (selling(10_000), selling(20_000), END + 1_000);
        let key = key_of(&sent(&seller, NOW));
        assert_eq!([key_of(&sent(&seller, late)), key_of(&sent(&dearer, NOW))], [key; 2], "{flow}");
        // It is in work, and then it is sold.
        let mut world = World::default();
        let answer = world.run_with(sent(&seller, NOW), NOW, |settle| Says::Nothing.answer(settle, NOW));
        assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown), "{flow}");
        for (seller, now) in [(&seller, late), (&dearer, NOW)] {
            let mut world = world.clone();
            let sold = world.run(sent(seller, now), now);
            assert_eq!((sold.status, state_of(&sold)), (200, SettlementState::Settled), "{flow} {now}");
            assert_eq!(world.run(sent(seller, late), late), sold, "{flow} {now}");
        }
        // It begins neither late nor for another price.
        for (seller, now) in [(&seller, late), (&dearer, NOW)] {
            assert_eq!(World::default().run(sent(seller, now), now).status, 402, "{flow} {now}");
        }
    }
}

#[test]
fn what_began_by_a_former_offer_goes_on_and_nothing_else_begins_by_it() {
    let mut world = World::default();
    settling(&mut world);
    let dearer = {
        let mut init = init(PaymentFlow::Authorization, false);
        init.offers[0].amount = 20_000.into();
        Seller::open(init).unwrap()
    };
    let later = NOW + LEASE;
    let sent = |nonce| request(&dearer, &header(PaymentFlow::Authorization, nonce), "", later);
    let answer = world.run(sent(1), later);
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    // Another payment by the former offer is refused.
    assert_eq!(world.run(sent(2), later).status, 402);
    // A record whose buyer does not come again is finished without it.
    let mut world = World::default();
    settling(&mut world);
    assert!(dearer.resume(world.load(key()).unwrap(), NOW).is_none());
    let step = dearer.resume(world.load(key()).unwrap(), later).unwrap();
    assert_eq!(world.run(step, later).status, 200);
    assert!(world.is_done(key()));
}

#[test]
fn an_undecided_payment_is_begun_only_if_somebody_calls_it_valid() {
    let seller = seller(PaymentFlow::Authorization, false);
    // A signature that a contract could accept.
    let mut payment = payment(PaymentFlow::Authorization, 1);
    let text = payment.payload.as_str().replace("\"signature\":\"0x", "\"signature\":\"0x00");
    payment.payload = RawJson::parse(&text).unwrap();
    let asked = || match request(&seller, &payment.to_header(), "", NOW) {
        Step::Load(load) => match load.loaded(None, NOW) {
            Step::Verify(verify) => verify,
            step => panic!("{step:?}"),
        },
        step => panic!("{step:?}"),
    };
    assert!(asked().questions().iter().any(|question| question.kind() == "account-code"));
    let answered = |response: &VerifyResponse, content_type| {
        let body = response.to_json();
        let content_type = Some(content_type);
        asked().answered(FacilitatorAnswer { status: 200, content_type, body: body.as_bytes() }, NOW)
    };
    let Step::Load(load) = answered(&VerifyResponse::valid(), "application/json") else { panic!() };
    assert!(matches!(load.loaded(None, NOW), Step::Swap(_)));
    let refused = VerifyResponse::invalid(ReasonCode::new("insufficient_funds"));
    assert_eq!(answer_of(answered(&refused, "application/json")).status, 402);
    assert_eq!(answer_of(answered(&VerifyResponse::valid(), "text/html")).status, 503);
    assert_eq!(answer_of(asked().lost()).status, 503);
    assert_eq!(answer_of(asked().refuse()).status, 402);
}

#[test]
fn what_is_not_served_is_not_charged_and_says_so() {
    let seller = seller(PaymentFlow::Authorization, false);
    let mut world = World::default();
    let Step::Load(load) = request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW) else { panic!() };
    let Step::Serve(serve) = written(load.loaded(None, NOW), &mut world, NOW) else { panic!() };
    // `exact` takes just what was signed.
    let less = serve.clone().served_for(served(), 9_999.into(), NOW).unwrap_err();
    assert_eq!(less.to_string(), "the scheme does not take this amount; 10000 atomic units were signed");
    assert!(serve.clone().served_for(served(), 10_000.into(), NOW).is_ok());
    let answer = answer_of(written(serve.refused(Answer::new(404, "text/plain", "no such city")), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (404, SettlementState::Failed));
    let settlement = SettleResponse::decode_header(answer.header("payment-response").unwrap(), &DecodeOptions::STRICT);
    assert!(
        matches!(settlement.unwrap().value.outcome, SettleOutcome::Failure(Some(reason)) if reason.as_str() == "not_served")
    );
}

#[test]
fn a_record_is_read_as_it_was_written_and_nothing_else_is() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let asked = world.load(key()).unwrap().record;
    assert!(matches!(&asked.state, State::Asked { served: Some(Served { status: 200, .. }), times: 1, .. }));
    answer_of(written(Says::Settled.answer(settle, NOW), &mut world, NOW));
    let text = world.stored.remove(&key()).unwrap().1;
    let record = x402_seller::Record::from_text(&text).unwrap();
    assert_eq!(record.to_text(), text);
    for (from, to) in [
        ("\"v\":1", "\"v\":0"),
        ("\"v\":1", "\"v\":\"1\""),
        ("\"done\"", "\"gone\""),
        ("\"status\":200", "\"status\":70000"),
        ("{", ""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(x402_seller::Record::from_text(&changed), Err(ParseRecordError::Text), "{from}");
    }
    // What an earlier version wrote is read, and of a later one it is said that it is later, whatever it has.
    for (to, expected) in [
        (r#""v":2"#, Ok(record)),
        (r#""v":3"#, Err(ParseRecordError::Later(3))),
        (r#""v":3,"unknown":[]"#, Err(ParseRecordError::Later(3))),
    ] {
        assert_eq!(x402_seller::Record::from_text(&text.replacen(r#""v":1"#, to, 1)), expected, "{to}");
    }
    let later = ParseRecordError::Later(3).to_string();
    assert!(later.contains("later version") && later.contains("version 3"), "{later}");
}

#[test]
fn a_payment_is_verified_from_its_headers_before_there_is_a_body() {
    let seller = seller(PaymentFlow::Authorization, false);
    let arrive = |header: &str, now| {
        let head = Head { method: "GET", query: None, now };
        seller.arrive(head, [("PAYMENT-SIGNATURE", header.as_bytes())])
    };
    let (good, late) = (header(PaymentFlow::Authorization, 1), END + 1);
    let Arrival::Answer(answer) = arrive("AAA", NOW) else { panic!() };
    assert_eq!(answer.status, 400);
    let mut other = payment(PaymentFlow::Authorization, 1);
    other.accepted.amount = 1.into();
    assert!(!matches!(arrive(&other.to_header(), NOW), Arrival::Body(_)));
    // What is good by its bytes, or may be, goes on as if all of the request was there.
    for header in [&good, &crate::world::forged(PaymentFlow::Authorization, 1)] {
        let arrival = arrive(header, NOW);
        assert!(matches!(arrival, Arrival::Body(_)));
        let step = arrival.with(&RawJson::string("city=Ulm"));
        assert_eq!(format!("{step:?}"), format!("{:?}", request(&seller, header, "city=Ulm", NOW)));
    }
    // What is not is refused, unless the store has it: these bytes, and no others with the same nonce.
    let known = |header: &str, now| match arrive(header, now) {
        Arrival::Known(known) => known,
        arrival => panic!("{arrival:?}"),
    };
    let mut world = World::default();
    let sold = world.run(request(&seller, &good, "", NOW), NOW);
    let stored = world.load(known(&good, late).load().key()).unwrap();
    assert_eq!(known(&good, late).loaded(None).unwrap_err().status, 402);
    let twin = payment_at(NOW - 20, PaymentFlow::Authorization, 1).to_header();
    assert_eq!(known(&twin, late).loaded(Some(&stored)).unwrap_err().status, 402);
    let arrived = known(&good, late).loaded(Some(&stored)).unwrap();
    assert_eq!(world.clone().run(arrived.clone().with(&RawJson::string("")), late), sold);
    assert_eq!(world.run(arrived.with(&RawJson::string("city=Bern")), late).status, 409);
    assert_eq!(known(&good, late).failed().status, 503);
    // A seller that refuses forged payments does so before there is a body.
    let mut choices = Choices::default();
    choices.undecided = Undecided::RefuseForged;
    let strict = seller.clone().with_choices(choices);
    let head = Head { method: "GET", query: None, now: NOW };
    let forged = crate::world::forged(PaymentFlow::Authorization, 1);
    let arrival = strict.arrive(head, [("PAYMENT-SIGNATURE", forged.as_bytes())]);
    assert!(matches!(arrival, Arrival::Known(_)), "{arrival:?}");
}

/// Rows that the version before this one has written, which knew neither of the closed states.
#[test]
fn records_of_the_earlier_version_are_read_and_go_on() {
    let mut world = World::default();
    let settle = settling(&mut world);
    let seller = seller(PaymentFlow::Authorization, false);
    // It wrote the whole refusal.
    let hash = |byte: u8| RawJson::base64(&[byte; 32]);
    let failed =
        SettleResponse::failure(ReasonCode::new("insufficient_funds"), offer(PaymentFlow::Authorization).network);
    let Stored { revision, record } = world.load(key()).unwrap();
    let text = |payment: &RawJson, fingerprint: &RawJson| {
        format!(
            r#"{{"v":1,"fingerprint":{},"payment":{},"state":"done","answer":{{"status":402,"headers":[["PAYMENT-RESPONSE","{}"]],"body":"e30="}},"mark":"00"}}"#,
            fingerprint.as_str(),
            payment.as_str(),
            failed.to_header(),
        )
    };
    let old = text(&RawJson::base64(&record.payment), &RawJson::base64(&record.fingerprint));
    world.stored.insert(key(), (revision, old));
    let answer = world.run(request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW), NOW);
    assert_eq!((answer.status, &*answer.body, state_of(&answer)), (402, &b"{}"[..], SettlementState::Failed));
    let read = x402_seller::Record::from_text(&text(&hash(1), &hash(2))).unwrap();
    assert_eq!((read.payment, read.fingerprint, read.since), ([1; 32], [2; 32], None));
    // What is open is written as before, so that processes of both versions may share a store.
    let mut open = World::default();
    drop(settle);
    let _ = settling(&mut open);
    assert!(open.stored[&key()].1.starts_with(r#"{"v":1,"#));
    let answer = open.run(request(&seller, &header(PaymentFlow::Authorization, 1), "", NOW + LEASE), NOW + LEASE);
    assert_eq!((answer.status, state_of(&answer)), (200, SettlementState::Settled));
    assert!(open.stored[&key()].1.starts_with(r#"{"v":1,"#));
}
