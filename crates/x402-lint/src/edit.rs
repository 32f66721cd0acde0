//! Edits of a demand, addressed by JSON pointers.

use alloc::{borrow::ToOwned, string::String, string::ToString, vec::Vec};

use x402_types::{JsonRef, Members, RawJson, json_pointer};

use crate::{Bounds, Lint, Source, lint};

/// A change in one place of a demand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The place, as a JSON pointer (RFC 6901). It may be a new member of an existing object.
    pub pointer: String,
    /// The new value. `None` removes the member or element.
    pub value: Option<RawJson>,
}

/// Applies every fix of these findings to the demand. An edit inside a value that another edit replaces is lost, so a second
/// run of the linter may report it again.
#[must_use]
pub fn fixed(demand: &RawJson, findings: &[crate::Finding]) -> RawJson {
    let edits: Vec<&Edit> = findings.iter().flat_map(|finding| &finding.fix).collect();
    edited(demand.as_json(), "", &edits).unwrap_or_else(|| demand.clone())
}

/// The maximum number of rounds of judging and correcting. An edit can hide another finding, so two rounds are needed; the rest
/// is reserve.
const ROUNDS: usize = 8;

/// Applies the fixes that follow from the demand alone, until nothing changes. Returns the corrected demand and its remaining
/// findings.
///
/// ```
/// use x402_lint::{Bounds, corrected};
/// use x402_types::RawJson;
/// let demand = RawJson::parse(
///     r#"{"x402Version":2,"resource":{"url":"https://api.example.com/","tags":["weather","Weather"]},"accepts":[
///       {"scheme":"exact","network":"eip155:84532","amount":"10000","maxTimeoutSeconds":5,
///        "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}]}"#,
/// )?;
/// let (demand, left) = corrected(&demand, &Bounds::DEFAULT);
/// assert!(left.findings.is_empty());
/// assert!(demand.as_str().contains(r#""maxTimeoutSeconds":60"#));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn corrected(demand: &RawJson, bounds: &Bounds) -> (RawJson, Lint) {
    let mut demand = demand.clone();
    let mut left = lint(&Source::Text(demand.as_str()), bounds);
    for _ in 0..ROUNDS {
        let next = fixed(&demand, &left.findings);
        if next.as_str() == demand.as_str() {
            break;
        }
        left = lint(&Source::Text(next.as_str()), bounds);
        demand = next;
    }
    (demand, left)
}

/// The depth limit of the JSON reader bounds the recursion.
fn edited(value: JsonRef<'_>, pointer: &str, edits: &[&Edit]) -> Option<RawJson> {
    if let Some(edit) = edits.iter().find(|edit| edit.pointer == pointer) {
        return edit.value.clone();
    }
    let inside: Vec<&Edit> = edits.iter().copied().filter(|edit| below(pointer, &edit.pointer).is_some()).collect();
    if inside.is_empty() {
        return Some(value.into());
    }
    if let Ok(elements) = value.elements() {
        let kept = elements
            .enumerate()
            .filter_map(|(index, element)| edited(element, &at(pointer, &index.to_string()), &inside));
        return Some(RawJson::array(kept));
    }
    let Ok(members) = value.members() else { return Some(value.into()) };
    let mut changed = Members::new();
    for (name, member) in members {
        if let Some(member) = edited(member, &at(pointer, &name), &inside) {
            changed.insert(&name, member);
        }
    }
    for edit in inside {
        let name = below(pointer, &edit.pointer).filter(|name| !name.contains('/')).and_then(json_pointer::name);
        if let (Some(name), Some(new)) = (name, &edit.value)
            && value.get(&name).is_none()
        {
            changed.insert(&name, new.clone());
        }
    }
    Some(changed.into())
}

/// The part of a pointer below another one.
fn below<'a>(outer: &str, inner: &'a str) -> Option<&'a str> {
    inner.strip_prefix(outer)?.strip_prefix('/')
}

/// The pointer to a member or an element below `pointer`.
pub(crate) fn at(pointer: &str, segment: &str) -> String {
    let mut inner = pointer.to_owned();
    json_pointer::push(&mut inner, segment);
    inner
}

/// The position of a place in its document, as a sort key. A missing member has the position of its parent.
pub(crate) fn position(root: JsonRef<'_>, pointer: &str) -> Vec<usize> {
    let mut position = Vec::new();
    let mut value = root;
    for segment in pointer.split('/').skip(1) {
        let Some(name) = json_pointer::name(segment) else { break };
        let members = value.members().into_iter().flatten().map(|(name, member)| (Some(name), member));
        let elements = value.elements().into_iter().flatten().map(|element| (None, element));
        let found = members.chain(elements).enumerate().find(|(index, (member, _))| {
            member.as_ref().map_or_else(|| index.to_string() == *name, |member| *member == name)
        });
        let Some((index, (_, inner))) = found else { break };
        position.push(index);
        value = inner;
    }
    position
}
