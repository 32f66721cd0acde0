//! The tables in the skeletons of testees, from the rows of which `docs/reference/tables.md` and `docs/reference/checks.md` are made. The rest of a
//! skeleton is written by hand.

use std::{fs, path::Path};

use x402_schemes::Mechanism;

use crate::{checks, members, networks};

/// The objects whose members a skeleton reads, as `docs/reference/tables.md` calls them.
const OBJECTS: [&str; 5] =
    ["V2 PaymentPayload", "V2 accepted", "V2 ResourceInfo", "payload of a V2 payment", "authorization of a V2 payment"];

type Row = Vec<String>;

/// A language: its file, the line before each table, and how a row is written. A table ends at the first line that is not indented.
struct Language {
    file: &'static str,
    tables: [&'static str; 4],
    row: fn(&[String], usize) -> String,
}

const LANGUAGES: [Language; 3] = [
    Language {
        file: "skeletons/testee.py",
        tables: ["NAMES = {\n", "READ_ONLY = {\n", "REASONS = {\n", "MEMBERS = [\n"],
        row: |row, _| match row {
            [key, value] => format!("    {key}: {value},\n"),
            _ => format!("    ({}),\n", row.join(", ")),
        },
    },
    Language {
        file: "skeletons/testee.ts",
        tables: [
            "const names = new Map<string, string>([\n",
            "const readOnly = new Map<string, string>([\n",
            "const reasons = new Map<string, string>([\n",
            "const members: [string, string, string][] = [\n",
        ],
        row: |row, _| format!("  [{}],\n", row.join(", ")),
    },
    Language {
        file: "skeletons/testee.go",
        tables: [
            "var names = map[string]string{\n",
            "var readOnly = map[string]string{\n",
            "var reasons = map[string]string{\n",
            "var members = [][3]string{\n",
        ],
        // As gofmt aligns them.
        row: |row, widest| match row {
            [key, value] => format!("\t{:widest$} {value},\n", format!("{key}:"), widest = widest + 1),
            _ => format!("\t{{{}}},\n", row.join(", ")),
        },
    },
];

/// The name of each file below `spec-vectors/`, and its text with today's tables.
pub(crate) fn files(directory: &Path) -> Result<Vec<(String, String)>, String> {
    let tables = [
        of_pairs(networks::table()),
        of_pairs(networks::read_only()),
        of_pairs(checks::reasons(Mechanism::EIP3009)),
        of_members(),
    ];
    let file = |language: &Language| {
        let mut text = fs::read_to_string(directory.join(language.file)).map_err(|error| error.to_string())?;
        for (begin, rows) in language.tables.iter().zip(&tables) {
            let changed = with_table(&text, language, begin, rows);
            text = changed.ok_or_else(|| format!("{} lacks {begin}", language.file))?;
        }
        Ok((language.file.to_owned(), text))
    };
    LANGUAGES.iter().map(file).collect()
}

fn of_pairs(pairs: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> Vec<Row> {
    pairs.into_iter().map(|(key, value)| vec![quoted(key.as_ref()), quoted(value.as_ref())]).collect()
}

/// Object, member and type, with a question mark if the member may be absent.
fn of_members() -> Vec<Row> {
    let rows = members::rows().into_iter().filter(|[object, ..]| OBJECTS.contains(&object.as_str()));
    let row = |[object, member, kind, absent]: [String; 4]| {
        let mark = if absent == "refused" { "" } else { "?" };
        vec![quoted(&object), quoted(&member), quoted(&format!("{kind}{mark}"))]
    };
    rows.map(row).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn with_table(text: &str, language: &Language, begin: &str, rows: &[Row]) -> Option<String> {
    let (front, rest) = text.split_once(begin)?;
    let length: usize = rest.split_inclusive('\n').take_while(|line| line.starts_with([' ', '\t'])).map(str::len).sum();
    let widest = rows.iter().filter_map(|row| row.first()).map(String::len).max().unwrap_or_default();
    let rows: String = rows.iter().map(|row| (language.row)(row, widest)).collect();
    Some([front, begin, &rows, rest.get(length..)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_replaced_and_nothing_else() {
        let [python, _, go] = &LANGUAGES;
        let rows = of_pairs([("a", "eip155:1"), ("longer", "eip155:2")]);
        let text =
            with_table("x\nNAMES = {\n    \"b\": \"eip155:3\",\n}\n  y\n", python, "NAMES = {\n", &rows).unwrap();
        assert_eq!(text, "x\nNAMES = {\n    \"a\": \"eip155:1\",\n    \"longer\": \"eip155:2\",\n}\n  y\n");
        let text = with_table("var names = {\n}\n", go, "var names = {\n", &rows).unwrap();
        assert_eq!(text, "var names = {\n\t\"a\":      \"eip155:1\",\n\t\"longer\": \"eip155:2\",\n}\n");
        assert_eq!(with_table("x\n", python, "NAMES = {\n", &rows), None);
    }

    #[test]
    fn every_object_has_members_of_which_some_may_be_absent() {
        let rows = of_members();
        for object in OBJECTS {
            assert!(rows.iter().any(|row| row[0] == quoted(object)), "{object}");
        }
        let kind = |member: &str| rows.iter().find(|row| row[1] == quoted(member)).map(|row| row[2].as_str());
        assert_eq!([kind("extra"), kind("amount")], [Some("\"object?\""), Some("\"decimal\"")]);
    }
}
