//! Rows 200–220 of the catalogue: sign-ins.

mod accounts;
mod build;
mod case;
mod members;
mod terms;

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    [terms::drafts(), members::drafts(), accounts::drafts()].into_iter().flatten().collect()
}
