//! Vectors as rows of a table, of which each is an earlier one with a change.
//!
//! A row is a line with cells between ` | `: the number, the class, the level and the flags, the title, the question, the answer, what decides,
//! the rulings and numbered statements, the reason why no witness looks at it, a comment, and what `lineage` cannot find: the
//! parent, the path and both values, as JSON. Empty cells at the end are left out. A row that begins with `+` is no vector, and
//! gives a question to those that follow. `#` begins a remark. A line that begins with `=` says for all rows below: the operation,
//! the members that an answer has by itself, and the reason why no witness looks at those that name none. `-` is no reason.
//!
//! A question is the number of an earlier row and changes between ` ; `, each of the text as the changes before have left it:
//!
//! - `POINTER=JSON` sets a value. A new member is the last of its object, and an index behind the last element appends.
//! - `POINTER<NAME=JSON` puts a new member before the member of this name.
//! - `POINTER` alone removes a value.
//! - `s POINTER FROM => TO` replaces a text wherever it stands in the text of the value. The pointer `/` is the whole question.
//!
//! In a pointer, `~b` goes into the JSON that a text carries in base64, and `~j` into the JSON that a text is. Values can be:
//!
//! - `<<TEXT*N>>`, anywhere: a text N times.
//! - `@POINTER`: the value at another place of the question, and `@NUMBER/…` that of another row.
//! - `sign(payer)`: the signature of the payment or the sign-in as the changes before have left the question, and `sign(permit-payer)`
//!   that of the permit in a payment. `stranger` has another key.
//! - `base64(NUMBER)`, anywhere: the document in the question of another row as a header carries it, its members by their names.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use x402_vectors::vector::{Class, Level};

use crate::{
    draft::{self, Draft},
    fault::Fault,
    sign::{Key, sign_digest},
    sign_in,
};

mod edit;
mod vectors;

pub(crate) use edit::{apply, value};
pub(crate) use vectors::drafts;

/// The vectors of a group that `tables/GROUP.txt` has.
macro_rules! table {
    ($group:literal) => {
        crate::rows::drafts($group, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables/", $group, ".txt")))
    };
}
pub(crate) use table;

/// A vector of a table.
pub(crate) struct Row<'a> {
    pub(crate) number: &'a str,
    pub(crate) title: &'a str,
    pub(crate) class: Class,
    pub(crate) level: Level,
    /// A word `fault:NAME` beside what decides.
    pub(crate) fault: Option<Fault>,
    pub(crate) flags: Vec<&'a str>,
    /// JSON text.
    pub(crate) input: String,
    /// In the form of the table.
    pub(crate) answer: &'a str,
    pub(crate) decided: Vec<&'a str>,
    pub(crate) rulings: Vec<&'a str>,
    pub(crate) requirements: Vec<&'a str>,
    pub(crate) no_witness: &'a str,
    pub(crate) comment: &'a str,
    pub(crate) made_from: &'a str,
    /// What the line with `=` above says.
    pub(crate) common: [&'a str; 3],
}

impl Row<'_> {
    /// The draft with the level and the fault that the row writes.
    pub(crate) fn leveled(&self, draft: Draft) -> Draft {
        let draft = draft.level(self.level);
        if let Some(fault) = self.fault { draft.fault(fault) } else { draft }
    }
}

/// The questions of the rows above, by number.
pub(crate) type Known<'a> = BTreeMap<&'a str, String>;

