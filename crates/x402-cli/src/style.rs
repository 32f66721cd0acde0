//! Colour, on a terminal only.

use std::io::IsTerminal;

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
