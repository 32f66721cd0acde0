//! Rows 365–380 of the catalogue: payments in calls of tools by the Model Context Protocol (M-1 to M-11).

mod build;
mod demands;
mod envelopes;
mod methods;
mod payments;
mod settlements;

use crate::{documents::Example, draft::Draft};

pub(crate) fn drafts(examples: &[Example]) -> Result<Vec<Draft>, String> {
    let mut drafts = payments::printed(examples)?;
    drafts.extend(demands::drafts());
    drafts.extend(payments::drafts());
    drafts.extend(settlements::drafts());
    drafts.extend(methods::drafts());
    drafts.extend(envelopes::drafts());
    Ok(drafts)
}
