//! See `src/approval_transaction.rs`.
#![cfg_attr(fuzzing, no_main)]

x402_fuzz::target!(x402_fuzz::approval_transaction::check);
