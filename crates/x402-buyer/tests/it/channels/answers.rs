//! After an answer that does not follow from what the buyer knows, it signs nothing higher (N-33, N-35).

use x402_types::{Network, RawJson, ReasonCode};
use x402_verify::{client::SettlementState, evm::batch_settlement::ResponseFault as Fault};

use super::*;

/// What a buyer makes of an answer to its first voucher from a channel of 5000, after 700 were charged.
fn lied(settlement: impl FnOnce(&ChannelPayment) -> SettleResponse) -> Fault {
    let ledger = ledger(known(700, DEPOSIT));
    let voucher = pays(&ledger, 1);
    let outcome = answered(&voucher, &settlement(&voucher), &ledger);
    assert!(!outcome.is_served(), "{outcome}");
    let fault = outcome.channel.unwrap().unwrap_err();
    assert!(outcome.to_string().contains(&fault.to_string()), "{outcome}");
    // The next voucher is the same one.
    assert_eq!(ledger.channel(&id()), Ok(Some(known(700, DEPOSIT))));
    assert_eq!(pays(&ledger, 2).payload(), voucher.payload());
    fault
}

#[test]
fn a_seller_cannot_lie_about_what_it_charged() {
    // As much as it may be, and less.
    for charge in [0, 1, PRICE] {
        let ledger = ledger(known(700, DEPOSIT));
        let voucher = pays(&ledger, 1);
        let outcome = answered(&voucher, &settled(&voucher, charge, 700 + charge, DEPOSIT), &ledger);
        assert!(outcome.is_served(), "{outcome}");
        assert_eq!(ledger.channel(&id()), Ok(Some(known(700 + charge, DEPOSIT))));
    }
    assert_eq!(lied(|voucher| settled(voucher, PRICE + 1, 701 + PRICE, DEPOSIT)), Fault::Overcharged);
    // The sum is another one, higher or lower.
    for charged in [700, 1399, 1401, 9999] {
        assert_eq!(lied(|voucher| settled(voucher, 700, charged, DEPOSIT)), Fault::Sum);
    }
    assert_eq!(lied(|voucher| settled(voucher, 700, 1400, DEPOSIT - 1)), Fault::Balance);
    let edited = |from: &'static str, to: &'static str| {
        move |voucher: &ChannelPayment| {
            let mut settlement = settled(voucher, 700, 1400, DEPOSIT);
            let extra = settlement.other.get("extra").unwrap().as_str().replace(from, to);
            settlement.other.insert("extra", RawJson::parse(&extra).unwrap());
            settlement
        }
    };
    assert_eq!(lied(edited(r#""totalClaimed":"0""#, r#""totalClaimed":"1401""#)), Fault::Claimed);
    assert_eq!(lied(edited("chargedAmount", "charged")), Fault::Missing("chargedAmount"));
}

#[test]
fn an_answer_is_about_this_channel() {
    let other = |voucher: &ChannelPayment| {
        let mut settlement = settled(voucher, 700, 1400, DEPOSIT);
        let state = ChannelState::of_balance(DEPOSIT.into()).to_answer(ChannelId::new([1; 32]), Some(1400.into()));
        let extra = format!(r#"{{"chargedAmount":"700","channelState":{}}}"#, state.as_str());
        settlement.other.insert("extra", RawJson::parse(&extra).unwrap());
        settlement
    };
    assert_eq!(lied(other), Fault::Channel);
    let changed = |change: fn(&mut SettleResponse)| {
        move |voucher: &ChannelPayment| {
            let mut settlement = settled(voucher, 700, 1400, DEPOSIT);
            change(&mut settlement);
            settlement
        }
    };
    assert_eq!(lied(changed(|settlement| settlement.network = Some(Network::eip155(84_532).into()))), Fault::Network);
    assert_eq!(lied(changed(|settlement| settlement.payer = Some(format!("0x{}", "11".repeat(20))))), Fault::Payer);
    assert_eq!(lied(|_| SettleResponse::failure(ReasonCode::PAYLOAD, network())), Fault::NotSettled);
}

#[test]
fn a_deposit_is_made_or_it_is_not() {
    let unnamed: fn(&mut SettleResponse) = |settlement| settlement.transaction.clear();
    let less: fn(&mut SettleResponse) = |settlement| settlement.amount = Some(units(DEPOSIT - 1));
    for (change, fault) in [(unnamed, Fault::NoTransaction), (less, Fault::Amount)] {
        let ledger = ledger(known(0, 0));
        let opening = pays(&ledger, 1);
        let mut settlement = settled(&opening, 700, 700, DEPOSIT);
        change(&mut settlement);
        let outcome = answered(&opening, &settlement, &ledger);
        assert_eq!((outcome.is_served(), outcome.channel), (false, Some(Err(fault))));
        assert!(ledger.channel(&id()).unwrap().unwrap().open.is_some());
        // The same payment is sent again, and its honest answer counts.
        assert!(answered(&opening, &settled(&opening, 700, 700, DEPOSIT), &ledger).is_served());
        assert_eq!(ledger.channel(&id()), Ok(Some(waiting_channel(700, DEPOSIT, 1))));
        // And once: the second answer moves nothing.
        assert!(answered(&opening, &settled(&opening, 700, 700, DEPOSIT), &ledger).is_served());
        assert_eq!(ledger.channel(&id()), Ok(Some(waiting_channel(700, DEPOSIT, 1))));
    }
}

#[test]
fn an_answer_without_a_settlement_says_nothing() {
    for (status, state) in
        [(200, SettlementState::Unknown), (402, SettlementState::Failed), (500, SettlementState::Unknown)]
    {
        let ledger = ledger(known(700, DEPOSIT));
        let voucher = pays(&ledger, 1);
        let outcome = voucher.answered(status, NO_HEADERS, b"", &ledger).unwrap();
        assert_eq!((outcome.is_served(), outcome.state, outcome.channel), (false, state, Some(Err(Fault::NotSettled))));
        assert_eq!(ledger.channel(&id()), Ok(Some(known(700, DEPOSIT))));
    }
    // It was charged, and not served.
    let ledger = ledger(known(700, DEPOSIT));
    let voucher = pays(&ledger, 1);
    let header = settled(&voucher, 700, 1400, DEPOSIT).to_header();
    let outcome = voucher.answered(500, [("PAYMENT-RESPONSE", header.as_bytes())], b"", &ledger).unwrap();
    assert!(!outcome.is_served());
    assert_eq!(ledger.channel(&id()), Ok(Some(known(1400, DEPOSIT))));
}
