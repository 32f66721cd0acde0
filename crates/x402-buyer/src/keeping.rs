//! The state of a payment after it was sent: answered, or to be sent again (F-6).

use alloc::string::String;

use x402_schemes::xrpl;
use x402_types::SettleResponse;
use x402_verify::{
    Facts,
    client::{Seen, SettlementState, SignAgain, may_sign_again},
};

use crate::{
    Buyer, Entry, KeptPayment, Ledger, Limits, NotPaid, Outcome, Payable, Sent,
    ledger::Earlier,
    payable::normalized_host,
    sent::{binding, state_of},
    verify::with_ledger,
};

impl<L: Ledger> Buyer<L> {
    /// Keeps a new payment. It counts as being sent from now on.
    pub(crate) fn begin(&self, sent: &Sent) -> Result<(), NotPaid> {
        let (id, sending) = (sent.entry().id, self.ledger.sending());
        // A payment that is being sent already stays as it is.
        let _ = sending.begin(id, Earlier::AllAnswered);
        let kept = self.keep(sent);
        // A payment that is not kept is not sent.
        if kept.is_err() {
            sending.end(&id);
        }
        kept
    }

    /// Keeps a payment as it will be sent. [`pay`](Self::pay) and [`Draft::signed`](crate::Draft::signed) do this, so
    /// you need it only after a change: a simulation (`Sent::simulated`).
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn keep(&self, sent: &Sent) -> Result<(), NotPaid> {
        let kept = KeptPayment {
            entry: sent.entry().clone(),
            payable: sent.payable().clone(),
            payment: sent.payment().clone(),
            ledger: sent.ledger,
        };
        self.ledger.keep(&kept).map_err(NotPaid::ledger)
    }

