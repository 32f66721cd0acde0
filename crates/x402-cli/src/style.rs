//! What may be printed: colour on a terminal only, and nothing that strangers could steer the terminal with.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, UNIX_EPOCH},
};

/// Bold, in the colour of the outcome: green for good, red for bad, yellow for open.
pub(crate) fn outcome(word: &str) -> String {
    let colour = match word {
        "valid" | "pass" => 32,
        "invalid" | "fail" => 31,
        "undecided" | "needs" => 33,
        _ => return word.to_owned(),
    };
    // https://no-color.org
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && io::stdout().is_terminal() { format!("\u{1b}[1;{colour}m{word}\u{1b}[0m") } else { word.to_owned() }
}

/// Unix seconds as people read them; as they are beyond the year 9999.
pub(crate) fn time(seconds: u64) -> String {
    const LAST: u64 = 253_402_300_799;
    match UNIX_EPOCH.checked_add(Duration::from_secs(seconds)) {
        Some(time) if seconds <= LAST => humantime::format_rfc3339_seconds(time).to_string(),
        _ => format!("{seconds} s after 1970"),
    }
}

/// What strangers wrote, on one line: it must not move the cursor, end the line, reorder or hide text.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push_printable(&mut shown, c);
    }
    shown
}

/// JSON text on one line. Line breaks and tabs stand between its tokens only.
pub(crate) fn printable_json(text: &str) -> String {
    printable(&text.replace(['\n', '\r', '\t'], " "))
}

/// Escaped as in JSON, in halves if need be, so that JSON stays JSON.
fn push_printable(shown: &mut String, c: char) {
    if is_printable(c) {
        shown.push(c);
    } else {
        shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
    }
}

/// Whether a character shows, in its place.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // Letters, marks and symbols that show nothing: Default_Ignorable_Code_Point of Unicode, and the blank of Braille.
    let is_blank = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    // `Debug` escapes what is of no use to a reader: controls, format characters, odd spaces, what is not assigned. Behind
    // another character it leaves combining marks, without which some scripts cannot be written.
    !is_blank && ['.', c].iter().collect::<String>().escape_debug().count() == 2
}

/// Line feeds, and the colours of [`outcome`].
const OURS: [&str; 5] = ["\n", "\u{1b}[0m", "\u{1b}[1;31m", "\u{1b}[1;32m", "\u{1b}[1;33m"];

/// Standard output or standard error, for everything that this program writes there. What is not printable is escaped,
/// but for what is ours: a text of a stranger has been through [`printable`] before it stands beside it.
pub(crate) struct Terminal<W>(pub(crate) W);

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut shown = String::with_capacity(text.len());
        let mut rest = &*text;
        while let Some(c) = rest.chars().next() {
            let ours = OURS.iter().find(|ours| rest.starts_with(**ours));
            match ours {
                Some(ours) => shown += ours,
                None => push_printable(&mut shown, c),
            }
            rest = rest.split_at(ours.map_or(c.len_utf8(), |ours| ours.len())).1;
        }
        self.0.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
