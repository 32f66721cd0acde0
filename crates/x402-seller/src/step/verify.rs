//! Find out whether a payment is valid.

use alloc::boxed::Box;

use x402_types::{FacilitatorRequest, VerifyOutcome, VerifyResponse};
use x402_verify::{Facts, Question, Verdict};

use super::Step;
use crate::{Answer, FacilitatorAnswer, sale::Sale};

/// Find out whether a payment is valid, which its bytes alone do not say; or whether it can be settled, if the seller verifies all.
#[derive(Clone, Debug)]
pub struct Verify {
    pub(crate) sale: Box<Sale>,
}

impl Verify {
    /// The request to the facilitator's `/verify`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale.request
    }

    /// What has to be known, each with the call to a node that answers it.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.sale.needs
    }

    /// What nodes answered, and what was known before. How a channel stands only a facilitator says.
    #[must_use]
    pub fn with_facts(mut self, facts: &Facts, now: u64) -> Step {
        if self.sale.is_of_channel() {
            return self.sale.told(None, now);
        }
        self.sale.judge_again(now, facts);
        self.sale.is_verified = true;
        Step::load(self.sale)
    }

    /// What the facilitator answered, and when.
    #[must_use]
    pub fn answered(mut self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        if self.sale.is_of_channel() {
            return self.sale.told(answer.verdict(), now);
        }
        match answer.verdict().map(|response| response.outcome) {
            Some(VerifyOutcome::Valid) => {
                (self.sale.verdict, self.sale.is_verified) = (Verdict::Valid, true);
                Step::load(self.sale)
            }
            Some(VerifyOutcome::Invalid(reason)) => {
                self.sale.refuse_for(&reason.unwrap_or_else(|| self.sale.why.code.clone())).into()
            }
            None => self.lost(),
        }
    }

    /// There was no answer. Nothing was begun.
    #[must_use]
    pub fn lost(self) -> Step {
        if self.sale.is_of_channel() {
            let now = self.sale.now;
            return self.sale.told(None, now);
        }
        Answer::again("the payment could not be verified: send the same payment again").into()
    }

    /// Asks nobody, and refuses the payment with the reason of the question.
    #[must_use]
    pub fn refuse(self) -> Step {
        if self.sale.is_of_channel() {
            let refused = VerifyResponse::invalid(self.sale.why.code.clone());
            let now = self.sale.now;
            return self.sale.told(Some(refused), now);
        }
        self.sale.refuse().into()
    }
}
