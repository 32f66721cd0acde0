//! See `src/transaction.rs`.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| x402_fuzz::transaction::check(data));

#[cfg(not(fuzzing))]
fn main() {
    x402_fuzz::replay_arguments(x402_fuzz::transaction::check);
}
