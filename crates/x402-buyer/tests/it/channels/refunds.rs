//! What is left in a channel is asked for.

use x402_verify::evm::batch_settlement::ResponseFault as Fault;

use super::*;

fn asks(ledger: &MemoryLedger) -> Result<ChannelPayment, NotPaid> {
    buyer(ledger).refund_channel(&payable(None, ""), &fresh(1, NOW), &Facts::new())
}

/// A settlement that has moved so much, and left so much.
fn refunded(amount: u128, balance: u128) -> SettleResponse {
    let mut settlement = SettleResponse::success(TRANSACTION, network());
    settlement.amount = Some(units(amount));
    let state = ChannelState::of_balance(balance.into()).to_answer(id(), None);
    let extra = format!(r#"{{"channelState":{}}}"#, state.as_str());
    settlement.other.insert("extra", RawJson::parse(&extra).unwrap());
    settlement
}

#[test]
fn a_channel_is_closed_and_opened_again() {
    let ledger = ledger(known(2700, DEPOSIT));
    let refund = asks(&ledger).unwrap();
    let Payload::Refund(request) = refund.payload() else { panic!("{refund:?}") };
    assert_eq!((sums(&refund).0, request.amount), (2700, None));
    assert_eq!(verified(&refund, Some(2700), DEPOSIT), Verdict::Valid);
    assert!(answered(&refund, &refunded(2300, 2700), &ledger).is_served());
    assert_eq!(ledger.channel(&id()), Ok(Some(known(2700, 2700))));
    assert!(asks(&ledger).unwrap_err().to_string().contains("nothing is left"));
    // The sums of a channel never fall.
    assert_eq!(sums(&pays(&ledger, 2)), (3700, Some(DEPOSIT)));
}

#[test]
fn a_refund_moves_what_was_asked_for() {
    let lied = |settlement: SettleResponse| -> Fault {
        let ledger = ledger(known(2700, DEPOSIT));
        let refund = asks(&ledger).unwrap();
        let outcome = answered(&refund, &settlement, &ledger);
        assert!(!outcome.is_served(), "{outcome}");
        assert_eq!(ledger.channel(&id()), Ok(Some(known(2700, DEPOSIT))));
        outcome.channel.unwrap().unwrap_err()
    };
    assert_eq!(lied(refunded(2301, 2699)), Fault::Amount);
    // Less went back than was left, and the seller keeps the rest.
    assert_eq!(lied(refunded(2299, 2700)), Fault::Balance);
    assert_eq!(lied(refunded(2300, 2699)), Fault::Balance);
    let mut unnamed = refunded(2300, 2700);
    unnamed.transaction.clear();
    assert_eq!(lied(unnamed), Fault::NoTransaction);
}

#[test]
fn a_refund_takes_a_channel() {
    let refund =
        |buyer: &Buyer<MemoryLedger>, facts: &Facts| buyer.refund_channel(&payable(None, ""), &fresh(1, NOW), facts);
    assert!(matches!(refund(&buyer(MemoryLedger::new()), &Facts::new()), Err(NotPaid::Ask(_))));
    assert!(refund(&buyer(MemoryLedger::new()), &on_chain(0, 0)).unwrap_err().to_string().contains("nothing is left"));
    // A lost ledger starts from what was claimed.
    assert_eq!(sums(&refund(&buyer(MemoryLedger::new()), &on_chain(DEPOSIT, 700)).unwrap()), (700, None));
    let nobody = Buyer::new([allowance(DEPOSIT)], MemoryLedger::new());
    assert!(refund(&nobody, &on_chain(DEPOSIT, 0)).unwrap_err().to_string().contains("nothing is left"));
}

/// An offer from which nobody can pay does not hide what is left in the channel of another one.
#[test]
fn a_refund_of_a_later_offer() {
    let mut required = required();
    required.accepts.insert(0, changed(|offer| offer.extra = Some(RawJson::parse("{}").unwrap())).into());
    let payable = Payable::new(HOST, required);
    let ledger = ledger(known(700, DEPOSIT));
    let paid = buyer(&ledger).pay_from_channel(&payable, &fresh(1, NOW), &Facts::new()).unwrap();
    assert_eq!(sums(&paid), (1700, None));
    let refund = buyer(&ledger).refund_channel(&payable, &fresh(1, NOW), &Facts::new()).unwrap();
    assert_eq!(sums(&refund), (700, None));
}

/// A seller that gave nothing back, and says that it did, makes nobody fill a channel that is full.
#[test]
fn the_chain_shows_what_is_left() {
    let ledger = ledger(known(2700, DEPOSIT));
    let refund = buyer(&ledger).refund_channel(&payable(None, ""), &fresh(1, NOW), &Facts::new()).unwrap();
    assert!(answered(&refund, &refunded(2300, 2700), &ledger).is_served());
    let facts = on_chain(DEPOSIT, 0);
    let again = buyer(&copy(&ledger)).refund_channel(&payable(None, ""), &fresh(2, NOW), &facts).unwrap();
    assert_eq!(sums(&again), (2700, None));
    let paid = buyer(&ledger).pay_from_channel(&payable(None, ""), &fresh(2, NOW), &facts).unwrap();
    assert_eq!(sums(&paid), (3700, None));
}

/// A ledger after a deposit into this channel, of which so much was charged, and a refund of all that was left then.
fn reopened(before: Channel, charge: u128) -> MemoryLedger {
    let ledger = ledger(before);
    let deposit = pays(&ledger, 1);
    let (charged, balance) = (before.charged.get() + charge, before.balance.get() + DEPOSIT);
    assert!(answered(&deposit, &settled(&deposit, charge, charged, balance), &ledger).is_served());
    let refund = asks(&ledger).unwrap();
    assert!(answered(&refund, &refunded(balance - charged, charged), &ledger).is_served());
    ledger
}

/// The chain shows by the rest that the last deposit was made, although its window has not ended (N-35).
#[test]
fn a_channel_is_opened_again_within_the_window_of_its_last_deposit() {
    const LAST: u64 = NOW + 3660;
    let pay = |ledger: &MemoryLedger, now: u64, facts: &Facts| {
        buyer(ledger).pay_from_channel(&payable(None, ""), &fresh(2, now), facts)
    };
    let ledger = reopened(known(0, 0), PRICE);
    assert!(matches!(pay(&copy(&ledger), NOW, &Facts::new()), Err(NotPaid::Ask(_))));
    for (now, balance, entries) in [(NOW, PRICE, 2), (LAST + 1, PRICE, 2), (LAST + 1, 0, 1)] {
        let ledger = copy(&ledger);
        assert_eq!(sums(&pay(&ledger, now, &on_chain(balance, 0)).unwrap()), (2 * PRICE, Some(DEPOSIT)));
        assert_eq!(ledger.entries().len(), entries, "{now} {balance}");
    }
    // The node does not show the refund yet, or it shows neither. One that is late shows the deposit in the end.
    assert_eq!(sums(&pay(&copy(&ledger), NOW, &on_chain(DEPOSIT, 0)).unwrap()), (2 * PRICE, None));
    let late = ledger;
    for (now, balance) in [(NOW, 0), (LAST, PRICE - 1)] {
        assert!(matches!(pay(&copy(&late), now, &on_chain(balance, 0)), Err(NotPaid::DepositOpen(LAST))));
    }
    assert!(pay(&late, NOW, &on_chain(0, 0)).is_err());
    assert_eq!(sums(&pay(&late, NOW, &on_chain(PRICE, PRICE)).unwrap()), (2 * PRICE, Some(DEPOSIT)));
    // More went back than was deposited. A seller that has made neither leaves 10000.
    let ledger = reopened(known(9500, 10_000), 300);
    for (now, balance) in [(NOW, 9800), (LAST, 10_000)] {
        assert!(matches!(pay(&copy(&ledger), now, &on_chain(balance, 0)), Err(NotPaid::DepositOpen(LAST))));
        assert_eq!(sums(&pay(&copy(&ledger), LAST + 1, &on_chain(balance, 0)).unwrap()), (9800 + PRICE, Some(DEPOSIT)));
    }
}
