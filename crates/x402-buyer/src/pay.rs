//! From a 402 response to a signed payment within the allowances.

use alloc::{borrow::Cow, boxed::Box, vec::Vec};

use x402_schemes::{AccountId, Budget, PassedOver, SpendingLimits, Terms, choose_from};
use x402_types::PaymentRequired;
use x402_verify::client::{OfferIssue, review_offer};

use crate::{
    Allowance, Buyer, Draft, Entry, Fresh, Ledger, NotPaid, Payable, Sent, allowance::Spending, buyer::Payer,
    draft::Message,
};

impl<L: Ledger> Buyer<L> {
    /// Chooses an offer, reserves the payment in the ledger, signs it, and keeps it in the ledger. An offer is left out
    /// if it has a serious issue, if no payment for it would be valid, or if the account that would pay signs
    /// elsewhere. Call [`unanswered`](Self::unanswered) before, and pass the answer to [`answered`](Self::answered).
    ///
    /// # Errors
    /// Nothing was signed, or the payment is not valid. The ledger is unchanged, unless it failed.
    #[doc(alias = "402")]
    pub fn pay(&self, payable: &Payable, fresh: &Fresh) -> Result<Sent, NotPaid> {
        let (draft, payer) = self.drafted(payable, fresh, |payer| payer.signer().map(drop))?;
        let id = draft.entry().id;
        let signed = payer.sign(&draft.to_sign()).and_then(|signature| draft.signed(signature));
        if signed.is_err() {
            self.ledger.release(&id).map_err(NotPaid::ledger)?;
        }
        signed
    }

    /// Chooses an offer, reserves the payment in the ledger and returns the draft to sign.
    ///
    /// # Errors
    /// As for [`pay`](Self::pay).
    pub fn draft<'a>(&'a self, payable: &'a Payable, fresh: &Fresh) -> Result<Draft<'a, L>, NotPaid> {
        self.drafted(payable, fresh, |_| Ok(())).map(|(draft, _)| draft)
    }

    fn drafted<'a>(
        &'a self,
        payable: &'a Payable,
        fresh: &Fresh,
        may_pay: impl Fn(&Payer) -> Result<(), NotPaid>,
    ) -> Result<(Draft<'a, L>, &'a Payer), NotPaid> {
        let left = self.left(payable, fresh.now)?;
        let budgets: Vec<Budget> = left.iter().map(Left::budget).collect();
        let limits = self.limits(&budgets);
        let mut remaining = Remaining::of(&payable.required);
        let (draft, allowance, payer) = loop {
            let index = remaining.choose(&limits).map_err(|why| limit_reached(why, payable, &left))?;
            let offer = payable.offer(index).and_then(|offer| Some((offer, offer.terms()?)));
            let Some((offer, terms)) = offer else { return Err(NotPaid::NoOffer(Vec::new())) };
            let covering = limits.covering(&terms).ok().and_then(|covered| left.get(covered.budget?));
            let (Some(Left { allowance, .. }), Some(payer)) = (covering, self.payer_on(&terms.network)) else {
                return Err(NotPaid::NoOffer(Vec::new()));
            };
            let entry = Entry {
                id: fresh.random,
                host: payable.host.clone(),
                network: allowance.budget().network.clone(),
                asset: allowance.asset().into(),
                amount: terms.amount.clone(),
                at: fresh.now,
            };
            let drafted = may_pay(payer)
                .and_then(|()| reviewed(&terms, Some(payer.account()), &limits))
                .and_then(|()| Message::new(&terms, payer, fresh))
                .map(|message| Draft {
                    buyer: self,
                    payable,
                    offer,
                    payer: payer.account(),
                    ledger: message.ledger(fresh),
                    message,
                    entry,
                    random: fresh.random,
                })
                .and_then(Draft::signable);
            match drafted {
                Ok(draft) => break (draft, allowance, payer),
                Err(why) => remaining.leave_out(index, why),
            }
        };
        self.reserve(draft.entry(), allowance)?;
        Ok((draft, payer))
    }

    /// The allowances that an account can pay from, each with the spent sums.
    fn left(&self, payable: &Payable, now: u64) -> Result<Vec<Left<'_>>, NotPaid> {
        let with_payer =
            self.allowances.iter().filter(|allowance| self.payer_on(&allowance.budget().network).is_some());
        let left = |allowance: &'_ Allowance| allowance.spending(&payable.host, now, &self.ledger);
        with_payer
            .map(|allowance| Ok(Left { allowance, spending: left(allowance).map_err(NotPaid::ledger)? }))
            .collect()
    }
}

