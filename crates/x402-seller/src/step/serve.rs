//! The step that does the work.

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{Amount, PaymentFlow, SettleResponse};

use super::Step;
use crate::{Answer, Key, Served, order::Work, sale::Sale, sign_in::Visit};

/// Do the paid work. It begins at most once for a payment that is not made from a channel.
#[derive(Clone, Debug)]
pub struct Serve {
    pub(crate) of: Serving,
}

/// The buyer of the work.
#[derive(Clone, Debug)]
pub(crate) enum Serving {
    /// The payment's record has this revision. `settlement` is set if the payment is settled already.
    Sale { sale: Box<Sale>, revision: u64, settlement: Option<Box<SettleResponse>> },
    /// An account that has paid before.
    Visit(Box<Visit>),
}

impl Serve {
    pub(crate) const fn of(sale: Box<Sale>, revision: u64, settlement: Option<Box<SettleResponse>>) -> Step {
        Step::Serve(Self { of: Serving::Sale { sale, revision, settlement } })
    }

    /// The key of the payment's record, or of the sign-in's nonce.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.of {
            Serving::Sale { sale, .. } => sale.key,
            Serving::Visit(visit) => visit.nonce,
        }
    }

    /// The account that pays, or that has paid before.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        match &self.of {
            Serving::Sale { sale, .. } => sale.authorized.payer,
            Serving::Visit(visit) => visit.account,
        }
    }

    /// The highest amount that may be charged, in atomic units. Zero for an account that has paid before.
    #[must_use]
    pub fn amount(&self) -> Amount {
        match &self.of {
            Serving::Sale { sale, .. } => sale.authorized.amount,
            Serving::Visit(_) => Amount::default(),
        }
    }

    /// `true` if money has moved already: in the flows `upfront` and `escrow`, and with a deposit into a channel.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self.of, Serving::Sale { settlement: Some(_), .. })
    }

    /// The time limit of the work in seconds, from when the record was [stored](super::Swap::stored). After that, a
    /// different request with the payment treats the work as interrupted.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        match &self.of {
            Serving::Sale { sale, .. } => sale.seller.work_timeout(),
            Serving::Visit(visit) => visit.seller.work_timeout(),
        }
    }

    /// Completes the step with the result of the work, and charges the full amount.
    #[must_use]
    pub fn served(self, served: Served, now: u64) -> Step {
        match self.of {
            Serving::Visit(_) => served.into_answer().into(),
            Serving::Sale { sale, settlement, .. } if sale.is_of_channel() => {
                let price = sale.authorized.amount;
                sale.charge_in_turn(served, price, settlement, now)
            }
            Serving::Sale { sale, revision, settlement: None } => sale.ask(revision, Work::of(served), 1, now),
            Serving::Sale { sale, revision, settlement } if sale.flow == PaymentFlow::Escrow => {
                sale.ask(revision, Work { served: Some(served), reserved: settlement }, 1, now)
            }
            Serving::Sale { sale, revision, settlement: Some(settlement) } => {
                let answer = sale.sold(served, *settlement, now);
                sale.finish_paid(revision, answer)
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
        if let Serving::Sale { sale, .. } = &self.of
            && sale.is_of_channel()
        {
            return match self.of {
                Serving::Sale { sale, settlement, .. } if sale.sum_with(amount).is_some() => {
                    Ok(sale.charge_in_turn(served, amount, settlement, now))
                }
                of @ (Serving::Sale { .. } | Serving::Visit(_)) => Err(Overcharge { serve: Box::new(Self { of }) }),
            };
        }
        match &mut self.of {
            _ if amount == most => {}
            // An account that has paid before is charged nothing, whatever the work asks for.
            Serving::Visit(_) => {}
            Serving::Sale { sale, settlement, .. } if amount < most && sale.is_up_to_after(settlement.as_deref()) => {
                sale.charge(amount);
            }
            Serving::Sale { .. } => return Err(Overcharge { serve: Box::new(self) }),
        }
        Ok(self.served(served, now))
    }

    /// Completes the step without a result. The payment gets this answer each time, with a settlement that reports a
    /// charge only if the payment was settled before. A channel keeps the answer only if a deposit was made, and
    /// accepts the same voucher again. A sign-in gets the answer alone.
    #[must_use]
    pub fn refused(self, answer: Answer) -> Step {
        match self.of {
            Serving::Visit(_) => answer.into(),
            Serving::Sale { sale, settlement, .. } if sale.is_of_channel() => {
                sale.serve_nothing_in_turn(answer, settlement)
            }
            Serving::Sale { sale, revision, settlement: None } => {
                let answer = answer.with_settlement(&sale.payment, &sale.failure("not_served"));
                sale.finish(revision, answer)
            }
            Serving::Sale { sale, revision, settlement: Some(reserved) } if sale.flow == PaymentFlow::Escrow => {
                sale.finish_reserved(revision, answer, &reserved)
            }
            Serving::Sale { sale, revision, settlement: Some(settlement) } => {
                let answer = answer.with_settlement(&sale.payment, &settlement);
                sale.finish_paid(revision, answer)
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
