//! One difference.

use std::fmt::{self, Write};

use x402_conformance::run::Difference;

use super::{
    super::{printed::Printed, words::Words},
    contents::Contents,
};
use crate::conformance::html::{Links as _, inert, link, prose};

pub(super) fn write(
    text: &mut String,
    difference: &Difference,
    printed: &Printed<'_>,
    contents: &Contents,
) -> fmt::Result {
    let words = Words::new(difference, printed.reference);
    let id = &*difference.id;
    writeln!(
        text,
        "<details id=\"{0}\"><summary>{1} <span class=\"tag\">{2}</span> {3}<br>expected {4}; got <b class=\"bad\"><bdi>{5}</bdi></b></summary>",
        inert(id),
        link(id, contents.vector(id)),
        words.kind(),
        prose(&difference.title),
        prose(&words.expected()),
        inert(&words.got())
    )?;
    if let (Some(parent), Some(change)) = (&difference.parent, &difference.change) {
        writeln!(
            text,
            "<p>Made from {}: <code>{}</code> was <code>{}</code>, and is <code>{}</code>.</p>",
            link(parent, contents.vector(parent)),
            inert(&change.path),
            inert(&change.from),
            inert(&change.to)
        )?;
    }
    if let Some(detail) = &difference.detail {
        writeln!(text, "<p><bdi>{}</bdi></p>", inert(detail))?;
    }
    let of = |value: &Option<String>| inert(value.as_deref().unwrap_or("nothing"));
    for line in &difference.diff {
        let location = if line.pointer.is_empty() { "the answer" } else { &line.pointer };
        writeln!(text, "<pre>{}\n- {}\n+ {}</pre>", inert(location), of(&line.expected), of(&line.given))?;
    }
    for sentence in printed.usually(difference) {
        writeln!(text, "<p>Usually: {}</p>", prose(&sentence))?;
    }
    if !difference.rulings.is_empty() {
        let rulings: Vec<String> = difference.rulings.iter().map(|id| link(id, contents.ruling(id))).collect();
        writeln!(text, "<p>Rulings: {}</p>", rulings.join(", "))?;
    }
    writeln!(text, "<p>Again:</p><pre>{}</pre></details>", inert(&printed.about.again(id)))
}
