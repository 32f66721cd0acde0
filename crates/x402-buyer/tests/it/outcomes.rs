//! What an answer says of a payment, and whether to sign again.

use x402_buyer::{Ledger, MemoryLedger, Outcome, Sent};
use x402_types::{
    DecodeOptions, Network, NetworkName, PaymentRequired, ReasonCode, SettleOutcome, SettleResponse, Wire,
    decode_payment_headers,
};
use x402_verify::{
    Facts,
    client::{Seen, SettlementState, SignAgain},
};

use crate::support::{
    EIP3009, NO_HEADERS, NOW, PAYER, PERMIT2, allowances, base, buyer, buyer_with, fresh, payable, payable_v1, usdc,
};

fn sent(ledger: &MemoryLedger) -> Sent {
    buyer_with([usdc()], ledger).pay(&payable(EIP3009), &fresh(1, NOW)).unwrap()
}

fn settled() -> SettleResponse {
    let mut settlement = SettleResponse::success(format!("0x{}", "ab".repeat(32)), base());
    settlement.payer = Some(PAYER.into());
    settlement
}

fn answered(status: u16, settlement: &SettleResponse) -> Outcome {
    let header = settlement.to_header();
    sent(&MemoryLedger::new()).answered(status, [("PAYMENT-RESPONSE", header.as_bytes())], b"")
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
    let doubt = "served; the seller reports that the payment is settled, but names nothing that the chain can confirm";
    assert!(odd.is_served());
    assert_eq!(odd.to_string(), format!("{doubt}; transaction \"order 7\" is not 0x and 64 hexadecimal digits"));
    let nowhere = changed(|settlement| settlement.network = Some("atlantis".parse::<NetworkName>().unwrap().into()));
    assert!(nowhere.is_served() && nowhere.to_string().starts_with(doubt), "{nowhere}");
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
fn failures_are_distinguished_from_doubt() {
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
    let sent = sent(&MemoryLedger::new());
    let none = sent.answered(200, NO_HEADERS, b"");
    assert_eq!((none.state, none.is_served()), (SettlementState::Unknown, false));
    assert!(none.error.is_some());
    // Two settlements, and one that nobody can read.
    let header = settled().to_header();
    let twice = [("PAYMENT-RESPONSE", header.as_bytes()), ("X-PAYMENT-RESPONSE", header.as_bytes())];
    assert_eq!(sent.answered(200, twice, b"").state, SettlementState::Unknown);
    assert_eq!(sent.answered(402, [("PAYMENT-RESPONSE", b"junk".as_slice())], b"").state, SettlementState::Unknown);
    assert_eq!(sent.answered(402, NO_HEADERS, b"").state, SettlementState::Failed);
}

/// A payment counts until the chain shows that nothing settled it. A seller that settles it and says that it failed empties no ledger.
#[test]
fn who_signs_again_counts_both() {
    let failure = answered(402, &SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, base()));
    let success = answered(200, &settled());
    let mut over = Seen::default();
    over.time = Some((NOW + 60).into());
    let mut void = over;
    void.no_transaction = true;
    let mut elsewhere = Seen::default();
    elsewhere.nonce_used_elsewhere = true;
    for (outcome, seen, expected, counts) in [
        (Some(&failure), Seen::default(), SignAgain::BothCount, true),
        (Some(&failure), over, SignAgain::Yes, true),
        (Some(&failure), void, SignAgain::Yes, false),
        (Some(&failure), elsewhere, SignAgain::Yes, false),
        (None, Seen::default(), SignAgain::NotYet, true),
        (None, over, SignAgain::NotYet, true),
        (None, void, SignAgain::Yes, false),
        (Some(&success), void, SignAgain::No, true),
    ] {
        let ledger = MemoryLedger::new();
        let buyer = buyer_with([usdc()], &ledger);
        let sent = buyer.pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
        assert_eq!(buyer.sign_again(&sent, [outcome], &seen).unwrap(), expected);
        // While the payment may be settled, it is kept.
        let is_kept = matches!(expected, SignAgain::No | SignAgain::NotYet);
        assert_eq!(ledger.kept().unwrap().len(), usize::from(is_kept), "{expected}");
        assert_eq!(!ledger.entries().is_empty(), counts, "{expected}");
    }
}

