//! Reports about your own objects, such as those that accompany a payment: the outcomes of their checks, in a fixed order,
//! and the verdict that follows. `x402-extensions` verifies sign-ins, signed offers and receipts with this module.
//!
//! ```
//! use std::fmt;
//! use x402_verify::{
//!     Outcome, Verdict,
//!     ordered_outcomes::{Id, OrderedOutcomes, ListedCheck, deciding_of, in_order, verdict_of},
//! };
//!
//! /// The checks of a tip.
//! #[derive(Clone, Copy, Debug, PartialEq, Eq)]
//! enum TipCheck {
//!     Amount,
//!     Signature,
//! }
//!
//! impl fmt::Display for TipCheck {
//!     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//!         f.write_str(match self {
//!             Self::Amount => "tip-amount",
//!             Self::Signature => "tip-signature",
//!         })
//!     }
//! }
//!
//! impl Id for TipCheck {}
//!
//! // The signature is not verified if the amount is wrong.
//! const TERMS: &[ListedCheck<TipCheck>] = &[ListedCheck::always(TipCheck::Amount)];
//! const SIGNED: &[ListedCheck<TipCheck>] = &[ListedCheck::always(TipCheck::Signature).after(&[TipCheck::Amount])];
//! const ORDER: &[ListedCheck<TipCheck>] = in_order![of ListedCheck<TipCheck>: TERMS, SIGNED];
//!
//! let mut outcomes = OrderedOutcomes::<TipCheck, String, String>::new(ORDER, Vec::new());
//! outcomes.check(TipCheck::Amount, Err::<(), _>("the amount is zero"));
//! let checks = outcomes.finish();
//! assert_eq!(checks[1].outcome, Outcome::Skipped(TipCheck::Amount));
//! assert_eq!(verdict_of(deciding_of(&checks)), Verdict::Invalid);
//! ```

// In this module, a check is represented by its index in the list, and a set of checks by bits. `made` is the set of
// checks with an outcome, and `checks` has one outcome for each of them, in the order of the list. So the number of bits
// below an index is the position of its outcome, and nothing is sorted at the end. Most checks are recorded in their
// order. Then the search for a check starts after the last one, and the outcome is appended. `into_checks` adds the
// checks that were due and not made. They are skipped, with the first cause in `after`: a check that did not pass, or the
// cause for which that check was itself skipped.

use alloc::vec::Vec;
use core::fmt;

use crate::{Check, CheckId, Detail, Outcome, Question, check::Label, check_order::Listed};

#[doc(inline)]
pub use crate::in_order;
pub use crate::{
    check_order::{ListedCheck, MOST_CHECKS, join, length},
    outcome::{deciding_of, needs_of, verdict_of, write_deciding},
};

/// An identifier of checks. It prints as the name of the check.
pub trait Id: Copy + Eq + fmt::Display + 'static {
    /// Returns the same check for the signature that `other` is about, in a report with several signatures.
    #[must_use]
    fn with_label_of(self, _other: Self) -> Self {
        self
    }
}

impl Id for CheckId {
    fn with_label_of(self, other: Self) -> Self {
        let [.., module, number] = other.key;
        self.labelled(Label([module, number]))
    }
}

/// The outcomes of the checks of one list, recorded in any order and kept in the order of the list. The type
/// parameters are those of [`Check`]: the identifier of a check, the detail of a failure, and a question.
#[derive(Debug)]
pub struct OrderedOutcomes<C: Id = CheckId, D = Detail, Q = Question> {
    order: &'static [ListedCheck<C>],
    /// The checks that were made or skipped.
    made: IndexSet,
    /// The index after the last of them. The outcome of a check at this index or later is appended.
    end: usize,
    /// Checks that count as skipped unless they are made, in addition to those that are always due.
    expected: IndexSet,
    /// Checks that are listed only if they are made.
    left_out: IndexSet,
    /// One outcome for each check in `made`, in the order of the list.
    checks: Vec<Check<C, D, Q>>,
    /// The index after the one that was looked up last. Most checks are made in their order.
    next: usize,
    /// Outcomes of checks that the order does not contain. There should be none. They are kept so that none is lost.
    unlisted: Vec<Check<C, D, Q>>,
}

