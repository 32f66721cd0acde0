//! Matches a payment to an offer, and lets the payment's mechanism verify it.

use alloc::string::String;

use x402_schemes::{Mechanism, Terms};
use x402_types::{
    AnyNetwork, PaymentFlow, RawJson, Scheme, Version,
    matching::{self, Comparison, Match},
    read::Reader,
    v1, v2,
};

use crate::{
    Check, CheckId, Context, Detail, Difference, OtherVerifier, Outcome, PayloadKind, Question, Report, Verdict,
    case::{Case, Claim},
    chain::Chain,
    contradicted::flag_contradictions,
    evm::Evm,
    extensions::echo::Echo,
    family::Family,
    mechanisms::verifier_of,
    offers::{Offers, Prepared},
    payment::Payment,
    recorder::Recorder,
    recovery::Recovery,
    solana::Solana,
    stellar::Stellar,
    xrpl::Xrpl,
};

/// Verifies a payment against the server's own offers, from the bytes alone. The function is pure: the same input
/// returns the same report.
///
/// Nothing that affects money is read from the `accepted` of a V2 payment before it matches an offer (B-1). If no offer
/// matches, the payment is invalid. To make the report as complete as possible, the other checks are then made against
/// the nearest offer with the payment's scheme and network, if there is one. If several offers match, the report is
/// about the offer that equals `accepted` in every field, or else about the offer that the payment fits best (B-2). A
/// V1 payment names only a scheme and a network. Every offer with both is tried, and the report is about the offer that
/// the payment fits best (B-3).
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{CheckId, Context, verify};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let context = Context::at(1_740_672_100);
///
/// let paid = verify(&payment, &offers, &context).into_paid()?;
/// assert_eq!(paid.payer().to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
///
/// // The server's offers count, not the client's copy in `accepted`.
/// let mut dearer = offers;
/// dearer[0].amount = 20_000.into();
/// let error = verify(&payment, &dearer, &context).into_paid().unwrap_err();
/// assert_eq!(error.report().deciding().map(|check| check.id), Some(CheckId::OFFER));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn verify<'a>(payment: impl Into<Payment<'a>>, offers: impl Into<Offers<'a>>, context: &Context<'_>) -> Report {
    verify_with(payment.into(), offers.into(), context, &Recovery::default())
}

/// [`verify`] with a different way to find the signer of a signature. The recovery is for this payment only.
pub(crate) fn verify_with(
    payment: Payment<'_>,
    offers: Offers<'_>,
    context: &Context<'_>,
    recovery: &Recovery<'_>,
) -> Report {
    let (offers, prepared) = offers.plain();
    match (payment, offers) {
        (Payment::V1(payment), Offers::V1(offers)) => {
            verify_v1(payment, Listed { offers, prepared }, context, recovery)
        }
        (Payment::V2(payment), Offers::V2(offers)) => {
            verify_v2(payment, Listed { offers, prepared }, context, recovery)
        }
        (Payment::V1(_), _) => other_version(Version::V1, Version::V2),
        (Payment::V2(_), _) => other_version(Version::V2, Version::V1),
    }
}

/// Offers of one version, and the values computed from each. `prepared` is empty if the offers were not prepared.
struct Listed<'a, T> {
    offers: &'a [T],
    prepared: &'a [Prepared],
}

fn other_version(payment: Version, offers: Version) -> Report {
    no_offer(payment, Detail::OtherVersion { payment, offers })
}

/// The claim and the terms that a report is about: the terms of the offer that the payment answers, or of the nearest
/// offer if the payment answers none.
pub(crate) fn claim_and_terms<'a>(
    payment: Payment<'a>,
    offers: Offers<'a>,
    report: &Report,
) -> Option<(Claim<'a>, Terms<'a>)> {
    let nearest = || {
        let detail = report.deciding()?.outcome.detail()?;
        if let Detail::OfferDiffers { nearest, .. } = detail { Some(*nearest) } else { None }
    };
    let index = report.offer().or_else(nearest)?;
    match (payment, offers.plain().0) {
        (Payment::V1(payment), Offers::V1(offers)) => Some((payment.into(), Terms::of_v1(offers.get(index)?)?)),
        (Payment::V2(payment), Offers::V2(offers)) => Some((payment.into(), offers.get(index)?.into())),
        (Payment::V1(_) | Payment::V2(_), _) => None,
    }
}

