//! Verifies a payment on a microcontroller: no operating system, no floating point, a heap of 64 KiB.

#![no_std]
#![no_main]

use core::{panic::PanicInfo, ptr::addr_of_mut};

use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use embedded_alloc::LlffHeap;
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Verdict, verify};

const PAYMENT: &str = include_str!("../../../docs/examples/payment.txt");
const OFFER: &[u8] = include_bytes!("../../../docs/examples/offer.json");

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();
const HEAP_BYTES: usize = 64 * 1024;

#[entry]
fn main() -> ! {
    static mut MEMORY: [u8; HEAP_BYTES] = [0; HEAP_BYTES];
    // SAFETY: called once, before anything is allocated, and nothing else uses this memory.
    unsafe { HEAP.init(addr_of_mut!(*MEMORY) as usize, HEAP_BYTES) }

    let in_time = verdict(1_740_672_100);
    // Once the authorization has expired, the same bytes pay nothing.
    let too_late = verdict(1_740_672_160);
    hprintln!("in time {:?}, too late {:?}, heap in use at the end {} bytes", in_time, too_late, HEAP.used());
    let right = in_time == Some(Verdict::Valid) && too_late == Some(Verdict::Invalid);
    debug::exit(if right { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

/// Returns `None` if the header or the offer cannot be decoded.
fn verdict(now: u64) -> Option<Verdict> {
    let header = PAYMENT.trim_end().strip_prefix("PAYMENT-SIGNATURE: ")?;
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).ok()?;
    let offer = PaymentRequirements::decode_bytes(OFFER, &DecodeOptions::STRICT).ok()?;
    Some(verify(&payment.value, &[offer.value], &Context::at(now)).verdict())
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {
        cortex_m::asm::wfi();
    }
}
