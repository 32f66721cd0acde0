//! The command `x402` as a library, for programs that bring it along: a package of another language, or a module of wasm.
//!
//! [`run`] takes the arguments and a [`Host`], which has what the command takes from its surroundings, and returns the exit code.
//! [`main_from`] does it with the surroundings of the process. The text that the command prints is for people, and may change with
//! any version; its exit codes and what it prints with `--json` do not.
//!
//! Without default features it builds for `wasm32-unknown-unknown`. `native` brings the surroundings of a process: its streams,
//! files and clock, and [`main_from`]. Commands come with `audit`, `conformance` (with the vectors), `schema`, `shell` (`completions`
//! and `man`) and `testee`. `runner` is `conformance` without vectors and processes: [`begin`] leaves both to the host. `recover` has
//! keys recovered by `x402-recover`.

#![forbid(unsafe_code)]

mod accident;
mod answered;
mod args;
mod argument;
#[cfg(feature = "audit")]
mod audit;
mod bare;
mod carrier;
mod chains;
mod command_line;
#[cfg(feature = "runner")]
mod conformance;
mod decode;
mod draft;
mod encoded;
mod explain;
mod extension_report;
mod host;
mod input;
mod lint;
mod output;
mod reason;
mod run;
#[cfg(feature = "schema")]
mod schema;
mod settlement;
#[cfg(feature = "shell")]
mod shell;
mod show;
mod sign_in;
mod signed;
mod style;

pub use args::command;
#[cfg(feature = "runner")]
pub use conformance::Driven;
pub use explain::explain;
pub use host::Host;
#[cfg(feature = "native")]
pub use host::Native;
#[cfg(feature = "native")]
pub use run::main_from;
pub use run::run;
#[cfg(feature = "runner")]
pub use run::{Begun, begin};
