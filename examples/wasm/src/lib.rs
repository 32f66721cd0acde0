//! Verifies payments and objects of extensions. The module imports nothing. It exports `alloc`, `free`, `verify`, and a
//! function for each extension that is a feature.
//!
//! The host writes texts into memory from `alloc` and calls a function: for `verify`, the value of the payment header
//! and the offer as JSON. The result is a number: see [`Answer`].

#![no_std]
// The host passes memory by address; the library crates themselves forbid unsafe code.
#![allow(unsafe_code)]

extern crate alloc;

mod extensions;

use alloc::{boxed::Box, vec};
use core::slice;

use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Verdict, verify as verify_payment};

/// The results of `verify`.
#[repr(u32)]
enum Answer {
    Valid = 0,
    Invalid = 1,
    Undecided = 2,
    Undecodable = 65,
}

impl From<Verdict> for Answer {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => Self::Valid,
            Verdict::Invalid => Self::Invalid,
            Verdict::Undecided => Self::Undecided,
        }
    }
}

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Allocates memory for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Frees memory from `alloc`.
///
/// # Safety
/// `pointer` and `length` must be those of one call of `alloc` that was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8, length: usize) {
    drop(unsafe { Box::from_raw(slice::from_raw_parts_mut(pointer, length)) });
}

/// Verifies a payment at the time `now`, in seconds since 1970.
///
/// # Safety
/// Both pointers and lengths must describe memory from `alloc` that the host has written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify(
    header: *const u8,
    header_length: usize,
    offer: *const u8,
    offer_length: usize,
    now: u64,
) -> u32 {
    let (header, offer) = unsafe { (bytes(header, header_length), bytes(offer, offer_length)) };
    answer(header, offer, now) as u32
}

/// The bytes that the host has written.
///
/// # Safety
/// As for [`verify`].
unsafe fn bytes<'a>(pointer: *const u8, length: usize) -> &'a [u8] {
    unsafe { slice::from_raw_parts(pointer, length) }
}

fn answer(header: &[u8], offer: &[u8], now: u64) -> Answer {
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT);
    let offer = PaymentRequirements::decode_bytes(offer, &DecodeOptions::STRICT);
    let (Ok(payment), Ok(offer)) = (payment, offer) else { return Answer::Undecodable };
    verify_payment(&payment.value, &[offer.value], &Context::at(now)).verdict().into()
}
