//! The calls to a node.

use alloc::vec::Vec;

use x402_types::{Members, RawJson};

/// How many seconds before the request to settle a transaction may appear to be, because clocks differ.
pub(super) const SLACK: u64 = 10;

/// A method of a node, and the parameters of a call.
pub(super) type Call = (&'static str, Vec<RawJson>);

/// An object with these fields.
pub(super) fn object(members: impl IntoIterator<Item = (&'static str, RawJson)>) -> RawJson {
    members.into_iter().collect::<Members>().into()
}
