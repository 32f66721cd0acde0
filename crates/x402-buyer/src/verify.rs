//! Verification of the buyer's own payment before it is sent.
//!
//! In some flows a verdict is undecided, because it does not show a seller what will be settled (F-3). The buyer has
//! listed the flows that it pays in, and signs the same in each. So if the flow leaves the verdict undecided, the
//! payment is verified as if neither it nor its offer named a flow.

use alloc::vec::Vec;

use x402_types::{PaymentFlow, v1, v2};
use x402_verify::{Context, Report, Verdict, verify};

pub(crate) fn verify_v1(
    payment: &v1::PaymentPayload,
    offers: &[v1::PaymentRequirements],
    context: &Context<'_>,
) -> Report {
    let report = verify(payment, offers, context);
    if report.verdict() != Verdict::Undecided {
        return report;
    }
    let mut offers = Vec::from(offers);
    offers.iter_mut().for_each(|offer| PaymentFlow::remove_from(&mut offer.extra));
    verify(payment, &offers, context)
}

pub(crate) fn verify_v2(
    payment: &v2::PaymentPayload,
    offers: &[v2::PaymentRequirements],
    context: &Context<'_>,
) -> Report {
    let report = verify(payment, offers, context);
    if report.verdict() != Verdict::Undecided {
        return report;
    }
    let (mut payment, mut offers) = (payment.clone(), Vec::from(offers));
    offers.iter_mut().chain([&mut payment.accepted]).for_each(|offer| PaymentFlow::remove_from(&mut offer.extra));
    verify(&payment, &offers, context)
}
