//! Bounds the memory that is used between reading and printing.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The maximum sum of `Batch::cost`. A batch that costs more has to be alone.
pub(crate) const MOST: usize = 4 * 1024 * 1024;

pub(crate) struct Budget {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The sum of the costs that are taken.
    taken: usize,
    is_closed: bool,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { state: Mutex::new(State { taken: 0, is_closed: false }), changed: Condvar::new() }
    }

    /// Waits until this cost fits into the budget, and takes it. Returns `false` if the budget is closed.
    pub(crate) fn take(&self, cost: usize) -> bool {
        let is_full = |state: &mut State| !state.is_closed && state.taken > 0 && state.taken + cost > MOST;
        let mut state = self.changed.wait_while(self.state(), is_full).unwrap_or_else(PoisonError::into_inner);
        state.taken += cost;
        !state.is_closed
    }

    pub(crate) fn give_back(&self, cost: usize) {
        self.state().taken -= cost;
        self.changed.notify_one();
    }

    /// Ends all waiting, now and later.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_one();
    }

    /// The state is never left half changed, so that of a poisoned lock is valid.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
