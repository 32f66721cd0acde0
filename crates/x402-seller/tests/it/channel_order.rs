//! Up to four requests that are paid from one channel, in every order of their steps.

use x402_laws::bounds::is_full;

use crate::{
    channels::{FILLED, PRICE, seller, state_of_channel, voucher},
    every_order::{Case, Later, holds, is_found, most},
    faults::Fault,
    model::Class,
};

/// Requests with the voucher over so many prices.
fn class(prices: u128) -> Class {
    Class {
        seller: seller(),
        header: voucher(prices * PRICE),
        parameters: "city=Ulm",
        goods: "fair",
        is_forged: false,
        lets_payers_return: false,
        gives_up: false,
        is_escrow: false,
        channel: Some((state_of_channel(FILLED, 0), PRICE)),
    }
}

/// One voucher so often, and the next one so often.
fn vouchers(one: usize, next: usize, fault: Option<Fault>) -> Case {
    let requests = [vec![0; one], vec![1; next]].concat();
    // A turn lasts three leases.
    Case { classes: vec![class(1), class(2)], requests, later: Later::AllEnd, fault, leases: 3, resumer: None }
}

#[test]
fn one_voucher_sent_often() {
    holds(vouchers(2, 0, None), 100);
    holds(vouchers(most(), 0, None), if is_full() { 1_000 } else { 300 });
}

#[test]
fn two_vouchers_sent_three_times() {
    holds(vouchers(1, 1, None), 100);
    holds(vouchers(2, 1, None), 1_000);
}

#[test]
fn finds_faults_of_who_serves_a_channel() {
    is_found(vouchers(1, 1, Some(Fault::WaitingTwinIsServed)), "what was charged is not what was sold");
    is_found(vouchers(1, 0, Some(Fault::AnswerIsStoredAfterItWasSent)), "what was charged is not what was sold");
    is_found(vouchers(1, 0, Some(Fault::HangUpKeepsTheKey)), "no later request comes to its end");
}
