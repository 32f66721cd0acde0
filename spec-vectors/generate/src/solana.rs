//! Rows 121–146, 161, 163–173 and 184–189 of the catalogue: payments on Solana. Numbers from 240 on are outside its
//! rows.
//!
//! The keys are those of the recorded transactions; the associated accounts below are as solders 0.27.1 derives them.

mod answers;
mod build;
pub(crate) mod case;
mod digests;
mod every_check;
mod guards;
mod outcomes;
mod sponsor;
mod terms;
mod version_1;
mod wire;

use crate::draft::Draft;

pub(crate) use digests::{drafts as digests, replay_keys};
pub(crate) use every_check::drafts as every_check;
pub(crate) use outcomes::drafts as recorded_drafts;

pub(crate) fn drafts() -> Vec<Draft> {
    [terms::drafts(), sponsor::drafts(), wire::drafts(), answers::drafts(), version_1::drafts(), guards::drafts()]
        .into_iter()
        .flatten()
        .collect()
}
