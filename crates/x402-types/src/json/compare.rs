//! Compares JSON by value (C-16, B-2).

use alloc::{borrow::Cow, collections::BinaryHeap, vec::Vec};

use super::{JsonRef, decimal::Decimal};

/// The rule for comparing objects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Both have the same fields.
    Equal,
    /// The left object has all fields of the right one.
    Contains,
}

impl JsonRef<'_> {
    /// Returns `true` if both values are equal (C-16). Numbers are compared exactly and by value (`1`, `1.0` and `1e0`
    /// are equal, and so are `0` and `-0`), strings after unescaping, and fields in any order.
    pub fn same_value(&self, other: &JsonRef<'_>) -> bool {
        self.text() == other.text() || compare(self, other, Rule::Equal, &mut false)
    }

    /// Returns `true` if this value has every field of `required` with an equal value (B-2). Nested objects are
    /// compared under the same rule. Values that are not both objects are compared as [`same_value`](Self::same_value)
    /// does. A required `null` may be absent.
    pub fn contains(&self, required: &JsonRef<'_>) -> bool {
        self.contains_all_but_nulls(required, &mut false)
    }

    /// As [`contains`](Self::contains), and sets `null_skipped` if a required `null` is absent.
    pub(crate) fn contains_all_but_nulls(&self, required: &JsonRef<'_>, null_skipped: &mut bool) -> bool {
        self.text() == required.text() || compare(self, required, Rule::Contains, null_skipped)
    }
}

/// The depth limit of the check that both texts have passed bounds the recursion.
fn compare(left: &JsonRef<'_>, right: &JsonRef<'_>, rule: Rule, null_skipped: &mut bool) -> bool {
    if left.is_object() && right.is_object() {
        return compare_objects(left, right, rule, null_skipped);
    }
    if let (Ok(mut left), Ok(mut right)) = (left.elements(), right.elements()) {
        // Subset rules end at an array, because both official servers compare its elements completely.
        return loop {
            match (left.next(), right.next()) {
                (None, None) => break true,
                (Some(left), Some(right)) if compare(&left, &right, Rule::Equal, &mut false) => {}
                _ => break false,
            }
        };
    }
    // Containers are not compared by text, because that would read the same text again at every depth.
    if left.text() == right.text() {
        return true;
    }
    if let (Ok(left), Ok(right)) = (left.string(), right.string()) {
        return left == right;
    }
    left.is_number() && right.is_number() && Decimal::read(left.text()) == Decimal::read(right.text())
}

fn compare_objects(left: &JsonRef<'_>, right: &JsonRef<'_>, rule: Rule, null_skipped: &mut bool) -> bool {
    let (left, right) = (SortedMembers::of(*left), SortedMembers::of(*right));
    if rule == Rule::Equal && left.values.len() != right.values.len() {
        return false;
    }
    right.iter().all(|(name, wanted)| match left.get(name) {
        Some(value) => compare(&value, &wanted, rule, null_skipped),
        None if rule == Rule::Contains && wanted.is_null() => {
            *null_skipped = true;
            true
        }
        None => false,
    })
}

/// The fields of an object by name. This is for looking up many fields, because [`JsonRef::get`] reads the object for
/// each.
pub(crate) struct SortedMembers<'a> {
    names: Vec<Placed<'a>>,
    /// The values, in the order of the text.
    values: Vec<JsonRef<'a>>,
}

/// A name, and the number that belongs to it.
pub(super) type Placed<'a> = (Cow<'a, str>, usize);

/// Sorts names with a heap. The sort of slices is faster, but takes several times as much code, and sorting is rare here.
pub(super) fn sorted(names: Vec<Placed<'_>>) -> Vec<Placed<'_>> {
    BinaryHeap::from(names).into_sorted_vec()
}

impl<'a> SortedMembers<'a> {
    /// A value that is not an object has no fields.
    pub(crate) fn of(object: JsonRef<'a>) -> Self {
        let members = object.members().into_iter().flatten().enumerate();
        let (names, values) = members.map(|(index, (name, value))| ((name, index), value)).unzip();
        Self { names: sorted(names), values }
    }

    pub(crate) fn get(&self, name: &str) -> Option<JsonRef<'a>> {
        let at = self.names.binary_search_by(|(found, _)| (**found).cmp(name)).ok()?;
        self.value(self.names.get(at)?)
    }

    fn value(&self, (_, index): &Placed<'a>) -> Option<JsonRef<'a>> {
        self.values.get(*index).copied()
    }

    fn iter(&self) -> impl Iterator<Item = (&str, JsonRef<'a>)> {
        self.names.iter().filter_map(|placed| Some((&*placed.0, self.value(placed)?)))
    }
}

#[cfg(test)]
mod tests {
    use crate::RawJson;

    fn same(left: &str, right: &str) -> bool {
        RawJson::parse(left).unwrap().as_json().same_value(&RawJson::parse(right).unwrap().as_json())
    }

    #[test]
    fn numbers_compare_exactly_and_by_value() {
        for (left, right) in [
            ("1", "1.0"),
            ("1", "1e0"),
            ("0", "-0"),
            ("0e5", "0.00"),
            ("100", "1e2"),
            ("0.012", "12E-3"),
            ("10e99999999999999999998", "1e99999999999999999999"),
            ("-1.50", "-15e-1"),
            ("0.1e-99999999999999999998", "1e-99999999999999999999"),
        ] {
            assert!(same(left, right), "{left} = {right}");
            assert!(same(right, left), "{right} = {left}");
        }
        for (left, right) in [
            ("1", "-1"),
            ("1", "1.0000000000000000000000000000001"),
            ("9007199254740992", "9007199254740993"),
            ("1e99999999999999999999", "1e99999999999999999998"),
            ("1e400", "2e400"),
            ("1", "\"1\""),
            ("0", "false"),
            ("null", "false"),
        ] {
            assert!(!same(left, right), "{left} /= {right}");
        }
    }

    #[test]
    fn strings_compare_after_unescaping_and_members_in_any_order() {
        assert!(same(r#"{"a":1,"b":[true,"\u0078"]}"#, r#"{ "b" : [true, "x"], "\u0061": 1.0 }"#));
        assert!(!same(r#"{"a":1,"b":2}"#, r#"{"a":1}"#));
        assert!(!same("[1,2]", "[2,1]"));
        assert!(!same("[1,2]", "[1,2,3]"));
        assert!(!same(r#"{"a":null}"#, "{}"));
    }
}
