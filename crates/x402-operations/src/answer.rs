//! Answers a question.

use alloc::{format, string::String};

use serde_json::value::RawValue;

#[cfg(feature = "all")]
use super::render::text_of;
#[cfg(feature = "all")]
use super::{
    ata, carrier, choose, digest, evm::channel, extensions, fingerprint, http_outcome, lint, network, reason,
    recognise, settlement_state,
};
use super::{
    decode,
    fields::Fields,
    matching,
    render::to_text,
    stop::{Outcome, Stop},
    verify,
};

/// Declares the operations, in the order of their names. A row has the name, and the expression that answers a
/// question.
macro_rules! operations {
    (|$op:ident, $fields:ident| $($(#[$when:meta])? $name:literal => $answer:expr;)+) => {
        /// The operations that this crate answers. It skips all others.
        pub const OPERATIONS: &[&str] = &[$($(#[$when])? $name,)+];

        fn answer($op: &str, input: &RawValue) -> Outcome<String> {
            let $fields = || Fields::read(input, "input");
            match $op {
                $($(#[$when])? $name => $answer,)+
                // Only implementations that know the operation know the format of its input.
                other => Err(Stop::Skipped(format!(
                    "operation {other} is unknown; the known operations are {}",
                    OPERATIONS.join(", ")
                ))),
            }
        }
    };
}

operations! { |op, fields|
    #[cfg(feature = "all")]
    "ata" => to_text(&ata::run(fields()?)?);
    #[cfg(feature = "all")]
    "builder-code" => to_text(&extensions::builder_code::run(fields()?)?);
    #[cfg(feature = "all")]
    "carrier" => to_text(&carrier::run(fields()?)?);
    #[cfg(feature = "all")]
    "channel-correction" => channel::run(op, fields()?);
    #[cfg(feature = "all")]
    "channel-response" => channel::run(op, fields()?);
    #[cfg(feature = "all")]
    "choose" => to_text(&choose::run(fields()?)?);
    "decode" => to_text(&decode::run(fields()?)?);
    #[cfg(feature = "all")]
    "diagnose" => to_text(&verify::run_diagnose(fields()?)?);
    #[cfg(feature = "all")]
    "digest" => to_text(&digest::run(fields()?)?);
    #[cfg(feature = "all")]
    "fingerprint" => to_text(&fingerprint::run(fields()?)?);
    #[cfg(feature = "all")]
    "http-message-signature" => to_text(&extensions::http_message_signatures::run(fields()?)?);
    #[cfg(feature = "all")]
    "http-outcome" => to_text(&http_outcome::run(fields()?)?);
    #[cfg(feature = "all")]
    "lint" => to_text(&lint::run(fields()?)?);
    "match" => to_text(&matching::run(fields()?)?);
    #[cfg(feature = "all")]
    "match-extensions" => to_text(&extensions::echo::run(fields()?)?);
    #[cfg(feature = "all")]
    "network" => to_text(&network::run(fields()?)?);
    #[cfg(feature = "all")]
    "offer-receipt" => extensions::offer_receipt::run(fields()?).map(text_of);
    #[cfg(feature = "all")]
    "payment-identifier" => to_text(&extensions::payment_identifier::run(fields()?)?);
    #[cfg(feature = "all")]
    "reason" => to_text(&reason::run(fields()?)?);
    #[cfg(feature = "all")]
    "recognise" => to_text(&recognise::answer::run(fields()?)?);
    "replay-key" => to_text(&verify::replay_key(fields()?)?);
    #[cfg(feature = "all")]
    "settlement-state" => to_text(&settlement_state::run(fields()?)?);
    #[cfg(feature = "all")]
    "sign-in-with-x" => extensions::sign_in_with_x::run(fields()?).map(text_of);
    "verify" => verify::run(fields()?);
}

/// The answer to a question. There are no other answers, so the enum is exhaustive.
#[derive(Debug)]
pub enum Answer {
    /// The result, as JSON text. A payment that cannot be decoded is also a result.
    Result(String),
    /// The operation, or a part of the question, is not supported, for this reason.
    Skipped(String),
    /// The question is malformed, for this reason.
    Error(String),
}

/// Runs the operation with this name on this input.
#[must_use]
pub fn run(op: &str, input: &RawValue) -> Answer {
    match answer(op, input) {
        Ok(result) => Answer::Result(result),
        Err(Stop::Skipped(why)) => Answer::Skipped(why),
        Err(Stop::Error(why)) => Answer::Error(why),
    }
}
