//! Edits of a demand, addressed by JSON pointers.

use alloc::{collections::BTreeMap, format, string::ToString, vec::Vec};
use core::ops::Bound;

use x402_types::{JsonRef, Members, RawJson, json_pointer};

use crate::{Bounds, Edit, Finding, Lint, Source, lint, position::at};

/// Applies every fix of these findings to the demand. An edit inside a value that another edit replaces is lost, so a second
/// run of the linter may report it again.
#[must_use]
pub fn fixed(demand: &RawJson, findings: &[Finding]) -> RawJson {
    fixed_part(demand.as_json(), "", findings).unwrap_or_else(|| demand.clone())
}

/// The part of a demand at this pointer, with every fix of these findings inside it. `None` if a fix removes it.
pub(crate) fn fixed_part(value: JsonRef<'_>, pointer: &str, findings: &[Finding]) -> Option<RawJson> {
    let mut edits = Edits::new();
    for (index, edit) in findings.iter().flat_map(|finding| &finding.fix).enumerate() {
        edits.entry(&edit.pointer).or_insert((index, edit));
    }
    edited(value, pointer, &edits)
}

/// The first edit of each place and its index among all edits, sorted by pointer.
type Edits<'a> = BTreeMap<&'a str, (usize, &'a Edit)>;

/// The maximum number of rounds of judging and correcting. An edit can hide another finding, so two rounds are needed; the rest
/// is reserve.
pub(crate) const ROUNDS: usize = 8;

/// A demand after all edits.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Corrected {
    /// The demand.
    pub demand: RawJson,
    /// What the linter finds in it.
    pub left: Lint,
}

/// Applies the fixes that follow from the demand, the documents and the published tables, until nothing changes. Returns the corrected
/// demand and its remaining findings. It never has more errors than the demand had: a fix that would add some is left out. That happens
/// where a fault hid others.
///
/// ```
/// use x402_lint::{Bounds, corrected};
/// use x402_types::RawJson;
/// let demand = RawJson::parse(
///     r#"{"x402Version":2,"resource":{"url":"https://api.example.com/","tags":["weather","Weather"]},"accepts":[
///       {"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":5,
///        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}]}"#,
/// )?;
/// let corrected = corrected(&demand, &Bounds::DEFAULT);
/// assert!(corrected.left.findings.is_empty());
/// assert!(corrected.demand.as_str().contains(r#""maxTimeoutSeconds":60"#));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn corrected(demand: &RawJson, bounds: &Bounds) -> Corrected {
    let mut demand = demand.clone();
    let mut left = lint(&Source::Text(demand.as_str()), bounds);
    for _ in 0..ROUNDS {
        let mut next = fixed(&demand, &left.findings);
        let mut after = lint(&Source::Text(next.as_str()), bounds);
        if after.errors() > left.errors() {
            next = without_harm(&demand, &left, bounds);
            after = lint(&Source::Text(next.as_str()), bounds);
        }
        if next.as_str() == demand.as_str() {
            break;
        }
        (demand, left) = (next, after);
    }
    Corrected { demand, left }
}

/// The most findings that are tried one by one. Each costs a judgement of the whole demand.
const ONE_BY_ONE: usize = 64;

/// The fixes that together add no error, taken one after the other.
fn without_harm(demand: &RawJson, found: &Lint, bounds: &Bounds) -> RawJson {
    let (mut chosen, mut best) = (Vec::new(), demand.clone());
    for finding in found.findings.iter().filter(|finding| !finding.fix.is_empty()).take(ONE_BY_ONE) {
        chosen.push(finding.clone());
        let next = fixed(demand, &chosen);
        if lint(&Source::Text(next.as_str()), bounds).errors() > found.errors() {
            chosen.pop();
        } else {
            best = next;
        }
    }
    best
}

/// The depth limit of the JSON reader bounds the recursion.
fn edited(value: JsonRef<'_>, pointer: &str, edits: &Edits<'_>) -> Option<RawJson> {
    if let Some((_, edit)) = edits.get(pointer) {
        return edit.value.clone();
    }
    let mut inside = inside(pointer, edits).peekable();
    if inside.peek().is_none() {
        return Some(value.into());
    }
    if let Ok(elements) = value.elements() {
        let kept = elements
            .enumerate()
            .filter_map(|(index, element)| edited(element, &at(pointer, &index.to_string()), edits));
        return Some(RawJson::array(kept));
    }
    let Ok(members) = value.members() else { return Some(value.into()) };
    let mut changed = Members::new();
    for (name, member) in members {
        if let Some(member) = edited(member, &at(pointer, &name), edits) {
            changed.insert(&name, member);
        }
    }
    let mut inside: Vec<_> = inside.collect();
    inside.sort_unstable_by_key(|(index, _)| *index);
    for (_, edit) in inside {
        let name = below(pointer, &edit.pointer).filter(|name| !name.contains('/')).and_then(json_pointer::name);
        if let (Some(name), Some(new)) = (name, &edit.value)
            && value.get(&name).is_none()
        {
            changed.insert(&name, new.clone());
        }
    }
    Some(changed.into())
}

/// The edits below a place. Their pointers continue with a slash, and `0` is the character after the slash.
fn inside<'a>(pointer: &str, edits: &Edits<'a>) -> impl Iterator<Item = (usize, &'a Edit)> {
    let (first, end) = (format!("{pointer}/"), format!("{pointer}0"));
    edits.range::<str, _>((Bound::Included(&*first), Bound::Excluded(&*end))).map(|(_, edit)| *edit)
}

/// The part of a pointer below another one.
fn below<'a>(outer: &str, inner: &'a str) -> Option<&'a str> {
    inner.strip_prefix(outer)?.strip_prefix('/')
}
