//! The parts of the input for a chain family.

use alloc::boxed::Box;

use serde_json::value::RawValue;
use x402_schemes::{SchemePayload, Terms};
use x402_types::RawJson;
use x402_verify::{AmountRule, Fact, Policy, Records};

use super::{
    super::{Fields, stop::Outcome},
    values::DistinctValues,
};

/// The parts of the input for a chain family.
pub(super) struct Chain {
    /// Adds the fields of `facts`.
    pub(super) facts: fn(&mut Fields<'_>, &mut DistinctValues<Fact>) -> Outcome<()>,
    /// Adds the fields of `records`.
    pub(super) records: fn(&mut Fields<'_>, Records) -> Outcome<Records>,
    /// Reads the fields of `policy`. If a field is absent, the setting of the preset stays.
    pub(super) policy: fn(&mut Fields<'_>, &mut Policy) -> Outcome<()>,
    /// Sets the rule for amounts.
    pub(super) amount_rule: fn(&mut Policy, AmountRule),
    /// Answers `digest` for a payload with its own messages. `None` for other payloads.
    pub(super) digest: DigestOf,
}

/// Takes the payload, the offer and the payment's `extensions`.
pub(super) type DigestOf = fn(&SchemePayload, &Terms<'_>, Option<&RawJson>) -> Option<Outcome<Box<RawValue>>>;
