//! An earlier request was lost, and its record is continued: for its buyer, or without a request.

use alloc::{boxed::Box, string::ToString};

use x402_types::PaymentFlow;

use crate::{
    answer::Answer,
    progress::{Progress, Work},
    reasons::INTERRUPTED,
    record::{State, Stored},
    sale::{Continued, Sale},
    seller::Seller,
    step::Step,
    transitions::settle::settled_without_the_buyer,
};

impl Seller {
    /// Continues a record whose request was lost: settles the payment, or gives it up. Returns `None` if there is
    /// nothing to do for this record at this time, or if it is a record of a different resource. Call it now and then
    /// for each open record, for the buyers who do not come again.
    ///
    /// Work that comes after the settlement cannot be done without the request, so such a record waits for its buyer.
    /// Once its payment has ended, if a time ends it, the seller asks for its settlement again: the payment is given up
    /// if the chain shows that it was never settled ([`OnChain::Never`](crate::OnChain::Never)), and if it is settled
    /// the record keeps the settlement, with which the buyer is served later. No step that follows is a
    /// [`Serve`](Step::Serve).
    pub fn resume(&self, stored: Stored, now: u64) -> Option<Step> {
        self.continue_without_request(stored, now, Continued::WithoutRequest)
    }

    /// Continues a record as [`resume`](Self::resume) does, for a driver that keeps too many payments open. A refusal
    /// closes the payment as unknown as soon as the payment has ended, however long
    /// [`Choices::gives_up_after`](crate::Choices::gives_up_after) would keep it open.
    pub fn give_up(&self, stored: Stored, now: u64) -> Option<Step> {
        self.continue_without_request(stored, now, Continued::GiveUp)
    }

    fn continue_without_request(&self, stored: Stored, now: u64, continued: Continued) -> Option<Step> {
        let without_query = |url: &str| url.split('?').next().map(ToString::to_string);
        if stored.record.resource.as_deref().and_then(without_query) != without_query(self.resource()) {
            return None;
        }
        let sale = Sale::of_record(self, &stored.record, continued, now)?;
        let since = Progress::of_record(stored.revision, &stored.record).since;
        // Only the buyer can bring the request for the work. Before the payment ends, nothing shows that it never moves
        // money; once it has moved money, there is nothing left to ask.
        let is_left = match &stored.record.state {
            State::Asked { served: None, reserved, .. } => {
                reserved.is_some() || !(sale.has_ended(now) || sale.is_over_for_long(since, now))
            }
            // The buyer of a deposit comes again, or sends a voucher for the money in the channel.
            State::Channel(_) => !sale.is_over_for_long(since, now),
            State::Working { .. }
            | State::Asked { .. }
            | State::Serving { .. }
            | State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Done { .. }
            | State::Refused { .. }
            | State::Unknown => false,
        };
        if is_left { None } else { sale.continue_record(stored, now) }
    }
}

impl Sale {
    /// Continues [the sale of a record](Self::of_record) where an earlier request stopped. `None` if that request is
    /// still in work.
    pub(crate) fn continue_record(self: Box<Self>, stored: Stored, now: u64) -> Option<Step> {
        let Stored { revision, record } = stored;
        let mut progress = Progress::of_record(revision, &record);
        if self.authorized.expires.time().is_none() {
            // A record of an earlier version counts from now on.
            progress.since.get_or_insert(now);
        }
        Some(match record.state {
            State::Named { .. }
            | State::Member { .. }
            | State::Used
            | State::Done { .. }
            | State::Refused { .. }
            | State::Unknown => return None,
            State::Channel(_) => return self.continue_deposit(Stored { revision, record }, now),
            State::Working { lease } | State::Asked { lease, .. } | State::Serving { lease, .. } if now < lease => {
                return None;
            }
            // The work may have begun, and is not begun again. No money was asked for, and none will be.
            State::Working { .. } => {
                let settlement = self.failure(INTERRUPTED);
                self.finish_refused(&progress, &settlement)
            }
            State::Asked { served: None, reserved: Some(_), .. } if !self.has_request() => {
                settled_without_the_buyer().into()
            }
            State::Asked { served: None, reserved: Some(settlement), .. } => {
                self.serve_settled(progress, settlement, now)
            }
            State::Asked { times, served, reserved, .. } => {
                self.ask_to_settle(progress, Work { served, reserved }, times.saturating_add(1), now)
            }
            // The payment is settled, and the work may have begun.
            State::Serving { settlement, .. } if self.flow == PaymentFlow::Escrow => {
                let answer = Answer::error(500, "the money is reserved, and the work was interrupted");
                self.finish_reserved(progress, answer, &settlement)
            }
            State::Serving { settlement, .. } => {
                let answer = Answer::error(500, "the payment is settled, and the work was interrupted");
                let answer = answer.with_settlement(&self.payment, &settlement);
                self.finish_paid(progress, answer)
            }
        })
    }
}
