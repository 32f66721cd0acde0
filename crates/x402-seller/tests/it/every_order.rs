//! What is promised holds at every moment that up to four requests can reach, in every order of their steps.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use x402_laws::bounds::is_full;
use x402_seller::{Choices, Seller, SignIns};
use x402_types::{
    PaymentFlow::{self, Authorization, Escrow, Upfront},
    v2::ResourceInfo,
};
use x402_verify::client::SettlementState;

use crate::{
    faults::Fault,
    model::{Class, ENDED, Model, Moment, REQUESTS},
    world::{forged, header, init, seller, state_of},
};

const ULM: &str = "city=Ulm";
const BERN: &str = "city=Bern";
const WEATHER: &str = "fair";
const NEWS: &str = "none";

fn class(flow: PaymentFlow, named: bool, nonce: u8, parameters: &'static str) -> Class {
    Class {
        seller: seller(flow, named),
        header: header(flow, nonce),
        parameters,
        goods: WEATHER,
        is_forged: false,
        lets_payers_return: false,
        gives_up: false,
        is_escrow: flow == Escrow,
        channel: None,
    }
}

/// What comes after the requests have ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    /// Each request that comes again comes to its end.
    AllEnd,
    /// One of them does. The others are told to come with the request that the payment was sent with.
    OneEnds,
    /// A request of the last class, none of which has come before, is sold.
    LastIsSold,
}

pub(crate) struct Case {
    pub(crate) classes: Vec<Class>,
    /// The classes of the requests.
    pub(crate) requests: Vec<usize>,
    pub(crate) later: Later,
    pub(crate) fault: Option<Fault>,
    /// How many leases may pass.
    pub(crate) leases: u8,
    /// The class in which the seller goes on without a request.
    pub(crate) resumer: Option<usize>,
}

/// Finds all moments, and gives their number, or the promise that is broken and what led there.
fn explore(case: Case) -> Result<usize, String> {
    let Case { classes, requests, later, fault, leases, resumer } = case;
    let mut model = Model::new(classes, fault, leases, resumer);
    let mut steps = [ENDED; REQUESTS];
    for (step, class) in steps.iter_mut().zip(&requests) {
        *step = model.begin(*class, 0);
    }
    steps.sort_unstable();
    let start = Moment {
        steps,
        now: 0,
        resumed: 0,
        store: Default::default(),
        synced: Default::default(),
        has_lost: false,
        money: Default::default(),
        sold: [0; 2],
    };
    let mut before = vec![usize::MAX];
    let mut moments = vec![start];
    let mut known = HashMap::from([(start, 0)]);
    let mut at = 0;
    while at < moments.len() {
        let moment = moments[at];
        let next = follow(&mut model, &moment).and_then(|next| {
            check_later(&mut model, &moment, later)?;
            Ok(next)
        });
        let next = next.map_err(|broken| {
            let mut trail = vec![model.print(&moment)];
            let mut slot = at;
            while let Some(earlier) = before.get(slot).copied().filter(|earlier| *earlier != usize::MAX) {
                trail.push(model.print(&moments[earlier]));
                slot = earlier;
            }
            trail.reverse();
            format!("{broken}, after\n{}", trail.join("\n"))
        })?;
        for moment in next {
            known.entry(moment).or_insert_with_key(|moment| {
                moments.push(*moment);
                before.push(at);
                moments.len()
            });
        }
        at += 1;
    }
    println!("{} requests: {} moments, {}", requests.len(), moments.len(), model.counts());
    Ok(moments.len())
}

fn follow(model: &mut Model, moment: &Moment) -> Result<Vec<Moment>, &'static str> {
    let mut next = Vec::new();
    for index in 0..moment.steps.len() {
        let step = moment.steps[index];
        // Requests that are as far as another one are interchangeable.
        if step != ENDED && (index == 0 || moment.steps[index - 1] != step) {
            model.go_on(moment, index, &mut next)?;
        }
    }
    let mut all: Vec<_> = next.into_iter().map(|(moment, ..)| moment).collect();
    model.pass(moment, &mut all)?;
    Ok(all)
}

