//! The extension `offer-receipt`: the offers that the server signed.

use alloc::{format, string::ToString};

use x402_extensions::{
    CheckId, Outcome,
    offer_receipt::{ArtifactContext, verify_offer},
};
use x402_types::{Flag, JsonRef};

use super::declared::Declared;
use crate::{Lint, Rule};

/// The checks whose failure is reported by a rule other than `offer-shape`.
const OF_SIGNATURE: [CheckId; 7] = [
    CheckId::JWS_ALGORITHM,
    CheckId::JWS_KEY_ID,
    CheckId::ARTIFACT_KEY,
    CheckId::ARTIFACT_SIGNATURE_FORM,
    CheckId::ARTIFACT_POLICY,
    CheckId::ARTIFACT_SIGNATURE,
    CheckId::ARTIFACT_SIGNER,
];

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    let Some(offers) = declared.member("offers") else { return };
    if !offers.is_array() {
        lint.find(Rule::OFFER_SHAPE, declared.pointer_to("/offers"), "offers is not an array");
        return;
    }
    for (index, offer) in offers.elements().into_iter().flatten().enumerate() {
        lint_offer(declared, index, offer, lint);
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "a demand does not name the JWS key that signs for the service")]
fn lint_offer(declared: &Declared<'_>, index: usize, raw: JsonRef<'_>, lint: &mut Lint) {
    // If the 402 response cannot be read, its other findings come first.
    let Some(payment_required) = declared.read else { return };
    let pointer = declared.pointer_to(&format!("/offers/{index}"));
    // The linter has no clock, so it treats every offer as not expired.
    let report = verify_offer(payment_required, index, &ArtifactContext::at(0));
    let report = report.report();
    for check in report.checks() {
        match &check.outcome {
            Outcome::Fail(detail) => {
                let (rule, path) = if check.id == CheckId::ARTIFACT_TERMS {
                    (Rule::OFFER_TERMS, "/payload")
                } else if OF_SIGNATURE.contains(&check.id) {
                    (Rule::OFFER_SIGNATURE, "/signature")
                } else {
                    (Rule::OFFER_SHAPE, "")
                };
                // A JWS contains its payload.
                let path = if path == "/payload" && raw.get("payload").is_none() { "/signature" } else { path };
                lint.find(rule, format!("{pointer}{path}"), &detail.to_string());
            }
            Outcome::Needs(question) if check.id == CheckId::ARTIFACT_SIGNER && raw.get("payload").is_some() => {
                lint.find(Rule::OFFER_SIGNER, format!("{pointer}/signature"), &question.to_string());
            }
            _ => {}
        }
    }
    if report.flags().contains(Flag::AcceptIndex) {
        lint.found(Rule::ACCEPT_INDEX, format!("{pointer}/acceptIndex"));
    }
    if report.flags().contains(Flag::NotJcs) {
        lint.found(Rule::NOT_JCS, format!("{pointer}/signature"));
    }
}
