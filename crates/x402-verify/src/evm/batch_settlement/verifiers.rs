//! The verifiers of `batch-settlement`: for payloads of clients, before and after the service, and for payloads that a
//! facilitator is about to send to the chain, in the phase `submit`.

mod calldata;
mod channel;
mod client;
mod deposit;
mod diagnosis;
mod kinds;
mod row;
mod server;
mod signed;

use x402_schemes::evm::batch_settlement::Kind;
use x402_types::{DecodeError, JsonRef, Network, Segment, Version, read::Reader};

use super::Detail;
use crate::{
    CheckId, Outcome, Purpose, Question, case::Case, check_order::ListedCheck, payload_kind::KindProperties,
    payload_verifier::PayloadVerifier, recorder::Recorder,
};

pub(crate) use diagnosis::diagnose;
pub(crate) use kinds::{ALL, CODES};

/// The phase in which a facilitator is about to send the payload to the chain (N-20).
const SUBMIT: &str = "submit";

/// A kind of payload: the values that its verifier returns, and the verifier's function.
struct OfKind {
    name: &'static str,
    phase: Option<&'static str>,
    is_of: fn(&Case<'_>) -> bool,
    purpose: Purpose,
    order: &'static [ListedCheck],
    method: fn(&Case<'_>) -> Outcome,
    verify: fn(&Case<'_>, &mut Recorder<'_>),
}

impl OfKind {
    /// The same kind, about to be sent to the chain.
    const fn submitted(self) -> Self {
        Self { phase: Some(SUBMIT), purpose: Purpose::Operation, ..self }
    }
}

impl KindProperties for OfKind {
    fn name(&self) -> Option<&'static str> {
        Some(self.name)
    }

    fn phase(&self) -> Option<&'static str> {
        self.phase
    }

    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn order(&self) -> &'static [ListedCheck] {
        self.order
    }
}

impl PayloadVerifier for OfKind {
    fn is_of(&self, case: &Case<'_>) -> bool {
        (self.is_of)(case)
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        (self.method)(case)
    }

    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        (self.verify)(case, recorder);
    }
}

/// The network of the offer.
fn network(case: &Case<'_>) -> Network {
    case.terms.network.clone().into_owned()
}

/// The chain of the offer. It is an EVM chain, because the mechanism exists on no other.
fn chain_id(case: &Case<'_>) -> u64 {
    case.terms.network.eip155_chain_id().unwrap_or_default()
}

/// Adds an unanswered question.
fn ask(recorder: &mut Recorder<'_>, question: impl Into<Question>) {
    recorder.outstanding().push(question.into());
}

/// The kind of a payload, if its type is known.
fn kind_of(case: &Case<'_>) -> Option<Kind> {
    Kind::find(case.claim.payload.as_json())
}

/// Version 1 of the protocol has no such scheme.
fn method_of(case: &Case<'_>) -> Outcome {
    if case.terms.version == Version::V1 { Outcome::needs(case.no_verifier()) } else { Outcome::Pass }
}

/// The list without its last check. Both are the same data.
const fn all_but_last(list: &'static [ListedCheck]) -> &'static [ListedCheck] {
    match list {
        [checks @ .., _] => checks,
        [] => &[],
    }
}

/// The terms of every payload's offer: its asset and its recipient.
const OFFERED: &[ListedCheck] = &[ListedCheck::of(CheckId::ASSET_ADDRESS), ListedCheck::of(CheckId::PAY_TO_ADDRESS)];

/// `true` if a different verifier must verify the payload, or if the method is invalid. The payload is not read then.
fn is_of_another(recorder: &Recorder<'_>) -> bool {
    recorder.needs().next().is_some() || recorder.first_failure() == Some(CheckId::METHOD)
}

/// Reads the payload, unless a different verifier must verify it.
fn read<T>(
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
    read: fn(JsonRef<'_>, &mut Reader<'_>) -> Result<T, DecodeError>,
) -> Option<T> {
    let mut payload = None;
    record_read(case, recorder, &mut |value, reader| {
        payload = Some(read(value, reader)?);
        Ok(())
    });
    payload
}

/// Records the result of reading. One function serves all kinds, so that its code is in the program once. The amount of
/// a refund has a separate code (N-8).
fn record_read(
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
    read: &mut dyn FnMut(JsonRef<'_>, &mut Reader<'_>) -> Result<(), DecodeError>,
) {
    if is_of_another(recorder) {
        return recorder.skip(CheckId::PAYLOAD, CheckId::METHOD);
    }
    let mut reader = Reader::new(case.context.decode);
    let result = read(case.claim.payload.as_json(), &mut reader);
    recorder.add_flags(reader.flags());
    match result {
        Ok(()) => recorder.pass(CheckId::PAYLOAD),
        Err(error) => refuse(&error, case, recorder),
    }
}

#[cold]
fn refuse(error: &DecodeError, case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let is_refund = matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund));
    if is_refund && error.path() == DecodeError::new(error.kind()).under(Segment::Member("amount")).path() {
        recorder.fail(CheckId::PAYLOAD, Detail::RefundAmount(*error));
    } else {
        recorder.fail(CheckId::PAYLOAD, crate::Detail::Payload(*error));
    }
}
