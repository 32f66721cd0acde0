//! Decides what may be printed: colour only on a terminal, and no characters by which untrusted text could control the
//! terminal.

use std::{
    io::{self, Write},
    time::{Duration, UNIX_EPOCH},
};

pub(crate) use x402_types::printable::printable;
use x402_types::printable::push_printable;

/// The word in bold and in the colour of its outcome: green for good, red for bad, yellow for open. [`Terminal`] drops the colour
/// where none is wanted.
pub(crate) fn outcome(word: &str) -> String {
    let colour = match word {
        "valid" | "pass" => 32,
        "invalid" | "fail" => 31,
        "undecided" | "needs" => 33,
        _ => return word.to_owned(),
    };
    format!("\u{1b}[1;{colour}m{word}\u{1b}[0m")
}

/// Prints seconds since 1970-01-01 UTC as a date, or as a number beyond the year 9999.
pub(crate) fn time(seconds: u64) -> String {
    const LAST: u64 = 253_402_300_799;
    match UNIX_EPOCH.checked_add(Duration::from_secs(seconds)) {
        Some(time) if seconds <= LAST => humantime::format_rfc3339_seconds(time).to_string(),
        _ => format!("{seconds} s after 1970"),
    }
}

/// JSON text on one line. The text has line breaks and tabs only between tokens.
pub(crate) fn printable_json(text: &str) -> String {
    printable(&text.replace(['\n', '\r', '\t'], " "))
}

/// Text for people. On a terminal, long lines are broken between words. Otherwise each statement stays on one line.
pub(crate) fn fitted(text: &str, columns: Option<usize>) -> String {
    columns.map_or_else(|| text.to_owned(), |columns| wrapped(text, columns))
}

/// Breaks the lines that are longer than `width` columns. JSON is never broken, so that it can be copied.
fn wrapped(text: &str, width: usize) -> String {
    let is_json = |line: &str| line.trim_start().starts_with(['{', '}', '[', ']', '"']);
    let line = |line: &str| {
        if is_json(line) || columns(line) <= width { line.to_owned() } else { wrapped_line(line, width) }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str, width: usize) -> String {
    let indent = hanging(line, width);
    let (mut shown, mut at, mut gap) = (String::with_capacity(line.len()), 0, 0);
    for (index, word) in line.split(' ').enumerate() {
        gap += usize::from(index > 0);
        let length = columns(word);
        if length == 0 {
            continue;
        }
        // A word that is too long for any line stays where it is. A header's value is copied together with its name.
        if at > 0 && at + gap + length > width && indent + length <= width {
            shown.push('\n');
            (at, gap) = (0, indent);
        }
        shown += &" ".repeat(gap);
        shown += word;
        at += gap + length;
        gap = 0;
    }
    shown
}

/// The indent of a continued line. It is the last column of a table if an address fits there, and otherwise two columns
/// more than the line's indent.
fn hanging(line: &str, width: usize) -> usize {
    const ADDRESS: usize = 44;
    let further = line.len() - line.trim_start().len() + 2;
    let (mut column, mut at, mut spaces) = (further, 0, 0);
    for word in line.split(' ') {
        let length = columns(word);
        if length == 0 {
            spaces += 1;
        } else {
            if spaces > 0 && at > further {
                column = at;
            }
            spaces = 0;
        }
        at += length + 1;
    }
    if column + ADDRESS <= width { column } else { further }
}

/// The number of columns that a text takes on a terminal. Colours take none.
fn columns(text: &str) -> usize {
    let mut in_colour = false;
    let visible = |c: &char| match (*c, in_colour) {
        ('\u{1b}', _) => {
            in_colour = true;
            false
        }
        (c, true) => {
            in_colour = c != 'm';
            false
        }
        _ => true,
    };
    text.chars().filter(visible).count()
}

/// Line feeds and the colours of [`outcome`], which this program writes itself.
const OURS: [&str; 5] = ["\n", "\u{1b}[0m", "\u{1b}[1;31m", "\u{1b}[1;32m", "\u{1b}[1;33m"];

/// Standard output or standard error, for everything that this program writes there. It escapes unprintable characters
/// except those in [`OURS`]. Untrusted text has already been through [`printable`].
pub(crate) struct Terminal<W> {
    pub(crate) to: W,
    pub(crate) has_colours: bool,
}

impl<W> Terminal<W> {
    /// Without colours.
    pub(crate) const fn plain(to: W) -> Self {
        Self { to, has_colours: false }
    }
}

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut shown = String::with_capacity(text.len());
        let mut rest = &*text;
        loop {
            // Most text is plain, and is copied as a whole.
            let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
            let (plain, other) = rest.split_at(rest.bytes().take_while(is_plain).count());
            shown += plain;
            rest = other;
            let Some(c) = rest.chars().next() else { break };
            let ours = OURS.iter().find(|ours| rest.starts_with(**ours));
            match ours {
                Some(ours) if self.has_colours || *ours == "\n" => shown += ours,
                Some(_) => {}
                // Untrusted text is already escaped, so these characters are between JSON tokens.
                None if matches!(c, '\t' | '\r') => shown.push(' '),
                None => push_printable(&mut shown, c),
            }
            rest = rest.split_at(ours.map_or(c.len_utf8(), |ours| ours.len())).1;
        }
        self.to.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Terminal, columns, wrapped};

    const TEXT: &str = "\
\u{1b}[1;32mvalid\u{1b}[0m: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0.010000 USDC (10000 atomic units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e) to 0x209693Bc6afc0C5328bA36FaF03C514EF312287C on eip155:84532, and expires in 54 s

checks
  pass     offer              the payment matches one of the server's payment requirements
  \u{1b}[1;33mneeds\u{1b}[0m    account-code       ask eip155:84532 whether 0x857b06519E91e3A54538791bDbb0E22373e36b66 has code
  authorization-unused ask eip155:84532 whether this authorization of 0x857b06519E91e3A54538791bDbb0E22373e36b66 is neither used nor cancelled
  \"description\": \"a text with spaces, which is longer than the line and would not be the same if it were broken\"
";

    #[test]
    fn blanks_between_the_tokens_of_json_stay_blanks() {
        let mut written = Vec::new();
        Terminal::plain(&mut written).write_all(b"{\t\"a\":\r\n1,\"b\":\"\x1b\"}").unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "{ \"a\": \n1,\"b\":\"\\u001b\"}");
    }

    #[test]
    fn lines_break_between_words() {
        let shown = wrapped(TEXT, 80);
        for (line, width) in shown.lines().map(|line| (line, columns(line))) {
            assert!(width <= 80 || line.starts_with("  \""), "{width}: {line}");
        }
        assert!(shown.contains("\n  0x209693Bc6afc0C5328bA36FaF03C514EF312287C on"), "{shown}");
        assert!(
            shown.contains("\n                              0x857b06519E91e3A54538791bDbb0E22373e36b66"),
            "{shown}"
        );
        // No word is lost or broken.
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for width in 1..200 {
            assert_eq!(words(&wrapped(TEXT, width)), words(TEXT), "{width}");
        }
        assert_eq!(wrapped(TEXT, 220), TEXT);
        assert_eq!(wrapped("", 80), "");
    }

    #[test]
    fn what_is_to_be_copied_stays_on_its_line() {
        let header = format!("PAYMENT-SIGNATURE: {}\n", "e".repeat(500));
        assert_eq!(wrapped(&header, 80), header);
        let json = format!("  {{\"name\":\"USD Coin\",\"{}\":1}}\n", "x ".repeat(50));
        assert_eq!(wrapped(&json, 80), json);
    }
}
