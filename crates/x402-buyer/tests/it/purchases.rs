//! A whole purchase, by a client that answers from a list.

use std::{
    cell::RefCell,
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use x402_buyer::{Allowance, Answer, Bought, Buyer, Headers, Ledger, Limit, MemoryLedger, NotBought, NotPaid, Sent};
use x402_types::{Flag, Network, SettleResponse, Wire, v2::PaymentPayload};
use x402_verify::{
    Facts,
    client::{Seen, SettlementState, SignAgain},
};

use crate::support::{
    EIP3009, HOST, NO_HEADERS, allowances, base, buyer_with, payable, payable_v1, payable_v1_priced, priced, usdc,
};

const REQUEST: &str = "GET /";

/// What a future gives that never waits.
pub(crate) fn done<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// A purchase from a seller who gives these answers, and the headers of each request.
fn bought<L: Ledger>(
    answers: impl IntoIterator<Item = Result<Answer, &'static str>>,
    ledger: L,
) -> (Result<Bought, NotBought<&'static str>>, Vec<Headers>) {
    let (mut answers, mut asked) = (answers.into_iter(), vec![]);
    let ask = async |headers| {
        asked.push(headers);
        answers.next().unwrap()
    };
    let bought = done(buyer_with(allowances(), ledger).buy(HOST, REQUEST, ask));
    (bought, asked)
}

/// The answer that asks for a payment of version 1, in its body.
fn asks_in_v1() -> Answer {
    let payable = payable_v1();
    let x402_types::PaymentRequired::V1(required) = payable.required() else { panic!("{payable:?}") };
    Answer::new(402_u16, NO_HEADERS, required.to_json().as_str())
}

pub(crate) fn asks_for(offer: &str) -> Answer {
    let payable = payable(offer);
    let x402_types::PaymentRequired::V2(required) = payable.required() else { panic!("{payable:?}") };
    Answer::new(402_u16, [("payment-required", required.to_header())], "pay")
}

pub(crate) fn serves(network: Network) -> Answer {
    let settlement = SettleResponse::success(format!("0x{}", "ab".repeat(32)), network);
    Answer::new(200_u16, [("PAYMENT-RESPONSE", settlement.to_header())], "the weather")
}

/// The digits of the signature of a payment by EIP-3009.
fn signature_of(header: &str) -> String {
    let payment = PaymentPayload::decode_header(header, &x402_types::DecodeOptions::STRICT).unwrap().value;
    let text = payment.payload.as_json().get("signature").unwrap().string().unwrap().into_owned();
    assert_eq!(text.len(), 132);
    text[2..].to_owned()
}

#[test]
fn a_402_response_is_paid_and_served() {
    let ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(asks_for(EIP3009)), Ok(serves(base()))], &ledger);
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
fn an_answer_without_a_price_is_not_paid() {
    for (status, is_served) in [(200_u16, true), (404, false)] {
        let ledger = MemoryLedger::new();
        let (found, asked) = bought([Ok(Answer::new(status, [("a", "b")], "free"))], &ledger);
        let found = found.unwrap();
        assert_eq!((found.is_served(), found.sent.is_none(), asked.len()), (is_served, true, 1), "{found}");
        assert_eq!(ledger.entries(), []);
    }
}

#[test]
fn what_cannot_be_read_or_afforded_is_not_paid() {
    let ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(Answer::new(402_u16, [("payment-required", "!")], ""))], &ledger);
    assert!(matches!(found, Err(NotBought::NotPayable(_))), "{found:?}");
    assert_eq!(asked.len(), 1);
    let (found, asked) = bought([Ok(asks_for(&priced(20_001)))], &ledger);
    assert!(matches!(found, Err(NotBought::NotPaid(NotPaid::NoOffer(_)))), "{found:?}");
    assert_eq!((asked.len(), ledger.entries()), (1, vec![]));
}

