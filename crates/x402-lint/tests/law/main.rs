//! A law: what `lint --fix` writes never has more errors than what it read.

use serde_json::{Value, json};
use x402_laws::bounds::step;
use x402_lint::{Bounds, Corrected, Source, corrected, lint};
use x402_types::RawJson;

/// The number of demands with random edits, of which one in ten is tried by default.
const EDITED: usize = 10_000;

/// The demands of the vectors that are JSON.
fn responses() -> Vec<Value> {
    let inputs = x402_laws::vectors::vectors("lint").into_iter().map(|mut vector| vector["input"]["json"].take());
    let responses: Vec<Value> = inputs.filter(Value::is_object).collect();
    assert!(responses.len() > 200, "{}", responses.len());
    responses
}

/// Numbers that are the same in each run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// JSON pointers to all places in a value.
fn pointers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.into());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(member, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                pointers(element, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Changes one place: another value, a value from elsewhere, none, one twice, or a text with another letter.
fn edit(payment_required: &mut Value, donors: &[Value], random: &mut Random) {
    let mut all = Vec::new();
    pointers(payment_required, "", &mut all);
    let pointer = random.of(&all).clone();
    let odd = [
        json!(null),
        json!({}),
        json!([]),
        json!([0, 7]),
        json!(""),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(60_000),
        json!(true),
        json!("0.01"),
        json!("base"),
        json!("strng"),
        json!("0x0000000000000000000000000000000000000000"),
        json!({"type": "string", "$id": "https://api.example.com/schema"}),
    ];
    match random.below(5) {
        0 => *payment_required.pointer_mut(&pointer).unwrap() = random.of(&odd).clone(),
        1 => {
            let donor = random.of(donors);
            let mut theirs = Vec::new();
            pointers(donor, "", &mut theirs);
            // Often the same place, so that the value fits.
            let from = if random.below(2) == 0 { pointer.clone() } else { random.of(&theirs).clone() };
            if let Some(value) = donor.pointer(&from) {
                *payment_required.pointer_mut(&pointer).unwrap() = value.clone();
            }
        }
        2 | 3 => {
            let Some((outer, name)) = pointer.rsplit_once('/') else { return };
            match payment_required.pointer_mut(outer).unwrap() {
                Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
                Value::Array(elements) => {
                    let element = elements[name.parse::<usize>().unwrap()].clone();
                    elements.push(element);
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        _ => {
            if let Value::String(text) = payment_required.pointer_mut(&pointer).unwrap() {
                let letters: Vec<char> = text.chars().collect();
                let at = random.below(letters.len() + 1);
                let new = *random.of(&['a', 'Z', '0', '-', '.', '%', 'é', ' ']);
                *text = letters[..at].iter().chain([&new]).chain(letters.iter().skip(at + 1)).collect();
            }
        }
    }
}

fn holds(payment_required: &Value) {
    let raw = RawJson::parse(&payment_required.to_string()).unwrap();
    let before = lint(&Source::Text(raw.as_str()), &Bounds::DEFAULT);
    let Corrected { payment_required: written, left, .. } = corrected(&raw, &Bounds::DEFAULT);
    let after = lint(&Source::Text(written.as_str()), &Bounds::DEFAULT);
    assert_eq!(left, after, "{payment_required}");
    assert!(after.errors() <= before.errors(), "{payment_required}\n{written:?}\n{:#?}", after.findings);
}

#[test]
fn no_correction_adds_an_error_to_a_vector() {
    responses().iter().for_each(holds);
}

#[test]
fn no_correction_adds_an_error_to_an_edited_response() {
    let donors = responses();
    let mut random = Random(0x0402_0402_0402_0402);
    for _ in 0..EDITED / step(10) {
        let mut payment_required = random.of(&donors).clone();
        for _ in 0..=random.below(3) {
            edit(&mut payment_required, &donors, &mut random);
        }
        holds(&payment_required);
    }
}
