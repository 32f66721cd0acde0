//! A whole purchase, by a client that answers from a list.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use x402_buyer::{Answer, Bought, Headers, Ledger, MemoryLedger, NotBought, NotPaid, Sent};
use x402_types::{Network, SettleResponse, Wire, v2::PaymentPayload};
use x402_verify::{Facts, client::SettlementState};

use crate::support::{EIP3009, HOST, NO_HEADERS, allowances, base, buyer, demand, demand_v1, demand_v1_of, priced};

/// What a future gives that never waits.
fn done<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// A purchase from a seller who gives these answers, and the headers of each request.
fn bought(
    answers: impl IntoIterator<Item = Result<Answer, &'static str>>,
    ledger: impl Ledger,
) -> (Result<Bought, NotBought<&'static str>>, Vec<Headers>) {
    let (mut answers, mut asked) = (answers.into_iter(), vec![]);
    let ask = async |headers| {
        asked.push(headers);
        answers.next().unwrap()
    };
    let bought = done(buyer(allowances()).buy(HOST, ledger, ask));
    (bought, asked)
}

/// The answer that demands a payment of version 1, in its body.
fn asks_in_v1() -> Answer {
    let demand = demand_v1();
    let x402_types::PaymentRequired::V1(required) = demand.required() else { panic!("{demand:?}") };
    Answer::new(402_u16, NO_HEADERS, required.to_json().as_str())
}

fn asks_for(offer: &str) -> Answer {
    let demand = demand(offer);
    let x402_types::PaymentRequired::V2(required) = demand.required() else { panic!("{demand:?}") };
    Answer::new(402_u16, [("payment-required", required.to_header())], "pay")
}

fn serves(network: Network) -> Answer {
    let settlement = SettleResponse::success(format!("0x{}", "ab".repeat(32)), network);
    Answer::new(200_u16, [("PAYMENT-RESPONSE", settlement.to_header())], "the weather")
}

#[test]
fn what_is_demanded_is_paid_and_served() {
    let mut ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(asks_for(EIP3009)), Ok(serves(base()))], &mut ledger);
    let found = found.unwrap();
    assert!(found.is_served(), "{found}");
    assert_eq!(found.answer.text(), "the weather");
    let [first, second] = &*asked else { panic!("{asked:?}") };
    assert!(first.is_empty());
    let payment = PaymentPayload::decode_header(&second["PAYMENT-SIGNATURE"], &x402_types::DecodeOptions::STRICT);
    let (sent, outcome) = (found.sent.unwrap(), found.outcome.unwrap());
    assert_eq!(x402_types::PaymentPayload::V2(payment.unwrap().value), *sent.payment());
    assert_eq!(outcome.state, SettlementState::Settled);
    assert_eq!(ledger.entries(), [sent.entry().clone()]);
}

#[test]
fn a_settlement_on_another_network_is_not_served() {
    let (found, _) = bought([Ok(asks_for(EIP3009)), Ok(serves(Network::eip155(8453)))], MemoryLedger::new());
    let found = found.unwrap();
    assert!(!found.is_served(), "{found}");
    assert_eq!(found.answer.status, 200);
}

#[test]
fn what_demands_nothing_is_not_paid() {
    for (status, is_served) in [(200_u16, true), (404, false)] {
        let mut ledger = MemoryLedger::new();
        let (found, asked) = bought([Ok(Answer::new(status, [("a", "b")], "free"))], &mut ledger);
        let found = found.unwrap();
        assert_eq!((found.is_served(), found.sent.is_none(), asked.len()), (is_served, true, 1), "{found}");
        assert_eq!(ledger.entries(), []);
    }
}

#[test]
fn what_cannot_be_read_or_afforded_is_not_paid() {
    let mut ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(Answer::new(402_u16, [("payment-required", "!")], ""))], &mut ledger);
    assert!(matches!(found, Err(NotBought::Demand(_))), "{found:?}");
    assert_eq!(asked.len(), 1);
    let (found, asked) = bought([Ok(asks_for(&priced(20_001)))], &mut ledger);
    assert!(matches!(found, Err(NotBought::NotPaid(NotPaid::NoOffer(_)))), "{found:?}");
    assert_eq!((asked.len(), ledger.entries()), (1, &[][..]));
}

#[test]
fn without_an_answer_the_payment_is_kept() {
    let (found, asked) = bought([Err("away")], MemoryLedger::new());
    assert!(matches!(found, Err(NotBought::NotAnswered("away"))), "{found:?}");
    assert_eq!(asked.len(), 1);
    let mut ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(asks_for(EIP3009)), Err("away")], &mut ledger);
    let Err(NotBought::Unknown(sent, "away")) = &found else { panic!("{found:?}") };
    assert_eq!(asked[1].get(sent.header().0), Some(&sent.header().1));
    assert_eq!(ledger.entries(), [sent.entry().clone()]);
    assert!(found.unwrap_err().to_string().contains("may be settled"));
}

/// A payment of version 1 does not contain its offer: without the demand it could not be judged again.
#[test]
fn without_an_answer_the_demand_is_kept() {
    for (answer, demand) in [(asks_in_v1(), demand_v1()), (asks_for(EIP3009), demand(EIP3009))] {
        let (found, _) = bought([Ok(answer), Err("away")], MemoryLedger::new());
        let Err(NotBought::Unknown(sent, _)) = found else { panic!("{found:?}") };
        assert_eq!(*sent.demand(), demand);
        let restored =
            |demand| Sent::restored(sent.payment().clone(), demand, sent.entry().clone(), &Facts::new()).ok();
        assert_eq!(restored(sent.demand()).as_ref(), Some(&*sent));
        assert_eq!(restored(sent.demand()).unwrap().demand(), sent.demand());
    }
}

#[test]
fn a_payment_is_not_restored_with_the_demand_of_another() {
    let (found, _) = bought([Ok(asks_in_v1()), Err("away")], MemoryLedger::new());
    let Err(NotBought::Unknown(sent, _)) = found else { panic!("{found:?}") };
    for other in [demand_v1_of("10001"), demand(EIP3009)] {
        let restored = Sent::restored(sent.payment().clone(), &other, sent.entry().clone(), &Facts::new());
        assert!(restored.is_err(), "{other:?}");
    }
}