    /// Returns the payment to this host for this request that may be settled although no answer shows it, because its
    /// answer was lost or the program ended before it came. Send it again, and sign no new one (F-6). `None`: sign a
    /// new payment. `request` is the name of the request, as in [`Payable::for_request`]. A payment that is being sent
    /// is not returned until [`lost`](Self::lost) or [`answered`](Self::answered) is called for it.
    ///
    /// # Errors
    /// The ledger cannot be read, or the payment is not valid without facts that only you have, such as the answer of a
    /// smart account's contract. Then read it from [`Ledger::kept`], and [restore](Sent::restored) it yourself.
    pub fn unanswered(&self, host: impl Into<String>, request: &str) -> Result<Option<Sent>, NotPaid> {
        let host = normalized_host(host);
        let is_for_it = |payable: &Payable| payable.host() == host && payable.request() == request;
        let sending = self.ledger.sending();
        for kept in self.ledger.kept().map_err(NotPaid::ledger)? {
            let id = kept.entry.id;
            // If two purchases run at the same time, only one gets the payment.
            if !is_for_it(&kept.payable) || sending.begin(id, Earlier::MayBeSettled).is_err() {
                continue;
            }
            match self.is_kept(&id).and_then(|is_kept| if is_kept { restored(&kept).map(Some) } else { Ok(None) }) {
                Ok(Some(sent)) => return Ok(Some(sent)),
                // It was answered after the ledger was read.
                Ok(None) => sending.end(&id),
                Err(error) => {
                    sending.end(&id);
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    /// Records the answer to the request with this payment, which [`Sent::answered`] reads. The ledger forgets the
    /// payment if it was served, or if the answers leave no doubt that nothing was settled. Otherwise
    /// [`unanswered`](Self::unanswered) returns it for the same request.
    ///
    /// # Errors
    /// The ledger cannot be written. The payment is kept, and sent again for the same request.
    pub fn answered<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        sent: &Sent,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Outcome, NotPaid> {
        self.end(sent, sent.answered(status, headers, body))
    }

    /// Records a settlement that came through a carrier other than HTTP, such as MCP, as [`answered`](Self::answered)
    /// does for an answer.
    ///
    /// # Errors
    /// As for [`answered`](Self::answered).
    pub fn settled(&self, sent: &Sent, settlement: SettleResponse) -> Result<Outcome, NotPaid> {
        self.end(sent, sent.settled(settlement))
    }

    /// Records that no answer came to the request with this payment. [`unanswered`](Self::unanswered) returns it for
    /// the same request.
    pub fn lost(&self, sent: &Sent) {
        self.ledger.sending().end(&sent.entry().id);
    }

    fn end(&self, sent: &Sent, mut outcome: Outcome) -> Result<Outcome, NotPaid> {
        let (id, sending) = (&sent.entry().id, self.ledger.sending());
        if sending.earlier(id) == Earlier::MayBeSettled && outcome.state == SettlementState::Failed {
            // A refusal does not show the outcome of the payment that was sent before.
            outcome.state = SettlementState::Unknown;
        }
        if outcome.state == SettlementState::Failed {
            return self.give_up(sent).map(|()| outcome);
        }
        // In this order: a payment that is kept and not being sent is lost.
        let forgotten = if outcome.is_served() { self.ledger.forget(id).map_err(NotPaid::ledger) } else { Ok(()) };
        sending.end(id);
        forgotten.map(|()| outcome)
    }

    /// Forgets a payment whose place a new one may take. Its entry still counts.
    ///
    /// On the XRP Ledger, the entry's id is that of a sequence number or a ticket, which the new payment may use, too. So
    /// the amount moves to an entry with a different id before the number is free. At no time is it missing from the sums,
    /// and no different payment with the same number is forgotten.
    fn give_up(&self, sent: &Sent) -> Result<(), NotPaid> {
        let id = &sent.entry().id;
        let moved = replacing_id(sent);
        let is_moved = moved.map_or(Ok(true), |moved| {
            let is_this = |kept: &KeptPayment| kept.entry.id == *id && kept.payment == sent.payment;
            let is_kept = self.ledger.kept().map_err(NotPaid::ledger)?.iter().any(is_this);
            if is_kept {
                let entry = Entry { id: moved, ..sent.entry().clone() };
                self.ledger.reserve(&entry, &Limits::default()).map_err(NotPaid::ledger)?;
            }
            Ok(is_kept)
        });
        let forgotten = match is_moved {
            // The number belongs to a different payment by now, or this one was given up before.
            Ok(false) => return Ok(()),
            Ok(true) => self.ledger.forget(id).map_err(NotPaid::ledger),
            Err(error) => Err(error),
        };
        self.ledger.sending().end(id);
        forgotten?;
        if moved.is_some() { self.ledger.release(id).map_err(NotPaid::ledger) } else { Ok(()) }
    }

    fn is_kept(&self, id: &[u8; 32]) -> Result<bool, NotPaid> {
        let kept = self.ledger.kept().map_err(NotPaid::ledger)?;
        Ok(kept.iter().any(|kept| kept.entry.id == *id))
    }

    /// Returns whether the buyer may sign a new payment for the same request, according to the seller's answers and the
    /// chain. `outcomes` has one item for each time this payment was sent, `None` if no answer came. A refusal now does
    /// not show that nothing settled the payment before.
    ///
    /// If the buyer may sign, the ledger forgets the payment, and the next purchase signs a new one. Both count, unless
    /// the chain shows that nothing settled this one. The end of its window alone does not show that.
    ///
    /// On the XRP Ledger, the new payment may use the same sequence number or ticket, if it is unused. Then at most one of
    /// the two is settled. [`Seen::ledger`] is a validated ledger, [`Seen::no_transaction`] means that `tx` does not find
    /// the hash, and [`Seen::nonce_used_elsewhere`] means that a different transaction has used the number.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn sign_again<'a>(
        &self,
        sent: &Sent,
        outcomes: impl IntoIterator<Item = Option<&'a Outcome>>,
        seen: &Seen,
    ) -> Result<SignAgain, NotPaid> {
        let state = outcomes.into_iter().map(state_of).max_by_key(|state| binding(*state));
        let may = may_sign_again(state.unwrap_or(SettlementState::Unknown), sent.authorized(), seen);
        if !matches!(may, SignAgain::Yes | SignAgain::BothCount) {
            return Ok(may);
        }
        self.give_up(sent)?;
        // Otherwise the first payment may still be settled, so its entry counts next to that of the new one.
        if may == SignAgain::Yes && (seen.no_transaction || seen.nonce_used_elsewhere) {
            let id = replacing_id(sent).unwrap_or(sent.entry().id);
            self.ledger.release(&id).map_err(NotPaid::ledger)?;
        }
        Ok(may)
    }
}

/// The id of the entry with which a payment on the XRP Ledger counts once a new one may use its sequence number or ticket:
/// the replay key. `None` on other chains, where each payment has its own id.
fn replacing_id(sent: &Sent) -> Option<[u8; 32]> {
    xrpl::is_on(&sent.entry().network).then(|| sent.authorized().replay_key().to_bytes())
}

fn restored(kept: &KeptPayment) -> Result<Sent, NotPaid> {
    let facts = with_ledger(Facts::new(), Some(&kept.entry.network), kept.ledger);
    let sent = Sent::restored(kept.payment.clone(), &kept.payable, kept.entry.clone(), &facts)?;
    Ok(Sent { ledger: kept.ledger, ..sent })
}
