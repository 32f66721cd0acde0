use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::Serialize;
use serde_json::value::RawValue;
use x402_types::{DecodeError, DecodeOptions, Flags, PaymentPayload, Version};
use x402_verify::{
    Context, Guess, Offers, Payment, diagnose,
    json::{decode_error_to_json, report_to_json},
    verify,
};

use super::{
    Fields, UnreadableOffer, VerifyInput,
    stop::{Outcome, Stop},
};
#[cfg(feature = "all")]
use super::{near::undecodable_report, source::read_payment};

/// The reason why there is no report. There are no other reasons, so the enum is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyStop {
    /// The payment cannot be decoded.
    Undecodable(DecodeError),
    /// An offer does not have the version of the payment.
    Offer {
        /// The index of the offer.
        index: usize,
        /// The version of the payment.
        version: Version,
        /// The error of the decoder.
        error: Box<DecodeError>,
    },
}

impl fmt::Display for VerifyStop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(error) => error.fmt(f),
            Self::Offer { index, version, error } => f.write_str(&not_of_version(*index, *version, &error.to_string())),
        }
    }
}

fn not_of_version(index: usize, version: Version, why: &str) -> String {
    format!("input.offers[{index}] is not a requirement of version {version}, which is the payment's: {why}")
}

impl core::error::Error for VerifyStop {}

impl From<VerifyStop> for Stop {
    fn from(stop: VerifyStop) -> Self {
        Self::Error(stop.to_string())
    }
}

/// The result of a function on the decoded input, and the flags of decoding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FlaggedAnswer<T> {
    /// The value that the function returned.
    pub answer: T,
    /// The flags that decoding raised.
    pub flags: Flags,
}

/// Decodes a payment and its offers, and passes them with their context to a function such as [`verify`] or
/// [`diagnose`].
///
/// # Errors
/// The payment, or an offer, cannot be decoded.
pub fn evaluate_payment<T>(
    input: VerifyInput,
    evaluate: impl FnOnce(Payment<'_>, Offers<'_>, &Context<'_>) -> T,
) -> Result<FlaggedAnswer<T>, VerifyStop> {
    let decoded = input.payment.decode_payment(&input.options).map_err(VerifyStop::Undecodable)?;
    let mut context = Context::at(input.now)
        .with_phase(&input.phase)
        .with_policy(&input.policy)
        .with_facts(&input.facts)
        .with_records(&input.records)
        .with_decode_options(&input.options);
    if let Some(purposes) = input.purposes {
        context = context.with_purposes(purposes);
    }
    if let Some(declared) = &input.declared {
        context = context.with_declared_extensions(declared);
    }
    if let Some(facilitators) = &input.facilitators {
        context = context.with_facilitators(facilitators);
    }
    if let Some(factories) = &input.allowed_factories {
        context = context.with_allowed_factories(factories);
    }
    if let Some(kinds) = &input.kinds {
        context = context.with_kinds(kinds);
    }
    let version = decoded.value.version();
    let offer_stop = |UnreadableOffer { index, error }| VerifyStop::Offer { index, version, error: Box::new(error) };
    let answer = match &decoded.value {
        PaymentPayload::V1(payment) => evaluate(payment.into(), input.offers.v1().map_err(offer_stop)?, &context),
        PaymentPayload::V2(payment) => evaluate(payment.into(), input.offers.v2().map_err(offer_stop)?, &context),
    };
    Ok(FlaggedAnswer { answer, flags: decoded.flags })
}

pub(super) fn run(fields: Fields<'_>) -> Outcome<String> {
    Ok(match answer(fields, |payment, offers, context| verify(payment, offers, context))? {
        Ok(verified) => report_to_json(&verified.answer, verified.flags),
        Err(unread) => unread.to_json(),
    })
}

/// A payment that cannot be decoded.
struct Unread<'a> {
    error: DecodeError,
    /// The field of the question. The decoder has taken the payment that was read from it.
    payment: Option<&'a RawValue>,
    options: DecodeOptions,
}

impl Unread<'_> {
    #[cfg(feature = "all")]
    fn to_json(&self) -> String {
        match self.payment.map(read_payment) {
            Some(Ok(payment)) => undecodable_report(&payment, &self.options, &self.error).to_json(),
            Some(Err(_)) | None => decode_error_to_json(&self.error),
        }
    }

    /// A module that only verifies payments leaves out the search for near names.
    #[cfg(not(feature = "all"))]
    fn to_json(&self) -> String {
        decode_error_to_json(&self.error)
    }
}

/// Answers the question. The inner error is about a payment that cannot be decoded.
fn answer<'a, T>(
    fields: Fields<'a>,
    evaluate: impl FnOnce(Payment<'_>, Offers<'_>, &Context<'_>) -> T,
) -> Outcome<Result<FlaggedAnswer<T>, Unread<'a>>> {
    let payment = fields.get("payment");
    let input = VerifyInput::read(fields)?;
    let (offers, options) = (input.offers.clone(), input.options);
    match evaluate_payment(input, evaluate) {
        Ok(verified) => Ok(Ok(verified)),
        Err(VerifyStop::Undecodable(error)) => {
            offers.check("input.offers")?;
            Ok(Err(Unread { error, payment, options }))
        }
        Err(VerifyStop::Offer { index, version, error }) => {
            let why = offers.named(version, &UnreadableOffer { index, error: *error });
            Err(Stop::Error(not_of_version(index, version, &why)))
        }
    }
}

/// The answer of `replay-key`. It has no key if the payment cannot be read or matches no offer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReplayKeyResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_key: Option<String>,
}

pub(super) fn replay_key(fields: Fields<'_>) -> Outcome<ReplayKeyResult> {
    let report = answer(fields, |payment, offers, context| verify(payment, offers, context))?.ok();
    Ok(ReplayKeyResult {
        replay_key: report.and_then(|verified| verified.answer.replay_key()).map(|key| key.to_string()),
    })
}

/// The answer of `diagnose`. It has no guesses if the payment cannot be read, or if no offer has its scheme and
/// network. If the payment is valid, only `recovery-id` is possible.
#[derive(Debug, Serialize)]
pub struct DiagnoseResult {
    findings: Vec<ShownGuess>,
}

#[derive(Debug, Serialize)]
struct ShownGuess {
    kind: &'static str,
    sentence: String,
}

impl DiagnoseResult {
    /// Returns the answer with these guesses, each as a sentence.
    #[must_use]
    pub fn from_guesses(guesses: &[Guess]) -> Self {
        let show = |guess: &Guess| ShownGuess { kind: guess.kind(), sentence: guess.to_string() };
        Self { findings: guesses.iter().map(show).collect() }
    }
}

pub(super) fn run_diagnose(fields: Fields<'_>) -> Outcome<DiagnoseResult> {
    let guesses = answer(fields, |payment, offers, context| diagnose(payment, offers, context))?
        .map_or_else(|_| Vec::new(), |verified| verified.answer);
    Ok(DiagnoseResult::from_guesses(&guesses))
}
