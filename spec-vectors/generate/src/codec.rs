//! Rows 1–62, 108–110 and 181–183 of the catalogue: decoding.

mod case;
mod transport;

use crate::{draft::Draft, rows::table};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = transport::drafts();
    drafts.extend(table!("codec"));
    drafts
}