/// A refusal of the same payment does not show what came of it before (F-6).
#[test]
fn a_refusal_does_not_undo_what_was_answered_before() {
    let buyer = buyer([usdc()]);
    let sent = buyer.pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
    let state =
        |outcomes: &[Option<&Outcome>]| buyer.sign_again(&sent, outcomes.iter().copied(), &Seen::default()).unwrap();
    let failure = answered(402, &SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, base()));
    let pending = changed(|settlement| settlement.outcome = SettleOutcome::Failure(None));
    let success = answered(500, &settled());
    assert_eq!(state(&[Some(&failure)]), SignAgain::BothCount);
    assert_eq!(state(&[Some(&failure), Some(&failure)]), SignAgain::BothCount);
    for first in [None, Some(&pending)] {
        assert_eq!(state(&[first, Some(&failure)]), SignAgain::NotYet);
        assert_eq!(state(&[first, Some(&failure), Some(&success)]), SignAgain::No);
    }
    assert_eq!(state(&[Some(&success), Some(&failure)]), SignAgain::No);
    assert_eq!(state(&[]), SignAgain::NotYet);
}

/// This payment may have used its nonce itself: its first answer was lost, or a proxy sent it twice.
#[test]
fn a_used_nonce_is_no_failure() {
    let sent = sent(&MemoryLedger::new());
    let of_settlement = |reason: &str| {
        let header = SettleResponse::failure(ReasonCode::new(reason), base()).to_header();
        sent.answered(402, [("PAYMENT-RESPONSE", header.as_bytes())], b"")
    };
    let of_response = |reason: &str| {
        let PaymentRequired::V2(mut required) = payable(EIP3009).required().clone() else { panic!() };
        required.error = Some(reason.into());
        sent.answered(402, [("PAYMENT-REQUIRED", required.to_header().as_bytes())], b"")
    };
    // A 402 response of version 1 is in the body.
    let of_body = |reason: &str| {
        let body = format!(r#"{{"x402Version":1,"error":"{reason}","accepts":[]}}"#);
        sent.answered(402, NO_HEADERS, body.as_bytes())
    };
    for reason in [
        "duplicate_settlement",
        "invalid_exact_evm_nonce_already_used",
        "nonce_already_used",
        "permit2_invalid_nonce",
        "settlement_pending",
    ] {
        for reason in [reason, &format!("{reason}: the nonce of the payment is used")] {
            for outcome in [of_settlement(reason), of_response(reason), of_body(reason)] {
                assert_eq!(outcome.state, SettlementState::Unknown, "{outcome}");
                assert!(outcome.to_string().contains("sign no new one"), "{outcome}");
            }
        }
    }
    for reason in [
        "insufficient_funds",
        "insufficient_funds: nonce_already_used",
        "invalid_exact_evm_failed_to_check_nonce",
        "nonce_already_used_up",
        "permit2_invalid_signature",
    ] {
        for outcome in [of_settlement(reason), of_response(reason), of_body(reason)] {
            assert_eq!(outcome.state, SettlementState::Failed, "{outcome}");
        }
    }
}

/// What MCP brings is compared with the payment, too.
#[test]
fn a_settlement_of_another_carrier_is_reviewed() {
    let sent = sent(&MemoryLedger::new());
    assert!(sent.settled(settled()).is_served());
    let mut of_another = settled();
    of_another.payer = Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into());
    let outcome = sent.settled(of_another);
    assert!(!outcome.is_served() && outcome.to_string().contains("0x209693"), "{outcome}");
    let failed = sent.settled(SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, base()));
    assert_eq!((failed.status, failed.state), (402, SettlementState::Failed));
}

/// A payment that was kept is the same one after the program was started again.
#[test]
fn a_payment_is_kept() {
    let payables = [payable(EIP3009), payable(PERMIT2), payable_v1()];
    for payable in &payables {
        let sent = buyer(allowances()).pay(payable, &fresh(1, NOW)).unwrap();
        let (name, value) = sent.header();
        let kept = decode_payment_headers([(name, value.as_bytes())], &DecodeOptions::STRICT).unwrap().value;
        let restored = Sent::restored(kept.clone(), payable, sent.entry().clone(), &Facts::new()).unwrap();
        assert_eq!(restored, sent);
        // It is a payment for this 402 response, and not for another.
        for other in payables.iter().filter(|other| *other != payable) {
            assert!(Sent::restored(kept.clone(), other, sent.entry().clone(), &Facts::new()).is_err());
        }
    }
}
