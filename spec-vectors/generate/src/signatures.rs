//! The expected verdict on each form of a signature, by the known code of the payer, for each mechanism on an EVM chain
//! (`docs/explanation/signatures.md`; E-6 to E-9). It is computed from the vectors: no id is listed here.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    path::Path,
};

use serde_json::Value;
use x402_conformance::vector::{self, Class, Vector};

use crate::page::{self, Mode};

const METHODS: [&str; 3] = ["EIP-3009", "Permit2", "upto"];
const CODES: [&str; 4] = ["none", "unknown", "contract", "delegation"];
const FORMS: [&str; 6] = ["65 bytes", "y-parity", "high s", "ERC-2098", "ERC-6492", "other lengths"];
/// The hand-written groups come first, because a cell names the first vector that it finds.
const GROUPS: [&str; 5] = ["eip3009", "permit2", "upto", "chain-eip3009", "chain-permit2"];
const RULINGS: [&str; 4] = ["E-6", "E-7", "E-8", "E-9"];
/// The checks that can decide such a vector. Others are about something else: the range of r and s, and the factories
/// that a server accepts.
const CHECKS: [&str; 4] = ["signature-form", "signature-low-s", "signer", "contract-signature"];
const FLAGS: [&str; 3] = ["compact", "high-s", "y-parity"];
/// Half of the curve's order, rounded down.
const HALF: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const HEAD: &str = "\
# Forms of signatures