/// B-10
#[test]
fn an_offer_that_a_table_contradicts_is_paid_by_who_knows_better_alone() {
    let offer = EIP3009.replace(r#""USDC""#, r#""USD Coin""#);
    assert_ne!(offer, EIP3009);
    let (payable, fresh) = (payable(&offer), crate::support::fresh(1, crate::support::NOW));
    let buyer = || buyer_with(allowances(), MemoryLedger::new());
    for buyer in [buyer(), buyer().with_tolerated([Flag::AssetNetwork])] {
        let why = buyer.pay(&payable, &fresh).unwrap_err();
        assert!(matches!(why, NotPaid::NoOffer(_)), "{why}");
        assert!(why.to_string().contains("should not be paid: other-domain: the published tables"), "{why}");
        assert_eq!(buyer.ledger().entries(), []);
    }
    assert!(buyer().with_tolerated([Flag::OtherDomain]).pay(&payable, &fresh).is_ok());
}

#[test]
fn without_an_answer_the_payment_is_kept() {
    let (found, asked) = bought([Err("away")], MemoryLedger::new());
    assert!(matches!(found, Err(NotBought::NotAnswered("away"))), "{found:?}");
    assert_eq!(asked.len(), 1);
    let ledger = MemoryLedger::new();
    let (found, asked) = bought([Ok(asks_for(EIP3009)), Err("away")], &ledger);
    let Err(NotBought::Unknown(sent, "away")) = &found else { panic!("{found:?}") };
    assert_eq!(asked[1].get(sent.header().0), Some(&sent.header().1));
    assert_eq!(ledger.entries(), [sent.entry().clone()]);
    // The error says what was sent, and nothing that could be sent.
    let (header, error) = (sent.header().1, found.unwrap_err());
    let text = error.to_string();
    assert!(text.contains("was sent to api.example.com and may be settled"), "{text}");
    assert!(
        text.contains("pays 10000 of 0x036CbD53842c5426634e7929541eC2318f3dCF7e on eip155:84532 to 0x2096"),
        "{text}"
    );
    let signature = signature_of(&header);
    for text in [text, format!("{error:?}"), format!("{:?}", ledger.kept().unwrap())] {
        assert!(!text.contains(&header) && !text.contains(&signature), "{text}");
    }
}

/// A payment of version 1 does not contain its offer: without the 402 response it could not be verified again.
#[test]
fn without_an_answer_the_402_response_is_kept() {
    for (answer, payable) in [(asks_in_v1(), payable_v1()), (asks_for(EIP3009), payable(EIP3009))] {
        let (found, _) = bought([Ok(answer), Err("away")], MemoryLedger::new());
        let Err(NotBought::Unknown(sent, _)) = found else { panic!("{found:?}") };
        assert_eq!(*sent.payable(), payable.for_request(REQUEST));
        let restored =
            |payable| Sent::restored(sent.payment().clone(), payable, sent.entry().clone(), &Facts::new()).ok();
        assert_eq!(restored(sent.payable()).as_ref(), Some(&*sent));
        assert_eq!(restored(sent.payable()).unwrap().payable(), sent.payable());
    }
}

#[test]
fn a_payment_is_not_restored_with_the_402_response_of_another() {
    let (found, _) = bought([Ok(asks_in_v1()), Err("away")], MemoryLedger::new());
    let Err(NotBought::Unknown(sent, _)) = found else { panic!("{found:?}") };
    for other in [payable_v1_priced("10001"), payable(EIP3009)] {
        let restored = Sent::restored(sent.payment().clone(), &other, sent.entry().clone(), &Facts::new());
        assert!(restored.is_err(), "{other:?}");
    }
}

/// Purchases by one buyer. Each answer is to one request, and the headers of all requests come back.
struct Shop<L> {
    buyer: Buyer<L>,
    asked: RefCell<Vec<Headers>>,
}

impl<L: Ledger> Shop<L> {
    fn new(allowance: Allowance, ledger: L) -> Self {
        Self { buyer: buyer_with([allowance], ledger), asked: RefCell::default() }
    }

    fn buy(
        &self,
        request: &str,
        answers: impl IntoIterator<Item = Result<Answer, &'static str>>,
    ) -> Result<Bought, NotBought<&'static str>> {
        let mut answers = answers.into_iter();
        let ask = async |headers| {
            self.asked.borrow_mut().push(headers);
            answers.next().expect("an answer to this request")
        };
        let bought = done(self.buyer.buy(HOST, request, ask));
        assert!(answers.next().is_none(), "all answers are taken");
        bought
    }

    /// The payments that were sent, in order.
    fn payments(&self) -> Vec<String> {
        self.asked.borrow().iter().filter_map(|headers| headers.get("PAYMENT-SIGNATURE").cloned()).collect()
    }
}

