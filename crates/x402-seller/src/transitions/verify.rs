//! A facilitator or a node reports whether the payment is valid.

use alloc::boxed::Box;

use x402_types::{VerifyOutcome, VerifyResponse};
use x402_verify::{Decision, Facts};

use crate::{
    answer::Answer,
    sale::{Sale, Validity},
    settlement::FacilitatorAnswer,
    step::{Step, Verify, Verifying},
};

impl Verify {
    /// Completes the step with facts about accounts, in addition to the known ones. If the payment is valid with them,
    /// and questions remain that the seller asks before the work, the next step has those. Most of their answers are
    /// not facts: pass the decision to [`decided`](Self::decided). Only a facilitator knows the state of a channel.
    #[must_use]
    pub fn with_facts(self, facts: &Facts, now: u64) -> Step {
        match self.of {
            Verifying::Payment(mut sale) => {
                sale.verify_again(now, facts);
                Step::load(sale)
            }
            Verifying::Channel(sale) => sale.verified(None, now),
        }
    }

    /// Completes the step with the decision that follows from a node's answers to every question. Only a facilitator
    /// knows the state of a channel, and whether a payment in the flow `escrow` is valid.
    ///
    /// ```
    /// use x402_seller::{Step, Verify};
    /// use x402_types::RawJson;
    /// use x402_verify::{Context, Deciding};
    ///
    /// fn ask_a_node(verify: Verify, now: u64, post: impl Fn(&str) -> Option<RawJson>) -> Step {
    ///     let mut deciding = Deciding::of_request(verify.request(), &Context::at(now));
    ///     while let Some(batch) = deciding.request() {
    ///         deciding.response(post(batch.as_str()).as_ref());
    ///     }
    ///     let decision = deciding.decide();
    ///     verify.decided(decision, now)
    /// }
    /// ```
    #[must_use]
    pub fn decided(self, decision: Decision, now: u64) -> Step {
        let sale = match self.of {
            Verifying::Payment(sale) => sale,
            Verifying::Channel(sale) => return sale.verified(None, now),
        };
        match decision {
            Decision::Settle(_) => sale.verified(),
            Decision::Refuse(refusal) => sale.refuse_for(&refusal.reason()).into(),
            Decision::CarryOut(_) => sale.refuse().into(),
            Decision::AskAgain(_) => not_verified().into(),
        }
    }

    /// Completes the step with the facilitator's answer, and the time of the answer.
    #[must_use]
    pub fn answered(self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        let sale = match self.of {
            Verifying::Payment(sale) => sale,
            Verifying::Channel(sale) => return sale.verified(answer.verdict(), now),
        };
        match answer.verdict().map(|response| response.outcome) {
            Some(VerifyOutcome::Valid) => sale.verified(),
            Some(VerifyOutcome::Invalid(reason)) => sale.refuse_for(&reason.unwrap_or_else(|| sale.reason())).into(),
            None => not_verified().into(),
        }
    }

    /// Completes the step without an answer. Nothing was begun.
    #[must_use]
    pub fn lost(self) -> Step {
        match self.of {
            Verifying::Payment(_) => not_verified().into(),
            Verifying::Channel(sale) => {
                let now = sale.sale.now;
                sale.verified(None, now)
            }
        }
    }

    /// Refuses the payment with the reason of the question, without asking.
    #[must_use]
    pub fn refuse(self) -> Step {
        match self.of {
            Verifying::Payment(sale) => sale.refuse().into(),
            Verifying::Channel(sale) => {
                let (refused, now) = (VerifyResponse::invalid(sale.sale.reason()), sale.sale.now);
                sale.verified(Some(refused), now)
            }
        }
    }
}

impl Sale {
    /// The facilitator or the node reports the payment as valid.
    pub(crate) fn verified(mut self: Box<Self>) -> Step {
        self.change_request(|request| request.validity = Validity::Confirmed);
        Step::load(self)
    }
}

/// The answer to a payment about which nothing was learnt.
pub(super) fn not_verified() -> Answer {
    Answer::again("the payment could not be verified: send the same payment again")
}
