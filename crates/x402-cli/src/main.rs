//! `x402`: decode, verify and explain payments, and judge demands, offline.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(x402_cli::main_from(std::env::args_os()))
}
