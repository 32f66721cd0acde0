//! See `src/builder_code.rs`.
#![cfg_attr(fuzzing, no_main)]

x402_fuzz::target!(x402_fuzz::builder_code::check);
