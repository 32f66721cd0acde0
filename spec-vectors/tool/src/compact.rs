//! Writes the rows of a group (`docs/reference/vectors.md`, "Rows"): a vector that is much like an earlier one becomes a row with a `base`.
//!
//! A committed row is kept as long as it expands to its vector, so that a change of the vectors is a small change of the file. The choice
//! of a base affects only the size.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
};

use crate::vector::{Edit, Rows, Vector};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// How many whole rows of an operation a row is compared with, besides its parent and the last row that is like it.
const RECENT: usize = 3;

/// A row with a base has at most this share of the whole row, in percent.
const WORTH: usize = 70;

/// The longest difference, in bytes, that is divided into smaller ones.
const LONGEST: usize = 2048;

/// A longer text of an edit is cut to characters around the difference.
const LONG: usize = 90;

/// How many characters around a difference an edit has.
const MARGINS: [usize; 4] = [12, 24, 48, 96];

type Members = BTreeMap<String, Box<RawValue>>;

/// A whole row, on which others can be based.
struct Whole {
    id: String,
    text: String,
    /// The place of the input in the text.
    input: Range<usize>,
}

/// The rows of these vectors, in their order.
///
/// # Errors
/// A row does not expand to its vector.
pub(crate) fn rows(vectors: &[Vector], committed: &BTreeMap<String, Box<RawValue>>) -> Result<Rows, String> {
    let mut rows = Rows::default();
    let mut whole: Vec<Whole> = Vec::new();
    // Each an index into `whole`.
    let mut recent: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in vectors {
        let text = serde_json::to_string(vector).map_err(|error| error.to_string())?;
        let recent = recent.entry(&vector.op).or_default();
        let likeness = likeness(vector);
        let is_right = |read: &Vector| serde_json::to_string(read).is_ok_and(|read| read == text);
        let kept = committed.get(&vector.id).filter(|row| !row.get().contains(['\n', '\r']));
        // A committed row that is none any more, or has lost its base, is written anew.
        let row = match kept {
            Some(row) if rows.push_if(row.clone(), is_right).unwrap_or(false) => row.clone(),
            _ => {
                let mut candidates: Vec<usize> = recent.iter().copied().collect();
                candidates.extend(vector.parent.as_deref().and_then(|parent| by_id.get(parent)));
                candidates.extend(alike.get(&likeness));
                candidates.sort_unstable();
                candidates.dedup();
                let different = candidates.into_iter().filter_map(|base| difference(&whole[base], vector, &text));
                let best = different.min_by_key(String::len).filter(|row| row.len() * 100 <= text.len() * WORTH);
                let row = raw(best.unwrap_or_else(|| text.clone()))?;
                if row.get().contains(['\n', '\r']) {
                    return Err(format!("{}: its row has more than one line", vector.id));
                }
                if !rows.push_if(row.clone(), is_right)? {
                    return Err(format!("{}: its row expands to a different vector", vector.id));
                }
                row
            }
        };
        let base = base_of(row.get())?;
        let base = match base {
            Some(base) => by_id.get(&*base).copied(),
            None => {
                let input = text.find(vector.input.as_str()).map(|at| at..at + vector.input.as_str().len());
                let input = input.ok_or_else(|| format!("{}: its text is without its input", vector.id))?;
                whole.push(Whole { id: vector.id.clone(), text, input });
                recent.push_back(whole.len() - 1);
                if recent.len() > RECENT {
                    recent.pop_front();
                }
                Some(whole.len() - 1)
            }
        };
        if let Some(base) = base {
            by_id.insert(&vector.id, base);
            alike.insert(likeness, base);
        }
    }
    Ok(rows)
}

fn raw(text: String) -> Result<Box<RawValue>, String> {
    RawValue::from_string(text).map_err(|error| error.to_string())
}

/// The id of the row from which this one differs.
fn base_of(row: &str) -> Result<Option<String>, String> {
    #[derive(Deserialize)]
    struct Named {
        base: Option<String>,
    }
    serde_json::from_str(row).map(|Named { base }| base).map_err(|error| error.to_string())
}

/// What vectors have in common whose rows are short as differences from each other.
fn likeness(vector: &Vector) -> String {
    let expect = &vector.expect;
    format!("{} {} {:?} {:?} {}", vector.op, expect.class, expect.check, vector.rulings, expect.result.as_str())
}

/// The shortest row of a vector as a difference from this base.
fn difference(base: &Whole, vector: &Vector, text: &str) -> Option<String> {
    let members: Members = serde_json::from_str(text).ok()?;
    let found = [edits_of_each(base, vector.input.as_str()), edits_of_one(base, vector.input.as_str()), Some(vec![])];
    found.into_iter().flatten().filter_map(|edits| row(base, &edits, vector, &members)).min_by_key(String::len)
}

