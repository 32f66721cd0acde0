//! Positions in a 402 response, as JSON pointers and as sort keys.

use alloc::{
    borrow::{Cow, ToOwned},
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{JsonRef, json_pointer};

/// The pointer to a field or an element below `pointer`.
pub(crate) fn at(pointer: &str, segment: &str) -> String {
    let mut inner = pointer.to_owned();
    json_pointer::push(&mut inner, segment);
    inner
}

/// The value at a pointer below `value`.
pub(crate) fn value_at<'a>(value: JsonRef<'a>, pointer: &str) -> Option<JsonRef<'a>> {
    pointer.split('/').skip(1).try_fold(value, |value, segment| {
        let name = json_pointer::name(segment)?;
        value.get(&name).or_else(|| value.elements().ok()?.nth(name.parse().ok()?))
    })
}

/// Positions in a document, as values and as sort keys. Each list and object is counted once, however many positions
/// are looked up in it.
pub(crate) struct Positions<'a> {
    root: JsonRef<'a>,
    /// The content of each value, by the address of its text. The path to a value may be nearly as long as the
    /// document.
    inside: BTreeMap<*const u8, BTreeMap<Cow<'a, str>, (usize, JsonRef<'a>)>>,
}

impl<'a> Positions<'a> {
    pub(crate) const fn new(root: JsonRef<'a>) -> Self {
        Self { root, inside: BTreeMap::new() }
    }

    /// The value at a pointer.
    pub(crate) fn value(&mut self, pointer: &str) -> Option<JsonRef<'a>> {
        pointer.split('/').skip(1).try_fold(self.root, |value, segment| Some(self.step(value, segment)?.1))
    }

    /// The sort key of a pointer. A missing field has the key of its parent.
    pub(crate) fn of(&mut self, pointer: &str) -> Vec<usize> {
        let mut position = Vec::new();
        let mut value = self.root;
        for segment in pointer.split('/').skip(1) {
            let Some((index, inner)) = self.step(value, segment) else { break };
            position.push(index);
            value = inner;
        }
        position
    }

    /// The field or element of a value that a segment of a pointer names, with its index there.
    fn step(&mut self, value: JsonRef<'a>, segment: &str) -> Option<(usize, JsonRef<'a>)> {
        let inside = self.inside.entry(value.text().as_ptr()).or_insert_with(|| inside_of(value));
        inside.get(&*json_pointer::name(segment)?).copied()
    }
}

/// The fields or elements of a value, by the segment of a pointer that names each.
fn inside_of(value: JsonRef<'_>) -> BTreeMap<Cow<'_, str>, (usize, JsonRef<'_>)> {
    let members = value.members().into_iter().flatten();
    let elements = value.elements().into_iter().flatten();
    let elements = elements.enumerate().map(|(index, element)| (Cow::Owned(index.to_string()), element));
    members.chain(elements).enumerate().map(|(index, (name, inner))| (name, (index, inner))).collect()
}