/// The limits hold for all purchases of a buyer, and the error names the one that is reached.
#[test]
fn limits_hold_in_a_loop() {
    let limited = [
        (
            usdc().per_host("0.03").unwrap(),
            Limit::PerHost,
            "the limit per host and day is 0.03 USDC on eip155:84532: 0.03 USDC is spent at api.example.com, and this payment costs 0.01 USDC",
        ),
        (
            usdc().per_day("0.03").unwrap(),
            Limit::PerDay,
            "the limit per day is 0.03 USDC on eip155:84532: 0.03 USDC is spent, and this payment costs 0.01 USDC",
        ),
    ];
    for (allowance, limit, sentence) in limited {
        let shop = Shop::new(allowance, MemoryLedger::new());
        for _ in 1..=3 {
            assert!(shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().is_served());
        }
        for _ in 4..=6 {
            let refused = shop.buy(REQUEST, [Ok(asks_for(EIP3009))]).unwrap_err();
            let NotBought::NotPaid(NotPaid::Limit(reached)) = &refused else { panic!("{refused}") };
            assert_eq!((reached.limit, refused.to_string()), (limit, sentence.to_owned()));
        }
        assert_eq!(shop.payments().len(), 3);
        assert_eq!(shop.buyer.ledger().kept().unwrap(), [], "what was served is not sent again");
    }
    // Without a limit besides the most for a payment there is no end.
    let shop = Shop::new(usdc(), MemoryLedger::new());
    for _ in 1..=6 {
        assert!(shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().is_served());
    }
}

/// Buyers that share a ledger share its sums.
#[test]
fn a_shared_ledger_has_one_sum() {
    let ledger = Arc::new(MemoryLedger::new());
    let buyers = [(); 2].map(|()| Shop::new(usdc().per_day("0.03").unwrap(), Arc::clone(&ledger)));
    let bought = (1..=3)
        .map(|n: usize| buyers[n % 2].buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().is_served());
    assert_eq!(bought.collect::<Vec<_>>(), [true; 3]);
    for shop in &buyers {
        assert!(matches!(shop.buy(REQUEST, [Ok(asks_for(EIP3009))]), Err(NotBought::NotPaid(NotPaid::Limit(_)))));
    }
}

/// Threads that buy at the same time never exceed a limit.
#[test]
fn limits_hold_for_purchases_at_the_same_time() {
    let buyer = buyer_with([usdc().per_day("0.10").unwrap()], MemoryLedger::new());
    let buy = || {
        let mut answers = [Ok::<_, &str>(asks_for(EIP3009)), Ok(serves(base()))].into_iter();
        done(buyer.buy(HOST, REQUEST, async |_| answers.next().unwrap())).is_ok()
    };
    let served = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| (0..10).filter(|_| buy()).count())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    assert_eq!((served, buyer.ledger().entries().len()), (10, 10));
}

