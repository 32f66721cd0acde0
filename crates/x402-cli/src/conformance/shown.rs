//! The content of a vector, in sections that become text for a terminal or a part of an HTML page.

use std::borrow::Cow;

use x402_conformance::{
    reference::Reference,
    vector::{ChainCall, Level, Vector},
};

/// A part of a line.
pub(super) enum Piece<'a> {
    Words(Cow<'a, str>),
    /// A value, to the letter.
    Value(Cow<'a, str>),
    /// The name of another vector.
    Vector(&'a str),
    Ruling(&'a str),
    /// The id of a statement of a document.
    Statement(&'a str),
    /// The name of a note.
    Flag(&'a str),
}

pub(super) type Line<'a> = Vec<Piece<'a>>;

/// A heading, and what stands below it.
pub(super) struct Section<'a> {
    pub(super) heading: Line<'a>,
    pub(super) lines: Vec<Line<'a>>,
    /// A text that is copied.
    pub(super) verbatim: Option<Cow<'a, str>>,
}

impl<'a> Section<'a> {
    fn new(heading: impl Into<Cow<'a, str>>, lines: Vec<Line<'a>>) -> Self {
        Self { heading: vec![words(heading)], lines, verbatim: None }
    }

    fn copied(heading: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        Self { verbatim: Some(text.into()), ..Self::new(heading, vec![]) }
    }
}

fn words<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece::Words(text.into())
}

fn value<'a>(text: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece::Value(text.into())
}

/// Everything but the id, the title and the comment.
pub(super) fn sections<'a>(vector: &'a Vector, reference: &'a Reference) -> Vec<Section<'a>> {
    let mut sections = vec![expected(vector, reference)];
    if let (Some(parent), Some(change)) = (&vector.parent, &vector.change) {
        let line = vec![words(&change.path), words(": "), value(&change.from), words(" became "), value(&change.to)];
        let heading = vec![words("made from "), Piece::Vector(parent), words(", with one change")];
        sections.push(Section { heading, lines: vec![line], verbatim: None });
    }
    sections.extend(notes(vector, reference));
    if !vector.rulings.is_empty() {
        let line = |id: &'a String| {
            let ruling = reference.ruling(id).unwrap_or("see docs/reference/rulings");
            vec![Piece::Ruling(id), words(": "), words(ruling)]
        };
        sections.push(Section::new("rulings", vector.rulings.iter().map(line).collect()));
    }
    if !vector.requirements.is_empty() {
        let mut heading = vec![words("statements of the specification: ")];
        for (index, id) in vector.requirements.iter().enumerate() {
            heading.extend((index > 0).then(|| words(", ")));
            heading.push(Piece::Statement(id));
        }
        sections.push(Section { heading, lines: vec![], verbatim: None });
    }
    sections.extend(computed(vector));
    sections.push(confirmed(vector));
    sections.push(Section::copied("input, to the letter", vector.input.as_str()));
    let again = format!(
        "  x402 conformance run --id {id}  # this program itself\n  \
         x402 conformance run --id {id} -- YOUR PROGRAM",
        id = vector.id
    );
    sections.push(Section::copied("run it again with", again));
    sections
}

fn expected<'a>(vector: &'a Vector, reference: &'a Reference) -> Section<'a> {
    let expect = &vector.expect;
    let mut lines = vec![
        vec![words(format!("level: {} ({})", vector.level, binds(vector.level)))],
        vec![words("result: "), value(expect.result.as_str())],
    ];
    for (name, word) in [("reason", &expect.reason), ("check", &expect.check), ("stage", &expect.stage)] {
        let Some(word) = word else { continue };
        let sentence = reference.check(word).filter(|_| name == "check");
        let sentence = sentence.map(|sentence| format!(" ({sentence})")).unwrap_or_default();
        lines.push(vec![words(format!("{name}: {word}{sentence}"))]);
    }
    Section::new(format!("expected: {}, of {}", expect.class.as_str(), vector.op), lines)
}

/// What binds an implementation to the verdict.
pub(super) const fn binds(level: Level) -> &'static str {
    match level {
        Level::Must => "the specification requires it, or the settling contract or program was executed",
        Level::Should => "the official SDKs agree, or no single verdict is right",
        Level::Policy => "this project has decided, and others may decide otherwise",
    }
}

fn notes<'a>(vector: &'a Vector, reference: &'a Reference) -> impl Iterator<Item = Section<'a>> {
    vector.flags.iter().filter_map(|flag| {
        let note = reference.note(flag)?;
        let heading = vec![Piece::Flag(flag), words(": "), words(&note.text)];
        let effect = vec![words("effect of the bug: "), words(&note.effect)];
        Some(Section { heading, lines: vec![effect], verbatim: None })
    })
}

/// Intermediate values, and the results of what settles.
fn computed(vector: &Vector) -> Vec<Section<'_>> {
    let intermediate = &vector.intermediate;
    let values = [
        ("domain separator", &intermediate.domain_separator),
        ("struct hash", &intermediate.struct_hash),
        ("digest", &intermediate.digest),
        ("signer", &intermediate.signer),
        ("hashed", &intermediate.preimage),
    ];
    let line = |(name, text): (&'static str, &'_ Option<String>)| {
        text.as_ref().map(|text| vec![words(format!("{name}: ")), value(text.clone())])
    };
    let values: Vec<_> = values.into_iter().filter_map(line).collect();
    let calls: Vec<_> = intermediate.chain.iter().map(|call| vec![words(came_of(call))]).collect();
    let mut sections = Vec::new();
    if !values.is_empty() {
        sections.push(Section::new("intermediate values", values));
    }
    if !calls.is_empty() {
        sections.push(Section::new("results of the settling contract or program", calls));
    }
    sections
}

fn came_of(ChainCall { state, call, at, moved, reverted }: &ChainCall) -> String {
    let came = match (moved, reverted) {
        (Some(moved), _) => format!("moved {moved}"),
        (None, Some(reverted)) => format!("reverted: {reverted}"),
        (None, None) => "nothing".to_owned(),
    };
    format!("{call} at {at}, {state}: {came}")
}

fn confirmed(vector: &Vector) -> Section<'_> {
    match &vector.no_witness {
        Some(why) => Section::new(format!("no witness: {why}"), vec![]),
        None => {
            let line = |by: &str, confirms: &[String]| vec![words(format!("{by}: {}", confirms.join(", ")))];
            let lines = vector.witness.iter().map(|witness| line(&witness.by, &witness.confirms)).collect();
            Section::new("confirmed by", lines)
        }
    }
}
