//! Writes strings with the escapes that RFC 8259 requires.

use alloc::string::String;
use core::fmt::{self, Write};

use super::plain::Plain;

pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    write_inside(out, text);
    out.push('"');
}

/// Writes the printed text of a value, without a copy of it.
pub(crate) fn write_displayed(out: &mut String, value: &dyn fmt::Display) {
    out.push('"');
    // Writing to a String cannot fail.
    let _ = write!(Inside(out), "{value}");
    out.push('"');
}

/// Text between the quotes of a string.
struct Inside<'o>(&'o mut String);

impl Write for Inside<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_inside(self.0, text);
        Ok(())
    }
}

#[inline]
fn write_inside(out: &mut String, text: &str) {
    if Plain::new().length(text.as_bytes()) == text.len() {
        out.push_str(text);
    } else {
        write_escaped(out, text);
    }
}

/// Also writes text above ASCII, which has no escapes.
#[inline(never)]
fn write_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((plain, special, tail)) = split_special(rest) {
        out.push_str(plain);
        match special {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            // A control character: below U+0020.
            control => {
                let code = u32::from(control);
                out.push_str(if code < 16 { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(code & 15, 16));
            }
        }
        rest = tail;
    }
    out.push_str(rest);
}

fn split_special(text: &str) -> Option<(&str, char, &str)> {
    let at = text.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
    let (plain, rest) = text.split_at_checked(at)?;
    let mut chars = rest.chars();
    let special = chars.next()?;
    Some((plain, special, chars.as_str()))
}
