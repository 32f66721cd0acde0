//! The list of the checks of a payload kind.
//!
//! A list is a constant, which [`in_order!`] joins at compile time from the parts that all mechanisms share, such as
//! [`FIRST`], the parts of a chain, and the mechanism's parts. The list is the order of every report, and the reason of
//! a rejection is that of the first failed check in it. A mechanism makes the checks in any order that suits its code.
//! An entry names the check, defines whether a report lists the check when it was not made ([`Listed`]), and names the
//! checks that can be the cause in that case (`after`). `docs/reference/checks.md` and `spec-vectors/checks.json` are
//! generated from the lists.

use crate::{CheckId, Context};

/// A check in the list of a report. The list is the normative order of the report (B-8) and contains each check
/// once.
#[derive(Clone, Copy, Debug)]
pub struct ListedCheck<C: 'static = CheckId> {
    pub(crate) check: C,
    /// If the check was not made, the first of these that did not pass is the reason.
    pub(crate) after: &'static [C],
    /// Kept behind a reference, which is small, because a list has many entries but few distinct values of `Listed`.
    pub(crate) listed: &'static Listed,
}

/// The rule for listing a check that was not made.
#[derive(Debug)]
pub(crate) enum Listed {
    Always,
    If(fn(&Context<'_>) -> bool),
    /// Listed once the mechanism [expects](crate::recorder::Recorder::expect) the check.
    Expected,
    /// Listed once the mechanism expects the check, in the contexts that the function accepts.
    ExpectedIf(fn(&Context<'_>) -> bool),
}

impl<C: Copy> ListedCheck<C> {
    /// Returns an entry that is always listed, for a check that is always made.
    pub const fn always(check: C) -> Self {
        Self { check, after: &[], listed: &Listed::Always }
    }

    /// Returns the same entry, for a check that is not made if one of these did not pass. The first of them that did not
    /// pass is the reason in the report.
    pub const fn after(self, after: &'static [C]) -> Self {
        Self { after, ..self }
    }

    /// Returns the same entry, listed only if the check was made or is expected.
    pub const fn if_made(self) -> Self {
        Self { listed: &Listed::Expected, ..self }
    }

    /// Returns the check.
    pub const fn check(&self) -> C {
        self.check
    }
}

impl ListedCheck {
    /// Returns an entry that is always listed, for a check that is not made without a payload.
    pub(crate) const fn of(check: CheckId) -> Self {
        Self::always(check).after(&[CheckId::PAYLOAD])
    }

    pub(crate) const fn listed(self, listed: &'static Listed) -> Self {
        Self { listed, ..self }
    }
}

/// The maximum length of a list: [`OrderedOutcomes`](crate::ordered_outcomes::OrderedOutcomes) keeps a set of checks in 128 bits.
pub const MOST_CHECKS: usize = 128;

/// Joins several lists of one type at compile time. A function cannot, because the length of the array depends on the
/// lists. Without `of` and a type, the lists are of checks of payments. A result of more than [`MOST_CHECKS`] checks does
/// not compile.
///
/// ```
/// use x402_verify::ordered_outcomes::{ListedCheck, in_order};
/// const TERMS: &[ListedCheck<u8>] = &[ListedCheck::always(1), ListedCheck::always(2)];
/// const ORDER: &[ListedCheck<u8>] = in_order![of ListedCheck<u8>: TERMS, &[ListedCheck::always(3).after(&[1, 2])]];
/// assert_eq!(ORDER.iter().map(ListedCheck::check).collect::<Vec<_>>(), [1, 2, 3]);
/// ```
// `#[macro_export]` puts the macro into the root of the crate, where it is hidden. Its path is `ordered_outcomes::in_order`.
#[doc(hidden)]
#[macro_export]
macro_rules! in_order {
    (of $ListedCheck:ty: $($list:expr),+ $(,)?) => {{
        const LISTS: &[&[$ListedCheck]] = &[$($list),+];
        const ORDER: [$ListedCheck; $crate::ordered_outcomes::length(LISTS)] = $crate::ordered_outcomes::join(LISTS);
        const { assert!(ORDER.len() <= $crate::ordered_outcomes::MOST_CHECKS, "more checks than a set of checks holds") }
        &ORDER
    }};
    ($($list:expr),+ $(,)?) => {
        $crate::in_order!(of $crate::ordered_outcomes::ListedCheck: $($list),+)
    };
}
pub(crate) use crate::in_order;

/// Returns the number of checks in several lists, for [`in_order!`].
#[allow(clippy::arithmetic_side_effects, reason = "an overflow would stop the build")]
pub const fn length<C: Copy>(mut lists: &[&[ListedCheck<C>]]) -> usize {
    let mut length = 0;
    while let [list, rest @ ..] = lists {
        length += list.len();
        lists = rest;
    }
    length
}

/// Joins several lists, for [`in_order!`]. `N` is their [`length`].
///
/// # Panics
/// The first list is empty, or `N` is less than the number of checks. In a constant, this is an error of the compiler.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "an index out of range would stop the build"
)]
pub const fn join<C: Copy, const N: usize>(mut lists: &[&[ListedCheck<C>]]) -> [ListedCheck<C>; N] {
    let mut entries = [lists[0][0]; N];
    let mut index = 0;
    while let [list, rest @ ..] = lists {
        let mut list = *list;
        while let [entry, others @ ..] = list {
            entries[index] = *entry;
            index += 1;
            list = others;
        }
        lists = rest;
    }
    entries
}

/// The first checks of every mechanism that has a check of the payload.
pub(crate) const FIRST: &[ListedCheck] = &[
    ListedCheck::of(CheckId::OFFER),
    ListedCheck::of(CheckId::METHOD).if_made(),
    ListedCheck::of(CheckId::FLOW).if_made(),
    ListedCheck::of(CheckId::PAYLOAD).after(&[CheckId::METHOD]).if_made(),
];

/// The checks between the terms and the signature: the declared extensions, and the policy.
pub(crate) const SERVERS: &[ListedCheck] =
    &[ListedCheck::of(CheckId::EXTENSION_ECHO).if_made(), ListedCheck::of(CheckId::POLICY).if_made()];

/// Listed in the phase `settle`.
pub(crate) const SETTLING: &Listed = &Listed::If(|context| context.phase.charge().is_some());
