//! A bound on what is on the way between reading and printing.

use std::sync::{Condvar, Mutex, PoisonError};

/// How much may be on the way, in the measure of `Batch::cost`. A batch that costs more has the way to itself.
const MOST: usize = 4 * 1024 * 1024;

/// What may still be taken.
pub(crate) struct Budget {
    taken: Mutex<usize>,
    given_back: Condvar,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { taken: Mutex::new(0), given_back: Condvar::new() }
    }

    /// Waits until so much may be taken.
    pub(crate) fn take(&self, cost: usize) {
        // A count cannot be left half changed, so that a poisoned one is as good as any.
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut usize| *taken > 0 && *taken + cost > MOST;
        let mut taken = self.given_back.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken += cost;
    }

    pub(crate) fn give_back(&self, cost: usize) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) -= cost;
        self.given_back.notify_one();
    }
}
