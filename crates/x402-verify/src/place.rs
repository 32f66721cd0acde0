//! The place of a check in the list of a kind of payload.
//!
//! A list is a constant, which [`in_order!`] joins when the crate is built: parts that all mechanisms share, such as [`FIRST`],
//! parts of a chain, and the mechanism's own. It is the order of every report, and the reason of a refusal is that of the first
//! check in it that failed. A judge makes the checks in any order that suits its code. A place has the check, says whether a
//! report lists the check when it was not made ([`Listed`]), and names the checks that can be the cause then (`after`).
//! `docs/checks.md` and `spec-vectors/checks.json` are written from the lists.

use crate::{CheckId, Context};

/// A line in the list of a mechanism. The list is the normative order of the mechanism's reports (B-8).
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) check: CheckId,
    /// If the check was not made, the first of these that did not pass is the reason.
    pub(crate) after: &'static [CheckId],
    pub(crate) listed: Listed,
}

/// Whether a report lists a check that was not made.
#[derive(Clone, Copy)]
pub(crate) enum Listed {
    Always,
    If(fn(&Context<'_>) -> bool),
    /// Listed once the judge [expects](crate::findings::Findings::expect) the check.
    Expected,
    /// Listed once the judge expects the check, in the contexts that the function accepts.
    ExpectedIf(fn(&Context<'_>) -> bool),
}

impl Place {
    /// A place that is always listed, whose check is not made without a payload.
    pub(crate) const fn of(check: CheckId) -> Self {
        Self { check, after: &[CheckId::PAYLOAD], listed: Listed::Always }
    }

    pub(crate) const fn after(self, after: &'static [CheckId]) -> Self {
        Self { after, ..self }
    }

    pub(crate) const fn listed_if(self, applies: fn(&Context<'_>) -> bool) -> Self {
        Self { listed: Listed::If(applies), ..self }
    }

    /// Listed if the check was made, or once the judge expects it in a context that `applies` accepts.
    pub(crate) const fn expected_if(self, applies: fn(&Context<'_>) -> bool) -> Self {
        Self { listed: Listed::ExpectedIf(applies), ..self }
    }

    /// Listed if the check was made, or once the judge expects it.
    pub(crate) const fn if_made(self) -> Self {
        Self { listed: Listed::Expected, ..self }
    }
}

/// The greatest length of a list: [`Outcomes`](crate::outcomes::Outcomes) keeps a set of places in 64 bits.
pub(crate) const MOST_PLACES: usize = 64;

/// Joins several lists into one when the crate is built.
macro_rules! in_order {
    ($($list:expr),+ $(,)?) => {{
        const LISTS: &[&[$crate::place::Place]] = &[$($list),+];
        const ORDER: [$crate::place::Place; $crate::place::length(LISTS)] = $crate::place::join(LISTS);
        const { assert!(ORDER.len() <= $crate::place::MOST_PLACES, "more places than a set of places holds") }
        &ORDER
    }};
}
pub(crate) use in_order;

#[allow(clippy::arithmetic_side_effects, reason = "an overflow would stop the build")]
pub(crate) const fn length(mut lists: &[&[Place]]) -> usize {
    let mut length = 0;
    while let [list, rest @ ..] = lists {
        length += list.len();
        lists = rest;
    }
    length
}

#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "an index out of range would stop the build"
)]
pub(crate) const fn join<const N: usize>(mut lists: &[&[Place]]) -> [Place; N] {
    let mut places = [Place::of(CheckId::OFFER); N];
    let mut index = 0;
    while let [list, rest @ ..] = lists {
        let mut list = *list;
        while let [place, others @ ..] = list {
            places[index] = *place;
            index += 1;
            list = others;
        }
        lists = rest;
    }
    places
}

/// The first checks of every mechanism.
pub(crate) const FIRST: &[Place] = &[
    Place::of(CheckId::OFFER),
    Place::of(CheckId::METHOD).if_made(),
    Place::of(CheckId::FLOW).if_made(),
    Place::of(CheckId::PAYLOAD).after(&[CheckId::METHOD]).if_made(),
];

/// The checks between the terms and the signature: the declared extensions, and the policy.
pub(crate) const SERVERS: &[Place] =
    &[Place::of(CheckId::EXTENSION_ECHO).if_made(), Place::of(CheckId::POLICY).if_made()];

/// Whether the phase is `settle`.
pub(crate) fn settling(context: &Context<'_>) -> bool {
    context.phase.charge().is_some()
}
