//! The verdict on a payment: from its bytes, and from the rules of the seller itself.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::slice;

use x402_extensions::payment_identifier::{KEY, review};
use x402_schemes::Terms;
use x402_types::{FacilitatorRequest, Flags, PaymentFlow, PaymentPayload, ReasonCode, Scheme, v1, v2};
use x402_verify::{
    Authorized, Check, Context, Expires, Facts, Outcome, Policy, Purpose, Question, Report, Verdict, verify,
};

use crate::{Seller, choices::is_of_a_forgery};

/// The reason why a payment is not served: a code for programs, and words for people.
#[derive(Clone)]
pub(crate) struct Rejection {
    pub(crate) code: ReasonCode,
    text: String,
}

impl Rejection {
    pub(crate) fn new(code: impl Into<ReasonCode>, text: impl Into<String>) -> Self {
        Self { code: code.into(), text: text.into() }
    }

    pub(crate) fn sentence(&self) -> String {
        format!("{}: {}", self.code, self.text)
    }
}

/// The verdict on a payment from its bytes.
pub(crate) struct SellerVerdict {
    pub(crate) verdict: Verdict,
    /// The reason, if the payment is not valid.
    pub(crate) rejection: Rejection,
    /// The questions to answer before the payment is valid, or before the work if the seller verifies all payments.
    pub(crate) questions: Vec<Question>,
    /// `true` if the payment pays for a service, as far as its kind is known.
    pub(crate) is_of_service: bool,
    /// The identifier, if the seller reads identifiers and the payment has one.
    pub(crate) identifier: Option<String>,
    /// The authorization for an offer of the seller, and the request to settle it.
    pub(crate) paid: Option<(Authorized, FacilitatorRequest)>,
}

/// Verifies a payment against the seller's own offers, never against the offer that the payment names as accepted.
pub(crate) fn verify_payment(seller: &Seller, payment: &PaymentPayload, now: u64, facts: &Facts) -> SellerVerdict {
    let in_flow = |named: Report, offer: Option<usize>| {
        let asked = offer.and_then(|offer| seller.facilitator_request(payment, offer));
        let escrow = asked.as_ref().filter(|asked| flow_of(asked) == Some(PaymentFlow::Escrow));
        (escrow.map_or(named, |asked| without_flow(seller, seller.policy(), asked, now, facts)), asked)
    };
    let named = report(seller, seller.policy(), payment, (seller.offers(), seller.offers_v1()), now, facts);
    let offer = named.offer();
    let (best, asked) = in_flow(named, offer);
    let (report, asked) = match token_of(seller, payment, &best, facts) {
        Some(token) => {
            let offers = seller.offers_v1().iter().enumerate().filter(|(_, offer)| offer.asset == token);
            let (indices, offers): (Vec<_>, Vec<_>) = offers.map(|(index, offer)| (index, offer.clone())).unzip();
            let named = report(seller, seller.policy(), payment, (&[], &offers), now, facts);
            let offer = named.offer().and_then(|offer| indices.get(offer).copied());
            in_flow(named, offer)
        }
        None => (best, asked),
    };
    let paid = report.authorized().cloned().zip(asked);
    let late = paid.as_ref().and_then(|(paid, asked)| ends_too_late(seller, &terms(asked)?, paid.expires, now));
    let verdict = if is_unclaimable(&report) { Verdict::Invalid } else { report.verdict() };
    let questions = if seller.choices().verify_all && verdict == Verdict::Valid {
        report.outstanding().to_vec()
    } else {
        report.needs().cloned().collect()
    };
    let is_of_service = report.kind().is_none_or(|kind| kind.purpose() == Purpose::Service);
    let code = report.reason().unwrap_or_default();
    let text = report.into_paid().map_or_else(|error| error.to_string(), |_| String::new());
    let found = SellerVerdict {
        verdict,
        rejection: Rejection::new(code, text),
        questions,
        is_of_service,
        identifier: None,
        paid,
    };
    let refuse = |found: SellerVerdict, rejection| match found.verdict {
        Verdict::Invalid => found,
        Verdict::Valid | Verdict::Undecided => SellerVerdict { verdict: Verdict::Invalid, rejection, ..found },
    };
    let found = match identifier(seller, payment) {
        Ok(identifier) => SellerVerdict { identifier, ..found },
        Err(rejection) => refuse(found, rejection),
    };
    match late.or_else(|| names_different_resource(seller, payment)) {
        Some(rejection) => refuse(found, rejection),
        None => found,
    }
}

/// `true` if the payer's own key has signed the voucher of a channel in a format that no claim accepts (N-13), unless
/// the payer has code. A facilitator that recovers the key from any format accepts such a voucher, and then the
/// seller's claim fails.
fn is_unclaimable(report: &Report) -> bool {
    let of_voucher = report.checks().iter().filter(|check| check.id.label() == Some("voucher"));
    let is_by_payer = |check: &Check| check.id.to_string() == "voucher/signer" && check.outcome == Outcome::Pass;
    of_voucher.clone().any(is_by_payer) && of_voucher.flat_map(|check| check.outcome.questions()).any(is_of_a_forgery)
}

