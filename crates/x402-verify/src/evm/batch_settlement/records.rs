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

    pub(super) fn add(&mut self, channel: ChannelId, charged: Option<Amount128>) {
        self.0.push((channel, charged));
    }

    /// The record of a channel: `Some(None)` if the server has none, and `None` if the caller supplied nothing about
    /// the channel.
    #[cfg(feature = "batch-settlement")]
    pub(super) fn of(&self, channel: ChannelId) -> Option<Option<Amount128>> {
        self.0.iter().rev().find(|(known, _)| *known == channel).map(|(_, charged)| *charged)
    }
}
