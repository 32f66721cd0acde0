//! What each fuzz target asserts: laws that hold for every input. See the README.

pub mod amount;
pub mod approval_transaction;
pub mod builder_code;
pub mod carriers;
pub mod channels;
pub mod gateway;
pub mod headers;
pub mod keys;
pub mod listing;
pub mod network;
pub mod objects;
pub mod permits;
pub mod reader;
pub mod recover;
mod seeds;
pub mod sign_in;
pub mod solana;
mod source;
pub mod stellar;
pub mod transaction;
pub mod transcripts;
pub mod verify;
pub mod xrpl;

pub use seeds::{Seed, seeds};

/// Panics if a law does not hold for the input.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its directory under `corpus` too.
pub const TARGETS: [(&str, Check); 38] = [
    ("amount", amount::check),
    ("approval_transaction", approval_transaction::check),
    ("batch_settlement_payload", channels::payload),
    ("builder_code", builder_code::check),
    ("carrier", carriers::check),
    ("erc6492", permits::wrapper),
    ("facilitator_request", objects::facilitator_request),
    ("header", headers::value),
    ("header_set", headers::set),
    ("icon_url", listing::icon_url),
    ("jws", keys::jws),
    ("json_schema", listing::json_schema),
    ("key_id", keys::key_id),
    ("network", network::check),
    ("payment_payload", objects::payment_payload),
    ("payment_required", objects::payment_required),
    ("payment_requirements", objects::payment_requirements),
    ("permit2_payload", permits::payload),
    ("reader", reader::check),
    ("recover", recover::check),
    ("route_template", listing::route_template),
    ("settle_response", objects::settle_response),
    ("sign_in", sign_in::header),
    ("sign_in_message", sign_in::message),
    ("solana_address", solana::address),
    ("solana_parser", solana::parser),
    ("stellar_answer", stellar::answer),
    ("stellar_payment", stellar::payment),
    ("stellar_xdr", stellar::xdr),
    ("supported_response", objects::supported_response),
    ("transcript", transcripts::check),
    ("verify", verify::check),
    ("transaction", transaction::check),
    ("verify_gateway", gateway::check),
    ("verify_permit2", verify::check_permit2),
    ("verify_response", objects::verify_response),
    ("verify_upto", verify::check_upto),
    ("xrpl_transaction", xrpl::transaction),
];

/// The program of one target: what the fuzzer calls, or, without the fuzzer, a run over the files that are named.
#[macro_export]
macro_rules! target {
    ($check:path) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $check(data));

        #[cfg(not(fuzzing))]
        fn main() {
            $crate::replay_arguments($check);
        }
    };
}

/// Runs a target on the files named on the command line: how a crash is looked at without the fuzzer.
pub fn replay_arguments(check: Check) {
    for path in std::env::args_os().skip(1) {
        let data = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        check(&data);
        println!("{}: holds", path.display());
    }
}
