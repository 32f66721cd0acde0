//! The verifiers of `batch-settlement`: for payloads of clients, before and after the service, and for payloads that a
//! facilitator is about to send to the chain, in the phase `submit`.

mod calldata;
mod channel;
mod client;
mod deposit;
mod diagnosis;
mod row;
mod server;
mod signed;

use x402_schemes::{__read::Place as ToRead, evm::batch_settlement::Kind};
use x402_types::{DecodeError, Network, Segment, Version, read::Reader};

use super::Detail;
use crate::{
    CheckId, Outcome, Purpose, Question,
    case::Case,
    evm::checks::check_offer,
    findings::Findings,
    judge::{Codes, Judge},
    place::Place,
};

pub(crate) use diagnosis::diagnose;

/// The phase in which a facilitator is about to send the payload to the chain (N-20).
const SUBMIT: &str = "submit";

/// All kinds of payload. The last one of each phase takes all remaining payloads.
pub(crate) const ALL: &[&dyn Judge] = &[
    &deposit::BY_EIP3009,
    &deposit::BY_PERMIT2,
    &client::VOUCHER,
    &client::REFUND,
    &OTHER,
    &OfKind { name: "submitted-eip3009", ..deposit::BY_EIP3009.submitted() },
    &OfKind { name: "submitted-permit2", ..deposit::BY_PERMIT2.submitted() },
    &server::CLAIM,
    &server::COMPLETED_REFUND,
    &server::SWEEP,
    &OfKind { name: "not-submitted", ..OTHER.submitted() },
];

/// Their error codes.
pub(crate) const CODES: &[(Option<&str>, Codes)] = &[
    (Some("deposit-eip3009"), deposit::CODES_BY_EIP3009),
    (Some("deposit-permit2"), deposit::CODES_BY_PERMIT2),
    (Some("voucher"), client::CODES_OF_VOUCHER),
    (Some("refund"), client::CODES_OF_REFUND),
    (Some("other"), CODES_OF_OTHER),
    (Some("submitted-eip3009"), deposit::CODES_BY_EIP3009),
    (Some("submitted-permit2"), deposit::CODES_BY_PERMIT2),
    (Some("claim"), server::CODES_OF_CLAIM),
    (Some("completed-refund"), server::CODES_OF_REFUND),
    (Some("settle"), server::CODES_OF_SWEEP),
    (Some("not-submitted"), CODES_OF_OTHER),
];

/// A kind of payload: the values that its verifier returns, and the verifier's function.
struct OfKind {
    name: &'static str,
    phase: Option<&'static str>,
    is_of: fn(&Case<'_>) -> bool,
    purpose: Purpose,
    order: &'static [Place],
    method: fn(&Case<'_>) -> Outcome,
    judge: fn(&Case<'_>, &mut Findings<'_>),
}

impl OfKind {
    /// The same kind, about to be sent to the chain.
    const fn submitted(self) -> Self {
        Self { phase: Some(SUBMIT), purpose: Purpose::Operation, ..self }
    }
}

impl Judge for OfKind {
    fn kind(&self) -> Option<&'static str> {
        Some(self.name)
    }

    fn phase(&self) -> Option<&'static str> {
        self.phase
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        (self.is_of)(case)
    }

    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn order(&self) -> &'static [Place] {
        self.order
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        (self.method)(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        (self.judge)(case, findings);
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
fn ask(findings: &mut Findings<'_>, question: impl Into<Question>) {
    findings.outstanding().push(question.into());
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
const fn all_but_last(list: &'static [Place]) -> &'static [Place] {
    match list {
        [places @ .., _] => places,
        [] => &[],
    }
}

/// The terms of every payload's offer: its asset and its recipient.
const OFFERED: &[Place] = &[Place::of(CheckId::ASSET_ADDRESS), Place::of(CheckId::PAY_TO_ADDRESS)];

/// `true` if a different verifier must verify the payload, or if the method is invalid. The payload is not read then.
fn is_of_another(findings: &Findings<'_>) -> bool {
    findings.needs().next().is_some() || findings.first_failure() == Some(CheckId::METHOD)
}

/// Reads the bytes into `payload`, unless a different verifier must verify it. Returns `true` if it was read. One
/// function serves all kinds. The amount of a refund has a separate code (N-8).
fn read(case: &Case<'_>, findings: &mut Findings<'_>, payload: &mut dyn ToRead) -> bool {
    if is_of_another(findings) {
        findings.skip(CheckId::PAYLOAD, CheckId::METHOD);
        return false;
    }
    let mut reader = Reader::new(case.context.decode);
    let read = payload.fill(case.claim.payload.as_json(), &mut reader);
    findings.add_flags(reader.flags());
    match &read {
        Ok(()) => findings.pass(CheckId::PAYLOAD),
        Err(error) => refuse(error, case, findings),
    }
    read.is_ok()
}

#[cold]
fn refuse(error: &DecodeError, case: &Case<'_>, findings: &mut Findings<'_>) {
    let is_refund = matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund));
    if is_refund && error.path() == DecodeError::new(error.kind()).under(Segment::Member("amount")).path() {
        findings.fail(CheckId::PAYLOAD, Detail::RefundAmount(*error));
    } else {
        findings.fail(CheckId::PAYLOAD, crate::Detail::Payload(*error));
    }
}

/// A payload of an unknown type, or of a different phase (N-8).
const OTHER: OfKind = OfKind {
    name: "other",
    phase: None,
    is_of: |_| true,
    purpose: Purpose::Operation,
    // Those of a sweep without the check that only a sweep has.
    order: all_but_last(server::SWEPT),
    method: method_of,
    judge: refuse_type,
};

const CODES_OF_OTHER: Codes = &[(&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_payload_type")];

fn refuse_type(case: &Case<'_>, findings: &mut Findings<'_>) {
    if findings.needs().next().is_some() {
        findings.skip(CheckId::PAYLOAD, CheckId::METHOD);
    } else {
        findings.fail(CheckId::PAYLOAD, Detail::Type);
    }
    check_offer(case, findings);
    findings.check_policy();
}