/// The rows of a table, and the questions by number.
pub(crate) fn read(table: &str) -> (Vec<Row<'_>>, Known<'_>) {
    let mut known = Known::from([(".", "{}".into())]);
    let (mut rows, mut common) = (Vec::new(), [""; 3]);
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split(" | ").chain(std::iter::repeat(""));
        let mut cell = || cells.next().unwrap_or_default();
        let number = cell();
        if let Some(op) = number.strip_prefix("= ") {
            common = [op, cell(), cell()];
            continue;
        }
        if let Some(number) = number.strip_prefix("+ ") {
            known.insert(number, question(cell(), &known));
            continue;
        }
        let mut words = cell().split(' ');
        let class = words.next().unwrap_or_default();
        let class = serde_json::from_value(class.into()).unwrap_or_else(|error| panic!("{line}: {error}"));
        let level = serde_json::from_value(words.next().into()).unwrap_or_else(|error| panic!("{line}: {error}"));
        let (title, input, answer, decided) = (cell(), question(cell(), &known), cell(), cell());
        let flags = words.collect();
        let (faults, decided): (Vec<&str>, Vec<&str>) =
            decided.split_whitespace().partition(|word| word.starts_with("fault:"));
        let fault = faults.first().map(|word| Fault::named(&word["fault:".len()..]));
        // `C-8` is a ruling, and `BAZAAR-query-01` a statement.
        let (rulings, requirements) = cell().split_whitespace().partition(|cited| cited.get(1..2) == Some("-"));
        known.insert(number, input.clone());
        rows.push(Row {
            number,
            title,
            class,
            level,
            fault: fault.transpose().unwrap_or_else(|error| panic!("{line}: {error}")),
            flags,
            input,
            answer,
            decided,
            rulings,
            requirements,
            no_witness: match cell() {
                "" => common[2],
                "-" => "",
                reason => reason,
            },
            comment: cell(),
            made_from: cell(),
            common,
        });
    }
    (rows, known)
}

fn question(cell: &str, known: &Known<'_>) -> String {
    let (parent, changes) = cell.split_once(' ').unwrap_or((cell, ""));
    changed(of_row(parent, known), changes, known)
}

/// The text after changes between ` ; `.
fn changed(text: &str, changes: &str, known: &Known<'_>) -> String {
    let changes = changes.split(" ; ").filter(|change| !change.is_empty());
    changes.fold(text.to_owned(), |text, change| apply(&text, &written(&repeated(change), &text, known)))
}

fn of_row<'k>(number: &str, known: &'k Known<'_>) -> &'k str {
    known.get(number).unwrap_or_else(|| panic!("no row {number} stands above"))
}

/// The change with the values of other places written out.
fn written(change: &str, input: &str, known: &Known<'_>) -> String {
    if let Some((pointer, source)) = change.split_once("=@") {
        let (number, source) = source.split_at(source.find('/').expect("a pointer"));
        let of = if number.is_empty() { input } else { of_row(number, known) };
        return format!("{pointer}={}", value(of, source).unwrap_or_else(|| panic!("{change}: nothing is there")));
    }
    if let Some((pointer, of)) = change.strip_suffix(')').and_then(|change| change.split_once("=sign(")) {
        return format!("{pointer}=\"{}\"", signature(input, of));
    }
    let Some((before, rest)) = change.split_once("base64(") else { return change.into() };
    let (number, behind) = rest.split_once(')').expect("a number in parentheses");
    let document: Value =
        value(of_row(number, known), "/json").and_then(|json| serde_json::from_str(json).ok()).expect("a document");
    format!("{before}\"{}\"{behind}", STANDARD.encode(document.to_string()))
}

/// The signature of the sign-in, of the payment or of the permit in it, as the question is now.
pub(crate) fn signature(input: &str, of: &str) -> String {
    let (name, is_permit) = of.strip_prefix("permit-").map_or((of, false), |name| (name, true));
    let key = if name == "stranger" { Key::Stranger } else { Key::Payer };
    if let Some(members) = value(input, "/json") {
        return sign_in::signature(&serde_json::from_str(members).expect("a sign-in"), key);
    }
    let digest = if is_permit { draft::permit_digest_of(input) } else { draft::digest_of(input) };
    let byte = |at: usize| u8::from_str_radix(&digest[2 + 2 * at..4 + 2 * at], 16).expect("hexadecimal");
    format!("0x{}", sign_digest(key, &std::array::from_fn(byte)))
}

/// The text with each `<<TEXT*N>>` written out.
pub(crate) fn repeated(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(end) = text.find(">>") {
        // The innermost first.
        let Some(start) = text[..end].rfind("<<") else { break };
        let (repeated, times) = text[start + 2..end].rsplit_once('*').expect("a text and a number");
        let written = repeated.repeat(times.parse().expect("a number"));
        text.replace_range(start..end + 2, &written);
    }
    text
}
