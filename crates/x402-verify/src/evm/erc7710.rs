//! `exact` with a delegation (`scheme_exact_evm.md` §3). The payload is recognised, and its manager must decide (P-7).

#![cfg(feature = "evm")]

use x402_schemes::evm::erc7710::Payload;

use super::checks::{check_offer, flag_misspelt};
use crate::{
    CheckId, Outcome,
    case::Case,
    findings::Findings,
    judge::Judge,
    payload_kind::KindProperties,
    place::{FIRST, Place, SERVERS, in_order},
};

const ORDER: &[Place] =
    in_order![FIRST, &[Place::of(CheckId::ASSET_ADDRESS), Place::of(CheckId::PAY_TO_ADDRESS)], SERVERS];

/// The addresses in the payload.
const ADDRESSES: &[&str] = &["delegationManager", "delegator"];

/// The verifier, which leaves the verdict to the delegation's manager.
pub(crate) struct Erc7710;

impl KindProperties for Erc7710 {
    fn order(&self) -> &'static [Place] {
        ORDER
    }
}

impl Judge for Erc7710 {
    fn method(&self, case: &Case<'_>) -> Outcome {
        Outcome::needs(case.no_verifier())
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        if findings.payload(|reader| Payload::read(case.claim.payload.as_json(), reader)).is_some() {
            flag_misspelt(case.claim.payload.as_json(), ADDRESSES, case.terms, findings);
        }
        check_offer(case, findings);
        findings.check_policy();
    }
}
