//! Without memory.

use alloc::vec::Vec;

use crate::{Context, Offers, Payment, Report, verify};

#[derive(Debug)]
pub(super) struct Payers;

impl Payers {
    pub(super) const fn new(_most: usize) -> Self {
        Self
    }

    pub(super) fn verify(&mut self, payment: Payment<'_>, offers: Offers<'_>, context: &Context<'_>) -> Report {
        verify(payment, offers, context)
    }

    pub(super) fn verify_all<'a>(
        &mut self,
        payments: impl Iterator<Item = (Payment<'a>, Offers<'a>, &'a Context<'a>)>,
    ) -> Vec<Report> {
        payments.map(|(payment, offers, context)| verify(payment, offers, context)).collect()
    }
}
