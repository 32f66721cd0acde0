//! See `src/verify.rs`.
#![cfg_attr(fuzzing, no_main)]

x402_fuzz::target!(x402_fuzz::verify::check_permit2);