/// Later requests come to an end by themselves, if nothing fails any more, and who has paid learns it.
fn check_later(model: &mut Model, moment: &Moment, later: Later) -> Result<(), &'static str> {
    let is_over = moment.steps.iter().all(|step| *step == ENDED);
    if !is_over || moment.money.iter().any(|money| money.is_under_way) {
        return Ok(());
    }
    let mut ended = Vec::new();
    for class in 0..model.classes.len() {
        if model.resumer == Some(class) {
            continue;
        }
        let (answer, then) = model.run(moment, class)?;
        let has_ended = answer.status != 503;
        let state = state_of(&answer);
        // What was reserved and not captured goes back to the buyer, who may not sign again before.
        let is_informed =
            state == SettlementState::Settled || (model.classes[class].is_escrow && state == SettlementState::Pending);
        // A facilitator may settle a payment, and refuse it later. The buyer is not told that it may sign again.
        let is_informed =
            is_informed || (model.classes[class].gives_up && answer.status == 500 && state == SettlementState::Unknown);
        if has_ended && model.is_settled(&then, class) && !is_informed {
            return Err("who has paid is not told so");
        }
        ended.push((has_ended, answer.status));
    }
    let is_kept = match later {
        Later::AllEnd => ended.iter().all(|(has_ended, _)| *has_ended),
        Later::OneEnds => ended.iter().any(|(has_ended, _)| *has_ended),
        Later::LastIsSold => ended.last().is_some_and(|(_, status)| *status == 200),
    };
    if is_kept { Ok(()) } else { Err("no later request comes to its end") }
}

/// One payment, sent so often.
fn one_payment(flow: PaymentFlow, times: usize, fault: Option<Fault>) -> Case {
    Case {
        classes: vec![class(flow, false, 1, ULM)],
        requests: vec![0; times],
        later: Later::AllEnd,
        fault,
        leases: 2,
        resumer: None,
    }
}

/// Two payments under one identifier, each sent so often.
fn one_name(times: usize, fault: Option<Fault>) -> Case {
    let classes = [1, 2].map(|nonce| class(Authorization, true, nonce, ULM)).into();
    Case {
        classes,
        requests: [vec![0; times], vec![1; times]].concat(),
        later: Later::AllEnd,
        fault,
        leases: 2,
        resumer: None,
    }
}

/// One payment, sent to two routes.
fn two_routes(fault: Option<Fault>) -> Case {
    let mut news = init(Authorization, false);
    let is_shared = fault == Some(Fault::TwoRoutesShareAReservation);
    if !is_shared {
        news.resource = ResourceInfo::new("https://api.example.com/news");
    }
    let weather = class(Authorization, false, 1, ULM);
    let news = Class { seller: Seller::open(news).unwrap(), goods: NEWS, ..class(Authorization, false, 1, ULM) };
    Case { classes: vec![weather, news], requests: vec![0, 1], later: Later::OneEnds, fault, leases: 2, resumer: None }
}

/// Forged payments with the nonce of an honest one.
fn forgers(fault: Option<Fault>) -> Case {
    let forger = Class { header: forged(Authorization, 1), is_forged: true, ..class(Authorization, false, 1, ULM) };
    let honest = class(Authorization, false, 1, ULM);
    Case {
        classes: vec![forger, honest],
        requests: vec![0, 0],
        later: Later::LastIsSold,
        fault,
        leases: 2,
        resumer: None,
    }
}

/// How many requests at most: four take a minute each.
pub(crate) fn most() -> usize {
    if is_full() { 4 } else { 3 }
}

/// Two requests with one payment, and the most there are.
fn two_and_more(flow: PaymentFlow) {
    holds(one_payment(flow, 2, None), 500);
    holds(one_payment(flow, most(), None), if is_full() { 10_000 } else { 2_000 });
}

pub(crate) fn holds(case: Case, least: usize) {
    let moments = explore(case).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(moments > least, "{moments}");
}

#[test]
fn one_payment_sent_often_if_the_work_comes_first() {
    two_and_more(Authorization);
}

#[test]
fn one_payment_sent_often_if_the_money_comes_first() {
    two_and_more(Upfront);
}

#[test]
fn one_payment_sent_often_if_the_money_is_reserved_first() {
    two_and_more(Escrow);
}

#[test]
fn one_payment_for_two_requests_sent_twice_each() {
    let classes = || [ULM, BERN].map(|parameters| class(Authorization, false, 1, parameters)).into();
    holds(
        Case { classes: classes(), requests: vec![0, 1], later: Later::OneEnds, fault: None, leases: 2, resumer: None },
        500,
    );
    holds(
        Case {
            classes: classes(),
            requests: [0, 1, 0, 1][..most()].into(),
            later: Later::OneEnds,
            fault: None,
            leases: 2,
            resumer: None,
        },
        if is_full() { 10_000 } else { 2_000 },
    );
}

#[test]
fn two_payments_under_one_identifier_sent_twice() {
    holds(one_name(1, None), 500);
}

/// In the time of one lease by default: in that of two there are so many moments that three requests take a minute.
#[test]
fn two_payments_under_one_identifier_sent_often() {
    let one_lease = Case { leases: 1, ..one_name(1, None) };
    holds(Case { requests: vec![0, 0, 1], ..one_lease }, 2_000);
    if is_full() {
        holds(Case { requests: vec![0, 0, 1], ..one_name(1, None) }, 10_000);
        holds(Case { leases: 1, ..one_name(2, None) }, 10_000);
    }
}

