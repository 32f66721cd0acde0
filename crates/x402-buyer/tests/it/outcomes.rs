//! What an answer says of a payment, and whether to sign again.

use x402_buyer::{MemoryLedger, Outcome, Sent};
use x402_types::{Network, ReasonCode, SettleResponse, Wire};
use x402_verify::client::{Seen, SettlementState, SignAgain};

use crate::support::{EIP3009, NO_HEADERS, NOW, PAYER, base, buyer, demand, fresh, usdc};

fn sent(ledger: &mut MemoryLedger) -> Sent {
    buyer([usdc()]).pay(&demand(EIP3009), &fresh(1, NOW), ledger).unwrap()
}

fn settled() -> SettleResponse {
    let mut settlement = SettleResponse::success(format!("0x{}", "ab".repeat(32)), base());
    settlement.payer = Some(PAYER.into());
    settlement
}

fn answered(status: u16, settlement: &SettleResponse) -> Outcome {
    let header = settlement.to_header();
    sent(&mut MemoryLedger::new()).answered(status, [("PAYMENT-RESPONSE", header.as_bytes())])
}

/// A settlement of this very payment, with these changes.
fn changed(change: impl FnOnce(&mut SettleResponse)) -> Outcome {
    let mut settlement = settled();
    change(&mut settlement);
    answered(200, &settlement)
}

#[test]
fn a_service_is_for_this_payment_or_it_is_none() {
    let outcome = answered(200, &settled());
    assert!(outcome.is_served());
    assert_eq!(outcome.to_string(), format!("served, and settled; transaction 0x{}", "ab".repeat(32)));
    assert!(changed(|settlement| settlement.amount = Some(10_000.into())).is_served());
    // Only the chain can tell what this names.
    let odd = changed(|settlement| settlement.transaction = "order 7".into());
    assert!(odd.is_served() && odd.to_string().contains("is not 0x and 64"), "{odd}");
    for (outcome, what) in [
        (changed(|settlement| settlement.transaction.clear()), "transaction"),
        (changed(|settlement| settlement.network = Some(Network::eip155(8453).into())), "eip155:8453"),
        (
            changed(|settlement| settlement.payer = Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into())),
            "0x209693",
        ),
        (changed(|settlement| settlement.amount = Some(9_999.into())), "9999"),
    ] {
        assert!(!outcome.is_served(), "{outcome}");
        // The money may have moved nevertheless.
        assert_eq!(outcome.state.sign_again(), SignAgain::No);
        assert!(outcome.to_string().contains(what), "{outcome}");
    }
    // Settled, and not served.
    for status in [301, 402, 500] {
        let outcome = answered(status, &settled());
        assert_eq!((outcome.is_served(), outcome.state), (false, SettlementState::Settled), "{outcome}");
    }
}

#[test]
fn failures_are_told_from_doubt() {
    let failed = answered(402, &SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, base()));
    assert_eq!((failed.state, failed.reason()), (SettlementState::Failed, Some(&ReasonCode::INSUFFICIENT_FUNDS)));
    assert!(failed.to_string().contains("was not settled"), "{failed}");
    let pending = changed(|settlement| {
        let transaction = settlement.transaction.clone();
        *settlement = SettleResponse::failure(ReasonCode::new("settlement_pending"), base());
        settlement.transaction = transaction;
    });
    assert_eq!(pending.state, SettlementState::Pending);
    assert!(pending.to_string().contains("sign no new one"), "{pending}");
    let sent = sent(&mut MemoryLedger::new());
    let none = sent.answered(200, NO_HEADERS);
    assert_eq!((none.state, none.is_served()), (SettlementState::Unknown, false));
    assert!(none.error.is_some());
    // Two settlements, and one that nobody can read.
    let header = settled().to_header();
    let twice = [("PAYMENT-RESPONSE", header.as_bytes()), ("X-PAYMENT-RESPONSE", header.as_bytes())];
    assert_eq!(sent.answered(200, twice).state, SettlementState::Unknown);
    assert_eq!(sent.answered(402, [("PAYMENT-RESPONSE", b"junk".as_slice())]).state, SettlementState::Unknown);
    assert_eq!(sent.answered(402, NO_HEADERS).state, SettlementState::Failed);
}

/// A payment counts until the chain shows that it is void.
#[test]
fn who_signs_again_counts_both() {
    let failure = answered(402, &SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, base()));
    let success = answered(200, &settled());
    let mut over = Seen::default();
    over.time = Some((NOW + 60).into());
    let mut void = over;
    void.no_transaction = true;
    for (outcome, seen, expected) in [
        (Some(&failure), Seen::default(), SignAgain::BothCount),
        (Some(&failure), over, SignAgain::Yes),
        (None, Seen::default(), SignAgain::NotYet),
        (None, over, SignAgain::NotYet),
        (None, void, SignAgain::Yes),
        (Some(&success), void, SignAgain::No),
    ] {
        let mut ledger = MemoryLedger::new();
        let sent = sent(&mut ledger);
        assert_eq!(sent.sign_again(outcome, &seen, &mut ledger), Ok(expected));
        assert_eq!(ledger.entries().is_empty(), expected == SignAgain::Yes, "{expected}");
    }
}
