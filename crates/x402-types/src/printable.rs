//! Text of strangers, for people.

use alloc::{format, string::String};

/// Untrusted text on one line, with escapes. It cannot move the cursor, end the line, or reorder or hide text.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push_printable(&mut shown, c);
    }
    shown
}

/// Escapes a character as JSON does, as a surrogate pair if necessary, so that JSON stays JSON.
pub fn push_printable(shown: &mut String, c: char) {
    if is_printable(c) {
        shown.push(c);
    } else {
        shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
    }
}

/// Whether a character is visible and stays at its place in the text.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    // Letters, marks and symbols that are invisible: Unicode's Default_Ignorable_Code_Point, and the Braille blank.
    let is_blank = matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    // `Debug` escapes controls, format characters, unusual spaces and unassigned characters. After another character,
    // it keeps combining marks, which some scripts need.
    !is_blank && ['.', c].iter().collect::<String>().escape_debug().count() == 2
}
