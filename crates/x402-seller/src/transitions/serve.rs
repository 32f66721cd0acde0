//! The work begins, and ends with a result or without one.

use alloc::boxed::Box;

use x402_types::{Amount, AnyAmount, PaymentFlow, SettleResponse};
use x402_verify::Expires;

use crate::{
    answer::Answer,
    progress::{Progress, Work},
    record::{Served, State},
    sale::{RequestHashes, Sale},
    seller::Seller,
    step::{Overcharge, Serve, Serving, Step},
};

impl Sale {
    /// Writes the first record of a payment, before anything is begun.
    pub(crate) fn begin_work(self: Box<Self>, hashes: RequestHashes, now: u64) -> Step {
        let expires = self.authorized.expires;
        let progress = Progress {
            revision: 0,
            fingerprint: hashes.request,
            begun: matches!(expires, Expires::WithBlockhash(_)).then_some(now),
            since: expires.time().is_none().then_some(now),
            unanswered: None,
            pending: None,
        };
        if self.flow != PaymentFlow::Authorization {
            return self.ask_to_settle(progress, Work::NONE, 1, now);
        }
        let lease = Seller::lease(now, self.seller.work_timeout());
        self.write_and_continue(progress, State::Working { lease })
    }

    /// Records that the payment is settled, before the work begins.
    pub(crate) fn serve_settled(
        self: Box<Self>,
        progress: Progress,
        settlement: Box<SettleResponse>,
        now: u64,
    ) -> Step {
        let lease = Seller::lease(now, self.seller.work_timeout());
        self.write_and_continue(progress, State::Serving { lease, settlement })
    }

    /// The work for a payment, whose settlement this is if it is settled already.
    pub(super) const fn serve_payment(
        self: Box<Self>,
        progress: Progress,
        settlement: Option<Box<SettleResponse>>,
    ) -> Step {
        Step::Serve(Serve { of: Serving::Payment { sale: self, progress, settlement } })
    }
}

impl Serve {
    /// Completes the step with the result of the work, and charges the full amount.
    #[must_use]
    pub fn served(self, served: Served, now: u64) -> Step {
        match self.of {
            Serving::Visit(_) => served.into_answer().into(),
            Serving::Channel { sale, settlement } => {
                let price = sale.sale.authorized.units();
                sale.charge(served, price, settlement, now)
            }
            Serving::Payment { sale, progress, settlement: None } => {
                sale.ask_to_settle(progress, Work::of(served), 1, now)
            }
            Serving::Payment { sale, progress, settlement } if sale.flow == PaymentFlow::Escrow => {
                sale.ask_to_settle(progress, Work { served: Some(served), reserved: settlement }, 1, now)
            }
            Serving::Payment { sale, progress, settlement: Some(settlement) } => {
                let answer = sale.sold(served, *settlement, now);
                sale.finish_paid(progress, answer)
            }
        }
    }

    /// Completes the step with the result of the work, and charges this amount, in atomic units. Only the schemes `upto`
    /// and `batch-settlement` let a seller charge less than the signed amount, and neither has amounts of issued
    /// currencies. An account that has paid before is charged nothing.
    ///
    /// # Errors
    /// The scheme does not allow this amount, or the payment is settled already.
    pub fn served_for(mut self, served: Served, amount: Amount, now: u64) -> Result<Step, Overcharge> {
        let (most, asked) = (self.amount(), AnyAmount::from(amount));
        match &mut self.of {
            Serving::Channel { sale, .. } if sale.sum_with(amount).is_none() => {
                return Err(Overcharge { serve: Box::new(self) });
            }
            Serving::Channel { .. } => {}
            _ if asked == most => {}
            // An account that has paid before is charged nothing, whatever the work asks for.
            Serving::Visit(_) => {}
            Serving::Payment { sale, settlement, .. } if asked < most && sale.is_up_to_after(settlement.as_deref()) => {
                sale.charge(asked);
            }
            Serving::Payment { .. } => return Err(Overcharge { serve: Box::new(self) }),
        }
        Ok(match self.of {
            Serving::Channel { sale, settlement } => sale.charge(served, amount, settlement, now),
            of @ (Serving::Payment { .. } | Serving::Visit(_)) => Self { of }.served(served, now),
        })
    }

    /// Completes the step without a result. The payment gets this answer each time, with a settlement that reports a
    /// charge only if the payment was settled before. A channel keeps the answer only if a deposit was made, and
    /// accepts the same voucher again. A sign-in gets the answer alone.
    #[must_use]
    pub fn refused(self, answer: Answer) -> Step {
        match self.of {
            Serving::Visit(_) => answer.into(),
            Serving::Channel { sale, settlement } => sale.serve_nothing(answer, settlement),
            Serving::Payment { sale, progress, settlement: None } => {
                let answer = answer.with_settlement(&sale.payment, &sale.failure("not_served"));
                sale.finish(progress, answer)
            }
            Serving::Payment { sale, progress, settlement: Some(reserved) } if sale.flow == PaymentFlow::Escrow => {
                sale.finish_reserved(progress, answer, &reserved)
            }
            Serving::Payment { sale, progress, settlement: Some(settlement) } => {
                let answer = answer.with_settlement(&sale.payment, &settlement);
                sale.finish_paid(progress, answer)
            }
        }
    }
}
