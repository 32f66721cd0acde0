//! The bug that an invalid vector finds: an implementation that accepts the vector has this bug.
//!
//! The flag follows from the deciding check, from the error of the decoder, or from the operation. It is added to the
//! flags that the vector has by hand.

use std::sync::LazyLock;

use crate::vector::{BUG_FLAG_PREFIX, Class, Severity, Vector};

/// A bug, and the patterns by which it is found.
pub struct Bug {
    /// The flag of the vectors that find it.
    pub flag: &'static str,
    /// The class of bug.
    pub class: &'static str,
    /// A description.
    pub text: &'static str,
    /// The effect.
    pub effect: &'static str,
    /// The worst effect.
    pub severity: Severity,
    /// Rulings.
    pub sources: Vec<&'static str>,
    /// Pages with more information.
    pub links: Vec<&'static str>,
    patterns: Vec<(&'static str, &'static str)>,
}

static BUGS: LazyLock<Vec<Bug>> = LazyLock::new(|| {
    let rows = include_str!("bugs.txt").lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [flag, class, text, effect, severity, sources, links, patterns] = cells[..] else {
            panic!("{row}: a bug has eight cells");
        };
        let severity = serde_json::from_value(severity.into()).unwrap_or_else(|error| panic!("{row}: {error}"));
        let words = |cell: &'static str| cell.split_whitespace();
        let patterns = words(patterns).filter_map(|pattern| pattern.split_once(':')).collect();
        let (sources, links) = (words(sources).collect(), words(links).collect());
        Bug { flag, class, text, effect, severity, sources, links, patterns }
    })
    .collect()
});

/// The bug with such a pattern. A whole name takes precedence over a beginning.
fn by(kind: &str, name: &str) -> Option<&'static Bug> {
    let has =
        |bug: &&Bug, fits: &dyn Fn(&str) -> bool| bug.patterns.iter().any(|(of, found)| *of == kind && fits(found));
    let whole = BUGS.iter().find(|bug| has(bug, &|pattern| pattern == name));
    whole.or_else(|| BUGS.iter().find(|bug| has(bug, &|pattern| pattern.ends_with('-') && name.starts_with(pattern))))
}

/// The bug of an implementation that accepts this vector. The vector says the kind of the decoder's error, or `kind`
/// does.
///
/// # Errors
/// The vector has to be refused, and no row has its bug.
fn bug_of(vector: &Vector, kind: Option<&str>) -> Result<&'static Bug, String> {
    let known = vector
        .expect
        .ours
        .as_ref()
        .and_then(|ours| Some(ours.lenient.value().get("err")?.get("kind")?.as_str()?.to_owned()));
    let kind = known.as_deref().or(kind);
    let by_kind = kind.and_then(|kind| by("kind", kind));
    let by_check = || vector.expect.check.as_deref().and_then(|check| by("check", check));
    let by_op = || by("op", &vector.op);
    by_kind
        .or_else(by_check)
        .or_else(by_op)
        .ok_or_else(|| format!("{}: no row of bugs.txt says what bug takes it ({kind:?})", vector.id))
}

/// Adds the bug's flag to a vector that has to be refused, unless it names its bug itself.
///
/// # Errors
/// No row fits.
pub fn flag(vector: &mut Vector, kind: Option<&str>) -> Result<(), String> {
    let names_its_bug = vector.flags.iter().any(|flag| row(flag).is_some());
    if vector.expect.class == Class::Invalid && !names_its_bug {
        let flag = bug_of(vector, kind)?.flag;
        debug_assert!(flag.starts_with(BUG_FLAG_PREFIX), "a witness's fingerprint leaves such flags out");
        vector.flags.push(flag.to_owned());
    }
    Ok(())
}

/// The row of a flag.
pub fn row(flag: &str) -> Option<&'static Bug> {
    BUGS.iter().find(|bug| bug.flag == flag)
}
