//! Guesses the mistake of a payer whose payment does not do what the offer asks.

use alloc::vec::Vec;

use x402_types::{Flag, matching::MatchRule};

use crate::{
    Context, Guess, NotTaken, Offers, Payment, Report, UnmatchedOffer, Verdict, case::Case, mechanisms,
    recovery::Recovery, verify, verify::claim_and_terms,
};

/// Guesses what the payer signed instead, for a person who corrects the payment. The list begins with the
/// contradictions between the published tables and the offer
/// ([`Report::contradictions`](crate::Report::contradictions)), for a valid payment too, because it would not settle.
/// Then come the differences because of which official servers do not find the offer that a payment answers
/// ([`UnmatchedOffer`]). The only other guess about a valid payment is a recovery id as the last byte of its
/// signature ([`RecoveryId`](crate::evm::FormatMistake::RecoveryId)), which some facilitators refuse.
///
/// [`verify`] never guesses. A diagnosis costs up to [`MOST_RECOVERIES`](crate::evm::Guess::MOST_RECOVERIES) key
/// recoveries on an EVM chain, or [`MOST_GUESSES`](crate::stellar::Guess::MOST_GUESSES) verified signatures on Stellar
/// and on the XRP Ledger, and a forger must not be able to cause them. A guess fits the payment, but it is not a verdict.
#[must_use]
pub fn diagnose<'a>(
    payment: impl Into<Payment<'a>>,
    offers: impl Into<Offers<'a>>,
    context: &Context<'_>,
) -> Vec<Guess> {
    let (payment, offers) = (payment.into(), offers.into());
    let report = verify(payment, offers, context);
    let mut guesses: Vec<_> = report.contradictions().iter().cloned().map(Guess::Contradicted).collect();
    guesses.extend(unmatched(payment, offers, &report, context).map(Guess::Unmatched));
    if report.verdict() == Verdict::Valid && !report.flags().contains(Flag::YParity) {
        return guesses;
    }
    let Some((claim, terms)) = claim_and_terms(payment, offers, &report) else { return guesses };
    let case = Case { claim, terms: &terms, prepared: None, context, recovery: &Recovery::default() };
    guesses.extend(NotTaken::of(&case).map(Guess::NotTaken));
    if let Some(diagnose) = report.mechanism().and_then(mechanisms::diagnose_of) {
        guesses.extend(diagnose(&case, &report));
    }
    guesses
}

/// The differences that an official server finds between the payment's copy and the offer that it answers. `None` if
/// the server finds the offer, or if the caller's servers use a different rule.
fn unmatched(
    payment: Payment<'_>,
    offers: Offers<'_>,
    report: &Report,
    context: &Context<'_>,
) -> Option<UnmatchedOffer> {
    let (Payment::V2(payment), Offers::V2(offers)) = (payment, offers.plain().0) else { return None };
    let is_official = context.policy.match_rule == MatchRule::Sdk;
    UnmatchedOffer::of(&payment.accepted, offers.get(report.offer()?).filter(|_| is_official)?)
}
