//! Bounds the memory that is used between reading and printing.

use std::sync::{Condvar, Mutex, PoisonError};

/// The maximum sum of `Batch::cost`. A batch that costs more has to be alone.
const MOST: usize = 4 * 1024 * 1024;

/// The sum of the costs that are taken.
pub(crate) struct Budget {
    taken: Mutex<usize>,
    returned: Condvar,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { taken: Mutex::new(0), returned: Condvar::new() }
    }

    /// Waits until this cost fits into the budget, and takes it.
    pub(crate) fn take(&self, cost: usize) {
        // A count is never left half changed, so the count of a poisoned lock is valid.
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |taken: &mut usize| *taken > 0 && *taken + cost > MOST;
        let mut taken = self.returned.wait_while(taken, is_full).unwrap_or_else(PoisonError::into_inner);
        *taken += cost;
    }

    pub(crate) fn give_back(&self, cost: usize) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) -= cost;
        self.returned.notify_one();
    }
}
