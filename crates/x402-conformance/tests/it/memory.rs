//! Little is kept of an answer, whichever of its members is long.

use std::collections::{BTreeMap, BTreeSet};

use x402_conformance::{adapter::Reply, compare::compare, vector::Vector};
use x402_types::RawJson;

use crate::files::vectors;

/// What is kept of an answer that is read, in bytes.
const MOST: usize = 32 * 1024;

/// The members of the expected results, below the result and below `ok` and `err`, and a few that no result has.
fn members(vectors: &[&Vector]) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["verdict", "ok", "err", "reason", "check", "more"].map(String::from).into();
    for vector in vectors {
        let result = vector.expect.result.as_json();
        let choices = result.elements().map_or_else(|_| vec![result], Iterator::collect);
        names.extend(
            choices.iter().flat_map(|choice| choice.members().into_iter().flatten()).map(|(name, _)| name.into()),
        );
    }
    names
}

#[test]
fn half_a_megabyte_in_any_member_of_any_result() {
    let mut by_op: BTreeMap<&str, Vec<&Vector>> = BTreeMap::new();
    for vector in vectors() {
        by_op.entry(&vector.op).or_default().push(vector);
    }
    let long = "a".repeat(500_000);
    let mut count = 0;
    for (op, vectors) in by_op {
        for name in members(&vectors) {
            for member in [format!(r#""{name}":"{long}""#), format!(r#""{name}":{{"{long}":1}}"#)] {
                let verdict = if name == "verdict" { "" } else { r#""verdict":"valid","# };
                let result = RawJson::parse_within(&format!("{{{verdict}{member}}}"), &limits()).unwrap();
                let comparison = compare(vectors[0], &Reply::Result(result));
                let kept = format!("{comparison:?}").len();
                assert!(kept < MOST, "{op} {name}: {kept} bytes");
                count += 1;
            }
        }
    }
    for reply in
        [Reply::Error(long.clone()), Reply::Skipped(long.clone()), Reply::Malformed(long.clone()), Reply::Crashed(long)]
    {
        let vector = &vectors()[0];
        assert!(format!("{:?}", compare(vector, &reply)).len() < MOST);
    }
    assert!(count > 200, "{count}");
}

/// Room for an answer.
fn limits() -> x402_types::Limits {
    let mut limits = x402_types::Limits::DEFAULT;
    limits.body = 1 << 20;
    limits
}
