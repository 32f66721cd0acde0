//! Describes the transaction that a payment contains, for people.

mod solana;
mod stellar;

use x402_schemes::AccountId;
use x402_types::{Amount, RawJson};
use x402_verify::{Facts, Payment, Report};

/// A kind of chain whose payments contain a transaction.
struct Chain {
    /// Describes the transaction. `None` if the payment is on another chain, or contains none that can be read.
    describe: fn(Payment<'_>, &Facts) -> Option<String>,
    /// An amount in tokens, if the published tables have the asset.
    tokens: fn(AccountId, Amount) -> Option<String>,
    /// The cost for the sponsor, as the rest of a sentence that begins with "sponsor".
    sponsor: fn(&Report) -> Option<String>,
}

const CHAINS: &[Chain] = &[stellar::CHAIN, solana::CHAIN];

/// Describes the transaction. Returns `None` if the payment contains none that can be read.
pub(crate) fn describe(payment: Payment<'_>, facts: &Facts) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.describe)(payment, facts))
}

/// An amount in tokens, if the published tables of these chains have the asset.
pub(crate) fn tokens(asset: AccountId, amount: Amount) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.tokens)(asset, amount))
}

/// The cost for the sponsor of a transaction.
pub(crate) fn sponsor(report: &Report) -> Option<String> {
    CHAINS.iter().find_map(|chain| (chain.sponsor)(report))
}

fn payload_of(payment: Payment<'_>) -> &RawJson {
    match payment {
        Payment::V1(payment) => &payment.payload,
        Payment::V2(payment) => &payment.payload,
    }
}
