//! The two halves of a verdict on a sponsored payment.

use x402_types::object::ObjectWriter;

use crate::{Concern, Report, Verdict};

/// The two halves of a verdict on a payment with a sponsor that pays the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Halves {
    /// Valid if it is safe to pay the fee.
    pub sponsoring: Verdict,
    /// Valid if the payment pays what the offer asks.
    pub payment: Verdict,
}

impl Halves {
    pub(crate) fn of(report: &Report) -> Self {
        Self { sponsoring: report.verdict_on(Concern::Sponsor), payment: report.verdict_on(Concern::Payment) }
    }

    pub(crate) fn write(self, json: &mut ObjectWriter<'_>) {
        json.string("sponsoring", self.sponsoring.as_str());
        json.string("payment", self.payment.as_str());
    }
}