/// Verifies a V2 payment against the offer that equals `accepted` in every field. If no matching offer does, the
/// payment is verified against the one that it fits best, as in V1 (B-2).
fn verify_v2(
    payment: &v2::PaymentPayload,
    Listed { offers, prepared }: Listed<'_, v2::PaymentRequirements>,
    context: &Context<'_>,
    recovery: &Recovery<'_>,
) -> Report {
    let accepted = &payment.accepted;
    let echo = Echo::of(payment, context);
    let verify_offer = |index: usize, offer: &v2::PaymentRequirements, report: &mut Report| {
        report.add_flags(echo.flags);
        let prepared = prepared.get(index);
        let terms = offer.into();
        let case = Case { claim: payment.into(), terms: &terms, prepared, context, recovery };
        verify_case(&case, Some(&echo), report);
    };
    let misses = match matching::find_offers(accepted, offers, context.policy.match_rule) {
        Ok(candidates) => {
            let candidates = candidates.into_iter().filter_map(|found| Some((found, offers.get(found.index)?)));
            let reports = candidates.map(|(Match { index, flags, .. }, offer)| {
                let mut report = Report::matched(Version::V2, index);
                report.add_flags(flags);
                verify_offer(index, offer, &mut report);
                report
            });
            return best_of(reports).unwrap_or_else(|| no_offer(Version::V2, Detail::NoOffers));
        }
        Err(no_match) => no_match.misses,
    };
    // Checks against an offer of a different scheme or network would not help the reader.
    let is_alike = |index: usize| {
        offers.get(index).filter(|offer| offer.scheme == accepted.scheme && offer.network == accepted.network)
    };
    let Some((nearest, comparison)) = nearest(&misses, |index| is_alike(index).is_some()) else {
        return no_offer(Version::V2, Detail::NoOffers);
    };
    let difference = |member: &String| Some(Difference::new(member, accepted, offers.get(nearest)?));
    let members = comparison.differs.iter().filter_map(difference).collect();
    let mut report = no_offer(Version::V2, Detail::OfferDiffers { nearest, members });
    if let Some(offer) = is_alike(nearest) {
        verify_offer(nearest, offer, &mut report);
    }
    report
}

/// Verifies a V1 payment. It names only a scheme and a network, so every offer with both is tried (B-3).
fn verify_v1(
    payment: &v1::PaymentPayload,
    Listed { offers, prepared }: Listed<'_, v1::PaymentRequirements>,
    context: &Context<'_>,
    recovery: &Recovery<'_>,
) -> Report {
    let named = |offer: &v1::PaymentRequirements| offer.scheme == payment.scheme && offer.network == payment.network;
    let candidates = offers.iter().enumerate().filter(|(_, offer)| named(offer));
    let reports = candidates.map(|(index, offer)| {
        let mut report = Report::matched(Version::V1, index);
        match Terms::of_v1(offer) {
            Some(terms) => {
                let prepared = prepared.get(index);
                let case = Case { claim: payment.into(), terms: &terms, prepared, context, recovery };
                verify_case(&case, None, &mut report);
            }
            None => {
                ask_for_verifier(
                    no_verifier(&offer.scheme, offer.network.clone()),
                    offer.extra.as_ref(),
                    context,
                    &mut report,
                );
            }
        }
        report
    });
    let none = || no_offer(Version::V1, if offers.is_empty() { Detail::NoOffers } else { Detail::NoOfferForNetwork });
    best_of(reports).unwrap_or_else(none)
}

/// Lets the payment's mechanism fill the report.
fn verify_case(case: &Case<'_>, echo: Option<&Echo>, report: &mut Report) {
    flag_contradictions(case, report);
    let Case { claim, terms, context, .. } = case;
    if case.is_not_taken() {
        return ask_for_verifier(case.no_verifier(), terms.extra, context, report);
    }
    let mut reader = Reader::new(context.decode);
    let policy = context.policy;
    let of_payment = if policy.has_variants() { Mechanism::of_payment } else { Mechanism::of_plain_payment };
    let mechanism = of_payment(terms, claim.accepted, claim.payload, &mut reader);
    report.add_flags(policy.flags_of(terms, mechanism.ok().flatten()));
    let mechanism = match mechanism {
        Ok(mechanism) => mechanism.filter(|known| policy.is_certain(terms, *known)),
        Err(error) => return report.add(CheckId::METHOD, Outcome::fail(Detail::Method(error))),
    };
    report.add_flags(reader.flags());
    let found = mechanism.and_then(|mechanism| Some((mechanism, verifier_of(mechanism, case)?)));
    let Some((mechanism, verifier)) = found else {
        return ask_for_verifier(case.no_verifier(), terms.extra, context, report);
    };
    report.kind = Some(PayloadKind::new(mechanism, verifier));
    let flow = match check_flow(mechanism, case) {
        Some(outcome @ (Outcome::Needs(_) | Outcome::Fail(_))) => return report.add(CheckId::FLOW, outcome),
        flow => flow,
    };
    let mut recorder = Recorder::new(case, verifier.order(), report);
    recorder.record(CheckId::METHOD, verifier.method(case));
    if let Some(outcome) = flow {
        recorder.record(CheckId::FLOW, outcome);
    }
    if let Some(echo) = echo {
        echo.record(&mut recorder);
    }
    verifier.verify(case, &mut recorder);
    recorder.finish();
}

