//! How often a function asks the allocator.

#![allow(unsafe_code, reason = "there is no other way to stand in front of the allocator")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

static CALLS: AtomicU64 = AtomicU64::new(0);

/// The system's allocator, counting. A growing buffer counts each time it is moved or grown; freeing does not count.
#[derive(Debug)]
pub struct Counting;

/// A load and a store, no locked instruction: the measured code has one thread, and counting must not cost time.
fn count() {
    CALLS.store(CALLS.load(Relaxed).wrapping_add(1), Relaxed);
}

// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are the ones asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; every block came from the same allocator.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// Calls of the allocator during one run. Only in a binary whose global allocator is [`Counting`].
pub fn allocations(run: impl FnOnce()) -> u64 {
    let before = CALLS.load(Relaxed);
    run();
    CALLS.load(Relaxed).wrapping_sub(before)
}
