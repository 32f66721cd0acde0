//! What the server has charged on channels.

use alloc::vec::Vec;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};

/// The sums of what was charged. `None` where the server has no record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records(Vec<(ChannelId, Option<Amount128>)>);

impl Records {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// The record of a channel, or that the server has none. `None` if nothing is said about the channel.
    #[cfg(feature = "batch-settlement")]
    pub(super) fn of(&self, channel: ChannelId) -> Option<Option<Amount128>> {
        self.0.iter().rev().find(|(known, _)| *known == channel).map(|(_, charged)| *charged)
    }
}

impl crate::Records {
    /// The sum of what the server has charged on a channel of `batch-settlement` so far, claimed or not. `None` if it has no record
    /// of the channel, which is another statement than to leave the channel out: only a server can make it. The last record of a
    /// channel counts.
    #[must_use]
    pub fn with_charged(mut self, channel: ChannelId, charged: Option<Amount128>) -> Self {
        self.evm.batch_settlement.0.push((channel, charged));
        self
    }
}
