//! Rows 1–62, 108–110 and 181–183 of the catalogue: decoding.

mod case;
mod transport;

use x402_vectors::vector::Level;

use crate::{draft::Draft, rows::table, sheet::Sheet};

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "0016 0022")], faults: &[] };

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = LEVELS.write(transport::drafts());
    drafts.extend(table!("codec"));
    drafts
}