/// Without its buyer it is gone on with once it has ended, and the facilitator says only once that it is settled.
#[test]
fn one_payment_whose_seller_goes_on_without_the_buyer() {
    for flow in [Upfront, Escrow] {
        let classes = [ULM; 2].map(|parameters| class(flow, false, 1, parameters)).into();
        let times = if is_full() { 2 } else { 1 };
        holds(
            Case { classes, resumer: Some(1), leases: 1, ..one_payment(flow, times, None) },
            if is_full() { 500 } else { 50 },
        );
    }
}

/// One payment, whose seller gives it up as soon as it has ended, sent so often.
fn giving_up(flow: PaymentFlow, times: usize, fault: Option<Fault>) -> Case {
    let mut choices = Choices::default();
    choices.gives_up_after = Some(0);
    let classes = [ULM; 2].map(|parameters| {
        let class = class(flow, false, 1, parameters);
        Class { seller: class.seller.clone().with_choices(choices.clone()), gives_up: true, ..class }
    });
    Case { classes: classes.into(), resumer: Some(1), leases: 1, ..one_payment(flow, times, fault) }
}

/// What the facilitator refuses at last is closed as unknown, with its buyer and without, and never as failed.
#[test]
fn one_payment_that_the_seller_gives_up() {
    for flow in [Authorization, Upfront] {
        holds(giving_up(flow, if is_full() { 2 } else { 1 }, None), 50);
    }
}

#[test]
fn finds_a_payment_closed_as_unknown_that_is_called_refused() {
    for flow in [Authorization, Upfront] {
        is_found(giving_up(flow, 1, Some(Fault::UnknownIsRefused)), "told to sign again, and the money moves");
    }
}

/// Whoever has paid enters from then on, whatever happens.
#[test]
fn one_payment_sent_twice_to_a_seller_with_sign_ins() {
    let mut choices = Choices::default();
    choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 3600 });
    let class = class(Authorization, false, 1, ULM);
    let class = Class { seller: class.seller.with_choices(choices), lets_payers_return: true, ..class };
    holds(Case { classes: vec![class], ..one_payment(Authorization, 2, None) }, 500);
}

#[test]
fn one_payment_for_two_routes() {
    holds(two_routes(None), 500);
}

#[test]
fn forged_payments_next_to_an_honest_one() {
    holds(forgers(None), 3);
}

pub(crate) fn is_found(case: Case, broken: &str) {
    let fault = case.fault;
    let found = catch_unwind(AssertUnwindSafe(|| explore(case)));
    let message = match found {
        Ok(explored) => explored.expect_err("the fault is not found"),
        Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
    };
    assert!(message.contains(broken), "{fault:?}: {}", message.lines().next().unwrap_or_default());
}

#[test]
fn finds_a_lease_that_ends_in_free() {
    is_found(one_payment(Authorization, 2, Some(Fault::LeaseEndsInFree)), "the work began twice");
}

#[test]
fn finds_a_crash_between_settle_and_record() {
    is_found(
        one_payment(Authorization, 2, Some(Fault::CrashBetweenSettleAndRecord)),
        "told to sign again, and the money moves",
    );
}

#[test]
fn finds_settle_twice_after_a_timeout() {
    is_found(one_payment(Authorization, 1, Some(Fault::SettlesTwiceAfterATimeout)), "a payment is settled twice");
}

#[test]
fn finds_a_waiting_twin_that_is_served_too() {
    is_found(one_payment(Authorization, 2, Some(Fault::WaitingTwinIsServed)), "the work began twice");
}

#[test]
fn finds_an_identifier_stuck_in_work() {
    is_found(one_name(1, Some(Fault::IdentifierStaysInWork)), "no later request comes to its end");
}

#[test]
fn finds_a_hang_up_that_keeps_the_key() {
    is_found(one_payment(Authorization, 1, Some(Fault::HangUpKeepsTheKey)), "no later request comes to its end");
}

#[test]
fn finds_a_restart_that_forgets() {
    is_found(one_payment(Authorization, 2, Some(Fault::RestartForgets)), "the work began twice");
}

#[test]
fn finds_a_store_that_waits_for_no_write() {
    is_found(one_payment(Authorization, 1, Some(Fault::WaitsForNoWrite)), "the store may lose a payment");
    is_found(one_name(1, Some(Fault::WaitsForNoWrite)), "the store may lose a payment");
}

#[test]
fn finds_an_answer_stored_after_it_was_sent() {
    is_found(one_payment(Authorization, 1, Some(Fault::AnswerIsStoredAfterItWasSent)), "before the answer was stored");
}

#[test]
fn finds_a_key_reserved_before_the_verdict() {
    is_found(forgers(Some(Fault::ReservesBeforeTheVerdict)), "no later request comes to its end");
}

#[test]
fn finds_two_routes_that_share_one_reservation() {
    is_found(two_routes(Some(Fault::TwoRoutesShareAReservation)), "what another route sells went out");
}
