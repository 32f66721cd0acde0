//! The vectors of tables that state whole answers.
//!
//! An answer is a JSON object, with the members that the line with `=` names as the class and the flags of the row say
//! (`verdict`, `flags`, `valid-flags`), or as the operation restates the question (`said`). An answer that is no object replaces all of it. An answer of `decode` is the version, or `-` for none, if
//! the document is taken, and the canonical form is the document itself, that of another row (`2 of NUMBER`), or the document
//! with changes (`2 = CHANGES`). If the document is refused, the answer is stage, kind and field. Strict and Lenient stand around
//! ` / ` if they differ. `2:FLAG,FLAG` has other flags than the row.
//!
//! What decides is `check:NAME`, the `kind:NAME` of the decoder's error, or the error code.

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Expect};

use super::{Known, Row, changed, edit, of_row, read, repeated};
use crate::{
    draft::{Draft, err, expect, expect_decode, ok, raw_text},
    ours,
};

/// The members of an answer that restate the question.
const SAID: [&str; 6] = ["address", "chainId", "nonce", "message", "digest", "resources"];

/// The vectors of a group that a table has.
pub(crate) fn drafts(group: &str, table: &'static str) -> Vec<Draft> {
    let (rows, known) = read(table);
    rows.iter().map(|row| draft(group, row, &known)).collect()
}

fn draft(group: &str, row: &Row<'static>, known: &Known<'_>) -> Draft {
    let [op, names, _] = row.common;
    let expect = if op == "decode" { decoded(row, known) } else { expect(row.class, &answer(row, names)) };
    let mut draft = Draft::new(format!("{group}-{}", row.number), op, row.title, raw_text("{}"), expect)
        .asks(&row.input)
        .flags(&row.flags)
        .rulings(&row.rulings)
        .requirements(&row.requirements);
    for word in &row.decided {
        draft = match word.split_once(':') {
            Some(("check", check)) => draft.decided_by(check),
            Some(("kind", kind)) => draft.refused_as(kind),
            _ => draft.reason(word),
        };
    }
    if !row.no_witness.is_empty() {
        draft = draft.no_witness(row.no_witness);
    }
    if let Ok([parent, path, from, to]) = serde_json::from_str::<[String; 4]>(row.made_from) {
        draft = draft.child_of(&parent, &path, from, to);
    }
    let draft = row.leveled(draft);
    if row.comment.is_empty() { draft } else { draft.comment(row.comment) }
}

fn answer(row: &Row<'_>, names: &str) -> Value {
    let cell = repeated(row.answer);
    let result: Value = match cell.as_str() {
        "" => json!({}),
        cell => serde_json::from_str(cell).unwrap_or_else(|error| panic!("{cell}: {error}")),
    };
    let Value::Object(result) = result else { return result };
    let verdict = if row.class == Class::Acceptable { Class::Valid } else { row.class };
    let mut answer = json!({});
    for member in names.split_whitespace() {
        match member {
            "verdict" => answer[member] = verdict.as_str().into(),
            "said" if verdict == Class::Valid => answer = restated(row),
            "said" => {}
            "valid-flags" if verdict == Class::Valid => answer["flags"] = json!(row.flags),
            "valid-flags" => {}
            "flags" if verdict != Class::Invalid => answer[member] = json!(row.flags),
            _ if verdict != Class::Invalid => answer[member] = json!([]),
            _ => {}
        }
    }
    if let Value::Object(members) = &mut answer {
        members.extend(result);
    }
    answer
}

/// What the operation says of the question itself. The witnesses compute the same.
fn restated(row: &Row<'_>) -> Value {
    let mut result = ours::answer(row.common[0], &row.input).unwrap_or_else(|| panic!("{}: no answer", row.number));
    if let Value::Object(members) = &mut result {
        members.retain(|name, _| SAID.contains(&name.as_str()));
    }
    result
}

/// The answers of Strict and Lenient.
fn decoded(row: &Row<'_>, known: &Known<'_>) -> Expect {
    let (strict, lenient) = row.answer.split_once(" / ").unwrap_or((row.answer, row.answer));
    let [strict, lenient] = [strict, lenient].map(|cell| taken(cell, row, known).unwrap_or_else(|| refused(cell)));
    expect_decode(row.class, &strict, &lenient)
}

fn refused(cell: &str) -> Value {
    let mut words = cell.split(' ');
    let mut word = || words.next().unwrap_or_default();
    err(word(), word(), word())
}

fn taken(cell: &str, row: &Row<'_>, known: &Known<'_>) -> Option<Value> {
    let (version, canonical) = cell.split_once(' ').unwrap_or((cell, ""));
    let (version, flags) = version.split_once(':').map_or((version, row.flags.clone()), |(version, flags)| {
        (version, flags.split(',').filter(|flag| !flag.is_empty()).collect())
    });
    let version = match version {
        "-" => None,
        number => Some(number.parse().ok()?),
    };
    let canonical = match canonical.split_once(' ') {
        Some(("of", number)) => edit::document(of_row(number, known))?,
        Some(("=", changes)) => changed(&edit::document(&row.input)?, changes, known),
        _ => edit::document(&row.input)?,
    };
    Some(ok(version, &canonical, &flags))
}
