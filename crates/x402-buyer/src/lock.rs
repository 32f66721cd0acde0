//! A value that calls through `&self` can change.

#[cfg(not(feature = "std"))]
use core::cell::RefCell;
#[cfg(feature = "std")]
use std::sync::{Mutex, PoisonError};

/// A value behind a lock. With `std`, threads share the value. Without it there is no lock, so the value belongs to one
/// thread, which the compiler checks.
#[derive(Debug, Default)]
pub(crate) struct Locked<T> {
    #[cfg(feature = "std")]
    value: Mutex<T>,
    #[cfg(not(feature = "std"))]
    value: RefCell<T>,
}

impl<T> Locked<T> {
    pub(crate) const fn new(value: T) -> Self {
        #[cfg(feature = "std")]
        let value = Mutex::new(value);
        #[cfg(not(feature = "std"))]
        let value = RefCell::new(value);
        Self { value }
    }

    /// `call` must not use this value again: it has the lock.
    pub(crate) fn with<R>(&self, call: impl FnOnce(&mut T) -> R) -> R {
        // A panic of `call` leaves no half of a change: each change here is a single push, insert or removal.
        #[cfg(feature = "std")]
        return call(&mut self.value.lock().unwrap_or_else(PoisonError::into_inner));
        #[cfg(not(feature = "std"))]
        call(&mut self.value.borrow_mut())
    }
}
