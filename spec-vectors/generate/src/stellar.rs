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

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    let drafts: Vec<Draft> = [
        terms::drafts(),
        wire::drafts(),
        call::drafts(),
        entries::drafts(),
        signatures::drafts(),
        signers::drafts(),
        answers::drafts(),
        digests::drafts(),
        recorded::drafts(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let settled = settled::drafts(&drafts);
    drafts.into_iter().chain(settled).collect()
}
