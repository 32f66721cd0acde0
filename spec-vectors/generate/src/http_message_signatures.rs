//! Rows 354 to 357 of the catalogue: signatures of requests and answers by RFC 9421 (H-2 to H-5).

mod answers;
mod build;
mod requests;
mod rfc9421;

use x402_vectors::vector::Level;

use crate::{draft::Draft, sheet::Sheet};

/// Rows of the document, and the vectors that test them.
const STATEMENTS: [(&str, &[&str]); 9] = [
    ("HMS-summary-01", &["0354b", "0354c"]),
    ("HMS-usage-04", &["0354b", "0355i"]),
    ("HMS-signed-01", &["0356", "0356e"]),
    ("HMS-covered-01", &["0356", "0356a"]),
    ("HMS-covered-02", &["0356", "0356g", "0356h"]),
    ("HMS-covered-03", &["0356", "0356a"]),
    ("HMS-covered-04", &["0356b", "0356c"]),
    ("HMS-covered-05", &["0356", "0356d"]),
    ("HMS-example-02", &["0356l"]),
];

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[(
        Level::Policy,
        "0354a 0354k 0355ag 0355ah 0355ao 0355n 0356 0356a 0356b 0356c 0356d 0356h 0356i 0356k 0356l 0356o 0356p 0357 \
             0357a 0357b 0357e 0357f 0357g",
    )],
    faults: &[],
};

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [rfc9421::drafts(), requests::drafts(), answers::drafts()];
    let mut drafts = LEVELS.write(groups.into_iter().flatten().collect());
    for (row, numbers) in STATEMENTS {
        for number in numbers {
            let id = format!("http-message-signatures-{number}");
            let draft = drafts.iter_mut().find(|draft| draft.id() == id);
            draft.unwrap_or_else(|| panic!("{row} is cited by {id}, which is not there")).cite(row);
        }
    }
    drafts.sort_by(|one, other| one.id().cmp(other.id()));
    drafts
}