/// After a lost answer the same purchase sends the same payment, before it asks for anything, and a different request is paid anew.
#[test]
fn a_lost_payment_is_sent_again() {
    let shop = Shop::new(usdc(), MemoryLedger::new());
    let lost = shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Err("away")]);
    assert!(matches!(lost, Err(NotBought::Unknown(_, "away"))), "{lost:?}");
    assert!(matches!(shop.buy(REQUEST, [Err("still away")]), Err(NotBought::Unknown(..))));
    // Other requests are not served by it.
    let other = shop.buy("GET /other", [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap();
    assert!(other.is_served() && !other.sent_again, "{other}");
    let again = shop.buy(REQUEST, [Ok(serves(base()))]).unwrap();
    assert!(again.is_served() && again.sent_again, "{again}");
    assert!(again.to_string().starts_with("the same payment was sent again: served, and settled"), "{again}");
    let [first, second, other, third] = &*shop.payments() else { panic!() };
    assert!(first == second && first == third && first != other);
    // It is served, so the next purchase is a new one.
    let next = shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap();
    assert!(next.is_served() && !next.sent_again);
    assert_ne!(shop.payments().last(), Some(first));
    assert_eq!(shop.buyer.ledger().entries().len(), 3);
}

/// A refusal does not show what came of a payment whose answer was lost: nothing new is signed until the chain shows it (F-6).
#[test]
fn a_refusal_after_a_lost_answer_is_no_failure() {
    let refuses = || {
        let failure = SettleResponse::failure(x402_types::ReasonCode::INSUFFICIENT_FUNDS, base());
        Ok(Answer::new(402_u16, [("PAYMENT-RESPONSE", failure.to_header())], ""))
    };
    let shop = Shop::new(usdc(), MemoryLedger::new());
    assert!(shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Err("away")]).is_err());
    for _ in 1..=2 {
        let refused = shop.buy(REQUEST, [refuses()]).unwrap();
        assert_eq!(refused.outcome.unwrap().state, SettlementState::Unknown);
    }
    let payments = shop.payments();
    assert!(payments.iter().all(|payment| *payment == payments[0]));
    // The chain shows that nothing settled it.
    let sent = shop.buyer.unanswered(HOST, REQUEST).unwrap().unwrap();
    let mut seen = Seen::default();
    assert_eq!(shop.buyer.sign_again(&sent, [None], &seen).unwrap(), SignAgain::NotYet);
    (seen.time, seen.no_transaction) = (Some((sent.entry().at + 61).into()), true);
    assert_eq!(shop.buyer.sign_again(&sent, [None], &seen).unwrap(), SignAgain::Yes);
    assert_eq!(shop.buyer.ledger().entries(), []);
    assert!(shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().is_served());
    // A refusal of a payment that was sent once is a failure, after which a new payment may be signed.
    let shop = Shop::new(usdc(), MemoryLedger::new());
    let refused = shop.buy(REQUEST, [Ok(asks_for(EIP3009)), refuses()]).unwrap();
    assert_eq!(refused.outcome.unwrap().state, SettlementState::Failed);
    assert!(shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().is_served());
}

/// A purchase that is dropped while it waits, as by a time-out around it, leaves its payment to the next one. While it waits, it does not.
#[test]
fn a_dropped_purchase_is_a_lost_answer() {
    let shop = Shop::new(usdc(), MemoryLedger::new());
    let mut is_first = true;
    let ask = async |headers: Headers| {
        shop.asked.borrow_mut().push(headers);
        if core::mem::take(&mut is_first) { Ok::<_, &str>(asks_for(EIP3009)) } else { std::future::pending().await }
    };
    let mut waiting = Box::pin(shop.buyer.buy(HOST, REQUEST, ask));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    // A second purchase at the same time has a payment of its own, also by a buyer that shares the ledger.
    assert!(!shop.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().sent_again);
    let other = Shop::new(usdc(), shop.buyer.ledger());
    assert!(!other.buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(serves(base()))]).unwrap().sent_again);
    drop(waiting);
    assert!(shop.buy(REQUEST, [Ok(serves(base()))]).unwrap().sent_again);
    let [first, second, third] = &*shop.payments() else { panic!() };
    assert!(first == third && first != second);
}

/// The texts of a seller cannot write to a terminal what they like.
#[test]
fn what_a_seller_says_is_printable() {
    let hostile = "\u{1b}]0;pwn\u{7}\u{202e}";
    let settlement = SettleResponse::success(hostile, base());
    let answer = Answer::new(200_u16, [("PAYMENT-RESPONSE", settlement.to_header())], "");
    let bought = Shop::new(usdc(), MemoryLedger::new()).buy(REQUEST, [Ok(asks_for(EIP3009)), Ok(answer)]).unwrap();
    let text = bought.to_string();
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']) && text.contains(r"\u001b]0;pwn\u0007\u202e"), "{text}");
}