A payer can sign with a key or through the code of its account, and a signature can have several forms. This page shows which
combinations are valid with each mechanism on an EVM chain: each cell has the expected verdicts of the vectors, with one vector each.
The rulings are E-6 (EIP-3009), E-7 (Permit2, in `exact` and `upto`), E-8 (code) and E-9 (ERC-6492) in
[rulings.md](../reference/rulings/evm.md#e-6). The vector's `chain` records the behaviour of the contracts.

`cargo run -p x402-vectors-generate -- signatures --write` writes this page, and `.ci/run vectors` compares it. A cell without a
vector is an error.

| form | |
|---|---|
| 65 bytes | r, s in the lower half, v of 27 or 28 |
| y-parity | the same with v of 0 or 1 |
| high s | s in the upper half, v of 27 or 28 |
| ERC-2098 | 64 bytes, the parity in the topmost bit of s |
| ERC-6492 | any other bytes that end in its magic |
| other lengths | neither 64 nor 65 bytes, without the magic |

| code | the facts about the payer |
|---|---|
| none | the payer has no code |
| unknown | no fact |
| contract | `some` |
| delegation | `0xef0100…`, set with EIP-7702 |

A **valid** payment must be accepted. An *acceptable* one may be accepted or refused; this project accepts it with the flag that follows.
Invalid and undecided are followed by the deciding check. If the payer has code, the outcome depends on the code's answer: accepted,
refused, or not asked yet.
";

/// For each method, code and form, the outcomes, each with the first vector that has it.
type Cells = BTreeMap<(&'static str, &'static str, &'static str), BTreeMap<String, String>>;

/// Checks that each cell has a vector, that each answer of an account's code is in its row, and that the page says so.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<bool, Box<dyn Error>> {
    let cells = cells(&root.join("spec-vectors"))?;
    let mut problems = problems(&cells);
    let page = page(&cells);
    if !page::settle(&root.join("docs/explanation/signatures.md"), &page, mode)? {
        problems
            .push("docs/explanation/signatures.md is not what this program writes; run signatures with --write".into());
    }
    problems.iter().for_each(|problem| println!("{problem}"));
    let outcomes: usize = cells.values().map(BTreeMap::len).sum();
    println!("{} cells, {outcomes} outcomes", METHODS.len() * CODES.len() * FORMS.len());
    Ok(problems.is_empty())
}

fn cells(directory: &Path) -> Result<Cells, Box<dyn Error>> {
    let files = vector::read_all(directory)?;
    let mut cells = Cells::new();
    for group in GROUPS {
        let file = files.iter().find(|file| file.group == group).ok_or_else(|| format!("no group {group}"))?;
        for vector in &file.vectors {
            let input: Value = serde_json::from_str(vector.input.as_str())?;
            if !is_about_signatures(&vector, &input) {
                continue;
            }
            let cell = cell(&vector, &input).map_err(|error| format!("{}: {error}", vector.id))?;
            let Some((cell, outcome)) = cell else { continue };
            cells.entry(cell).or_default().entry(outcome).or_insert_with(|| vector.id.clone());
        }
    }
    Ok(cells)
}

fn is_about_signatures(vector: &Vector, input: &Value) -> bool {
    let by_policy = input["policy"].as_object().is_some_and(|policy| policy.keys().any(|name| name != "expiryMargin"));
    let by_signature = vector.expect.check.as_deref().is_none_or(|check| CHECKS.contains(&check));
    let named = vector.rulings.iter().any(|ruling| RULINGS.contains(&ruling.as_str()));
    named && !by_policy && by_signature && (vector.expect.class != Class::Acceptable || FLAGS.contains(&flag(vector)))
}

/// The flag that an acceptable vector is about.
fn flag(vector: &Vector) -> &str {
    vector.flags.first().map_or("", String::as_str)
}

type Cell = ((&'static str, &'static str, &'static str), String);

/// The cell of a vector. `None` if the form of the signature has no row.
fn cell(vector: &Vector, input: &Value) -> Result<Option<Cell>, String> {
    let payment = &input["payment"]["json"];
    let payload = &payment["payload"];
    let (method, payer) = if payload["authorization"].is_object() {
        ("EIP-3009", text(&payload["authorization"]["from"])?)
    } else {
        let scheme = if payment["scheme"].is_string() { &payment["scheme"] } else { &payment["accepted"]["scheme"] };
        let method = if text(scheme)? == "upto" { "upto" } else { "Permit2" };
        (method, text(&payload["permit2Authorization"]["from"])?)
    };
    let Some(form) = form(text(&payload["signature"])?) else { return Ok(None) };
    Ok(Some(((method, code(&input["facts"], payer)?, form), outcome(vector)?)))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{value} where a text was expected"))
}

/// The code of the payer, by the facts.
fn code(facts: &Value, payer: &str) -> Result<&'static str, String> {
    let accounts = facts["accounts"].as_object();
    let of = |wanted: &str| {
        let mut accounts = accounts?.iter();
        accounts.find(|(address, _)| address.eq_ignore_ascii_case(wanted)).map(|(_, account)| &account["code"])
    };
    let Some(code) = of(payer).or_else(|| of("*")) else { return Ok("unknown") };
    Ok(match text(code)? {
        "none" | "0x" => "none",
        code if code.starts_with("0xef0100") => "delegation",
        _ => "contract",
    })
}

/// The form of a signature. `None` for 65 bytes with another v, and for a v of 0 or 1 with a high s, for which the
/// page has no row.
fn form(signature: &str) -> Option<&'static str> {
    let digits = signature.strip_prefix("0x").unwrap_or(signature).to_ascii_lowercase();
    let magic = "6492".repeat(16);
    Some(match digits.len() {
        128 => "ERC-2098",
        _ if digits.ends_with(&magic) => "ERC-6492",
        130 => match (&digits[128..], &digits[64..128] > HALF) {
            ("1b" | "1c", true) => "high s",
            ("1b" | "1c", false) => "65 bytes",
            ("00" | "01", false) => "y-parity",
            _ => return None,
        },
        _ => "other lengths",
    })
}

fn outcome(vector: &Vector) -> Result<String, String> {
    let check = || vector.expect.check.as_deref().ok_or("neither accepted nor decided by a check");
    Ok(match vector.expect.class {
        Class::Valid => "**valid**".into(),
        Class::Acceptable => format!("*acceptable*, `{}`", flag(vector)),
        class @ (Class::Invalid | Class::Undecided) => format!("{}, `{}`", class.as_str(), check()?),
    })
}

fn problems(cells: &Cells) -> Vec<String> {
    let mut problems = Vec::new();
    for method in METHODS {
        for code in CODES {
            for form in FORMS.into_iter().filter(|form| !cells.contains_key(&(method, code, form))) {
                problems.push(format!("no vector: {method}, {form}, code {code}"));
            }
        }
    }
    // Every answer of an account's code has to occur.
    for method in METHODS {
        for form in FORMS {
            let outcomes = cells.get(&(method, "delegation", form)).into_iter().flatten();
            let classes: BTreeSet<&str> =
                outcomes.map(|(outcome, _)| outcome.split(',').next().unwrap_or_default().trim_matches('*')).collect();
            if classes != BTreeSet::from(["valid", "invalid", "undecided"]) {
                let only: Vec<&str> = classes.into_iter().collect();
                problems.push(format!("{method}, {form}, code delegation: only {}", only.join(", ")));
            }
        }
    }
    problems
}

fn page(cells: &Cells) -> String {
    let mut lines = vec![HEAD.trim_end().to_owned()];
    for method in METHODS {
        lines.extend([String::new(), format!("## {method}"), String::new()]);
        lines.push(format!("| | {} |", CODES.join(" | ")));
        lines.push("|---".repeat(CODES.len() + 1) + "|");
        for form in FORMS {
            let texts = CODES.map(|code| {
                let outcomes = cells.get(&(method, code, form)).into_iter().flatten();
                outcomes.map(|(outcome, id)| format!("{outcome}: {id}")).collect::<Vec<_>>().join("<br>")
            });
            lines.push(format!("| {form} | {} |", texts.join(" | ")));
        }
    }
    lines.join("\n") + "\n"
}
