//! What each fuzz target asserts: laws that hold for every input. See the README.

mod codec;
pub mod messages;
pub mod network_amount;
pub mod payment_header;
pub mod reader;
mod seeds;
mod source;
pub mod transaction;
pub mod verify;

pub use seeds::{Seed, seeds};

/// Panics if a law does not hold for the input.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its directory under `corpus` too.
pub const TARGETS: [(&str, Check); 6] = [
    ("reader", reader::check),
    ("payment_header", payment_header::check),
    ("messages", messages::check),
    ("verify", verify::check),
    ("network_amount", network_amount::check),
    ("transaction", transaction::check),
];

/// Runs a target on the files named on the command line: how a crash is looked at without the fuzzer.
pub fn replay_arguments(check: Check) {
    for path in std::env::args_os().skip(1) {
        let data = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        check(&data);
        println!("{}: holds", path.display());
    }
}