/// A set of indices of one list, as the bits of words, because a machine has no larger integers.
#[derive(Clone, Copy, Debug, Default)]
struct IndexSet([u64; MOST_CHECKS / 64]);

impl IndexSet {
    const fn bit(index: usize) -> u64 {
        1 << (index % 64)
    }

    fn has(self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & Self::bit(index) != 0)
    }

    fn insert(&mut self, index: usize) {
        // `in_order!` builds no list that is longer than a set, so no index is lost silently.
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= Self::bit(index);
        }
    }

    /// The number of indices in the set below this one.
    fn rank(self, index: usize) -> usize {
        (0..index).filter(|before| self.has(*before)).count()
    }
}

impl<C: Id, D, Q> OrderedOutcomes<C, D, Q> {
    /// Starts with the outcomes that `already` contains. The list is one of [`in_order!`], so that it is not too long.
    pub fn new(order: &'static [ListedCheck<C>], already: Vec<Check<C, D, Q>>) -> Self {
        let (none, checks, unlisted) = (IndexSet::default(), Vec::with_capacity(order.len()), Vec::new());
        let mut outcomes =
            Self { order, made: none, end: 0, expected: none, left_out: none, checks, next: 0, unlisted };
        for Check { id, outcome } in already {
            outcomes.record(id, outcome);
        }
        outcomes
    }

    /// Returns the checks in the order of the list. Checks that are due or expected and were not made are skipped.
    pub(crate) fn into_checks(mut self, is_due: impl Fn(&ListedCheck<C>) -> bool) -> Vec<Check<C, D, Q>> {
        for (index, entry) in self.order.iter().enumerate() {
            let is_listed = || !self.left_out.has(index) && (self.expected.has(index) || is_due(entry));
            if !self.made.has(index) && is_listed() {
                let because = self.cause(entry);
                self.put(index, entry.check, Outcome::Skipped(because));
            }
        }
        self.checks.append(&mut self.unlisted);
        self.checks
    }

    /// Returns the checks in the order of the list. Checks that are always listed and were not made are skipped, with the first
    /// check of [`ListedCheck::after`] that did not pass as the reason.
    pub fn finish(self) -> Vec<Check<C, D, Q>> {
        self.into_checks(|entry| matches!(entry.listed, Listed::Always))
    }

    /// The index of a check in the list.
    fn position(&self, id: C) -> Option<usize> {
        let is_of = |entry: &ListedCheck<C>| entry.check == id;
        let (before, after) = self.order.split_at_checked(self.next).unwrap_or((self.order, &[]));
        let behind = after.iter().position(is_of).and_then(|index| index.checked_add(before.len()));
        behind.or_else(|| before.iter().position(is_of))
    }

    /// The reason why a check was not made: the first check before it that did not pass, or the reason for which that one was
    /// skipped.
    fn cause(&self, entry: &ListedCheck<C>) -> C {
        let cause = |id: &C| {
            // With several signatures, the cause concerns the same signature.
            let made = self.get(id.with_label_of(entry.check)).or_else(|| self.get(*id))?;
            match &made.outcome {
                Outcome::Pass => None,
                Outcome::Skipped(because) => Some(*because),
                Outcome::Fail(_) | Outcome::Needs(_) => Some(made.id),
            }
        };
        let cause = entry.after.iter().find_map(cause);
        // A check that was forced to pass leaves no reason for the checks that it prevented.
        debug_assert!(cause.is_some() || cfg!(x402_force), "{} was not made, without a cause", entry.check);
        cause.unwrap_or(entry.check)
    }

    /// A check, if it was made or skipped.
    fn get(&self, id: C) -> Option<&Check<C, D, Q>> {
        self.all().find(|check| check.id == id)
    }

