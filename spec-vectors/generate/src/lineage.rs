//! Finds the vector that another one was made from: an earlier valid one of its file, whose input differs in one
//! member, or in a few bytes of its transaction.

use std::{collections::BTreeMap, iter};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x402_conformance::vector::{Change, Class, Vector};

/// The longest value, in characters, of a change that a person can read.
const LONGEST: usize = 200;
/// The most bytes of a transaction that may differ.
const MOST_BYTES: usize = 40;
/// The length of a Solana signature in bytes.
const SIGNATURE: usize = 64;
/// Two vectors with fewer common members share only their operation.
const SHARED: usize = 3;

type Leaves = BTreeMap<String, String>;

/// Writes `parent` and `change` if a draft has none.
pub(crate) fn trace(vectors: &mut [Vector]) {
    let leaves: Vec<Option<Leaves>> = vectors.iter().map(|vector| leaves_of(vector.input.as_str())).collect();
    for at in 0..vectors.len() {
        let Some(own) = leaves[at].as_ref().filter(|_| vectors[at].parent.is_none()) else { continue };
        let fitting = |change: fn(&Leaves, &Leaves) -> Option<Change>| {
            let (vectors, leaves) = (&vectors, &leaves);
            (0..at).filter_map(move |earlier| {
                let parent = &vectors[earlier];
                let fits = parent.op == vectors[at].op && parent.expect.class == Class::Valid;
                let change = change(leaves[earlier].as_ref().filter(|_| fits)?, own)?;
                Some((parent.id.clone(), change))
            })
        };
        // Many transactions are alike, so choose the one with the fewest changed bytes.
        let least = |(_, change): &(String, Change)| change.from.len() + change.to.len();
        let found = fitting(only_change).next().or_else(|| fitting(signatures).next());
        let found = found.or_else(|| fitting(message).min_by_key(least));
        (vectors[at].parent, vectors[at].change) = found.unzip();
    }
}

/// The value at the end of each path. A text that is JSON, and a header that is JSON in base64, count as their content.
fn leaves_of(input: &str) -> Option<Leaves> {
    let mut leaves = Leaves::new();
    collect(&serde_json::from_str(input).ok()?, "", &mut leaves);
    Some(leaves)
}

fn collect(value: &Value, path: &str, leaves: &mut Leaves) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                collect(member, &below(name), leaves);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (at, element) in elements.iter().enumerate() {
                collect(element, &below(&at.to_string()), leaves);
            }
        }
        Value::String(text) if path == "text" || path.ends_with(".text") => match serde_json::from_str(text) {
            Ok(held @ Value::Object(_)) => collect(&held, path, leaves),
            _ => drop(leaves.insert(path.to_owned(), text.clone())),
        },
        Value::String(text) if path.ends_with("header.value") => match decoded(text) {
            Some(held @ Value::Object(_)) => collect(&held, path, leaves),
            _ => drop(leaves.insert(path.to_owned(), text.clone())),
        },
        Value::String(text) => drop(leaves.insert(path.to_owned(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            drop(leaves.insert(path.to_owned(), value.to_string()));
        }
    }
}

/// The JSON of a header, if it can be written back unchanged: a part that a reader drops is no member.
fn decoded(header: &str) -> Option<Value> {
    let raw = STANDARD.decode(header).ok()?;
    let value: Value = serde_json::from_slice(&raw).ok()?;
    (value.to_string().len() == raw.len()).then_some(value)
}

/// The one member that differs. Signatures that changed because of it do not count.
fn only_change(parent: &Leaves, own: &Leaves) -> Option<Change> {
    let gone = parent.keys().filter(|path| !own.contains_key(*path));
    let mut paths = own.keys().filter(|path| parent.get(*path) != own.get(*path)).chain(gone);
    let (first, second) = (paths.next()?, paths.next());
    if paths.next().is_some() || own.len() < SHARED + 1 {
        return None;
    }
    let path = match second {
        None => first,
        Some(second) if first.ends_with("signature") => second,
        Some(second) if second.ends_with("signature") => first,
        Some(_) => return None,
    };
    let value = |leaves: &Leaves| leaves.get(path).map_or("absent", String::as_str).to_owned();
    let (from, to) = (value(parent), value(own));
    (from.len() <= LONGEST && to.len() <= LONGEST).then_some(Change { path: short(path), from, to })
}

/// The beginning of a path in the message.
fn short(path: &str) -> String {
    let starts = ["payment.json.", "payment.text.", "payment.header.value.", "header.value.", "text.", "json."];
    starts.iter().find_map(|start| path.strip_prefix(start)).unwrap_or(path).to_owned()
}

/// The change in the signatures of a transaction with the same message.
fn signatures(parent: &Leaves, own: &Leaves) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, own)?;
    if before[message..] == after[message..] { bytes(&path, &before, &after, 1, SIGNATURE) } else { None }
}

/// The change in the message of a transaction. Signatures that changed because of it do not count.
fn message(parent: &Leaves, own: &Leaves) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, own)?;
    bytes(&path, &before, &after, message, MOST_BYTES)
}

/// If only the transaction differs: its path, the earlier and this transaction, and the offsets of both messages.
fn transactions(parent: &Leaves, own: &Leaves) -> Option<(String, Vec<u8>, Vec<u8>, usize)> {
    let mut paths = own.keys().filter(|path| parent.get(*path) != own.get(*path));
    let path = paths.next().filter(|path| path.ends_with("payload.transaction"))?;
    if paths.next().is_some() || parent.len() != own.len() {
        return None;
    }
    let read = |leaves: &Leaves| STANDARD.decode(leaves.get(path)?).ok();
    let (before, after) = (read(parent)?, read(own)?);
    let message = 1 + usize::from(*before.first()?) * SIGNATURE;
    let fits = before.first() == after.first() && before.len() >= message && after.len() >= message;
    fits.then(|| (short(path), before, after, message))
}

/// The range from the first differing byte to the last, from `start` on.
fn bytes(path: &str, before: &[u8], after: &[u8], start: usize, most: usize) -> Option<Change> {
    let alike = |(one, other): &(&u8, &u8)| one == other;
    let start = start + iter::zip(&before[start..], &after[start..]).take_while(alike).count();
    let (from, to) = (&before[start..], &after[start..]);
    let end = iter::zip(from.iter().rev(), to.iter().rev()).take_while(alike).count();
    let (from, to) = (&from[..from.len() - end], &to[..to.len() - end]);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let path = format!("{path}[{start}]");
    let longest = from.len().max(to.len());
    (1..=most).contains(&longest).then(|| Change { path, from: hex(from), to: hex(to) })
}
