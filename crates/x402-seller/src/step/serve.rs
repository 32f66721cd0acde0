//! The step that does the work.

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{Amount, PaymentFlow, SettleResponse};

use super::Step;
use crate::{
    Answer, Key, Served,
    order::Work,
    sale::{Progress, Sale},
    sign_in::Visit,
};

/// Do the paid work. It begins at most once for a payment that is not made from a channel.
#[derive(Clone, Debug)]
pub struct Serve {
    pub(crate) of: Serving,
}

/// The buyer of the work.
#[derive(Clone, Debug)]
pub(crate) enum Serving {
    /// The buyer of a payment. `settlement` is set if the payment is settled already.
    Payment { sale: Box<Sale>, progress: Progress, settlement: Option<Box<SettleResponse>> },
    /// The buyer of a payment from a channel. `settlement` is set if the payment made a deposit.
    Channel { sale: Box<Sale>, settlement: Option<Box<SettleResponse>> },
    /// An account that has paid before.
    Visit(Box<Visit>),
}

impl Serve {
    pub(crate) const fn of_payment(
        sale: Box<Sale>,
        progress: Progress,
        settlement: Option<Box<SettleResponse>>,
    ) -> Step {
        Step::Serve(Self { of: Serving::Payment { sale, progress, settlement } })
    }

    /// The key of the payment's record, or of the sign-in's nonce.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.of {
            Serving::Payment { sale, .. } | Serving::Channel { sale, .. } => sale.key,
            Serving::Visit(visit) => visit.nonce,
        }
    }

    /// The account that pays, or that has paid before.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        match &self.of {
            Serving::Payment { sale, .. } | Serving::Channel { sale, .. } => sale.authorized.payer,
            Serving::Visit(visit) => visit.account,
        }
    }

    /// The highest amount that may be charged, in atomic units. Zero for an account that has paid before.
    #[must_use]
    pub fn amount(&self) -> Amount {
        match &self.of {
            Serving::Payment { sale, .. } | Serving::Channel { sale, .. } => sale.authorized.amount,
            Serving::Visit(_) => Amount::default(),
        }
    }

    /// `true` if money has moved already: in the flows `upfront` and `escrow`, and with a deposit into a channel.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match &self.of {
            Serving::Payment { settlement, .. } | Serving::Channel { settlement, .. } => settlement.is_some(),
            Serving::Visit(_) => false,
        }
    }

    /// The time limit of the work in seconds, from when the record was [stored](super::Swap::stored). After that, a
    /// different request with the payment treats the work as interrupted.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        match &self.of {
            Serving::Payment { sale, .. } | Serving::Channel { sale, .. } => sale.seller.work_timeout(),
            Serving::Visit(visit) => visit.seller.work_timeout(),
        }
    }

    /// Completes the step with the result of the work, and charges the full amount.
    #[must_use]
    pub fn served(self, served: Served, now: u64) -> Step {
        match self.of {
            Serving::Visit(_) => served.into_answer().into(),
            Serving::Channel { sale, settlement } => {
                let price = sale.authorized.amount;
                sale.charge_in_turn(served, price, settlement, now)
            }
            Serving::Payment { sale, progress, settlement: None } => sale.ask(progress, Work::of(served), 1, now),
            Serving::Payment { sale, progress, settlement } if sale.flow == PaymentFlow::Escrow => {
                sale.ask(progress, Work { served: Some(served), reserved: settlement }, 1, now)
            }
            Serving::Payment { sale, progress, settlement: Some(settlement) } => {
                let answer = sale.sold(served, *settlement, now);
                sale.finish_paid(progress, answer)
            }
        }
    }

    /// Completes the step with the result of the work, and charges this amount. Only the schemes `upto` and
    /// `batch-settlement` let a seller charge less than the signed amount. An account that has paid before is charged
    /// nothing.
    ///
    /// # Errors
    /// The scheme does not allow this amount, or the payment is settled already.
    pub fn served_for(mut self, served: Served, amount: Amount, now: u64) -> Result<Step, Overcharge> {
        let most = self.amount();
        match &mut self.of {
            Serving::Channel { sale, .. } if sale.sum_with(amount).is_none() => {
                return Err(Overcharge { serve: Box::new(self) });
            }
            Serving::Channel { .. } => {}
            _ if amount == most => {}
            // An account that has paid before is charged nothing, whatever the work asks for.
            Serving::Visit(_) => {}
            Serving::Payment { sale, settlement, .. }
                if amount < most && sale.is_up_to_after(settlement.as_deref()) =>
            {
                sale.charge(amount);
            }
            Serving::Payment { .. } => return Err(Overcharge { serve: Box::new(self) }),
        }
        Ok(match self.of {
            Serving::Channel { sale, settlement } => sale.charge_in_turn(served, amount, settlement, now),
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
            Serving::Channel { sale, settlement } => sale.serve_nothing_in_turn(answer, settlement),
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

/// The error for a charge that the scheme does not allow. The struct gets no further fields.
#[derive(Clone, Debug)]
pub struct Overcharge {
    /// The step, which must still be completed.
    pub serve: Box<Serve>,
}

impl core::fmt::Display for Overcharge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the scheme does not take this amount; {} atomic units were signed", self.serve.amount())
    }
}

impl core::error::Error for Overcharge {}