/// The row with these edits of the base. A member that they do not make right is written whole.
fn row(base: &Whole, edits: &[Edit], vector: &Vector, members: &Members) -> Option<String> {
    let edited = edits.iter().try_fold(base.text.clone(), |text, edit| edit.apply(&text))?;
    let edited: Members = serde_json::from_str(&edited).ok()?;
    let mut row = format!("{{\"id\":{},\"base\":{}", Value::from(&*vector.id), Value::from(&*base.id));
    if !edits.is_empty() {
        row += &format!(",\"edits\":{}", serde_json::to_string(edits).ok()?);
    }
    for (name, value) in changes(&edited, members) {
        let of_base = edited.get(&name).filter(|_| Rows::BY_MEMBER.contains(&&*name));
        let value = match (of_base, value) {
            (Some(of_base), Some(members)) => {
                let [of_base, members] = [of_base, members].map(|object| serde_json::from_str::<Members>(object.get()));
                object(&changes(&of_base.ok()?, &members.ok()?))
            }
            (_, Some(members)) => members.get().to_owned(),
            (_, None) => "null".to_owned(),
        };
        if name != "id" {
            row += &format!(",{}:{value}", Value::from(&*name));
        }
    }
    Some(row + "}")
}

/// The members that differ from those of the base. One that only the base has is `None`.
fn changes<'a>(base: &Members, members: &'a Members) -> Vec<(String, Option<&'a RawValue>)> {
    let differ = members.iter().filter(|(name, value)| base.get(*name).map(|it| it.get()) != Some(value.get()));
    let gone = base.keys().filter(|name| !members.contains_key(*name));
    differ.map(|(name, value)| (name.clone(), Some(&**value))).chain(gone.map(|name| (name.clone(), None))).collect()
}