/// The token for which a payment of version 1 was signed, which names none (B-3). If the payment has ended, or its
/// token has a different price, its signature would not be checked: it would match other tokens equally well, and the
/// store has no record under their keys. `None` if the payment is valid already, if all offers that it may answer are
/// for one token, or if its signature matches none.
fn token_of<'a>(seller: &'a Seller, payment: &PaymentPayload, best: &Report, facts: &Facts) -> Option<&'a str> {
    let PaymentPayload::V1(claim) = payment else { return None };
    let paid = best.authorized().filter(|_| best.verdict() != Verdict::Valid)?;
    let then = u64::try_from(paid.expires.time()?).ok()?.checked_sub(seller.policy().evm.expiry_margin)?;
    let offers = seller.offers_v1().iter().enumerate();
    let mut named = offers.filter(|(_, offer)| offer.scheme == claim.scheme && offer.network == claim.network);
    let (_, first) = named.clone().next()?;
    if named.clone().all(|(_, offer)| offer.asset == first.asset) {
        return None;
    }
    // As if the price were that of the payment, and while the payment had not ended.
    let is_signed_for = |index: usize| {
        let asked = seller.facilitator_request(payment, index);
        let Some(FacilitatorRequest::V1(mut asked)) = asked else { return false };
        asked.payment_requirements.max_amount_required = paid.units();
        asked.payment_requirements.pay_to = paid.recipient.to_string();
        without_flow(seller, &refusing_nothing(seller), &asked.into(), then, facts).verdict() == Verdict::Valid
    };
    named.find(|(index, _)| is_signed_for(*index)).map(|(_, offer)| &*offer.asset)
}

/// The offer in the request to the facilitator.
pub(crate) fn terms(asked: &FacilitatorRequest) -> Option<Terms<'_>> {
    match asked {
        FacilitatorRequest::V1(request) => Terms::of_v1(&request.payment_requirements),
        FacilitatorRequest::V2(request) => Some((&request.payment_requirements).into()),
    }
}

/// The flow of the offer in the request to the facilitator.
pub(crate) fn flow_of(asked: &FacilitatorRequest) -> Option<PaymentFlow> {
    PaymentFlow::of(terms(asked)?.extra)
}

/// The report on a payment as if neither it nor its offer named a flow, because the payer signs the same in each flow.
/// In `escrow` the verdict applies to the first settlement, and no service comes before that (F-3).
fn without_flow(seller: &Seller, policy: &Policy, asked: &FacilitatorRequest, now: u64, facts: &Facts) -> Report {
    match asked.clone() {
        FacilitatorRequest::V1(mut asked) => {
            PaymentFlow::remove_from(&mut asked.payment_requirements.extra);
            report(seller, policy, &asked.payment_payload.into(), (&[], &[asked.payment_requirements]), now, facts)
        }
        FacilitatorRequest::V2(mut asked) => {
            PaymentFlow::remove_from(&mut asked.payment_requirements.extra);
            PaymentFlow::remove_from(&mut asked.payment_payload.accepted.extra);
            report(seller, policy, &asked.payment_payload.into(), (&[asked.payment_requirements], &[]), now, facts)
        }
    }
}

/// The questions whether the nonce of a payment that a time ends is used. No node knows the payments that an operator
/// of the Gateway has seen (U-6).
const UNUSED: [&str; 2] = ["authorization-unused", "permit-unused"];

/// The question whether the payment was never settled, and the one about its settlement through Permit2, as they were
/// unanswered when the payment was valid.
pub(crate) fn asked_of_a_node(
    seller: &Seller,
    asked: &FacilitatorRequest,
    end: u64,
) -> Option<(Question, Option<Question>)> {
    let last = end.checked_sub(seller.policy().evm.expiry_margin)?;
    // `validBefore` is the end, and a deadline is the second before it.
    [Some(last), last.checked_sub(1)].into_iter().flatten().find_map(|then| {
        let report = without_flow(seller, &refusing_nothing(seller), asked, then, &seller.choices().facts);
        let mut asked = report.outstanding().iter();
        let unused = asked.clone().find(|question| UNUSED.contains(&question.kind()))?;
        Some((unused.clone(), asked.find(|question| question.kind() == "settlement").cloned()))
    })
}

/// The seller's policy for payments that have begun, which continue whatever flags the seller refuses now.
fn refusing_nothing(seller: &Seller) -> Policy {
    let mut policy = *seller.policy();
    policy.refused = Flags::NONE;
    policy
}

