//! Rows 354 to 357 of the catalogue: signatures of requests and answers by RFC 9421 (H-2 to H-5).

mod answers;
mod build;
mod requests;
mod rfc9421;

use crate::draft::Draft;

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

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [rfc9421::drafts(), requests::drafts(), answers::drafts()];
    let mut drafts: Vec<Draft> = groups.into_iter().flatten().collect();
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
