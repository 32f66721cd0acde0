//! `exact` with a delegation (`scheme_exact_evm.md` §3). The payload is recognised, and its manager must decide (P-7).

#![cfg(feature = "evm")]

use x402_schemes::evm::erc7710::Payload;

use super::checks::{check_offer, flag_wrong_checksums};
use crate::{
    CheckId, Outcome,
    case::Case,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    payload_kind::KindProperties,
    payload_verifier::PayloadVerifier,
    recorder::Recorder,
};

const ORDER: &[ListedCheck] =
    in_order![FIRST, &[ListedCheck::of(CheckId::ASSET_ADDRESS), ListedCheck::of(CheckId::PAY_TO_ADDRESS)], SERVERS];

/// The addresses in the payload.
const ADDRESSES: &[&str] = &["delegationManager", "delegator"];

/// The verifier, which leaves the verdict to the delegation's manager.
pub(crate) struct Erc7710;

impl KindProperties for Erc7710 {
    fn order(&self) -> &'static [ListedCheck] {
        ORDER
    }
}

impl PayloadVerifier for Erc7710 {
    fn method(&self, case: &Case<'_>) -> Outcome {
        Outcome::needs(case.no_verifier())
    }

    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        if recorder.payload(|reader| Payload::read(case.claim.payload.as_json(), reader)).is_some() {
            flag_wrong_checksums(case.claim.payload.as_json(), ADDRESSES, case.terms, recorder);
        }
        check_offer(case, recorder);
        recorder.check_policy();
    }
}
