//! A facilitator or a node reports whether the payment is valid.

use alloc::boxed::Box;

use x402_types::{VerifyOutcome, VerifyResponse};
use x402_verify::{Decision, Facts};

use crate::{
    answer::Answer,
    sale::{Sale, Validity},
    settlement::FacilitatorAnswer,
    step::{Step, Verify},
};

impl Verify {
    /// Completes the step with facts about accounts, in addition to the known ones. If the payment is valid with them,
    /// and questions remain that the seller asks before the work, the next step has those. Most of their answers are
    /// not facts: pass the decision to [`decided`](Self::decided). Only a facilitator knows the state of a channel.
    #[must_use]
    pub fn with_facts(mut self, facts: &Facts, now: u64) -> Step {
        if self.sale.is_of_channel() {
            return self.sale.channel_verified(None, now);
        }
        self.sale.verify_again(now, facts);
        Step::load(self.sale)
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
        if self.sale.is_of_channel() {
            return self.sale.channel_verified(None, now);
        }
        match decision {
            Decision::Settle(_) => self.sale.verified(),
            Decision::Refuse(refusal) => self.sale.refuse_for(&refusal.reason()).into(),
            Decision::CarryOut(_) => self.refuse(),
            Decision::AskAgain(_) => self.lost(),
        }
    }

    /// Completes the step with the facilitator's answer, and the time of the answer.
    #[must_use]
    pub fn answered(self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        if self.sale.is_of_channel() {
            return self.sale.channel_verified(answer.verdict(), now);
        }
        match answer.verdict().map(|response| response.outcome) {
            Some(VerifyOutcome::Valid) => self.sale.verified(),
            Some(VerifyOutcome::Invalid(reason)) => {
                self.sale.refuse_for(&reason.unwrap_or_else(|| self.sale.reason())).into()
            }
            None => self.lost(),
        }
    }

    /// Completes the step without an answer. Nothing was begun.
    #[must_use]
    pub fn lost(self) -> Step {
        if self.sale.is_of_channel() {
            let now = self.sale.now;
            return self.sale.channel_verified(None, now);
        }
        Answer::again("the payment could not be verified: send the same payment again").into()
    }

    /// Refuses the payment with the reason of the question, without asking.
    #[must_use]
    pub fn refuse(self) -> Step {
        if self.sale.is_of_channel() {
            let refused = VerifyResponse::invalid(self.sale.reason());
            let now = self.sale.now;
            return self.sale.channel_verified(Some(refused), now);
        }
        self.sale.refuse().into()
    }
}

impl Sale {
    /// The facilitator or the node reports the payment as valid.
    pub(crate) fn verified(mut self: Box<Self>) -> Step {
        self.with_request(|request| request.validity = Validity::Confirmed);
        Step::load(self)
    }
}
