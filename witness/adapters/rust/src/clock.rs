//! The clock of the question. Both packages call `SystemTime::now`, and neither accepts another clock.

use std::sync::atomic::{AtomicI64, Ordering};

static NOW: AtomicI64 = AtomicI64::new(0);

/// Sets the time of day for the whole process, in Unix seconds.
pub fn set(now: i64) {
    NOW.store(now, Ordering::SeqCst);
}

/// Replaces the C library's function of this name, which `std` calls: the linker chooses this one. Only the time of day
/// differs.
///
/// # Safety
/// As for the C library's function: `out` is valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, out: *mut libc::timespec) -> libc::c_int {
    let set = NOW.load(Ordering::SeqCst);
    if clock == libc::CLOCK_REALTIME && set != 0 {
        // SAFETY: the caller's promise.
        unsafe { *out = libc::timespec { tv_sec: set, tv_nsec: 0 } };
        return 0;
    }
    // SAFETY: the system call takes what the function takes.
    unsafe { libc::syscall(libc::SYS_clock_gettime, clock, out) as libc::c_int }
}
