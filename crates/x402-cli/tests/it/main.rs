//! Integration tests of the `x402` command.
#![allow(missing_docs)]

mod decode;
mod output;
mod support;
mod testee;
mod usage;
mod verify;
