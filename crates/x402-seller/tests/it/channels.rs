//! Payments from channels (`batch-settlement`): one request at a time, and what was charged counts.

mod deposits;

use std::time::Duration;

use x402_schemes::evm::{
    Address, Signature,
    assets::{self, OfferInit},
    batch_settlement::{Amount128, Buyer, ChannelDraft, ChannelId, DepositPayment, Ledger, Payload, RefundRequest},
    eip3009::{Nonce, Window},
};
use x402_seller::{
    Answer, Channel, Choices, FacilitatorAnswer, Record, Request, Seller, Serve, Settle, State, Step, Undecided, Verify,
};
use x402_types::{
    Amount, DecodeOptions, Flag, Flags, Network, RawJson, ReasonCode, Scheme, SettleResponse, VerifyResponse, Wire,
    v2::{PaymentPayload, PaymentRequired, PaymentRequirements, PaymentRequirementsInit},
};
use x402_verify::{
    Facts,
    client::SettlementState,
    evm::{
        self, AccountCode,
        batch_settlement::{ChannelState, Correction, Fact, Owner, review_correction, review_response},
    },
};

use crate::world::{NOW, TIMEOUT, World, answer_of, key_of, request, seller_of, served, sign, state_of, written};

pub(crate) const PRICE: u128 = 1000;
const PAYER: &str = crate::world::PAYER;
const NETWORK: Network = Network::eip155(84_532);
/// What is in the channel from the beginning.
pub(crate) const FILLED: u128 = 10_000;

fn offer() -> PaymentRequirements {
    let usdc = assets::by_symbol(&NETWORK, "USDC").unwrap();
    let pay_to = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let price =
        usdc.offer(OfferInit { price: "0.001", pay_to: pay_to.parse().unwrap(), max_timeout_seconds: 60 }).unwrap();
    let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
        scheme: Scheme::BATCH_SETTLEMENT,
        network: NETWORK,
        amount: Amount::from(Amount128::new(PRICE)),
        asset: price.asset,
        pay_to: pay_to.into(),
        max_timeout_seconds: 60,
    });
    let names = price.extra.unwrap();
    let more = r#"{"receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400,"#;
    offer.extra = Some(RawJson::parse(&names.as_str().replacen('{', more, 1)).unwrap());
    offer
}

pub(crate) fn seller() -> Seller {
    seller_of(offer())
}

fn buyer() -> Buyer {
    let payer: Address = PAYER.parse().unwrap();
    Buyer { payer, authorizer: payer, salt: Nonce::new([0; 32]) }
}

/// A voucher over this sum, signed by this key, and perhaps a deposit before it.
fn payload(sum: u128, key: u8, deposit: Option<u128>) -> Payload {
    salted(sum, key, deposit, 9)
}

/// The same, with this salt of the deposit.
fn salted(sum: u128, key: u8, deposit: Option<u128>, salt: u8) -> Payload {
    let offer = offer();
    let channel = ChannelDraft::for_offer(&offer, buyer()).unwrap();
    let voucher = channel.voucher(Amount128::new(sum));
    let commitment = voucher.with_signature(sign(key, &voucher.digest()));
    match deposit {
        None => Payload::Voucher(Box::new(commitment)),
        Some(deposit) => {
            let window = Window::from_now(NOW, &offer);
            let draft = channel.deposit_by_eip3009(Amount128::new(deposit), Nonce::new([salt; 32]), window).unwrap();
            let signature = sign(1, &draft.digest());
            Payload::Deposit(Box::new(DepositPayment::new(commitment, draft.with_signature(signature))))
        }
    }
}

fn header(payload: &Payload) -> String {
    PaymentPayload::new(offer(), payload.to_json()).to_header()
}

pub(crate) fn voucher(sum: u128) -> String {
    header(&payload(sum, 1, None))
}

fn id() -> ChannelId {
    ChannelDraft::for_offer(&offer(), buyer()).unwrap().channel().id()
}

/// What the facilitator says of the channel.
pub(crate) fn state_of_channel(balance: u128, claimed: u128) -> RawJson {
    let id = id();
    RawJson::parse(&format!(
        r#"{{"channelId":"{id}","balance":"{balance}","totalClaimed":"{claimed}","withdrawRequestedAt":0,"refundNonce":"0"}}"#
    ))
    .unwrap()
}

