//! Finds the vector that another one was made from: an earlier valid one of its file, whose input differs in one
//! member, or in a few bytes of its transaction.

use std::{collections::BTreeMap, iter};

use crate::vector::{Change, Class, Vector};
use alloy_primitives::hex;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use crate::{json::has_a_member_twice, networks::chain_id};

/// The longest value, in characters, of a change that a person can read.
const LONGEST: usize = 200;
/// The most bytes of a transaction that may differ.
const MOST_BYTES: usize = 40;
/// The same of a transaction of the XRP Ledger, where one field can have 48 bytes.
const MOST_OF_BLOB: usize = 80;
/// The length of a Solana signature in bytes.
const SIGNATURE: usize = 64;
/// Two vectors with fewer common members share only their operation.
const SHARED: usize = 3;

/// The values that have no others in them, by path.
type Leaves = BTreeMap<String, Value>;

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
pub fn trace(vectors: &mut [Vector]) {
    let parts: Vec<Option<Parts>> = vectors.iter().map(parts_of).collect();
    for at in 0..vectors.len() {
        let Some(child) = parts[at].as_ref().filter(|_| vectors[at].parent.is_none()) else { continue };
        let fitting = |change: fn(&Parts, &Parts) -> Option<Change>| {
            let (vectors, parts) = (&vectors, &parts);
            (0..at).filter_map(move |earlier| {
                let parent = &vectors[earlier];
                let fits = parent.op == vectors[at].op && parent.expect.class == Class::Valid;
                let of_parent =
                    parts[earlier].as_ref().filter(|of_parent| fits && of_parent.may_be_version_of(child))?;
                Some((earlier, change(of_parent, child)?))
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
        let found = found.or_else(|| fitting(blob).min_by_key(least));
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
    let named = |(path, version): &(&String, &Value)| {
        (*path == "version" || path.ends_with("x402Version")) && matches!(shown(version).as_str(), "1" | "2")
    };
    let version = result["version"].as_u64().map(|version| version.to_string());
    let version = version.or_else(|| leaves.iter().find(named).map(|(_, version)| shown(version)));
    // Nothing but the form of its network shows the version of a settlement.
    let version = version.or_else(|| {
        let network = leaves.get("text.network")?.as_str()?;
        if network.contains(':') { Some("2".to_owned()) } else { chain_id(network).map(|_| "1".to_owned()) }
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
        Value::String(text) => match held_in(text, path) {
            Some(held) => collect(&held, path, leaves),
            None => drop(leaves.insert(path.to_owned(), value.clone())),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            drop(leaves.insert(path.to_owned(), value.clone()));
        }
    }
}

/// The object that a text at this path, with dots between its names, holds, if it does: a body, a header, or a JWS.
pub fn held_in(text: &str, path: &str) -> Option<Value> {
    let held = match path.rsplit('.').next() {
        Some("text") if !has_a_member_twice(text) => serde_json::from_str(text).ok(),
        Some("value") if path.ends_with("header.value") => decoded(text),
        Some("signature") => jws(text),
        _ => None,
    };
    held.filter(Value::is_object)
}

/// The JSON of a header, if it can be written back unchanged: a part that a reader drops is no member.
fn decoded(header: &str) -> Option<Value> {
    let raw = STANDARD.decode(header).ok()?;
    let value: Value = serde_json::from_slice(&raw).ok()?;
    (value.to_string().len() == raw.len()).then_some(value)
}

/// The parts of a JWS (RFC 7515 §7.1). What it signs is in itself, so as a whole it is no signature that another change explains.
fn jws(text: &str) -> Option<Value> {
    let [header, payload, signature] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
    let read = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some(json!({ "header": read(header)?, "payload": read(payload)?, "signature": signature }))
}

/// A text as it is, and any other value as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The one member that differs. Signatures that changed because of it do not count.
fn only_change(of_parent: &Parts, of_child: &Parts) -> Option<Change> {
    let (parent, child) = (&of_parent.leaves, &of_child.leaves);
    let gone = parent.keys().filter(|path| !child.contains_key(*path));
    let mut paths = child.keys().filter(|path| parent.get(*path) != child.get(*path)).chain(gone);
    let (first, second) = (paths.next()?, paths.next());
    if paths.next().is_some() || child.len() < SHARED + 1 {
        return None;
    }
    let follows = |path: &str| path.ends_with("signature") && !of_parent.signs_the_same(path, of_child);
    let path = match second {
        None => first,
        Some(second) if follows(first) => second,
        Some(second) if follows(second) => first,
        Some(_) => return None,
    };
    let value = |leaves: &Leaves, shown: fn(&Value) -> String| leaves.get(path).map_or("absent".to_owned(), shown);
    let (mut from, mut to) = (value(parent, shown), value(child, shown));
    // A text that is spelt as the number or the truth value beside it.
    if from == to {
        (from, to) = (value(parent, Value::to_string), value(child, Value::to_string));
    }
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
fn signatures(parent: &Parts, child: &Parts) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, child)?;
    if before[message..] == after[message..] { bytes(&path, &before, &after, 1, SIGNATURE) } else { None }
}

/// The change in the message of a transaction. Signatures that changed because of it do not count.
fn message(parent: &Parts, child: &Parts) -> Option<Change> {
    let (path, before, after, message) = transactions(parent, child)?;
    bytes(&path, &before, &after, message, MOST_BYTES)
}

/// If only the transaction differs: its path, the earlier and this transaction, and the offsets of both messages.
fn transactions(parent: &Parts, child: &Parts) -> Option<(String, Vec<u8>, Vec<u8>, usize)> {
    let (parent, child) = (&parent.leaves, &child.leaves);
    let mut paths = child.keys().filter(|path| parent.get(*path) != child.get(*path));
    let path = paths.next().filter(|path| path.ends_with("payload.transaction"))?;
    if paths.next().is_some() || parent.len() != child.len() {
        return None;
    }
    let read = |leaves: &Leaves| STANDARD.decode(leaves.get(path)?.as_str()?).ok();
    let (before, after) = (read(parent)?, read(child)?);
    let message = 1 + usize::from(*before.first()?) * SIGNATURE;
    let fits = before.first() == after.first() && before.len() >= message && after.len() >= message;
    fits.then(|| (short(path), before, after, message))
}

/// The change in a transaction of the XRP Ledger, if nothing else differs. A signature that changed because of it does not count.
fn blob(parent: &Parts, child: &Parts) -> Option<Change> {
    let (parent, child) = (&parent.leaves, &child.leaves);
    let mut paths = child.keys().filter(|path| parent.get(*path) != child.get(*path));
    let path = paths.next().filter(|path| path.ends_with("payload.signedTxBlob"))?;
    if paths.next().is_some() || parent.len() != child.len() {
        return None;
    }
    let read = |leaves: &Leaves| hex::decode(leaves.get(path)?.as_str()?).ok();
    let (before, after, path) = (read(parent)?, read(child)?, short(path));
    let whole = bytes(&path, &before, &after, 0, MOST_OF_BLOB);
    let unsigned = without_signature(&before).zip(without_signature(&after));
    let unsigned =
        unsigned.and_then(|(before, after)| bytes(&format!("{path}.unsigned"), &before, &after, 0, MOST_OF_BLOB));
    whole.into_iter().chain(unsigned).min_by_key(|change| change.from.len() + change.to.len())
}

/// A transaction of the XRP Ledger without its signature, which is a length and bytes behind `74`. `None` if this does not read it.
fn without_signature(transaction: &[u8]) -> Option<Vec<u8>> {
    let mut rest = transaction;
    while let [head, value @ ..] = rest {
        let code = if head & 15 == 0 { 1 } else { 0 };
        let value = value.get(code..)?;
        let length = match (head >> 4, value) {
            (1, _) => 2,
            (2, _) => 4,
            (5, _) => 32,
            (6, [0x80..=0xff, ..]) => 48,
            (6, _) => 8,
            (7 | 8, [length @ ..=192, ..]) => 1 + usize::from(*length),
            _ => return None,
        };
        let behind = value.get(length..)?;
        if *head == 0x74 {
            return Some([&transaction[..transaction.len() - rest.len()], behind].concat());
        }
        rest = behind;
    }
    None
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

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::{Leaves, Parts, blob, collect, only_change};

    /// The change between two inputs, as path, from and to.
    fn change(parent: &Value, child: &Value) -> Option<[String; 3]> {
        let parts = |input: &Value| {
            let mut leaves = Leaves::new();
            collect(input, "", &mut leaves);
            Parts { leaves, version: None, digest: None, sponsor_digest: None }
        };
        only_change(&parts(parent), &parts(child)).map(|found| [found.path, found.from, found.to])
    }

    #[test]
    fn a_text_is_no_number() {
        let input = |value: Value, nonce: &str| json!({"value": value, "nonce": nonce, "from": "a", "to": "b"});
        let found = change(&input(json!("10000"), "1"), &input(json!(10_000), "1"));
        assert_eq!(found, Some(["value", "\"10000\"", "10000"].map(str::to_owned)));
        // With another member there are two changes.
        assert_eq!(change(&input(json!("10000"), "1"), &input(json!(10_000), "2")), None);
        let found = change(&input(json!("10000"), "1"), &input(json!("10000"), "2"));
        assert_eq!(found, Some(["nonce", "1", "2"].map(str::to_owned)));
    }

    #[test]
    fn a_transaction_of_the_ledger_differs_without_its_signature() {
        // The type, Sequence, TxnSignature and Account.
        let of = |sequence: &str, signature: &str| format!("12000024{sequence}74{signature}8101ab");
        let parts = |transaction: String| {
            let mut leaves = Leaves::new();
            collect(&json!({"payment": {"json": {"payload": {"signedTxBlob": transaction}}}}), "", &mut leaves);
            Parts { leaves, version: None, digest: None, sponsor_digest: None }
        };
        let changed = |one: String, other: String| {
            blob(&parts(one), &parts(other)).map(|found| [found.path, found.from, found.to])
        };
        let long = |byte: &str| format!("46{}", byte.repeat(70));
        let found = changed(of("00000007", &long("11")), of("00000008", &long("22")));
        assert_eq!(found, Some(["payload.signedTxBlob.unsigned[7]", "07", "08"].map(str::to_owned)));
        // What is few bytes is shown where it is.
        let found = changed(of("00000007", "0111"), of("00000007", "0122"));
        assert_eq!(found, Some(["payload.signedTxBlob[10]", "11", "22"].map(str::to_owned)));
        // Too much for a person to read.
        assert_eq!(changed(of("00000007", &long("11")), of("00000007", &format!("c100{}", "ab".repeat(193)))), None);
        assert_eq!(changed(of("00000007", "0111"), "no digits".to_owned()), None);
    }

    #[test]
    fn a_jws_holds_what_it_signs() {
        let input = |payload: &Value, kid: &str, signature: &str| {
            let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
            let signed = format!("{}.{}.{signature}", part(&json!({"alg": "EdDSA"})), part(payload));
            json!({"kid": kid, "payTo": "a", "offer": {"signature": signed, "network": "b"}})
        };
        let whole = json!({"amount": "1", "scheme": "exact"});
        let found = change(&input(&whole, "k", "s"), &input(&json!({"scheme": "exact"}), "k", "t"));
        assert_eq!(found, Some(["offer.signature.payload.amount", "1", "absent"].map(str::to_owned)));
        assert_eq!(change(&input(&whole, "k", "s"), &input(&json!({"scheme": "exact"}), "l", "t")), None);
        let found = change(&input(&whole, "k", "s"), &input(&whole, "l", "s"));
        assert_eq!(found, Some(["kid", "k", "l"].map(str::to_owned)));
    }
}
