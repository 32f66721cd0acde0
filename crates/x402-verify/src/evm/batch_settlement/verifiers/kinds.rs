//! The kinds of payload.

use super::{super::Detail, OfKind, all_but_last, client, deposit, method_of, server};
use crate::{
    CheckId, Purpose,
    case::Case,
    evm::checks::check_offer,
    payload_verifier::{Codes, PayloadVerifier},
    recorder::Recorder,
};

/// All kinds of payload. The last one of each phase takes all remaining payloads.
pub(crate) const ALL: &[&dyn PayloadVerifier] = &[
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

/// A payload of an unknown type, or of a different phase (N-8).
const OTHER: OfKind = OfKind {
    name: "other",
    phase: None,
    is_of: |_| true,
    purpose: Purpose::Operation,
    // Those of a sweep without the check that only a sweep has.
    order: all_but_last(server::SWEPT),
    method: method_of,
    verify: refuse_type,
};

const CODES_OF_OTHER: Codes = &[(&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_payload_type")];

fn refuse_type(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    if recorder.needs().next().is_some() {
        recorder.skip(CheckId::PAYLOAD, CheckId::METHOD);
    } else {
        recorder.fail(CheckId::PAYLOAD, Detail::Type);
    }
    check_offer(case, recorder);
    recorder.check_policy();
}