fn replied(verify: Verify, balance: u128) -> Step {
    let mut valid = VerifyResponse::valid();
    valid.extra = Some(state_of_channel(balance, 0));
    answered(verify, &valid)
}

fn answered(verify: Verify, response: &VerifyResponse) -> Step {
    let body = response.to_json();
    let (status, content_type) = (200, Some("application/json"));
    verify.answered(FacilitatorAnswer { status, content_type, body: body.as_bytes() }, NOW)
}

fn begun(header: &str, parameters: &str, world: &World, now: u64) -> Step {
    match request(&seller(), header, parameters, now) {
        Step::Load(load) => {
            let stored = world.load(load.key());
            load.loaded(stored, now)
        }
        step => panic!("{step:?}"),
    }
}

fn verify_of(step: Step) -> Verify {
    let Step::Verify(verify) = step else { panic!("{step:?}") };
    verify
}

fn serve_of(step: Step) -> Serve {
    let Step::Serve(serve) = step else { panic!("{step:?}") };
    serve
}

fn settle_of(step: Step) -> Settle {
    let Step::Settle(settle) = step else { panic!("{step:?}") };
    settle
}

/// A voucher up to the work.
fn working(header: &str, world: &mut World, now: u64) -> Serve {
    let verify = verify_of(written(begun(header, "", world, now), world, now));
    serve_of(replied(verify, FILLED))
}

/// A request that is charged so much.
fn buys(header: &str, amount: u128, world: &mut World, now: u64) -> Answer {
    let amount = Amount::from(Amount128::new(amount));
    let step = working(header, world, now).served_for(served(), amount, now).unwrap();
    answer_of(written(step, world, now))
}

fn kept(world: &World) -> Channel {
    let key = key_of(&request(&seller(), &voucher(PRICE), "", NOW));
    match world.load(key).unwrap().record.state {
        State::Channel(channel) => *channel,
        state => panic!("{state:?}"),
    }
}

fn settlement_of(answer: &Answer) -> SettleResponse {
    SettleResponse::decode_header(answer.header("payment-response").unwrap(), &DecodeOptions::STRICT).unwrap().value
}

fn payment_required_of(answer: &Answer) -> PaymentRequired {
    PaymentRequired::decode_header(answer.header("payment-required").unwrap(), &DecodeOptions::STRICT).unwrap().value
}

const fn ledger(charged: u128, balance: u128) -> Ledger {
    Ledger { charged: Amount128::new(charged), balance: Amount128::new(balance) }
}

#[test]
fn vouchers_are_charged_one_after_the_other() {
    let mut world = World::default();
    let first = buys(&voucher(PRICE), 700, &mut world, NOW);
    assert_eq!((first.status, state_of(&first), &first.body), (200, SettlementState::Settled, &served().body));
    // What the buyer's own rules make of the answer.
    let after =
        review_response(&payload(PRICE, 1, None), &(&offer()).into(), ledger(0, FILLED), &settlement_of(&first));
    assert_eq!(after.unwrap().ledger, ledger(700, FILLED));
    assert_eq!(kept(&world).charged, Some(Amount128::new(700)));
    // The same voucher again is the same request, and pays for no other one.
    assert_eq!(answer_of(begun(&voucher(PRICE), "", &world, NOW)), first);
    let elsewhere = answer_of(begun(&voucher(PRICE), "city=Bern", &world, NOW));
    assert_eq!((elsewhere.status, state_of(&elsewhere)), (409, SettlementState::Settled));
    let second = buys(&voucher(700 + PRICE), PRICE, &mut world, NOW);
    let after = review_response(
        &payload(700 + PRICE, 1, None),
        &(&offer()).into(),
        ledger(700, FILLED),
        &settlement_of(&second),
    );
    assert_eq!(after.unwrap().ledger, ledger(1700, FILLED));
    let channel = kept(&world);
    assert_eq!((channel.charged, channel.turn), (Some(Amount128::new(1700)), None));
    // What the next claim needs.
    assert_eq!(channel.voucher, Some(payload(700 + PRICE, 1, None).to_json()));
}

