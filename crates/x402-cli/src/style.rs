//! What may be printed: colour on a terminal only, and nothing that strangers could steer the terminal with.

use std::{
    io::IsTerminal,
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
    if wanted && std::io::stdout().is_terminal() {
        format!("\u{1b}[1;{colour}m{word}\u{1b}[0m")
    } else {
        word.to_owned()
    }
}

/// Unix seconds as people read them; as they are beyond the year 9999.
pub(crate) fn time(seconds: u64) -> String {
    const LAST: u64 = 253_402_300_799;
    match UNIX_EPOCH.checked_add(Duration::from_secs(seconds)) {
        Some(time) if seconds <= LAST => humantime::format_rfc3339_seconds(time).to_string(),
        _ => format!("{seconds} s after 1970"),
    }
}

/// What strangers wrote must not move the cursor, reorder or hide text.
pub(crate) fn printable(text: &str) -> String {
    let hides = |c: char| matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || hides(c) {
            shown += &format!("\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// JSON text on one line. Line breaks and tabs stand between its tokens only.
pub(crate) fn printable_json(text: &str) -> String {
    printable(&text.replace(['\n', '\r', '\t'], " "))
}
