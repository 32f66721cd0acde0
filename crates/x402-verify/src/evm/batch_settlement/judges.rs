//! The judges of `batch-settlement`: of what a client sends, before the service and after it, and of what a facilitator is about to
//! send to the chain, in the phase `submit`.

mod calldata;
mod channel;
mod client;
mod deposit;
mod diagnosis;
mod row;
mod server;
mod signed;

use x402_schemes::evm::batch_settlement::Kind;
use x402_types::{DecodeError, JsonRef, Segment, Version, read::Reader};

use super::Detail;
use crate::{
    CheckId, Outcome, Purpose,
    case::Case,
    evm::checks::check_offer,
    findings::Findings,
    judge::{Codes, Judge},
    place::{FIRST, Place, SERVERS, in_order},
};

pub(crate) use diagnosis::diagnose;

/// The phase in which a facilitator is about to send the payload to the chain (N-20).
const SUBMIT: &str = "submit";

/// All judges. The last of each phase takes the payloads that no other does.
pub(crate) const ALL: &[&dyn Judge] = &[
    &deposit::ByEip3009 { name: "deposit-eip3009", phase: None, purpose: Purpose::Service },
    &deposit::ByPermit2 { name: "deposit-permit2", phase: None, purpose: Purpose::Service },
    &client::Voucher,
    &client::Refund,
    &Other { name: "other", phase: None },
    &deposit::ByEip3009 { name: "submitted-eip3009", phase: Some(SUBMIT), purpose: Purpose::Operation },
    &deposit::ByPermit2 { name: "submitted-permit2", phase: Some(SUBMIT), purpose: Purpose::Operation },
    &server::Claimed,
    &server::Refunded,
    &server::Swept,
    &Other { name: "not-submitted", phase: Some(SUBMIT) },
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

/// The kind of a payload, if its type is known.
fn kind_of(case: &Case<'_>) -> Option<Kind> {
    Kind::of(case.claim.payload.as_json()).ok()
}

/// Version 1 of the protocol has no such scheme.
fn method_of(case: &Case<'_>) -> Outcome {
    if case.terms.version == Version::V1 { Outcome::needs(case.no_verifier()) } else { Outcome::Pass }
}

/// The offer of every payload: its asset and its recipient.
const OFFERED: &[Place] = &[Place::of(CheckId::ASSET_ADDRESS), Place::of(CheckId::PAY_TO_ADDRESS)];

/// Reads the payload, unless another verifier has to judge it. The amount of a refund has a code of its own (N-8).
fn read<T>(
    case: &Case<'_>,
    findings: &mut Findings<'_>,
    read: impl FnOnce(JsonRef<'_>, &mut Reader<'_>) -> Result<T, DecodeError>,
) -> Option<T> {
    if !is_to_be_read(findings) {
        return None;
    }
    let mut reader = Reader::new(case.context.decode);
    let payload = read(case.claim.payload.as_json(), &mut reader);
    findings.add_flags(reader.flags());
    match payload {
        Ok(payload) => {
            findings.pass(CheckId::PAYLOAD);
            Some(payload)
        }
        Err(error) => {
            refuse(&error, case, findings);
            None
        }
    }
}

/// Whether this crate can judge the payload. If not, there is nothing to read.
fn is_to_be_read(findings: &mut Findings<'_>) -> bool {
    let is_for_another = findings.needs().next().is_some() || findings.first_failure() == Some(CheckId::METHOD);
    if is_for_another {
        findings.skip(CheckId::PAYLOAD, CheckId::METHOD);
    }
    !is_for_another
}

/// Not inlined, because each kind of payload is read by code of its own.
#[cold]
#[inline(never)]
fn refuse(error: &DecodeError, case: &Case<'_>, findings: &mut Findings<'_>) {
    let is_refund = matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund));
    if is_refund && error.path().segments().eq([Segment::Member("amount")]) {
        findings.fail(CheckId::PAYLOAD, Detail::RefundAmount(*error));
    } else {
        findings.fail(CheckId::PAYLOAD, crate::Detail::Payload(*error));
    }
}

const CODES_OF_OTHER: Codes = &[(&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_payload_type")];

/// The judge of a payload of no known type, or of another phase (N-8).
struct Other {
    name: &'static str,
    phase: Option<&'static str>,
}

impl Judge for Other {
    fn kind(&self) -> Option<&'static str> {
        Some(self.name)
    }

    fn phase(&self) -> Option<&'static str> {
        self.phase
    }

    fn purpose(&self) -> Purpose {
        Purpose::Operation
    }

    fn order(&self) -> &'static [Place] {
        in_order![FIRST, OFFERED, SERVERS]
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        if findings.needs().next().is_some() {
            findings.skip(CheckId::PAYLOAD, CheckId::METHOD);
        } else {
            findings.fail(CheckId::PAYLOAD, Detail::Type);
        }
        check_offer(case, findings);
        findings.check_policy();
    }
}
