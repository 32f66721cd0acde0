//! Guesses what a payer did instead of what the offer asks.

use alloc::vec::Vec;

use x402_types::Flag;

use crate::{
    Context, Finding, Offers, Payment, Verdict, case::Case, mechanisms, recovery::Recovery, verify,
    verify::judged_offer,
};

/// Looks for what the payer may have signed instead, for a person who has to correct the payment. A valid payment has no
/// findings, with one exception: a recovery id as the last byte of its signature
/// ([`RecoveryId`](crate::evm::FormSlip::RecoveryId)), which some facilitators refuse.
///
/// [`verify`] never does this. A diagnosis costs up to [`MOST_RECOVERIES`](crate::evm::Finding::MOST_RECOVERIES) key recoveries, and a forger must not
/// be able to cause them. A finding is a guess that fits, not a verdict.
#[must_use]
pub fn diagnose<'a>(
    payment: impl Into<Payment<'a>>,
    offers: impl Into<Offers<'a>>,
    context: &Context<'_>,
) -> Vec<Finding> {
    let (payment, offers) = (payment.into(), offers.into());
    let report = verify(payment, offers, context);
    if report.verdict() == Verdict::Valid && !report.flags().contains(Flag::YParity) {
        return Vec::new();
    }
    let Some((claim, terms)) = judged_offer(payment, offers, &report) else { return Vec::new() };
    let case = Case { claim, terms: &terms, prepared: None, context, recovery: &Recovery::default() };
    let diagnose = report.mechanism().and_then(mechanisms::diagnose_of);
    diagnose.map_or_else(Vec::new, |diagnose| diagnose(&case, &report))
}
