//! See `src/carriers.rs`.
#![cfg_attr(fuzzing, no_main)]

x402_fuzz::target!(x402_fuzz::carriers::check);
