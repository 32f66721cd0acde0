//! Verifies payments without remembering payers.

use alloc::vec::Vec;

use crate::{Context, Offers, Payment, Report, verify};

#[derive(Debug)]
pub(crate) struct Payers;

impl Payers {
    pub(crate) const fn new(_most: usize) -> Self {
        Self
    }

    pub(crate) fn verify(&mut self, payment: Payment<'_>, offers: Offers<'_>, context: &Context<'_>) -> Report {
        verify(payment, offers, context)
    }

    pub(crate) fn verify_all<'a>(
        &mut self,
        payments: impl Iterator<Item = (Payment<'a>, Offers<'a>, &'a Context<'a>)>,
    ) -> Vec<Report> {
        payments.map(|(payment, offers, context)| verify(payment, offers, context)).collect()
    }
}
