//! The values of `batch-settlement` among those of all payments.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};

#[cfg(feature = "batch-settlement")]
use super::Detail;
use super::{Channel, ChannelState, Fact, OfferIssue};
use crate::{Particulars, Records, Report, client, evm};

#[cfg(feature = "batch-settlement")]
impl From<Detail> for crate::Detail {
    fn from(detail: Detail) -> Self {
        evm::Detail::BatchSettlement(detail.into()).into()
    }
}

impl From<Fact> for crate::Fact {
    fn from(fact: Fact) -> Self {
        evm::Fact::BatchSettlement(fact).into()
    }
}

impl From<OfferIssue> for client::OfferIssue {
    fn from(issue: OfferIssue) -> Self {
        evm::OfferIssue::BatchSettlement(issue).into()
    }
}

impl ChannelState {
    /// Returns the last state of the channel among the facts, if there is one.
    #[cfg(feature = "batch-settlement")]
    #[must_use]
    pub fn of_facts(facts: &crate::Facts, about: ChannelId) -> Option<&Self> {
        facts.last(|fact| {
            let crate::Fact::Evm(evm::Fact::BatchSettlement(fact)) = fact else { return None };
            let Fact::Channel { channel, state } = fact;
            (*channel == about).then_some(state)
        })
    }
}

impl Records {
    /// Adds the sum of the server's charges on a `batch-settlement` channel so far, claimed or not, in atomic units.
    /// `None` states that the server has no record of the channel, which only a server can state; it is not the same as
    /// leaving the channel out. The last record of a channel counts.
    #[must_use]
    pub fn with_charged(mut self, channel: ChannelId, charged: Option<Amount128>) -> Self {
        self.evm.batch_settlement.add(channel, charged);
        self
    }
}

impl Report {
    /// Returns the channel of a `batch-settlement` payment.
    pub const fn channel(&self) -> Option<&Channel> {
        match self.particulars() {
            Some(Particulars::Evm(particulars)) => particulars.channel.as_ref(),
            _ => None,
        }
    }
}
