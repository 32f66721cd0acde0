//! Signed offers and receipts.

mod artifact;
mod eip712;
mod jws;
mod keys;
mod payloads;
mod printed;

pub(crate) use artifact::JwsKey;

use crate::{draft::Draft, rows::table};

/// The reason for vectors whose digest no library reads, and whose signature decides nothing.
const OF_THE_DOCUMENT: &str =
    "what a signed offer or a receipt has to be is a rule of its document alone: no library of signatures judges it";

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [eip712::drafts(), jws::drafts(), keys::drafts(), payloads::drafts(), printed::drafts()];
    let mut drafts: Vec<Draft> = groups.into_iter().flatten().collect();
    drafts.extend(table!("offer-receipt"));
    drafts.sort_by(|one, other| one.id().cmp(other.id()));
    drafts.into_iter().map(|draft| draft.no_witness(OF_THE_DOCUMENT)).collect()
}
