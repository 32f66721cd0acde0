//! Every check for every mechanism, in both versions, before and after the service: each at its boundary, with the
//! nearest valid payment beside it.
//!
//! In most programs these are separate branches. If a program lacks a check in one of them, no vector about another
//! finds it.

mod approvals;
pub(crate) mod basis;
mod part;
mod sponsored;
mod terms;

use self::part::Part;
use crate::{
    draft::{Draft, suffix},
    solana,
};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for part in Part::all() {
        let tables = [
            (0, terms::rows(part)),
            (200, terms::signatures(part)),
            (400, sponsored::rows(part)),
            (600, approvals::rows(part)),
        ];
        for (above, rows) in tables {
            let number = 2_000 + above + part.number();
            drafts.extend(rows.into_iter().enumerate().filter_map(|(index, row)| {
                let row = row?;
                Some(row.draft(part, &format!("{number}{}", suffix(index))))
            }));
        }
    }
    drafts.extend(solana::every_check());
    drafts
}
