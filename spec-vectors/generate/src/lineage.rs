//! Finds the vector that another one was made from: an earlier valid one of its file, whose input differs in one
//! member, or in a few bytes of its transaction.

use std::{collections::BTreeMap, iter};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x402_conformance::vector::{Change, Class, Vector};

use crate::{networks, raw::has_a_member_twice};

/// The longest value, in characters, of a change that a person can read.
const LONGEST: usize = 200;
/// The most bytes of a transaction that may differ.
const MOST_BYTES: usize = 40;
/// The length of a Solana signature in bytes.
const SIGNATURE: usize = 64;
/// Two vectors with fewer common members share only their operation.
const SHARED: usize = 3;

type Leaves = BTreeMap<String, String>;

/// The parts of a vector in which it can differ from another one.
struct Parts {
    leaves: Leaves,
    /// The protocol version, if the vector says one.
    version: Option<String>,
    /// What the payer signed, and what the payer signed for a sponsor.
    digest: Option<String>,
    sponsor_digest: Option<String>,
}

/// Writes `parent` and `change` if a draft has none.
pub(crate) fn trace(vectors: &mut [Vector]) {
    let parts: Vec<Option<Parts>> = vectors.iter().map(parts_of).collect();
    for at in 0..vectors.len() {
        let Some(own) = parts[at].as_ref().filter(|_| vectors[at].parent.is_none()) else { continue };
        let fitting = |change: fn(&Parts, &Parts) -> Option<Change>| {
            let (vectors, parts) = (&vectors, &parts);
            (0..at).filter_map(move |earlier| {
                let parent = &vectors[earlier];
                let fits = parent.op == vectors[at].op && parent.expect.class == Class::Valid;
                let of_parent = parts[earlier].as_ref().filter(|of_parent| fits && of_parent.may_be_version_of(own))?;
                Some((earlier, change(of_parent, own)?))
            })
        };
        // Many transactions are alike, so choose the one with the fewest changed bytes.
        let least = |(_, change): &(usize, Change)| change.from.len() + change.to.len();
        let version = |found: &(usize, Change)| parts[found.0].as_ref().and_then(|parts| parts.version.as_ref());
        let first = fitting(only_change).next();
        // Where vectors of both versions fit, only the neighbours say which version this one is of.
        let is_of_either = fitting(only_change).any(|found| first.as_ref().map(version) != Some(version(&found)));
        let found = if is_of_either { fitting(only_change).next_back() } else { first };
        let found = found.or_else(|| fitting(signatures).next());
        let found = found.or_else(|| fitting(message).min_by_key(least));
        let found = found.map(|(earlier, change)| (vectors[earlier].id.clone(), change));
        (vectors[at].parent, vectors[at].change) = found.unzip();
    }
}

impl Parts {
    fn may_be_version_of(&self, other: &Self) -> bool {
        self.version.is_none() || other.version.is_none() || self.version == other.version
    }

    /// Whether it is known that the same message was signed at this path as in `other`.
    fn signs_the_same(&self, path: &str, other: &Self) -> bool {
        let is_sponsors = path.contains("eip2612GasSponsoring");
        let digest = |parts: &Self| if is_sponsors { parts.sponsor_digest.clone() } else { parts.digest.clone() };
        digest(self).is_some() && digest(self) == digest(other)
    }
}

/// `None` if the input is no JSON that can be compared.
fn parts_of(vector: &Vector) -> Option<Parts> {
    let mut leaves = Leaves::new();
    collect(&serde_json::from_str(vector.input.as_str()).ok()?, "", &mut leaves);
    let result: Value = serde_json::from_str(vector.expect.result.as_str()).unwrap_or_default();
    let named = |(path, version): &(&String, &String)| {
        (*path == "version" || path.ends_with("x402Version")) && matches!(version.as_str(), "1" | "2")
    };
    let version = result["version"].as_u64().map(|version| version.to_string());
    let version = version.or_else(|| leaves.iter().find(named).map(|(_, version)| version.clone()));
    // Nothing but the form of its network shows the version of a settlement.
    let version = version.or_else(|| {
        let network = leaves.get("text.network")?;
        let name = networks::of_evm().find(|name| name == network).map(|_| "1");
        name.or(network.contains(':').then_some("2")).map(str::to_owned)
    });
    let signed = |result: &Value| result["digest"].as_str().map(str::to_owned);
    let digest = vector.intermediate.digest.clone().or_else(|| signed(&result));
    let sponsor_digest = vector.intermediate.permit.as_ref().map(|permit| permit.digest.clone());
    let sponsor_digest = sponsor_digest.or_else(|| signed(&result["permit"]));
    Some(Parts { leaves, version, digest, sponsor_digest })
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
            Ok(held @ Value::Object(_)) if !has_a_member_twice(text) => collect(&held, path, leaves),
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
fn only_change(of_parent: &Parts, of_own: &Parts) -> Option<Change> {
    let (parent, own) = (&of_parent.leaves, &of_own.leaves);
    let gone = parent.keys().filter(|path| !own.contains_key(*path));
    let mut paths = own.keys().filter(|path| parent.get(*path) != own.get(*path)).chain(gone);
    let (first, second) = (paths.next()?, paths.next());
    if paths.next().is_some() || own.len() < SHARED + 1 {
        return None;
    }
    let follows = |path: &str| path.ends_with("signature") && !of_parent.signs_the_same(path, of_own);
    let path = match second {
        None => first,
        Some(second) if follows(first) => second,
        Some(second) if follows(second) => first,
        Some(_) => return None,
    };
    let value = |leaves: &Leaves| leaves.get(path).map_or("absent", String::as_str).to_owned();
    let (mut from, mut to) = (value(parent), value(own));
    if path.ends_with("signature") {
        (from, to) = (shortened(&from), shortened(&to));
    }
    (from.len() <= LONGEST && to.len() <= LONGEST).then_some(Change { path: short(path), from, to })
}

/// Both ends of the digits of a long signature, such as one in a wrapper.
fn shortened(signature: &str) -> String {
    let end = signature.len().saturating_sub(LONGEST / 4);
    match (signature.get(..LONGEST / 4), signature.get(end..)) {
        (Some(first), Some(last)) if signature.len() > LONGEST && signature.starts_with("0x") => {
            format!("{first}…{last}")
        }
        _ => signature.to_owned(),
    }
}

/// The beginning of a path in the message.
fn short(path: &str) -> String {
    let starts = ["payment.json.", "payment.text.", "payment.header.value.", "header.value.", "text.", "json."];
    starts.iter().find_map(|start| path.strip_prefix(start)).unwrap_or(path).to_owned()
}

/// The change in the signatures of a transaction with the same message.
fn signatures(parent: &Parts, own: &Parts) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, own)?;
    if before[message..] == after[message..] { bytes(&path, &before, &after, 1, SIGNATURE) } else { None }
}

/// The change in the message of a transaction. Signatures that changed because of it do not count.
fn message(parent: &Parts, own: &Parts) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, own)?;
    bytes(&path, &before, &after, message, MOST_BYTES)
}

/// If only the transaction differs: its path, the earlier and this transaction, and the offsets of both messages.
fn transactions(parent: &Parts, own: &Parts) -> Option<(String, Vec<u8>, Vec<u8>, usize)> {
    let (parent, own) = (&parent.leaves, &own.leaves);
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
