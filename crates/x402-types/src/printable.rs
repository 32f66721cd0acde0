//! Escapes untrusted text for people. The errors and reports of these crates are escaped in this way. A value such as a
//! [`ReasonCode`](crate::ReasonCode), and a text such as the `error` of a 402 response, is kept as received: escape it
//! before you show it.
//!
//! The module also has the times of sentences: [`At`] for a time, [`Apart`] and [`Seconds`] for a number of seconds.

mod time;

use alloc::{format, string::String};
use core::fmt::{self, Write};

pub use time::{Apart, At, Seconds, date, days_in};

/// The maximum number of bytes of a sentence. The rest of the untrusted texts in it is cut off, because sentences go
/// into logs.
pub const LONGEST: usize = 4096;

/// The maximum number of bytes of one untrusted text in a sentence. Addresses and hashes of every chain are shorter.
pub const SHORT: usize = 512;

/// Returns untrusted text on one line, with escapes as in JSON. The result cannot move the cursor, end the line, or
/// reorder or hide text.
///
/// ```
/// use x402_types::printable::printable;
/// assert_eq!(printable("\u{1b}[2J\u{202e}paid"), r"\u001b[2J\u202epaid");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push_printable(&mut shown, c);
    }
    shown
}

/// Appends a character as [`printable`] writes it. An escape is that of JSON, a surrogate pair if necessary, so that JSON
/// stays JSON.
///
/// ```
/// use x402_types::printable::push_printable;
/// let mut shown = String::from("é");
/// push_printable(&mut shown, '\u{e0001}'); // an invisible tag
/// assert_eq!(shown, r"é\udb40\udc01");
/// ```
pub fn push_printable(shown: &mut String, c: char) {
    if is_printable(c) {
        shown.push(c);
    } else {
        shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
    }
}

/// A value that prints as [`printable`] writes its text. Text that is already printable does not change, so sentences
/// may be nested.
/// It has no further field.
///
/// ```
/// use x402_types::printable::Printable;
/// assert_eq!(Printable("two\nlines").to_string(), r"two\u000alines");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Printable<T>(pub T);

impl<T: fmt::Display> fmt::Display for Printable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_printable(f, usize::MAX, format_args!("{}", self.0))
    }
}

/// A value that prints as [`write_sentence`] writes it: escaped, and at most [`LONGEST`] bytes of it.
/// It has no further field.
///
/// ```
/// use x402_types::printable::{LONGEST, Sentence};
/// assert_eq!(Sentence("a".repeat(9_999)).to_string().len(), LONGEST + '…'.len_utf8());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sentence<T>(pub T);

impl<T: fmt::Display> fmt::Display for Sentence<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence(f, format_args!("{}", self.0))
    }
}

/// One untrusted text in a sentence: as [`Printable`], but at most [`SHORT`] bytes of it, so that the sentence
/// continues after it.
/// It has no further field.
///
/// ```
/// use x402_types::printable::{SHORT, Short};
/// let sentence = format!("{} is unknown", Short("a".repeat(9_999)));
/// assert_eq!(sentence.len(), SHORT + "… is unknown".len());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Short<T>(pub T);

impl<T: fmt::Display> fmt::Display for Short<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_printable(f, SHORT, format_args!("{}", self.0))
    }
}

/// Writes a sentence as [`printable`] writes text, and cuts it off after [`LONGEST`] bytes with an ellipsis. Call this in
/// the `Display` of an error that contains untrusted text.
///
/// ```
/// use std::fmt;
/// use x402_types::printable::write_sentence;
///
/// struct UnknownDelivery(String);
///
/// impl fmt::Display for UnknownDelivery {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write_sentence(f, format_args!("no delivery is called {}", self.0))
///     }
/// }
///
/// assert_eq!(UnknownDelivery("\u{1b}c".into()).to_string(), r"no delivery is called \u001bc");
/// ```
///
/// # Errors
/// Those of the formatter.
pub fn write_sentence(f: &mut fmt::Formatter<'_>, sentence: fmt::Arguments<'_>) -> fmt::Result {
    write_printable(f, LONGEST, sentence)
}

/// Writes what the function writes, in the same way as [`write_sentence`].
///
/// # Errors
/// Those of the formatter.
pub fn write_sentence_with(
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    write_sentence(f, format_args!("{}", Written(write)))
}

/// A function that writes to a formatter.
struct Written<W>(W);

impl<W: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Written<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

fn write_printable(f: &mut fmt::Formatter<'_>, most: usize, text: fmt::Arguments<'_>) -> fmt::Result {
    let left = Some(most);
    Escaping { f, left }.write_fmt(text)
}

/// Escapes the text that is written to a formatter, up to a length.
struct Escaping<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    /// The number of bytes that may follow. `None` once the rest is cut off.
    left: Option<usize>,
}

impl Escaping<'_, '_> {
    /// Writes a printable text, whole or not at all if it is an escape.
    fn push(&mut self, text: &str, is_escape: bool) -> fmt::Result {
        let Some(left) = self.left else { return Ok(()) };
        if let Some(left) = left.checked_sub(text.len()) {
            self.left = Some(left);
            return self.f.write_str(text);
        }
        self.left = None;
        let end = if is_escape { 0 } else { (0..=left).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0) };
        self.f.write_str(text.get(..end).unwrap_or_default())?;
        self.f.write_char('…')
    }
}

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Nearly every text is printable ASCII. Without an early end, many characters are compared at once.
        if text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~')) {
            return self.push(text, false);
        }
        let mut rest = text;
        while self.left.is_some() && !rest.is_empty() {
            let (plain, after) = rest.split_at_checked(plain_len(rest)).unwrap_or((rest, ""));
            if !plain.is_empty() {
                self.push(plain, false)?;
            }
            let mut after = after.chars();
            if let Some(c) = after.next() {
                let mut escape = String::new();
                push_printable(&mut escape, c);
                self.push(&escape, true)?;
            }
            rest = after.as_str();
        }
        Ok(())
    }
}

/// The length of the printable beginning of a text.
fn plain_len(text: &str) -> usize {
    text.char_indices().find(|(_, c)| !is_printable(*c)).map_or(text.len(), |(at, _)| at)
}

/// `true` if a character is visible and stays at its position in the text.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // Letters, marks and symbols that are invisible: Unicode's Default_Ignorable_Code_Point, and the Braille blank.
    let is_blank = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    // `Debug` escapes controls, format characters, unusual spaces and unassigned characters. After a different
    // character, it keeps combining marks, which some scripts need.
    !is_blank && ['.', c].iter().collect::<String>().escape_debug().count() == 2
}
