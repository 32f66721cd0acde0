//! The server's charges on channels.

use alloc::vec::Vec;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};

/// The sums of the charges. `None` where the server has no record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records(Vec<(ChannelId, Option<Amount128>)>);

impl Records {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// The record of a channel: `Some(None)` if the server has none, and `None` if the caller supplied nothing about
    /// the channel.
    #[cfg(feature = "batch-settlement")]
    pub(super) fn of(&self, channel: ChannelId) -> Option<Option<Amount128>> {
        self.0.iter().rev().find(|(known, _)| *known == channel).map(|(_, charged)| *charged)
    }
}

impl crate::Records {
    /// Adds the sum of the server's charges on a `batch-settlement` channel so far, claimed or not, in atomic units.
    /// `None` states that the server has no record of the channel, which only a server can state; it is not the same as
    /// leaving the channel out. The last record of a channel counts.
    #[must_use]
    pub fn with_charged(mut self, channel: ChannelId, charged: Option<Amount128>) -> Self {
        self.evm.batch_settlement.0.push((channel, charged));
        self
    }
}
