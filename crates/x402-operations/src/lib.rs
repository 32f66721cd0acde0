#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod ata;
pub mod audit;
mod carrier;
mod choose;
mod decode;
mod digest;
mod evm;
mod extensions;
mod fields;
mod fingerprint;
mod http_outcome;
mod input;
pub mod lines;
mod lint;
mod matching;
mod network;
mod own_offers;
mod render;
mod settlement_state;
mod source;
mod stop;
pub mod testee;
mod verify;

use serde::Serialize;
use serde_json::value::RawValue;

pub use decode::{DecodedObject, Kind, decode_answer, decode_object};
pub use extensions::{
    offer_receipt::{ArtifactSource, OfferReceiptInput, offer_receipt_answer},
    sign_in_with_x::{SignInInput, sign_in_answer},
};
pub use fields::Fields;
pub use input::{HostedPreset, VerifyInput, hosted_presets, parse_facts, parse_records, preset_names};
pub use lint::lint_answer;
pub use own_offers::{OwnOffers, UnreadableOffer};
pub use render::one_line;
pub use source::Source;
pub use stop::Stop;
pub use verify::{DiagnoseResult, JudgedInput, VerifyStop, judge_payment};

use stop::Outcome;

/// Declares the operations, in the order of their names. A row has the names, and the answer to the members of a question.
macro_rules! operations {
    (|$op:ident, $fields:ident| $($($name:literal),+ => $answer:expr;)+) => {
        /// The operations that this crate answers. All others are skipped.
        pub const OPERATIONS: &[&str] = &[$($($name,)+)+];

        fn answer($op: &str, input: &RawValue) -> Outcome<Box<RawValue>> {
            let $fields = || Fields::read(input, "input");
            match $op {
                $($($name)|+ => $answer,)+
                // The form of the input is known only to implementations that know the operation.
                other => Err(Stop::Skipped(format!(
                    "operation {other} is unknown; the known operations are {}",
                    OPERATIONS.join(", ")
                ))),
            }
        }
    };
}

operations! { |op, fields|
    "ata" => to_raw(&ata::run(fields()?)?);
    "builder-code" => to_raw(&extensions::builder_code::run(fields()?)?);
    "carrier" => to_raw(&carrier::run(fields()?)?);
    "channel-correction", "channel-response" => evm::channel::run(op, fields()?);
    "choose" => to_raw(&choose::run(fields()?)?);
    "decode" => to_raw(&decode::run(fields()?)?);
    "diagnose" => to_raw(&verify::run_diagnose(fields()?)?);
    "digest" => to_raw(&digest::run(fields()?)?);
    "fingerprint" => to_raw(&fingerprint::run(fields()?)?);
    "http-message-signature" => to_raw(&extensions::http_message_signatures::run(fields()?)?);
    "http-outcome" => to_raw(&http_outcome::run(fields()?)?);
    "lint" => to_raw(&lint::run(fields()?)?);
    "match" => to_raw(&matching::run(fields()?)?);
    "match-extensions" => to_raw(&extensions::echo::run(fields()?)?);
    "network" => to_raw(&network::run(fields()?)?);
    "offer-receipt" => extensions::offer_receipt::run(fields()?);
    "payment-identifier" => to_raw(&extensions::payment_identifier::run(fields()?)?);
    "replay-key" => to_raw(&verify::replay_key(fields()?)?);
    "settlement-state" => to_raw(&settlement_state::run(fields()?)?);
    "sign-in-with-x" => extensions::sign_in_with_x::run(fields()?);
    "verify" => to_raw(&verify::run(fields()?)?);
}

/// The answer to an operation. The testee gives no others, so the enum is exhaustive.
#[derive(Debug)]
pub enum Answer {
    /// The result. A payment that cannot be decoded is also a result.
    Result(Box<RawValue>),
    /// The operation, or a part of the question, is not supported, for this reason.
    Skipped(String),
    /// The question is malformed, in this way.
    Error(String),
}

/// Carries out one operation.
#[must_use]
pub fn run(op: &str, input: &RawValue) -> Answer {
    match answer(op, input) {
        Ok(result) => Answer::Result(result),
        Err(Stop::Skipped(why)) => Answer::Skipped(why),
        Err(Stop::Error(why)) => Answer::Error(why),
    }
}

fn to_raw(value: &impl Serialize) -> Outcome<Box<RawValue>> {
    serde_json::value::to_raw_value(value)
        .map_err(|error| Stop::Error(format!("the answer could not be written: {error}")))
}
