//! What all HTML pages of this command have: no scripts, nothing that is fetched, and text of strangers that stays text.

use std::fmt::Write as _;

use x402_conformance::{reference::Reference, vector::Vector};

use super::shown::{Line, Piece, Section, sections};
use crate::style::printable;

/// A page may neither run nor fetch anything, nor send a form.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #8885; --soft: #8881; --bad: #b00020; --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c995 } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; overflow-wrap: anywhere }
h1 { line-height: 1.2; margin: .5rem 0 } h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem } h3 { font-size: 1rem; margin: 1rem 0 .2rem }
p { margin: .4rem 0 } ul { margin: .3rem 0; padding-left: 1.2rem }
table { border-collapse: collapse; width: 100% } th, td { padding: .25rem .5rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } .bad { color: var(--bad) } .good { color: var(--good) }
code, pre, bdi { unicode-bidi: isolate } code { font-size: .88em } pre { background: var(--soft); margin: .3rem 0; padding: .5rem; white-space: pre-wrap }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .35rem .6rem } summary { cursor: pointer }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .8rem; margin: .6rem 0 } dt { opacity: .75 } dd { margin: 0 }
.tag { border: 1px solid var(--line); border-radius: 1rem; font-size: .78rem; padding: 0 .45rem; white-space: nowrap }
:target { outline: 2px solid var(--bad); outline-offset: 2px }
";

/// The beginning of a page, with its heading.
pub(super) fn head(title: &str) -> String {
    let title = inert(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    )
}

pub(super) const TAIL: &str = "</body></html>\n";

/// Text for an element or an attribute: without markup, and without characters that control, hide or reorder text.
pub(super) fn inert(text: &str) -> String {
    escaped(&printable(text))
}

/// Text of this project, in which `code` stands between backticks.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // Without its pair, a backtick is a character.
    if parts.len().is_multiple_of(2) {
        return inert(text);
    }
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => inert(part),
        _ => format!("<code>{}</code>", inert(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Escapes text for XML and HTML. Characters that are invalid in XML become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push('\u{fffd}');
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Where the names of vectors, rulings, statements and notes lead.
pub(super) trait Links {
    fn vector(&self, id: &str) -> Option<String>;
    fn ruling(&self, id: &str) -> Option<String>;
    fn statement(&self, id: &str) -> Option<String>;
    fn flag(&self, flag: &str) -> Option<String>;
}

/// A name, as a link if it leads anywhere.
pub(super) fn link(name: &str, to: Option<String>) -> String {
    let name = format!("<code>{}</code>", inert(name));
    match to {
        Some(to) => format!("<a href=\"{}\">{name}</a>", inert(&to)),
        None => name,
    }
}

/// The content of a vector, below its title.
pub(super) fn vector(vector: &Vector, reference: &Reference, links: &impl Links) -> String {
    let mut html = String::new();
    if let Some(comment) = &vector.comment {
        html += &format!("<p>{}</p>\n", prose(comment));
    }
    // Where notes have no place, a page says of a bug only what an answer shows.
    let has_place = |section: &Section<'_>| !matches!(section.heading.first(), Some(Piece::Flag(flag)) if links.flag(flag).is_none());
    for section in sections(vector, reference).iter().filter(|section| has_place(section)) {
        // Writing to a String cannot fail.
        let _ = writeln!(html, "<h3>{}</h3>", line(&section.heading, links));
        if !section.lines.is_empty() {
            let items: String = section.lines.iter().map(|it| format!("<li>{}", line(it, links))).collect();
            let _ = writeln!(html, "<ul>{items}</ul>");
        }
        if let Some(verbatim) = &section.verbatim {
            let lines: Vec<String> = verbatim.lines().map(|line| inert(line.trim_start())).collect();
            let _ = writeln!(html, "{}", folded(&lines.join("\n")));
        }
    }
    html
}

/// A text that is copied. A long one is opened first.
fn folded(inert: &str) -> String {
    const LONGEST: usize = 4000;
    let length = inert.chars().count();
    match length > LONGEST {
        true => format!("<details><summary>{length} characters</summary><pre>{inert}</pre></details>"),
        false => format!("<pre>{inert}</pre>"),
    }
}

fn line(line: &Line<'_>, links: &impl Links) -> String {
    line.iter()
        .map(|piece| match piece {
            Piece::Words(text) => prose(text),
            Piece::Value(text) => format!("<code>{}</code>", inert(text)),
            Piece::Vector(id) => link(id, links.vector(id)),
            Piece::Ruling(id) => link(id, links.ruling(id)),
            Piece::Statement(id) => link(id, links.statement(id)),
            Piece::Flag(flag) => link(flag, links.flag(flag)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_strangers_is_inert() {
        let hostile = "<img src=x onerror=\"a()\">&\u{202e}\u{7}\u{200b}é";
        let inert = inert(hostile);
        assert_eq!(inert, "&lt;img src=x onerror=&quot;a()&quot;&gt;&amp;\\u202e\\u0007\\u200bé");
        assert_eq!(prose("`<b>` and `c`"), "<code>&lt;b&gt;</code> and <code>c</code>");
        assert_eq!(prose("a ` alone"), "a ` alone");
    }
}