#[test]
fn a_channel_serves_one_request_at_a_time() {
    let mut world = World::default();
    let other = begun(&voucher(PRICE), "", &world, NOW);
    let serve = working(&voucher(PRICE), &mut world, NOW);
    // The one that came at the same time has lost its turn, and any other one waits.
    let Step::Swap(swap) = other else { panic!() };
    assert!(!world.swap(&swap));
    let Step::Load(load) = swap.conflict() else { panic!() };
    let stored = world.load(load.key());
    assert!(matches!(load.loaded(stored, NOW), Step::Wait(_)));
    for header in [voucher(PRICE), voucher(2 * PRICE)] {
        assert!(matches!(begun(&header, "", &world, NOW + 3 * TIMEOUT + 4), Step::Wait(_)));
    }
    // Nobody is charged for what was interrupted, and whoever comes late is not charged beside another one.
    let late = NOW + 3 * TIMEOUT + 5;
    let again = working(&voucher(PRICE), &mut world, late);
    let Step::Swap(swap) = serve.served(served(), late) else { panic!() };
    assert!(!world.swap(&swap));
    let answer = answer_of(written(again.served(served(), late), &mut world, late));
    assert_eq!((answer.status, kept(&world).charged), (200, Some(Amount128::new(PRICE))));
    let Step::Load(load) = swap.conflict() else { panic!() };
    let stored = world.load(load.key());
    assert_eq!(answer_of(load.loaded(stored, late)), answer);
}

#[test]
fn nobody_gets_a_turn_before_the_verdict() {
    let world = World::default();
    // By its bytes a voucher of another key is one of another account. A payer may be a contract.
    let forged = header(&payload(PRICE, 2, None));
    assert_eq!(answer_of(begun(&forged, "", &world, NOW)).status, 402);
    let sums = [PRICE - 1, PRICE / 2, 0];
    for sum in sums.into_iter().filter(|sum| *sum > 0) {
        // Without a record the state decides, which is asked for in turn.
        let mut world = World::default();
        let verify = verify_of(written(begun(&voucher(sum), "", &world, NOW), &mut world, NOW));
        let answer = answer_of(written(replied(verify, FILLED), &mut world, NOW));
        assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed), "{sum}");
        assert_eq!(kept(&world), Channel::default());
    }
    // A voucher above what is in the channel, and a channel that the facilitator does not describe.
    let mut world = World::default();
    let verify = verify_of(written(begun(&voucher(PRICE), "", &world, NOW), &mut world, NOW));
    assert_eq!(answer_of(written(replied(verify.clone(), PRICE - 1), &mut world.clone(), NOW)).status, 402);
    for step in [answered(verify.clone(), &VerifyResponse::valid()), verify.clone().lost()] {
        let mut world = world.clone();
        assert_eq!(answer_of(written(step, &mut world, NOW)).status, 503);
        assert_eq!(kept(&world).turn, None);
    }
    let refused = VerifyResponse::invalid(ReasonCode::new("insufficient_funds"));
    assert_eq!(answer_of(written(answered(verify, &refused), &mut world, NOW)).status, 402);
}

#[test]
fn a_buyer_whose_sum_differs_is_corrected() {
    let mut world = World::default();
    buys(&voucher(PRICE), 700, &mut world, NOW);
    let before = world.clone();
    // The buyer has lost its record.
    let verify = verify_of(begun(&voucher(2 * PRICE), "", &world, NOW));
    let answer = answer_of(replied(verify, FILLED));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    let owner = Owner { payer: buyer().payer, payer_authorizer: buyer().authorizer, salt: buyer().salt };
    let mut state = ChannelState::of_balance(Amount128::new(FILLED));
    state.refund_nonce = Some(0.into());
    let facts = Facts::new().with(Fact::Channel { channel: id(), state });
    let corrected = review_correction(&payment_required_of(&answer), owner, &facts);
    assert!(matches!(corrected, Correction::Adopt { charged, .. } if charged == Amount128::new(700)), "{corrected:?}");
    assert_eq!(world, before);
    assert_eq!(buys(&voucher(700 + PRICE), PRICE, &mut world, NOW).status, 200);
}

