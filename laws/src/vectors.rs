//! The vectors of the repository, for tests of crates on which `x402-conformance` depends. That crate has the reader for everybody else.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

type Members = BTreeMap<String, Box<RawValue>>;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Box<RawValue>>,
}

fn directory() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../spec-vectors/v1"].iter().collect()
}

/// The names of the groups, sorted.
pub fn groups() -> Vec<String> {
    let entries = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut groups: Vec<String> = entries.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    groups.sort();
    groups
}

/// The JSON text of each vector of a group, its row expanded (`docs/reference/vectors.md`, "Rows").
pub fn texts(group: &str) -> Vec<String> {
    let file = fs::read_to_string(directory().join(group).with_extension("json")).unwrap();
    let File { vectors } = serde_json::from_str(&file).unwrap();
    let mut whole: BTreeMap<String, String> = BTreeMap::new();
    let mut texts = Vec::new();
    for row in vectors {
        let mut row_members = members(row.get());
        let text = match row_members.remove("base") {
            Some(base) => different(&whole[text(&base)], row_members),
            None => {
                whole.insert(text(&row_members["id"]).to_owned(), row.get().to_owned());
                row.get().to_owned()
            }
        };
        texts.push(text);
    }
    texts
}

/// The vectors of a group.
pub fn vectors(group: &str) -> Vec<Value> {
    texts(group).iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The vector with this id.
pub fn vector(id: &str) -> Value {
    let group = id.rsplit_once('-').unwrap().0;
    vectors(group).into_iter().find(|vector| vector["id"] == id).unwrap_or_else(|| panic!("no vector {id}"))
}

/// The question of the vector with this id.
pub fn input(id: &str) -> Value {
    vector(id)["input"].take()
}

fn different(base: &str, mut row_members: Members) -> String {
    let mut base = base.to_owned();
    let edits: Vec<Vec<Value>> =
        row_members.remove("edits").map(|edits| serde_json::from_str(edits.get()).unwrap()).unwrap_or_default();
    for edit in edits {
        let [from, to] = [&edit[0], &edit[1]].map(|text| text.as_str().unwrap());
        base = match edit.get(2).and_then(Value::as_u64) {
            None => base.replace(from, to),
            Some(number) => {
                let number = usize::try_from(number).unwrap();
                let (before, behind) = base.split_at(base.match_indices(from).nth(number - 1).unwrap().0);
                [before, &behind.replacen(from, to, 1)].concat()
            }
        };
    }
    let mut whole = members(&base);
    for (name, value) in row_members {
        let of_base = whole.get(&name).filter(|_| matches!(&*name, "expect" | "intermediate"));
        let value = match of_base {
            Some(of_base) if value.get() != "null" => {
                let mut merged = members(of_base.get());
                members(value.get()).into_iter().for_each(|(name, value)| put(&mut merged, name, value));
                serde_json::value::to_raw_value(&merged).unwrap()
            }
            _ => value,
        };
        put(&mut whole, name, value);
    }
    serde_json::to_string(&whole).unwrap()
}

fn put(members: &mut Members, name: String, value: Box<RawValue>) {
    if value.get() == "null" {
        members.remove(&name);
    } else {
        members.insert(name, value);
    }
}

fn members(object: &str) -> Members {
    serde_json::from_str(object).unwrap()
}

fn text(value: &RawValue) -> &str {
    value.get().trim_matches('"')
}
