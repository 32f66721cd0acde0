//! The work for a payment from a channel, and the charge for it.

use alloc::boxed::Box;

use x402_schemes::evm::batch_settlement::Amount128;
use x402_types::{Amount, SettleResponse};

use crate::{
    answer::Answer,
    record::Served,
    sale::Sale,
    step::{AfterWrite, Serve, Serving, Step},
    turn::Answered,
};

impl Sale {
    pub(super) const fn serve_in_turn(self: Box<Self>, settlement: Option<Box<SettleResponse>>) -> Step {
        Step::Serve(Serve { of: Serving::Channel { sale: self, settlement } })
    }

    /// Charges for the work, and answers. If the voucher does not cover the amount, nothing is charged or served.
    pub(crate) fn charge_in_turn(
        mut self: Box<Self>,
        served: Served,
        amount: Amount,
        settlement: Option<Box<SettleResponse>>,
        now: u64,
    ) -> Step {
        let Some(charged) = self.sum_with(amount) else {
            let answer = Answer::error(500, "the voucher does not cover the charge");
            return self.serve_nothing_in_turn(answer, settlement);
        };
        let is_made = settlement.is_some();
        let answer = self.sold(served, self.settlement_in_turn(settlement, amount, charged), now);
        let voucher = self.voucher();
        let is_charged = !amount.get().is_zero();
        if let Some(turn) = &mut self.turn {
            turn.channel.turn = None;
            if is_charged {
                (turn.channel.charged, turn.channel.voucher) = (Some(charged), voucher);
            }
        }
        // A voucher for which nothing was charged is also the next one, and would get this answer instead of a new
        // service.
        if is_charged || is_made {
            self.remember(&answer);
        }
        self.write_channel(AfterWrite::Leave(Box::new(answer)))
    }

    /// Keeps the answer for a buyer who sends the payment again.
    fn remember(&mut self, answer: &Answer) {
        let (fingerprint, payment) = (self.fingerprint(), self.digest);
        if let (Some(turn), Some(request)) = (&mut self.turn, fingerprint) {
            (turn.channel.last, turn.last) = (Some(answer.clone()), Answered { request, payment });
        }
    }

    /// There is nothing to serve, and nothing is charged. A deposit that was made stays in the channel.
    pub(crate) fn serve_nothing_in_turn(
        mut self: Box<Self>,
        answer: Answer,
        settlement: Option<Box<SettleResponse>>,
    ) -> Step {
        let is_made = settlement.is_some();
        let settlement = match settlement {
            None => self.failure("not_served"),
            Some(made) => {
                let charged = self.turn.as_ref().and_then(|turn| turn.charged()).unwrap_or_default();
                self.settlement_in_turn(Some(made), Amount::default(), charged)
            }
        };
        let answer = answer.with_settlement(&self.payment, &settlement);
        // The facilitator would refuse it now, because its nonce is used up (F-6).
        if is_made {
            self.remember(&answer);
        }
        self.release(answer)
    }

    /// The charged sum after this charge (N-26). `None` if the charge is above the price, or if the voucher does not
    /// cover the sum.
    pub(crate) fn sum_with(&self, amount: Amount) -> Option<Amount128> {
        let turn = self.turn.as_ref()?;
        let sum = turn.charged()?.get().checked_add(amount.get().to_u128()?)?;
        let is_covered = amount <= self.authorized.amount && sum <= self.commitment()?.voucher.max_claimable.get();
        is_covered.then_some(Amount128::new(sum))
    }
}