#[test]
fn no_more_than_the_price_is_charged_and_nothing_for_nothing() {
    let mut world = World::default();
    let serve = working(&voucher(PRICE), &mut world, NOW);
    assert_eq!(serve.amount(), Amount::from(Amount128::new(PRICE)).into());
    let above = Amount::from(Amount128::new(PRICE + 1));
    let serve = *serve.served_for(served(), above, NOW).unwrap_err().serve;
    let answer = answer_of(written(serve.refused(Answer::new(404, "text/plain", "no such city")), &mut world, NOW));
    assert_eq!((answer.status, state_of(&answer)), (404, SettlementState::Failed));
    assert_eq!(kept(&world), Channel::default());
    // The next voucher is the same, and is served.
    let free = buys(&voucher(PRICE), 0, &mut world, NOW);
    assert_eq!(free.status, 200);
    assert_eq!(buys(&voucher(PRICE), PRICE, &mut world, NOW).status, 200);
    assert_eq!(kept(&world).charged, Some(Amount128::new(PRICE)));
}

/// N-22: without a record, or with one from before a claim, what was claimed on the chain was charged.
#[test]
fn what_was_claimed_was_charged() {
    let replied_with = |verify, claimed| {
        let mut valid = VerifyResponse::valid();
        valid.extra = Some(state_of_channel(FILLED, claimed));
        answered(verify, &valid)
    };
    let begins = |header: &str, world: &mut World, claimed| match begun(header, "", world, NOW) {
        // By the record the sum is wrong, and nobody gets a turn before the chain says that it is right.
        Step::Verify(verify) => match replied_with(verify, claimed) {
            step @ Step::Swap(_) => replied_with(verify_of(written(step, world, NOW)), claimed),
            step => step,
        },
        step => replied_with(verify_of(written(step, world, NOW)), claimed),
    };
    for record in [None, Some(700)] {
        let mut world = World::default();
        if let Some(charged) = record {
            buys(&voucher(PRICE), charged, &mut world, NOW);
        }
        let serve = serve_of(begins(&voucher(3500 + PRICE), &mut world, 3500));
        let answer = answer_of(written(serve.served(served(), NOW), &mut world, NOW));
        assert_eq!((answer.status, kept(&world).charged), (200, Some(Amount128::new(3500 + PRICE))), "{record:?}");
    }
    // A buyer that goes by the record is told what counts.
    let mut world = World::default();
    buys(&voucher(PRICE), 700, &mut world, NOW);
    let step = begins(&voucher(700 + PRICE), &mut world, 3500);
    let answer = answer_of(written(step, &mut world, NOW));
    assert_eq!((answer.status, kept(&world).turn), (402, None));
    let owner = Owner { payer: buyer().payer, payer_authorizer: buyer().authorizer, salt: buyer().salt };
    let mut state = ChannelState::of_balance(Amount128::new(FILLED));
    (state.total_claimed, state.refund_nonce) = (Amount128::new(3500), Some(0.into()));
    let facts = Facts::new().with(Fact::Channel { channel: id(), state });
    let corrected = review_correction(&payment_required_of(&answer), owner, &facts);
    assert!(matches!(corrected, Correction::Adopt { charged, .. } if charged == Amount128::new(3500)), "{corrected:?}");
    // After a deposit without a service, too.
    let mut world = World::default();
    let deposit = header(&payload(3500 + PRICE, 1, Some(5000)));
    let settle = settle_of(written(begins(&deposit, &mut world, 3500), &mut world, NOW));
    let serve = serve_of(settled(settle, &made(5000), NOW));
    let answer = answer_of(written(serve.refused(Answer::new(500, "text/plain", "no")), &mut world, NOW));
    let extra = settlement_of(&answer).other.get("extra").unwrap().as_str().to_owned();
    assert!(extra.contains(r#""chargedCumulativeAmount":"3500""#), "{extra}");
}

fn transaction() -> String {
    "0x".to_owned() + &"ab".repeat(32)
}

fn settled(settle: Settle, settlement: &SettleResponse, now: u64) -> Step {
    let body = settlement.to_json();
    let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
    settle.answered(answer, now)
}

fn made(amount: u128) -> SettleResponse {
    let mut made = SettleResponse::success(transaction(), NETWORK);
    made.amount = Some(Amount128::new(amount).into());
    made
}

/// N-25: nothing reserves the money of a voucher that the payer can withdraw now.
#[test]
fn nobody_is_served_from_a_channel_that_can_be_emptied_now() {
    const DELAY: u64 = 86_400;
    let replied_with = |requested_at: u64, balance: u128| {
        let mut valid = VerifyResponse::valid();
        let text = state_of_channel(balance, 0)
            .as_str()
            .replace(r#""withdrawRequestedAt":0"#, &format!(r#""withdrawRequestedAt":{requested_at}"#));
        valid.extra = Some(RawJson::parse(&text).unwrap());
        let mut world = World::default();
        let verify = verify_of(written(begun(&voucher(PRICE), "", &world, NOW), &mut world, NOW));
        answered(verify, &valid)
    };
    // The delay is not over, so that a claim comes first.
    for requested_at in [0, NOW, NOW - DELAY + 1] {
        serve_of(replied_with(requested_at, FILLED));
    }
    for requested_at in [NOW - DELAY, 1] {
        let answer = answer_of(written(replied_with(requested_at, FILLED), &mut held(), NOW));
        assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed), "{requested_at}");
    }
}

/// The world after a voucher has taken its turn.
fn held() -> World {
    let mut world = World::default();
    verify_of(written(begun(&voucher(PRICE), "", &world, NOW), &mut world, NOW));
    world
}

/// Anybody can sign for a channel that does not exist. Its row ends, and that of a channel that was charged does not.
#[test]
fn a_channel_without_a_charge_is_forgotten() {
    let ends = |step: &Step| match step {
        Step::Swap(swap) => swap.ends().time().map(u64::try_from).map(Result::unwrap),
        step => panic!("{step:?}"),
    };
    let mut world = World::default();
    let step = begun(&voucher(PRICE), "", &world, NOW);
    assert_eq!(ends(&step), Some(NOW + 3 * TIMEOUT + 5 + 3600));
    let verify = verify_of(written(step, &mut world, NOW));
    let nothing = answered(verify.clone(), &VerifyResponse::invalid(ReasonCode::new("channel_not_found")));
    assert_eq!(ends(&nothing), Some(NOW + 3600));
    let charged = serve_of(replied(verify, FILLED)).served(served(), NOW);
    assert_eq!(ends(&charged), None);
    answer_of(written(charged, &mut world, NOW));
    // From then on it stays, and so does one whose deposit was asked for.
    assert_eq!(ends(&begun(&voucher(2 * PRICE), "", &world, NOW)), None);
    let mut world = World::default();
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    assert_eq!(ends(&replied(verify, 0)), None);
}

#[test]
fn a_buyer_does_not_make_the_price() {
    let mut cheap = PaymentPayload::new(offer(), payload(1, 1, None).to_json());
    cheap.accepted.amount = 1.into();
    let answer = answer_of(begun(&cheap.to_header(), "", &World::default(), NOW));
    assert_eq!((answer.status, state_of(&answer)), (402, SettlementState::Failed));
    // Nor after a crash, with the payload of a deposit that was asked for.
    let deposit = payload(PRICE, 1, Some(5000));
    let mut world = World::default();
    let verify = verify_of(written(begun(&header(&deposit), "", &world, NOW), &mut world, NOW));
    settle_of(written(replied(verify, 0), &mut world, NOW));
    let mut cheap = PaymentPayload::new(offer(), deposit.to_json());
    cheap.accepted.amount = 1.into();
    let answer = answer_of(begun(&cheap.to_header(), "", &world, NOW + 1000));
    assert_eq!((answer.status, state_of(&answer)), (503, SettlementState::Unknown));
}

#[test]
fn a_flood_of_vouchers_costs_no_call() {
    let mut choices = Choices::default();
    choices.undecided = Undecided::RefuseForged;
    // A channel whose vouchers the payer itself signs, which may be a contract.
    let buyer = Buyer { authorizer: "0x0000000000000000000000000000000000000000".parse().unwrap(), ..buyer() };
    let offer = offer();
    let draft = ChannelDraft::for_offer(&offer, buyer).unwrap().voucher(Amount128::new(PRICE));
    let forged = Payload::Voucher(Box::new(draft.with_signature(sign(2, &draft.digest()))));
    let sent = |seller: &Seller| match request(seller, &header(&forged), "", NOW) {
        Step::Load(load) => load.loaded(None, NOW),
        step => panic!("{step:?}"),
    };
    assert_eq!(answer_of(sent(&seller().with_choices(choices.clone()))).status, 402);
    // A forged voucher over another sum costs none either, although whoever is wrong about the sum is corrected.
    let mut world = World::default();
    buys(&voucher(PRICE), 700, &mut world, NOW);
    let Step::Load(load) = request(&seller().with_choices(choices), &header(&payload(PRICE + 1, 2, None)), "", NOW)
    else {
        panic!()
    };
    let stored = world.load(load.key());
    assert_eq!(answer_of(load.loaded(stored, NOW)).status, 402);
    // Somebody may find it good. Only then it gets a turn.
    let verify = verify_of(sent(&seller()));
    assert_eq!(answer_of(answered(verify.clone(), &VerifyResponse::invalid(ReasonCode::SIGNATURE))).status, 402);
    let Step::Load(load) = replied(verify, FILLED) else { panic!() };
    assert!(matches!(load.loaded(None, NOW), Step::Swap(_)));
}

/// N-12: the payer's account may be different at the claim. A seller may refuse such channels, and no others.
#[test]
fn a_voucher_that_the_payer_can_take_back_is_refused_on_request() {
    let revocable = Buyer { authorizer: "0x0000000000000000000000000000000000000000".parse().unwrap(), ..buyer() };
    let vouchers = [revocable, buyer()].map(|buyer| {
        let draft = ChannelDraft::for_offer(&offer(), buyer).unwrap().voucher(Amount128::new(PRICE));
        header(&Payload::Voucher(Box::new(draft.with_signature(sign(1, &draft.digest())))))
    });
    let mut choices = Choices::default();
    choices.facts = Facts::new().with(evm::Fact::AnyAccount(AccountCode::Absent));
    for (refused, taken) in [(Flags::NONE, [true, true]), (Flags::NONE.with(Flag::RevocableVoucher), [false, true])] {
        choices.refused = refused;
        let has_turn = |voucher: &String| {
            let seller = seller().with_choices(choices.clone());
            let Step::Load(load) = request(&seller, voucher, "", NOW) else { return false };
            match load.loaded(None, NOW) {
                Step::Answer(answer) => assert_eq!(answer.status, 402),
                // Its turn is written, and somebody is asked how the channel stands.
                step => return matches!(written(step, &mut World::default(), NOW), Step::Verify(_)),
            }
            false
        };
        assert_eq!(vouchers.each_ref().map(has_turn), taken);
    }
}

/// N-13: a facilitator may find it good, and the claim of the seller reverts.
#[test]
fn a_voucher_that_no_claim_takes_is_refused() {
    let buyer = Buyer { authorizer: "0x0000000000000000000000000000000000000000".parse().unwrap(), ..buyer() };
    let offer = offer();
    let channel = ChannelDraft::for_offer(&offer, buyer).unwrap();
    let draft = channel.voucher(Amount128::new(PRICE));
    let window = Window::from_now(NOW, &offer);
    let deposit = channel.deposit_by_eip3009(Amount128::new(FILLED), Nonce::new([9; 32]), window).unwrap();
    let signed_deposit = deposit.with_signature(sign(1, &deposit.digest()));
    let begins = |facts: Facts, signature: Signature| {
        let mut choices = Choices::default();
        choices.facts = facts;
        let seller = seller().with_choices(choices);
        let commitment = draft.with_signature(signature);
        let deposit = DepositPayment::new(commitment.clone(), signed_deposit.clone());
        [Payload::Voucher(Box::new(commitment)), Payload::Deposit(Box::new(deposit))].map(|payload| {
            match request(&seller, &header(&payload), "", NOW) {
                Step::Load(load) => load.loaded(None, NOW),
                step => panic!("{step:?}"),
            }
        })
    };
    let encodings = |key: u8| {
        let signature = sign(key, &draft.digest());
        let (parts, v) = signature.as_bytes().split_at(64);
        let (r, s) = k256::ecdsa::Signature::from_slice(parts).unwrap().split_scalars();
        let high = k256::ecdsa::Signature::from_scalars(r, -s).unwrap().to_bytes();
        let (other, parity) = ([55 - v[0]], [v[0] - 27]);
        [[&*high, &other], [parts, &parity]].map(|parts| Signature::new(parts.concat()))
    };
    let has_code = |code| Facts::new().with(evm::Fact::Account { account: PAYER.parse().unwrap(), code });
    for signature in encodings(1) {
        for step in begins(Facts::new(), signature.clone()) {
            assert_eq!(answer_of(step).status, 402, "{signature:?}");
        }
        // The account's code decides.
        for step in begins(has_code(AccountCode::Present), signature) {
            assert!(matches!(step, Step::Verify(_)), "{step:?}");
        }
    }
    // N-12: the payer may be a contract for which another key signs.
    for signature in encodings(2) {
        assert!(begins(Facts::new(), signature).iter().all(|step| matches!(step, Step::Verify(_))));
    }
    let signature = sign(1, &draft.digest());
    assert!(begins(Facts::new(), signature).iter().all(|step| matches!(step, Step::Swap(_))));
}

#[test]
fn nobody_is_served_for_a_refund() {
    let Payload::Voucher(commitment) = payload(PRICE, 1, None) else { panic!() };
    let refund = Payload::Refund(Box::new(RefundRequest::new(*commitment, None)));
    let answer = answer_of(request(&seller(), &header(&refund), "", NOW));
    assert_eq!(answer.status, 501);
}

const MINUTE: Duration = Duration::from_secs(60);

/// Writes a record of the seller's own, and gives its revision.
fn put(record: &Record, world: &mut World) -> u64 {
    let key = key_of(&request(&seller(), &voucher(PRICE), "", NOW));
    let revision = world.load(key).map_or(1, |stored| stored.revision + 1);
    world.stored.insert(key, (revision, record.to_text()));
    revision
}

#[test]
fn nobody_is_served_while_the_seller_has_the_turn() {
    let key = key_of(&request(&seller(), &voucher(PRICE), "", NOW));
    let mut world = World::default();
    buys(&voucher(PRICE), 700, &mut world, NOW);
    let before = kept(&world);
    let held = Record::held(world.load(key).as_ref(), MINUTE, NOW).unwrap();
    put(&held, &mut world);
    let next = voucher(700 + PRICE);
    assert!(matches!(begun(&next, "", &world, NOW + 59), Step::Wait(_)));
    // There is one turn. What was charged stays, and so does the answer of the voucher before.
    assert_eq!(Record::held(world.load(key).as_ref(), MINUTE, NOW + 59), None);
    assert_eq!(answer_of(begun(&voucher(PRICE), "", &world, NOW + 59)).status, 200);
    // Given back, or over.
    let mut over = world.clone();
    assert_eq!(buys(&next, PRICE, &mut over, NOW + 60).status, 200);
    put(&world.load(key).unwrap().record.released(), &mut world);
    assert_eq!(kept(&world), before);
    assert_eq!(buys(&next, PRICE, &mut world, NOW + 1).status, 200);

    // A request in work has the turn, and a channel that nobody knows is free.
    let mut world = World::default();
    working(&voucher(PRICE), &mut world, NOW);
    assert_eq!(Record::held(world.load(key).as_ref(), MINUTE, NOW), None);
    let fresh = Record::held(None, MINUTE, NOW).unwrap().released();
    assert_eq!(fresh.state, State::Channel(Box::default()));
}

#[test]
fn a_number_that_nobody_reads_alike_does_not_make_a_payment_from_a_channel_fail() {
    let sent = |header: &str, world: &World, now| {
        let parameters = &RawJson::parse(r#"{"n":12345678901234567890}"#).unwrap();
        let request = Request { method: "GET", parameters, query: None, now };
        let answer = answer_of(world.first(seller().request(request, [("PAYMENT-SIGNATURE", header.as_bytes())]), now));
        (answer.status, state_of(&answer))
    };
    let mut world = World::default();
    assert_eq!(sent(&voucher(PRICE), &world, NOW), (400, SettlementState::Failed));
    buys(&voucher(PRICE), 700, &mut world, NOW);
    assert_eq!(sent(&voucher(PRICE), &world, NOW), (409, SettlementState::Settled));
    // A deposit that may be made.
    let deposit = header(&payload(PRICE, 1, Some(5000)));
    let mut world = World::default();
    let verify = verify_of(written(begun(&deposit, "", &world, NOW), &mut world, NOW));
    settle_of(written(replied(verify, 0), &mut world, NOW));
    assert_eq!(sent(&deposit, &world, NOW + 1000), (503, SettlementState::Unknown));
}