    /// Every outcome so far, in the normative order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Check<C, D, Q>> {
        self.checks.iter().chain(&self.unlisted)
    }

    /// Records that the check passed. Most checks pass in their order, and then no outcome is moved. `force::forced`
    /// never changes a pass, so this function does not call it.
    pub fn pass(&mut self, id: C) {
        match self.position(id) {
            Some(index) if index >= self.end => self.append(index, Check { id, outcome: Outcome::Pass }),
            _ => self.record(id, Outcome::Pass),
        }
    }

    /// Records the outcome of a check. Each check of the list is made at most once.
    pub fn record(&mut self, id: C, outcome: Outcome<C, D, Q>) {
        #[cfg(x402_force)]
        let outcome = crate::force::forced(id, outcome);
        match self.position(id) {
            Some(index) => {
                self.next = index.saturating_add(1);
                self.put(index, id, outcome);
            }
            None => {
                debug_assert!(false, "{id} is not in the list");
                self.unlisted.push(Check { id, outcome });
            }
        }
    }

    /// Records a pass for `Ok`, or a failure with the detail for `Err`. Returns the value of `Ok`.
    pub fn check<T>(&mut self, id: C, result: Result<T, impl Into<D>>) -> Option<T> {
        match result {
            Ok(value) => {
                self.pass(id);
                Some(value)
            }
            Err(detail) => {
                self.record(id, Outcome::fail(detail));
                None
            }
        }
    }

    fn put(&mut self, index: usize, id: C, outcome: Outcome<C, D, Q>) {
        if index >= self.end {
            return self.append(index, Check { id, outcome });
        }
        let rank = self.made.rank(index);
        if let Some(made) = self.checks.get_mut(rank).filter(|_| self.made.has(index)) {
            debug_assert!(false, "{id} is made twice");
            made.outcome = outcome;
        } else {
            self.checks.insert(rank, Check { id, outcome });
        }
        self.made.insert(index);
    }

    fn append(&mut self, index: usize, check: Check<C, D, Q>) {
        self.next = index.saturating_add(1);
        self.end = self.next;
        self.made.insert(index);
        self.checks.push(check);
    }

    /// Lists a check, which is skipped if it is not made.
    pub(crate) fn expect(&mut self, id: C) {
        if let Some(index) = self.position(id) {
            self.expected.insert(index);
        }
    }

    /// Removes checks from the list unless they were made.
    pub fn leave_out(&mut self, checks: &[C]) {
        for id in checks {
            if let Some(index) = self.position(*id) {
                self.left_out.insert(index);
            }
        }
    }

    /// Returns the first failed check in the order.
    pub fn first_failure(&self) -> Option<C> {
        self.all().find(|check| matches!(check.outcome, Outcome::Fail(_))).map(|check| check.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{FIRST, SECOND};

    #[test]
    fn each_signature_has_checks_at_different_indices() {
        const PAYLOAD_1: CheckId = CheckId::PAYLOAD.labelled(FIRST);
        const PAYLOAD_2: CheckId = CheckId::PAYLOAD.labelled(SECOND);
        const POLICY_1: CheckId = CheckId::POLICY.labelled(FIRST);
        const POLICY_2: CheckId = CheckId::POLICY.labelled(SECOND);
        const ORDER: &[ListedCheck] = in_order![&[
            ListedCheck::of(PAYLOAD_1),
            ListedCheck::of(PAYLOAD_2),
            ListedCheck::of(POLICY_1),
            ListedCheck::of(POLICY_2)
        ]];
        let mut outcomes: OrderedOutcomes = OrderedOutcomes::new(ORDER, Vec::new());
        outcomes.pass(POLICY_1);
        outcomes.record(PAYLOAD_2, Outcome::fail(Detail::NoOffers));
        outcomes.pass(PAYLOAD_1);
        assert_eq!(outcomes.first_failure(), Some(PAYLOAD_2));
        let made: Vec<_> = outcomes.into_checks(|_| true).into_iter().map(|check| (check.id, check.outcome)).collect();
        assert_eq!(made.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [PAYLOAD_1, PAYLOAD_2, POLICY_1, POLICY_2]);
        assert_eq!(made.last(), Some(&(POLICY_2, Outcome::Skipped(PAYLOAD_2))));
    }
}
