//! Which vector another one was made from: an earlier valid one of its file, whose input differs in one member.

use std::collections::BTreeMap;

use serde_json::Value;
use x402_conformance::vector::{Change, Class, Vector};

/// Longer values (a transaction, a header) are no change that anybody can read.
const LONGEST: usize = 200;
/// With fewer members in common the two are only of one operation.
const SHARED: usize = 3;

type Leaves = BTreeMap<String, String>;

/// Writes `parent` and `change` where a draft says none.
pub(crate) fn trace(vectors: &mut [Vector]) {
    let leaves: Vec<Option<Leaves>> = vectors.iter().map(|vector| leaves_of(vector.input.as_str())).collect();
    for at in 0..vectors.len() {
        let Some(own) = leaves[at].as_ref().filter(|_| vectors[at].parent.is_none()) else { continue };
        let found = (0..at).find_map(|earlier| {
            let parent = &vectors[earlier];
            let fits = parent.op == vectors[at].op && parent.expect.class == Class::Valid;
            let change = only_change(leaves[earlier].as_ref().filter(|_| fits)?, own)?;
            Some((parent.id.clone(), change))
        });
        (vectors[at].parent, vectors[at].change) = found.unzip();
    }
}

/// What stands at the end of each path. A text that is JSON counts as what it holds.
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
        Value::String(text) => drop(leaves.insert(path.to_owned(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            drop(leaves.insert(path.to_owned(), value.to_string()));
        }
    }
}

/// The one member that differs. What was signed anew because of it does not count.
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
    let short = ["payment.json.", "payment.text.", "text.", "json."].iter().find_map(|start| path.strip_prefix(start));
    let path = short.unwrap_or(path).to_owned();
    (from.len() <= LONGEST && to.len() <= LONGEST).then_some(Change { path, from, to })
}