/// An allowance with the spent sums.
struct Left<'a> {
    allowance: &'a Allowance,
    spending: Vec<Spending>,
}

impl Left<'_> {
    /// The budget that remains for one payment.
    fn budget(&self) -> Budget {
        let mut budget = self.allowance.budget().clone();
        budget.at_most = self.spending.iter().fold(budget.at_most, |at_most, spending| spending.left(at_most));
        budget
    }
}

/// The limit that keeps every offer from being paid, if there is one: an allowance covers the offer, but no remaining
/// budget does.
fn limit_reached(why: NotPaid, payable: &Payable, left: &[Left<'_>]) -> NotPaid {
    let NotPaid::NoOffer(passed) = &why else { return why };
    let dear = passed.iter().filter(|passed| matches!(passed.why, PassedOver::TooExpensive { .. }));
    let mut terms = dear.filter_map(|passed| payable.offer(passed.offer)?.terms());
    let reached = terms
        .find_map(|terms| left.iter().find_map(|left| left.allowance.reached(&payable.host, &terms, &left.spending)));
    reached.map_or(why, |reached| NotPaid::Limit(Box::new(reached)))
}

/// The offers of a 402 response that are not known to be unpayable, and why the first of the others is.
pub(crate) struct Remaining<'a> {
    required: Cow<'a, PaymentRequired>,
    /// The index of each offer in the 402 response.
    indices: Vec<usize>,
    why: Option<NotPaid>,
}

impl<'a> Remaining<'a> {
    pub(crate) fn of(required: &'a PaymentRequired) -> Self {
        let count = match required {
            PaymentRequired::V1(required) => required.accepts.len(),
            PaymentRequired::V2(required) => required.accepts.len(),
        };
        Self { required: Cow::Borrowed(required), indices: (0..count).collect(), why: None }
    }

    /// The index in the 402 response of the chosen offer.
    pub(crate) fn choose(&mut self, limits: &SpendingLimits<'_>) -> Result<usize, NotPaid> {
        let mut choice = choose_from(&self.required, limits);
        let index = choice.offer.and_then(|offer| self.indices.get(offer).copied());
        for passed in &mut choice.passed_over {
            passed.offer = self.indices.get(passed.offer).copied().unwrap_or(passed.offer);
        }
        index.ok_or_else(|| self.why.take().unwrap_or(NotPaid::NoOffer(choice.passed_over)))
    }

    /// Leaves out an offer of the 402 response, which cannot be paid for this reason.
    pub(crate) fn leave_out(&mut self, index: usize, why: NotPaid) {
        let Some(position) = self.indices.iter().position(|other| *other == index) else { return };
        self.indices.remove(position);
        match self.required.to_mut() {
            PaymentRequired::V1(required) => drop(required.accepts.remove(position)),
            PaymentRequired::V2(required) => drop(required.accepts.remove(position)),
        }
        self.why.get_or_insert(why);
    }
}

/// An offer with a serious issue is not paid.
pub(crate) fn reviewed(
    terms: &Terms<'_>,
    account: Option<AccountId>,
    limits: &SpendingLimits<'_>,
) -> Result<(), NotPaid> {
    let issues = review_offer(terms.clone(), account, limits);
    if issues.iter().any(OfferIssue::is_serious) { Err(NotPaid::Issues(issues)) } else { Ok(()) }
}
