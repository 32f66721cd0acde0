//! Verifies payments, and what extensions add. Nothing is imported. Exported are `alloc`, `free`, `verify`, and a function for
//! each extension that is a feature.
//!
//! The host writes texts into memory that `alloc` gave, for `verify` the payment header's value and the offer as JSON, and
//! calls the function. The answer is a number: see [`Answer`].

#![no_std]
// Memory is shared with the host by address; the library crates themselves forbid unsafe code.
#![allow(unsafe_code)]

extern crate alloc;

mod extensions;

use alloc::{boxed::Box, vec};
use core::slice;

use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Verdict, verify as judge};

/// What `verify` answers.
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

/// Memory for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Gives memory of `alloc` back.
///
/// # Safety
/// `pointer` and `length` are those of one call of `alloc`, and this is the only time they are given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8, length: usize) {
    drop(unsafe { Box::from_raw(slice::from_raw_parts_mut(pointer, length)) });
}

/// Judges a payment at the time `now`.
///
/// # Safety
/// Both pointers and lengths describe memory of `alloc` that the host has written.
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

/// What the host has written.
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
    judge(&payment.value, &[offer.value], &Context::at(now)).verdict().into()
}
