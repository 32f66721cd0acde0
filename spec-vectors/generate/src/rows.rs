//! Vectors as rows of a table, of which each is an earlier one with a change.
//!
//! A row is a line with cells between ` | `: the number, the class and a flag, the title, the question, the answer, the rulings
//! and numbered statements, the reason why no witness looks at it, and a comment. Empty cells at the end are left out. A row
//! that begins with `+` is no vector, and gives a question to those that follow. `#` begins a remark.
//!
//! A question is the number of an earlier row and changes between ` ; `. `POINTER=JSON` sets a value, `POINTER` alone removes one,
//! and an index behind the last element appends. In JSON, `{a*500}` is a letter 500 times, and `base64(NUMBER)` is a text: the
//! document in the question of another row, as a header carries it.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

/// A vector of a table.
pub(crate) struct Row<'a> {
    pub(crate) number: &'a str,
    pub(crate) title: &'a str,
    pub(crate) class: Class,
    pub(crate) flag: &'a str,
    pub(crate) input: Value,
    /// In the form of the table.
    pub(crate) answer: &'a str,
    pub(crate) rulings: Vec<&'a str>,
    pub(crate) requirements: Vec<&'a str>,
    pub(crate) no_witness: &'a str,
    pub(crate) comment: &'a str,
}

/// The rows of a table.
pub(crate) fn read(table: &str) -> Vec<Row<'_>> {
    let mut known = BTreeMap::from([(".", json!({}))]);
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split(" | ").chain(std::iter::repeat(""));
        let mut cell = || cells.next().unwrap_or_default();
        let number = cell();
        if let Some(number) = number.strip_prefix("+ ") {
            known.insert(number, question(cell(), &known));
            continue;
        }
        let class = cell();
        let (class, flag) = class.split_once(' ').unwrap_or((class, ""));
        let class = serde_json::from_value(class.into()).unwrap_or_else(|error| panic!("{line}: {error}"));
        let (title, input, answer) = (cell(), question(cell(), &known), cell());
        // `C-8` is a ruling, and `BAZAAR-query-01` a statement.
        let (rulings, requirements) = cell().split_whitespace().partition(|cited| cited.get(1..2) == Some("-"));
        known.insert(number, input.clone());
        let (no_witness, comment) = (cell(), cell());
        rows.push(Row { number, title, class, flag, input, answer, rulings, requirements, no_witness, comment });
    }
    rows
}

fn question(cell: &str, known: &BTreeMap<&str, Value>) -> Value {
    let (parent, changes) = cell.split_once(' ').unwrap_or((cell, ""));
    let of_row = |number: &str| known.get(number).unwrap_or_else(|| panic!("no row {number} stands before {cell}"));
    let mut input = of_row(parent).clone();
    for change in changes.split(" ; ").filter(|change| !change.is_empty()) {
        let (pointer, value) = change.split_once('=').map_or((change, None), |(pointer, json)| (pointer, Some(json)));
        let value = value.map(|json| match json.split_once("base64(") {
            Some((before, rest)) => {
                let (number, behind) = rest.split_once(')').expect("a number in parentheses");
                let text = STANDARD.encode(of_row(number)["json"].to_string());
                parse(&format!("{before}\"{text}\"{behind}"))
            }
            None => parse(json),
        });
        set(&mut input, pointer, value);
    }
    input
}

fn parse(json: &str) -> Value {
    let mut json = json.to_owned();
    // One letter, an asterisk, and digits.
    while let Some((at, end)) = json.match_indices('*').find_map(|(at, _)| {
        let end = at + json[at..].find('}')?;
        (at >= 2 && json[..at - 1].ends_with('{') && json[at + 1..end].parse::<usize>().is_ok()).then_some((at, end))
    }) {
        let times = json[at + 1..end].parse().expect("digits");
        let repeated = json[at - 1..at].repeat(times);
        json.replace_range(at - 2..=end, &repeated);
    }
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// Sets, appends or removes the value at a JSON pointer.
fn set(whole: &mut Value, pointer: &str, value: Option<Value>) {
    if let (None, Some(value)) = (pointer.strip_prefix('/'), &value) {
        return whole.clone_from(value);
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (whole.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => drop(members.insert(name, value)),
        (Some(Value::Object(members)), None) => drop(members.remove(&name)),
        (Some(Value::Array(elements)), Some(value)) => {
            let at = name.parse::<usize>().ok().filter(|at| *at <= elements.len()).expect("an index");
            elements.splice(at..(at + 1).min(elements.len()), [value]);
        }
        _ => panic!("{pointer} is nowhere"),
    }
}