fn object(members: &[(String, Option<&RawValue>)]) -> String {
    let members = members.iter().map(|(name, value)| {
        let value = value.map_or("null", RawValue::get);
        format!("{}:{value}", Value::from(&**name))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Edits of texts wherever they occur, which also change the same texts in the expectation.
fn edits_of_each(base: &Whole, to: &str) -> Option<Vec<Edit>> {
    let from = &base.text[base.input.clone()];
    let hunks = hunks(from, to)?;
    (0..=MARGINS.len()).find_map(|step| {
        let (mut edits, mut text): (Vec<Edit>, _) = (Vec::new(), from.to_owned());
        for (range, new) in &hunks {
            let edit = edit(from, range, new, step)?;
            // An earlier edit can have changed each text that a later one looks for.
            if let Some(edited) = edit.apply(&text).filter(|_| !edits.contains(&edit)) {
                text = edited;
                edits.push(edit);
            }
        }
        (text == to).then_some(edits)
    })
}

/// Edits of one occurrence each, the last in the text first, so that the number of an earlier one stays the same.
fn edits_of_one(base: &Whole, to: &str) -> Option<Vec<Edit>> {
    let (mut edits, mut text) = (Vec::new(), base.text.clone());
    for (range, new) in hunks(&base.text[base.input.clone()], to)?.iter().rev() {
        let range = base.input.start + range.start..base.input.start + range.end;
        let edit = (0..=MARGINS.len()).find_map(|step| {
            let edit = edit(&base.text, &range, new, step)?;
            let start = grown(&base.text, &range, step).start;
            let number = 1 + text.match_indices(&edit.from).position(|(at, _)| at == start)?;
            let is_alone = text.matches(&edit.from).nth(1).is_none();
            Some(Edit { number: (!is_alone).then_some(number), ..edit })
        })?;
        text = edit.apply(&text)?;
        edits.push(edit);
    }
    let end = base.input.start + to.len();
    (text.get(base.input.start..end) == Some(to)).then_some(edits)
}

/// The edit of this place with some text around it. `None` if there is none to find it by.
fn edit(text: &str, range: &Range<usize>, new: &str, step: usize) -> Option<Edit> {
    let grown = grown(text, range, step);
    let to = [&text[grown.start..range.start], new, &text[range.end..grown.end]].concat();
    let from = text[grown].to_owned();
    (!from.is_empty()).then_some(Edit { from, to, number: None })
}

/// The place with more text on both sides: at first as far as the separators of JSON, if that is short, and then some characters more.
fn grown(text: &str, range: &Range<usize>, step: usize) -> Range<usize> {
    let is_separator = |c: char| matches!(c, ',' | '{' | '}' | '[' | ']');
    let start = text[..range.start].rfind(is_separator).map_or(0, |at| at + 1);
    let end = range.end + text[range.end..].find(is_separator).unwrap_or(text.len() - range.end);
    if step == 0 && end - start <= LONG + range.len() {
        return start..end;
    }
    let margin = MARGINS[step.saturating_sub(1)];
    let before = text[..range.start].char_indices().rev().nth(margin - 1).map_or(0, |(at, _)| at);
    let behind = text[range.end..].char_indices().nth(margin).map_or(text.len(), |(at, _)| range.end + at);
    before..behind
}

/// The places in which the texts differ, and what the second has there.
fn hunks(from: &str, to: &str) -> Option<Vec<(Range<usize>, String)>> {
    let start = from.bytes().zip(to.bytes()).take_while(|(one, other)| one == other).count();
    let start = floor(from, to, start);
    let most = from.len().min(to.len()) - start;
    let same = from.bytes().rev().zip(to.bytes().rev()).take(most).take_while(|(one, other)| one == other).count();
    let mut end = same;
    while !(from.is_char_boundary(from.len() - end) && to.is_char_boundary(to.len() - end)) {
        end -= 1;
    }
    let (of_from, of_to) = (&from[start..from.len() - end], &to[start..to.len() - end]);
    if of_from.len() + of_to.len() <= 120 {
        return Some(vec![(start..from.len() - end, of_to.to_owned())]);
    }
    if of_from.len().max(of_to.len()) > LONGEST {
        return None;
    }
    let (of_from, of_to) = (tokens(of_from), tokens(of_to));
    let offsets: Vec<usize> = std::iter::once(start)
        .chain(of_from.iter().scan(start, |at, token| {
            *at += token.len();
            Some(*at)
        }))
        .collect();
    let ops = capture_diff_slices(Algorithm::Myers, &of_from, &of_to);
    let hunks = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).map(|op| {
        let (old, new) = (op.old_range(), op.new_range());
        (offsets[old.start]..offsets[old.end], of_to[new].concat())
    });
    Some(hunks.collect())
}

fn floor(one: &str, other: &str, mut at: usize) -> usize {
    while !(one.is_char_boundary(at) && other.is_char_boundary(at)) {
        at -= 1;
    }
    at
}

/// Words, and single characters between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What both kinds of edits make of the text, as far as they are found.
    fn applied(from: &str, to: &str) -> [Option<String>; 2] {
        let base = Whole { id: "x-1".into(), text: format!("{{\"input\":{from}}}"), input: 9..9 + from.len() };
        [edits_of_each(&base, to), edits_of_one(&base, to)].map(|edits| {
            let text = edits?.iter().try_fold(base.text.clone(), |text, edit| edit.apply(&text))?;
            Some(text[9..text.len() - 1].to_owned())
        })
    }

    #[test]
    fn edits_make_one_text_of_the_other() {
        let from = r#"{"a":"1","b":{"a":"1","c":[1,2,3]},"d":"é"}"#;
        for (to, is_each) in [
            (r#"{"a":"1","b":{"a":"2","c":[1,2,3]},"d":"é"}"#, true),
            (r#"{"a":"2","b":{"a":"2","c":[1,2,3]},"d":"é"}"#, true),
            (r#"{"b":{"a":"1","c":[1,2,3]},"d":"é"}"#, true),
            (r#"{"a":"1","b":{"a":"1","c":[1,2,3]},"d":"è"}"#, true),
            (r#"{"a":"1","b":{"a":"1","c":[1,2,3]},"d":"é","e":null}"#, true),
            (r#"{"a":"1","b":{"a":"1","c":[]},"d":""}"#, true),
        ] {
            let [each, one] = applied(from, to);
            assert_eq!((each.as_deref() == Some(to), one.as_deref()), (is_each, Some(to)));
        }
    }

    #[test]
    fn a_committed_row_is_kept_while_it_is_right() {
        let vector = |id: &str, amount: &str| -> Vector {
            let text = format!(
                r#"{{"id":"{id}","title":"t","flags":[],"level":"must","rulings":[],"requirements":[],"op":"verify","input":{{"amount":"{amount}","more":"{}"}},"expect":{{"class":"valid","result":{{}}}},"noWitness":"made up"}}"#,
                "x".repeat(200)
            );
            serde_json::from_str(&text).unwrap()
        };
        let row = r#"{"id":"x-2","base":"x-1","edits":[["unt\":\"1","unt\":\"2"]]}"#;
        let committed = BTreeMap::from([("x-2".to_owned(), raw(row.to_owned()).unwrap())]);
        let texts = |amount: &str| -> Vec<String> {
            let rows = rows(&[vector("x-1", "1"), vector("x-2", amount)], &committed).unwrap();
            rows.texts().map(|text| text.get().to_owned()).collect()
        };
        assert_eq!(texts("2")[1], row);
        assert_eq!(texts("3")[1], r#"{"id":"x-2","base":"x-1","edits":[["\"amount\":\"1\"","\"amount\":\"3\""]]}"#);
    }
}
