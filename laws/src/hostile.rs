//! Texts of strangers that would steer a terminal, what may be printed of them, and what prints.

use std::{collections::BTreeSet, fs, path::Path};

use x402_types::printable::{LONGEST, printable};

/// What steers, reorders or hides: C0 and C1 controls, DEL, marks of direction, line separators, tags, variation selectors,
/// letters and symbols that show nothing, anchors of annotations. `unicodedata` of CPython 3.13 says Cc, Cf, Zl, Zp, or
/// `DerivedCoreProperties.txt` of Unicode 16 Default_Ignorable_Code_Point.
pub const HOSTILE: [char; 46] = [
    '\u{1}',
    '\u{7}',
    '\u{8}',
    '\t',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{85}',
    '\u{90}',
    '\u{9b}',
    '\u{9d}',
    '\u{9f}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{1160}',
    '\u{17b4}',
    '\u{180b}',
    '\u{180e}',
    '\u{180f}',
    '\u{200b}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{206f}',
    '\u{2800}',
    '\u{3164}',
    '\u{fe00}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{ffa0}',
    '\u{fff9}',
    '\u{fffb}',
    '\u{1d173}',
    '\u{e0001}',
    '\u{e007f}',
    '\u{e0100}',
    '\u{e01ef}',
];

/// All of it in one text, and a line that would look like a verdict.
#[must_use]
pub fn hostile() -> String {
    HOSTILE.iter().collect::<String>() + "\u{1b}]0;x\u{7}\u{1b}[1;32mvalid\u{1b}[0m\nvalid: forged"
}

/// All that is hostile in one text, long texts, and ones whose end an escape or a cut may reach.
#[must_use]
pub fn texts() -> Vec<String> {
    let short = [hostile(), "\0".into(), "\n\r\u{2028}".into()];
    let ends = (507..514).map(|length| format!("{}\u{202e}\u{1b}[2J", "a".repeat(length)));
    let long = ["a".repeat(1 << 20), hostile().repeat(2000), "é".repeat(1 << 19), "\u{e0001}".repeat(1 << 18)];
    short.into_iter().chain(ends).chain(long).collect()
}

/// A sentence is printable, on one line, and has an end.
///
/// # Panics
/// It is not.
pub fn check(stated: &str, what: &str) {
    let shown = printable(stated);
    assert!(stated == shown, "{what}: {}", shown.chars().take(500).collect::<String>());
    assert!(stated.len() <= 4 * LONGEST, "{what}: {} bytes", stated.len());
    assert!(!stated.is_empty(), "{what}");
}

/// What `Debug` prints of a value, as a program does whose `main` returns an error: nothing in it steers or reorders. Blank letters stay.
///
/// # Panics
/// Something does.
pub fn check_debug(value: &impl std::fmt::Debug, what: &str) {
    let text = format!("{value:?}");
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.chars().find(|c| steers(*c));
    assert_eq!(found, None, "{what}: {}", printable(&text).chars().take(500).collect::<String>());
}

/// The types for which a folder of sources, or a file, implements `Display` by hand.
///
/// # Panics
/// The sources cannot be read.
#[must_use]
pub fn displays(sources: &Path) -> BTreeSet<String> {
    if sources.is_dir() {
        let entries = fs::read_dir(sources).unwrap().map(|entry| entry.unwrap().path());
        return entries.flat_map(|path| displays(&path)).collect();
    }
    let text = fs::read_to_string(sources).unwrap();
    let name = |line: &str| {
        let (_, name) = line.trim().strip_prefix("impl")?.split_once("fmt::Display for ")?;
        Some(name.split(['<', ' ']).next()?.to_owned())
    };
    text.lines().filter_map(name).collect()
}