fn report(
    seller: &Seller,
    policy: &Policy,
    payment: &PaymentPayload,
    (offers, offers_v1): (&[v2::PaymentRequirements], &[v1::PaymentRequirements]),
    now: u64,
    facts: &Facts,
) -> Report {
    let mut context = Context::at(now).with_policy(policy).with_facts(facts);
    if let Some(declared) = seller.declared() {
        context = context.with_declared_extensions(declared);
    }
    match payment {
        PaymentPayload::V1(payment) => verify(payment, offers_v1, &context),
        PaymentPayload::V2(payment) => verify(payment, offers, &context),
    }
}

/// The request to settle a payment for the offer that it names as accepted. A payment of version 1 names none.
pub(crate) fn by_accepted(payment: &PaymentPayload) -> Option<FacilitatorRequest> {
    let PaymentPayload::V2(payment) = payment else { return None };
    v2::FacilitatorRequest::answering(payment.clone(), slice::from_ref(&payment.accepted), 0).map(Into::into)
}

/// The authorization of a payment for the offer of this request, which the seller may no longer make. The payment
/// cannot begin with such an offer, but it may have begun before. Without the seller's facts some payments authorize
/// nothing: those whose payer is an address of a lookup table.
pub(crate) fn authorized_by(seller: &Seller, asked: &FacilitatorRequest, now: u64) -> Option<Authorized> {
    let facts = &seller.choices().facts;
    let context = Context::at(now).with_facts(facts);
    let report = match asked {
        _ if flow_of(asked) == Some(PaymentFlow::Escrow) => {
            without_flow(seller, &refusing_nothing(seller), asked, now, facts)
        }
        FacilitatorRequest::V1(asked) => {
            verify(&asked.payment_payload, slice::from_ref(&asked.payment_requirements), &context)
        }
        FacilitatorRequest::V2(asked) => {
            verify(&asked.payment_payload, slice::from_ref(&asked.payment_requirements), &context)
        }
    };
    report.authorized().cloned()
}

/// The identifier of the payment, if the seller reads identifiers. A buyer who sends null as its identifier still
/// relies on it.
fn identifier(seller: &Seller, payment: &PaymentPayload) -> Result<Option<String>, Rejection> {
    let Some(requirement) = seller.identifiers() else { return Ok(None) };
    match review(payment, requirement) {
        Ok(reviewed) => match reviewed.identifier {
            Some(identifier) => Ok(Some(identifier.id)),
            None if is_null(payment) => {
                Err(Rejection::new("invalid_payment_identifier", "the payment identifier is null"))
            }
            None => Ok(None),
        },
        Err(error) => Err(Rejection::new(error.reason(), error.to_string())),
    }
}

/// `true` if the payment has null as its identifier.
fn is_null(payment: &PaymentPayload) -> bool {
    let PaymentPayload::V2(payment) = payment else { return false };
    let extension = payment.extensions.as_ref().and_then(|extensions| extensions.as_json().get(KEY));
    let id = extension.and_then(|extension| extension.get("info")?.get("id"));
    id.is_some_and(|id| id.is_null())
}

/// The reason, if the payment ends later than the seller allows. A payment that the seller cannot settle is kept until
/// its end.
fn ends_too_late(seller: &Seller, offer: &Terms<'_>, expires: Expires, now: u64) -> Option<Rejection> {
    let slack = seller.choices().slack?;
    let longest = offer.longest_timeout(offer.max_timeout_seconds.saturating_add(slack));
    let last = now.saturating_add(longest);
    let is_late = match expires {
        // A voucher has no end, and leaves no separate record.
        _ if *offer.scheme == Scheme::BATCH_SETTLEMENT => false,
        Expires::At(end) => end.get() > last.into(),
        Expires::Never => true,
        // The chain limits how long a blockhash counts, and the verdict limits the ledger.
        Expires::AfterLedger(_) | Expires::WithBlockhash(_) | _ => false,
    };
    let rejection =
        || Rejection::new(ReasonCode::VALID_BEFORE, format!("the payment must end by {last}, and ends later"));
    is_late.then(rejection)
}

/// The reason, if the payment names a different resource. The query is not compared, because the seller's own URL has
/// none.
fn names_different_resource(seller: &Seller, payment: &PaymentPayload) -> Option<Rejection> {
    let PaymentPayload::V2(payment) = payment else { return None };
    let named = payment.resource.as_ref().filter(|_| !seller.choices().any_resource)?;
    let is_this_resource = origin_and_path(&named.url) == origin_and_path(seller.resource());
    (!is_this_resource).then(|| Rejection::new(ReasonCode::PAYLOAD, "the payment names a different resource"))
}

/// The scheme and host of a URL in lower case, and its path.
fn origin_and_path(url: &str) -> (String, &str) {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let host = url.find("://").map_or(0, |at| at.saturating_add(3));
    let path = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| at.saturating_add(host));
    let (origin, path) = url.split_at_checked(path).unwrap_or((url, ""));
    (origin.to_ascii_lowercase(), path.trim_end_matches('/'))
}