/// The question for an offer that no mechanism of this crate can verify.
fn no_verifier(scheme: &Scheme, network: impl Into<AnyNetwork>) -> Question {
    Question::Verifier(OtherVerifier {
        scheme: scheme.clone(),
        network: network.into(),
        method: None,
        not_taken: false,
    })
}

/// Asks for a different verifier, unless no verifier can help: an offer of the server in an unknown flow makes every
/// payment invalid (F-3).
fn ask_for_verifier(verifier: Question, extra: Option<&RawJson>, context: &Context<'_>, report: &mut Report) {
    match known_flow(extra, context) {
        Ok(_) => report.add(CheckId::METHOD, Outcome::needs(verifier)),
        Err(detail) => report.add(CheckId::FLOW, Outcome::fail(detail)),
    }
}

/// The outcome of the check `flow`, if the offer names a flow (F-3), or the caller does not implement its flow (F-2).
fn check_flow(mechanism: Mechanism, case: &Case<'_>) -> Option<Outcome> {
    let flow = match known_flow(case.terms.extra, case.context) {
        Ok(flow) => flow,
        Err(detail) => return Some(Outcome::fail(detail)),
    };
    case.terms.extra_member(PaymentFlow::MEMBER)?;
    Some(match flow {
        PaymentFlow::Authorization => Outcome::Pass,
        // Before the service, the charge is not known: it may be less than the limit.
        PaymentFlow::Upfront if !mechanism.is_up_to() => Outcome::Pass,
        PaymentFlow::Upfront | PaymentFlow::Escrow | _ => Outcome::needs(case.no_verifier()),
    })
}

/// The flow of an offer with this `extra`.
///
/// # Errors
/// The flow is unknown, or the caller does not implement it.
fn known_flow(extra: Option<&RawJson>, context: &Context<'_>) -> Result<PaymentFlow, Detail> {
    let flow = PaymentFlow::of(extra).ok_or(Detail::UnknownFlow)?;
    if context.flows.is_some_and(|flows| !flows.contains(&flow)) {
        return Err(Detail::UnlistedFlow(flow));
    }
    Ok(flow)
}

fn no_offer(version: Version, detail: Detail) -> Report {
    let mut report = Report::new(version);
    report.add(CheckId::OFFER, Outcome::fail(detail));
    report
}

/// The first valid report, or else the first undecided one, or else the one with the fewest failed checks (B-3). Ties
/// go to the offer with the lower index. No report is made after a valid one.
fn best_of(reports: impl Iterator<Item = Report>) -> Option<Report> {
    let mut best: Option<Report> = None;
    for report in reports {
        if report.verdict() == Verdict::Valid {
            return Some(report);
        }
        if best.as_ref().is_none_or(|best| misfit(&report) < misfit(best)) {
            best = Some(report);
        }
    }
    best
}

/// How badly a payment that is not valid fits the offer of its report: 0 if it is undecided, or else the number of
/// failed checks. A signature that was not checked, because something else had failed, counts like one that failed.
/// Otherwise an offer with a different price would fit no worse than the one that was paid with a wrong signature.
fn misfit(report: &Report) -> usize {
    if report.verdict() == Verdict::Undecided {
        return 0;
    }
    let is_signature = |check: &&Check| Family::ALL.map(signature_on).contains(&Some(check.id.unlabelled()));
    let signatures = || report.checks().iter().filter(is_signature);
    let is_read = |check: &Check| !matches!(check.outcome, Outcome::Skipped(_));
    let all_are_read = signatures().next().is_some() && signatures().all(is_read);
    report.failures().saturating_add(usize::from(!all_are_read))
}

/// The check of the signer of a payment on this family. `None` without the family's feature.
const fn signature_on(family: Family) -> Option<CheckId> {
    match family {
        Family::Evm => Evm::SIGNATURE,
        Family::Solana => Solana::SIGNATURE,
        Family::Stellar => Stellar::SIGNATURE,
        Family::Xrpl => Xrpl::SIGNATURE,
    }
}

/// The index of the offer with the fewest differences. An offer with the payment's scheme and network precedes all
/// others.
fn nearest(misses: &[Comparison], is_alike: impl Fn(usize) -> bool) -> Option<(usize, &Comparison)> {
    misses.iter().enumerate().min_by_key(|(index, comparison)| (!is_alike(*index), comparison.differs.len()))
}
