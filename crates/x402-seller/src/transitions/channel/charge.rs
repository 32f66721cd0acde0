//! The work for a payment from a channel, and the charge for it.

use alloc::boxed::Box;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{Amount, SettleResponse};

use crate::{
    answer::Answer,
    channel_sale::{Answered, ChannelSale},
    record::Served,
    step::{AfterChannelWrite, Serve, Serving, Step},
};

impl ChannelSale {
    pub(super) const fn serve(self: Box<Self>, settlement: Option<Box<SettleResponse>>) -> Step {
        Step::Serve(Serve { of: Serving::Channel { sale: self, settlement } })
    }

    /// Charges for the work, and answers. If the voucher does not cover the amount, nothing is charged or served.
    pub(in crate::transitions) fn charge(
        mut self: Box<Self>,
        served: Served,
        amount: Amount,
        settlement: Option<Box<SettleResponse>>,
        now: u64,
    ) -> Step {
        let Some(charged) = self.sum_with(amount) else {
            let answer = Answer::error(500, "the voucher does not cover the charge");
            return self.serve_nothing(answer, settlement);
        };
        let is_made = settlement.is_some();
        let answer = self.sale.sold(served, self.settlement(settlement, amount, charged), now);
        let is_charged = !amount.get().is_zero();
        self.channel.turn = None;
        if is_charged {
            (self.channel.charged, self.channel.voucher) = (Some(charged), self.sale.voucher());
        }
        // A voucher for which nothing was charged is also the next one, and would get this answer instead of a new
        // service.
        if is_charged || is_made {
            self.remember(&answer);
        }
        self.write(AfterChannelWrite::Answer(Box::new(answer)))
    }

    /// Keeps the answer for a buyer who sends the payment again.
    fn remember(&mut self, answer: &Answer) {
        if let Some(request) = self.sale.fingerprint() {
            self.channel.last = Some(answer.clone());
            self.last = Answered { request, payment: self.sale.digest };
        }
    }

    /// There is nothing to serve, and nothing is charged. A deposit that was made stays in the channel.
    pub(in crate::transitions) fn serve_nothing(
        mut self: Box<Self>,
        answer: Answer,
        settlement: Option<Box<SettleResponse>>,
    ) -> Step {
        let is_made = settlement.is_some();
        let settlement = match settlement {
            None => self.sale.failure("not_served"),
            Some(made) => self.settlement(Some(made), Amount::default(), self.charged().unwrap_or_default()),
        };
        let answer = answer.with_settlement(&self.sale.payment, &settlement);
        // The facilitator would refuse it now, because its nonce is used up (F-6).
        if is_made {
            self.remember(&answer);
        }
        self.release(answer)
    }

    /// The charged sum after this charge (N-26). `None` if the charge is above the price, or if the voucher does not
    /// cover the sum.
    pub(in crate::transitions) fn sum_with(&self, amount: Amount) -> Option<Amount128> {
        let sum = self.charged()?.get().checked_add(amount.get().to_u128()?)?;
        let is_covered =
            amount <= self.sale.authorized.units() && sum <= self.sale.commitment()?.voucher.max_claimable.get();
        is_covered.then_some(Amount128::new(sum))
    }
}
