//! Rows 310–334 and 414 of the catalogue: the declarations of a seller.

mod auth_hints;
mod bazaar;
mod demand;
mod extensions;
mod forms;
pub(crate) mod hosts;
mod mistakes;
mod offers;
mod offers_in_use;
pub(crate) mod parts;
pub(crate) mod rules_page;
mod services;
mod versions;

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    [
        bazaar::drafts(),
        forms::drafts(),
        services::drafts(),
        offers::drafts(),
        versions::drafts(),
        mistakes::drafts(),
        offers_in_use::drafts(),
        extensions::drafts(),
        auth_hints::drafts(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
