//! The versions of transactions that an offer lists (U-21, U-22).

use serde_json::{Value, json};

use super::{
    super::case::{Case, parts, transfer},
    Flagged, Invalid, Row, Undecided, Valid, Version1, numbered,
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [
        numbered("0844", &["U-21", "U-22"], listed()),
        numbered("0845", &["U-21"], unusable()),
        numbered("0846", &["U-21"], unlisted()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Rows = Vec<(&'static str, Case, Row)>;

fn version_1() -> Case {
    Case::new(&Version1::good().signed())
}

fn legacy() -> Case {
    Case::spoiled(|message| message.version = None)
}

fn lists(case: Case, versions: Value) -> Case {
    case.asking("transactionVersions", versions)
}

fn listed() -> Rows {
    let refused = || Invalid("transaction-version");
    let wrong_amount = || lists(Case::with(2, transfer(9_999)), json!([1]));
    vec![
        ("version 1, and the offer lists 1", lists(version_1(), json!([1])), Valid),
        ("version 1, and the offer lists 1 and 0", lists(version_1(), json!([1, 0])), Valid),
        ("version 1, and the offer lists 0", lists(version_1(), json!([0])), refused()),
        ("version 1 in V1, and the offer lists 1", lists(version_1(), json!([1])).in_version_1(), Valid),
        ("version 1 in V1, and the offer lists 0", lists(version_1(), json!([0])).in_version_1(), refused()),
        ("version 0, and the offer lists 0", lists(Case::good(), json!([0])), Valid),
        ("version 0, and the offer lists 0 and 1", lists(Case::good(), json!([0, 1])), Valid),
        ("version 0, and the offer lists 1", lists(Case::good(), json!([1])), refused()),
        ("legacy, and the offer lists 0", lists(legacy(), json!([0])), Flagged(&["legacy-transaction"])),
        ("legacy, and the offer lists 0 and 1", lists(legacy(), json!([0, 1])), Flagged(&["legacy-transaction"])),
        ("legacy, and the offer lists 1", lists(legacy(), json!([1])), refused()),
        (
            "legacy, and the policy refuses it",
            lists(legacy(), json!([0])).policy(json!({"refuse": ["legacy-transaction"]})),
            Invalid("policy"),
        ),
        ("version 0 for another price, and the offer lists 1", wrong_amount(), refused()),
        ("version 1, and an entry that nobody knows", lists(version_1(), json!([2, 1, "0", null])), Valid),
        ("version 1, and 1 is listed twice", lists(version_1(), json!([1, 1])), Valid),
        ("version 0, and legacy is listed besides", lists(Case::good(), json!(["legacy", 0])), Valid),
        ("version 1, and 1 is listed as a text only", lists(version_1(), json!([0, "1"])), refused()),
        ("version 0, and 0 is listed as false only", lists(Case::good(), json!([false, 1])), refused()),
    ]
}

fn unusable() -> Rows {
    let refused = |title, case, versions| (title, lists(case, versions), Invalid("transaction-versions"));
    vec![
        refused("the list of versions is empty", Case::good(), json!([])),
        refused("the list of versions is empty, and version 1 pays", version_1(), json!([])),
        refused("the list of versions has legacy alone", legacy(), json!(["legacy"])),
        refused("the list of versions has texts alone", Case::good(), json!(["0", "1"])),
        refused("the list of versions has 2 alone", version_1(), json!([2])),
        refused("the list of versions has a list", version_1(), json!([[0, 1]])),
        refused("the list of versions is a number", version_1(), json!(1)),
        refused("the list of versions is a text", Case::good(), json!("0")),
        refused("the list of versions is an object", Case::good(), json!({"0": true})),
        refused("the list of versions is false", Case::good(), json!(false)),
        (
            "the list of versions is empty, in V1",
            lists(Case::good(), json!([])).in_version_1(),
            Invalid("transaction-versions"),
        ),
    ]
}

/// Offers that say nothing are judged as before.
fn unlisted() -> Rows {
    let short = Version1::of(&[transfer(9_999), super::memo(super::NONCE)]).signed();
    let undecided = || Undecided("transaction-version");
    let broken = Version1::good().with(|transaction| transaction.mask = 1 << 5).signed();
    vec![
        ("version 1, and the offer lists no versions", version_1(), undecided()),
        ("version 1 in V1, and the offer lists no versions", version_1().in_version_1(), undecided()),
        ("version 1, and the list is null", lists(version_1(), Value::Null), undecided()),
        ("version 0, and the list is null", lists(Case::good(), Value::Null), Valid),
        ("legacy, and the list is null", lists(legacy(), Value::Null), Valid),
        ("version 1 for another price, and no list", Case::new(&short), Invalid("transfer-amount")),
        ("version 1 that nobody can read, and no list", Case::new(&broken), Invalid("transaction")),
        ("version 1, and a list in another case", version_1().asking("transactionversions", json!([1])), undecided()),
        ("version 0, and a list in another case", Case::of(&parts()).asking("TransactionVersions", json!([1])), Valid),
    ]
}
