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

use x402_vectors::vector::Level;

use self::part::Part;
use crate::{
    draft::{Draft, suffix},
    fault::Fault,
    sheet::Sheet,
    solana,
};

/// What binds to the rows whose verdict the policy makes. The others have the level of their check or their flags.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[(
        Level::Policy,
        "2000by 2000cd 2000ci 2000co 2200ao 2200ap 2001by 2001cd 2001ci 2001co 2201ao 2201ap 2002by 2002cd 2002ci \
             2202ao 2202ap 2003by 2003cd 2003ci 2203ao 2203ap 2010by 2010bz 2010cd 2010co 2210ao 2011by 2011bz 2011cd \
             2011co 2211ao 2012by 2012bz 2012cd 2212ao 2013by 2013bz 2013cd 2213ao 2020by 2020bz 2020cd 2020co 2220ao \
             2021by 2021bz 2021cd 2021co 2221ao 2022cd 2222ao 2023cd 2223ao 2800af 2800ah 2800at 2800bc 2801af 2801ah \
             2801at 2801bc 2802af 2802ah 2802at 2802bc 2803af 2803ah 2803at 2803bc",
    )],
    faults: &[
        (Fault::NoChainId, "2610j 2611j 2620j 2621j"),
        (Fault::MoreThanPrice, "2002bm 2003bm 2012bm 2013bm 2022bm 2023bm"),
    ],
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
    LEVELS.write(drafts)
}
