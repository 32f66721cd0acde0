//! Payments on Stellar. A number is that of a ruling, and two digits of the table about it.
//!
//! The keys are 32 bytes of 1, 2, …; what is signed is as `stellar-sdk` (PyPI) and `@stellar/stellar-sdk` (npm) compute it.

mod answers;
mod build;
mod call;
mod case;
mod digests;
mod entries;
mod points;
mod recorded;
mod settled;
mod signatures;
mod signers;
mod terms;
mod wire;
mod xdr;

use x402_vectors::vector::Level;

use crate::{draft::Draft, fault::Fault, sheet::Sheet};

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[
        (Level::Should, "3301a 3301c 3301e 3301g 3301h 3301j"),
        (
            Level::Policy,
            "301b 401g 401h 4001a 4001b 4001c 4001d 4001e 4001f 4001g 1401q 1401s 1801h 2201y 2201z 2201ac 2201ad 3111i \
             3111j 3301b 3301d 3301f 3301i 3301k 3401a 3401b 3401c 3401d 3801g 3801ai",
        ),
    ],
    faults: &[
        (Fault::UnknownReference, "101i 3801b"),
        (Fault::NetworkCase, "101j"),
        (Fault::TransactionSize, "801k 801l 3801m"),
        (Fault::CallDepth, "921a 921b 921c"),
        (Fault::SecondEntry, "2101e 2101f 2101g"),
        (Fault::LedgerTolerance, "2201g 2201h 2201i 2201s 2201u 2201v 2201x 2201y 2201z 2201aa 3801aa"),
        (Fault::UnknownAccount, "3001n 3001o 3001p 3001q"),
    ],
};

pub(crate) const PAYER: &str = case::PAYER;

/// A question to `verify`: a payment of this amount for this price.
pub(crate) fn paying(price: &str, amount: i128) -> serde_json::Value {
    terms::paying(price, amount).input()
}

pub(crate) fn drafts() -> Vec<Draft> {
    let parts = [
        terms::drafts(),
        wire::drafts(),
        call::drafts(),
        entries::drafts(),
        signatures::drafts(),
        signers::drafts(),
        answers::drafts(),
        digests::drafts(),
        recorded::drafts(),
    ];
    let drafts: Vec<Draft> = parts.into_iter().flatten().collect();
    let settled = settled::drafts(&drafts);
    LEVELS.write(drafts.into_iter().chain(settled).collect())
}
