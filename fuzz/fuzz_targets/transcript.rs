//! See `src/transcripts.rs`.
#![cfg_attr(fuzzing, no_main)]

x402_fuzz::target!(x402_fuzz::transcripts::check);
