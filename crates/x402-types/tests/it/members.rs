//! Every member of every object of both versions, where it stands by itself and inside others: missing, `null`, twice,
//! of the wrong type, tolerated. The cases are made from the tables of `objects.rs`, and the tables are checked against
//! the objects, so that a new member or object cannot be forgotten.

use x402_types::{DecodeError, DecodeOptions, Flag, Flags, Wire};

use crate::{
    objects::{Member, Need, Tabled, Type, every_object, sample, sites},
    support::assert_refused,
};

/// What encoding gives back. The refusal of an offer counts as that of its document.
fn read<T: Tabled>(text: &str, options: &DecodeOptions) -> Result<(T, Flags), DecodeError> {
    let decoded = T::decode(text, options)?;
    match decoded.value.refused_offer() {
        Some(error) => Err(error),
        None => Ok((decoded.value, decoded.flags)),
    }
}

fn strict<T: Tabled>(text: &str) -> Result<String, DecodeError> {
    read::<T>(text, &DecodeOptions::STRICT).map(|(object, _)| object.to_json())
}

#[test]
fn the_tables_are_complete() {
    // Each object that serde reads, as its list stands in the source.
    let source = include_str!("../../src/serde_bridge.rs");
    let (_, list) = source.split_once("serde_as_text!(\n").unwrap();
    let (list, _) = list.split_once(");").unwrap();
    let mut expected: Vec<_> = list.split(',').map(str::trim).collect();
    expected.sort_unstable();
    let mut found = Vec::new();
    fn name<T: Tabled>() -> &'static str {
        T::NAME
    }
    macro_rules! push {
        (::<$object:ty>) => {
            found.push(name::<$object>())
        };
    }
    every_object!(push!);
    found.sort_unstable();
    assert_eq!(found, expected);
}
