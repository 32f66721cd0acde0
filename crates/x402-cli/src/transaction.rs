//! Describes the transaction that a payment contains, for people.

mod solana;
mod stellar;

use x402_types::RawJson;
use x402_verify::{Facts, Payment};

pub(crate) use solana::lamports;

/// The kinds of chains whose payments contain a transaction.
const CHAINS: &[fn(Payment<'_>, &Facts) -> Option<String>] = &[stellar::describe, solana::describe];

/// Describes the transaction. Returns `None` if the payment contains none that can be read.
pub(crate) fn describe(payment: Payment<'_>, facts: &Facts) -> Option<String> {
    CHAINS.iter().find_map(|describe| describe(payment, facts))
}

fn payload_of(payment: Payment<'_>) -> &RawJson {
    match payment {
        Payment::V1(payment) => &payment.payload,
        Payment::V2(payment) => &payment.payload,
    }
}
