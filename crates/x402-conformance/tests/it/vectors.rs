//! What every vector of `spec-vectors/` has. That each holds is the test beside this one, `vectors`.

use std::{collections::BTreeSet, path::Path};

use serde_json::{Value, json};
use x402_conformance::{
    adapter::Reply,
    compare::{Compared, compare},
    runner,
    vector::{self, Class, Vector},
};
use x402_laws::bounds;
use x402_types::{ErrorKind, Limits, RawJson};

use crate::files::{vector_files, vectors};

/// A field counts as given also where a vector does not name it, so that a second answer without it has a fault.
#[test]
fn no_field_of_a_vector_can_be_left_out_unnoticed() {
    let mut seen = BTreeSet::new();
    for vector in vectors() {
        let answer = Reply::Result(vector.expect.result.clone());
        for field in compare(vector, &answer).fields.iter().filter(|field| field.compared == Compared::Same) {
            let Ok(Value::Object(mut result)) = serde_json::from_str(vector.expect.result.as_str()) else { continue };
            // The object itself is no field next to it.
            if field.name == "ok" || !seen.insert((vector.op.clone(), field.name.clone())) {
                continue;
            }
            result.remove(&field.name);
            let mut without = vector.clone();
            without.expect.result = serde_json::from_value(result.into()).unwrap();
            let found = compare(&without, &answer).fields;
            let is_present = found.iter().any(|it| it.name == field.name && it.compared == Compared::Unasked);
            assert!(is_present, "{}: {}", vector.id, field.name);
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// What is printed of another's vector stays on its line.
#[test]
fn a_title_is_one_line() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors/v1/networks.json");
    let text = std::fs::read_to_string(path).unwrap();
    let answer = |more: &str| {
        let text = text.replacen(r#""title":""#, &format!(r#""title":"{more}"#), 1);
        let index = || Ok(r#"{"files":[]}"#.to_owned());
        vector::read_texts([Ok(("v1/networks.json".to_owned(), text))], index).unwrap_err().to_string()
    };
    for more in ["a\\nb", "a\\u001b[2J", "\\u0085", "\\t"] {
        assert!(answer(more).ends_with("a title is one line"), "{more}: {}", answer(more));
    }
    for more in ["", "a – b, é", "\\u2028"] {
        assert!(!answer(more).contains("title"), "{more}: {}", answer(more));
    }
}

#[test]
fn a_wrong_expectation_is_noticed() {
    for vector in vectors().iter().step_by(bounds::step(7)) {
        let mut wrong = vector.clone();
        wrong.expect.result = serde_json::from_str(r#"{"verdict":"perhaps","version":7,"offer":77}"#).unwrap();
        assert!(runner::run(&wrong).is_err(), "{}: any result passes", vector.id);
    }
}

#[test]
fn a_question_that_is_not_outstanding_is_noticed() {
    let mut count = 0;
    for vector in vectors().iter().step_by(bounds::step(3)) {
        let Some(outstanding) = vector.expect.result.as_json().get("outstanding") else { continue };
        count += 1;
        for other in [r#"["verifier"]"#, r#"["balance","verifier"]"#, r#""balance""#] {
            let mut wrong = vector.clone();
            let result = vector.expect.result.as_str().replace(outstanding.text(), other);
            wrong.expect.result = serde_json::from_str(&result).unwrap();
            assert!(runner::run(&wrong).is_err(), "{}: {other} passes", vector.id);
        }
    }
    assert!(count > 0, "no vector names an outstanding question");
}

/// The nearest right pairs are those that the vectors have: a change of the terms with a new signature keeps its path.
#[test]
fn a_vector_is_made_from_one_of_its_version_by_the_change_that_it_names() {
    let (mut pairs, mut signatures, mut terms) = (0, 0, 0);
    for file in vector_files() {
        let of_file: Vec<Vector> = file.vectors.iter().collect();
        let by_id = |id: &str| of_file.iter().find(|vector| vector.id == id).unwrap();
        for vector in &of_file {
            let (Some(parent), Some(change)) = (&vector.parent, &vector.change) else { continue };
            let parent = by_id(parent);
            let versions =
                [parent, vector].map(|one| one.expect.result.as_json().get("version").map(|one| one.text().to_owned()));
            let is_of_both = versions.iter().all(Option::is_some) && versions[0] != versions[1];
            assert!(!is_of_both, "{} is of another version than {}", vector.id, parent.id);
            let payload = |one: &Vector| {
                let input: Value = serde_json::from_str(one.input.as_str()).unwrap();
                input.pointer("/payment/json/payload/signature").cloned()
            };
            if payload(parent) != payload(vector) && vector.intermediate.digest.is_some() {
                pairs += 1;
                let same_message = parent.intermediate.digest == vector.intermediate.digest;
                let names_signature = change.path.ends_with("payload.signature");
                assert_eq!(names_signature, same_message, "{} made from {}", vector.id, parent.id);
                if names_signature { signatures += 1 } else { terms += 1 }
            }
        }
    }
    assert!(pairs > 0 && signatures > 0 && terms > 0, "{pairs} pairs, {signatures} of signatures, {terms} of terms");
}

#[test]
fn a_member_twice_is_asked_in_no_json_and_has_one_flag() {
    const FLAG: &str = "accepts-duplicate-members";
    let mut ops = BTreeSet::new();
    for vector in vectors() {
        let mut limits = Limits::DEFAULT;
        (limits.body, limits.depth, limits.values) = (16 << 20, 256, 1 << 20);
        let input = RawJson::parse_within(vector.input.as_str(), &limits)
            .unwrap_or_else(|error| panic!("{}: any JSON reader has to read the question: {error}", vector.id));
        // The payment with a member twice, in each operation that reads payments.
        let input = input.as_json();
        let text = input.get("payment").and_then(|payment| payment.get("text")).or_else(|| input.get("text"));
        let text = text.and_then(|text| text.string().ok());
        let is_twice = |text: &str| RawJson::parse(text).is_err_and(|error| error.kind() == ErrorKind::DuplicateMember);
        let twice = text.is_some_and(|text| is_twice(&text));
        if twice && vector.expect.class == Class::Invalid {
            assert!(vector.flags.iter().any(|flag| flag == FLAG), "{}: {:?}", vector.id, vector.flags);
            ops.insert(vector.op.clone());
        }
    }
    assert!(["decode", "verify"].iter().all(|op| ops.contains(*op)), "{ops:?}");
}

/// A file with every object that a vector may have. The index is missing, so that this is found once the file is read.
fn full_file() -> Value {
    let signed = json!({"domainSeparator": "0x", "structHash": "0x", "digest": "0x"});
    let approval = json!({
        "type": "2", "chainId": "1", "nonce": "0", "maxPriorityFeePerGas": "1", "maxFeePerGas": "1", "gasLimit": "1",
        "value": "0", "data": "0x", "digest": "0x", "hash": "0x",
    });
    json!({
        "format": vector::FORMAT,
        "group": "network",
        "license": "MIT OR Apache-2.0",
        "generated": {"by": "hand", "version": "1"},
        "documents": [{"name": "document.md", "commit": "c", "date": "d"}],
        "notes": {"names": {"class": "c", "text": "t", "effect": "e", "severity": "money", "sources": [], "links": []}},
        "vectors": [
            {
                "id": "network-1", "title": "t", "flags": ["names"], "level": "must", "rulings": [], "requirements": [], "op": "network",
                "input": {"name": "base"}, "expect": {"class": "valid", "result": {}}, "noWitness": "made up",
            },
            {
                "id": "network-2", "title": "t", "flags": ["names"], "level": "must", "rulings": [], "requirements": [], "op": "network",
                "input": {"name": "base"}, "parent": "network-1", "change": {"path": "p", "from": "f", "to": "t"},
                "expect": {"class": "valid", "result": {}, "ours": {"strict": {}, "lenient": {}}},
                "intermediate": {"permit": signed, "approval": approval, "chain": [{"state": "s", "call": "c", "at": 1, "moved": "1"}]},
                "witness": [{"by": "somebody", "confirms": ["name"]}],
            },
        ],
    })
}

fn read_one(test: &str, file: &Value) -> String {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(directory.join("v1")).unwrap();
    let group = file["group"].as_str().unwrap_or("network");
    std::fs::write(directory.join(format!("v1/{group}.json")), file.to_string()).unwrap();
    vector::read_all(&directory).unwrap_err().to_string()
}

#[test]
fn an_array_is_no_object_in_a_file() {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        let members: Vec<(String, &Value)> = match value {
            Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
            Value::Array(elements) => {
                elements.iter().enumerate().map(|(i, element)| (i.to_string(), element)).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
        };
        if value.is_object() {
            found.push(at.to_owned());
        }
        // What the vector is about stays as it is written.
        for (name, member) in
            members.into_iter().filter(|(name, _)| !["input", "result", "strict", "lenient"].contains(&&**name))
        {
            walk(member, &format!("{at}/{name}"), found);
        }
    }
    let file = full_file();
    assert!(read_one("arrays", &file).contains("index.json"), "{}", read_one("arrays", &file));
    let mut objects = Vec::new();
    walk(&file, "", &mut objects);
    assert_eq!(objects.len(), 16, "{objects:?}");
    for at in objects {
        let mut listed = file.clone();
        let object = listed.pointer_mut(&at).unwrap();
        *object = json!(object.as_object().unwrap().values().collect::<Vec<_>>());
        let why = read_one("arrays", &listed);
        assert!(why.contains("expected an object") || why.contains("expected a map"), "{at}: {why}");
    }
}

/// Ids become names of files and addresses.
#[test]
fn an_id_has_small_letters_digits_and_hyphens() {
    let with = |group: &str, id: &str| {
        let mut file = full_file();
        file["group"] = json!(group);
        file["vectors"][1]["parent"] = json!(format!("{group}-1"));
        file["vectors"][0]["id"] = json!(format!("{group}-1"));
        file["vectors"][1]["id"] = json!(id);
        read_one("ids", &file)
    };
    for (group, id) in
        [("network", "network-2"), ("network", "network-0002a"), ("network", "network-3zz"), ("a-b2", "a-b2-2")]
    {
        let answer = with(group, id);
        assert!(answer.contains("index.json"), "{id}: {answer}");
    }
    for number in ["2/../../x", "2\"", "2 ", "2A", "a", "", "2é", "2-1"] {
        let answer = with("network", &format!("network-{number}"));
        assert!(answer.contains("an id is the group"), "{number}: {answer}");
    }
    for id in ["network", "other-2"] {
        assert!(with("network", id).contains("an id is the group"), "{id}");
    }
    for group in ["javascript:a()", "Network", "a--b", "a b", "..", "a-"] {
        let answer = with(group, &format!("{group}-2"));
        assert!(answer.contains("small letters"), "{group}: {answer}");
    }
}
