//! Verification of the buyer's own payment before it is sent.
//!
//! In some flows a verdict is undecided, because it does not show a seller what will be settled (F-3). The buyer has
//! listed the flows that it pays in, and signs the same in each. So if the flow leaves the verdict undecided, the
//! payment is verified as if neither it nor its offer named a flow.

use alloc::vec::Vec;

use x402_types::{Network, PaymentFlow, v1, v2};
#[cfg(feature = "stellar")]
use x402_verify::stellar;
#[cfg(feature = "xrpl")]
use x402_verify::xrpl;
use x402_verify::{Context, Facts, Report, Verdict, verify};

/// Adds the ledger from which a payment was made to the facts, because ledgers are the clock of Stellar and of the XRP
/// Ledger.
#[cfg_attr(not(any(feature = "stellar", feature = "xrpl")), allow(unused_variables, reason = "no chain has ledgers"))]
pub(crate) fn with_ledger(facts: Facts, network: Option<&Network>, ledger: Option<u32>) -> Facts {
    let (Some(network), Some(sequence)) = (network.cloned(), ledger) else { return facts };
    #[cfg(feature = "stellar")]
    if x402_schemes::stellar::is_on(&network) {
        return facts.with(stellar::Fact::Ledger { network, sequence, seconds_per_ledger: None });
    }
    #[cfg(feature = "xrpl")]
    if x402_schemes::xrpl::is_on(&network) {
        return facts.with(xrpl::Fact::Ledger { network, sequence, seconds_per_ledger: None });
    }
    facts
}

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
