//! Edits of a 402 response, addressed with JSON pointers.

use alloc::{collections::BTreeMap, format, string::ToString, vec::Vec};
use core::ops::Bound;

use x402_types::{JsonRef, Members, RawJson, json_pointer};

use crate::{Edit, Finding, position::at};

/// Returns the 402 response with every fix of these findings. An edit inside a value that a different edit replaces is
/// lost, so a second run of the linter may report its finding again.
#[must_use]
pub fn fixed(payment_required: &RawJson, findings: &[Finding]) -> RawJson {
    fixed_part(payment_required.as_json(), "", findings).unwrap_or_else(|| payment_required.clone())
}

/// The part of a 402 response at this pointer, with every fix of these findings inside it. `None` if a fix removes it.
pub(crate) fn fixed_part(value: JsonRef<'_>, pointer: &str, findings: &[Finding]) -> Option<RawJson> {
    let mut edits = Edits::new();
    for (index, edit) in findings.iter().flat_map(|finding| &finding.fix).enumerate() {
        edits.entry(&edit.pointer).or_insert((index, edit));
    }
    edited(value, pointer, &edits)
}

/// The first edit of each pointer and its index among all edits, sorted by pointer.
type Edits<'a> = BTreeMap<&'a str, (usize, &'a Edit)>;

/// The maximum number of rounds of linting and correcting. An edit can hide a different finding, so two rounds are
/// needed; the rest is reserve.
pub(crate) const ROUNDS: usize = 8;

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

/// The edits below a pointer. Their pointers continue with a slash, and `0` is the character after the slash.
fn inside<'a>(pointer: &str, edits: &Edits<'a>) -> impl Iterator<Item = (usize, &'a Edit)> {
    let (first, end) = (format!("{pointer}/"), format!("{pointer}0"));
    edits.range::<str, _>((Bound::Included(&*first), Bound::Excluded(&*end))).map(|(_, edit)| *edit)
}

/// The part of a pointer below an outer pointer.
fn below<'a>(outer: &str, inner: &'a str) -> Option<&'a str> {
    inner.strip_prefix(outer)?.strip_prefix('/')
}
