//! What a report says of a channel.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, Kind};

use crate::Report;

/// The channel of a payment, and what the payload says of it. It is a claim until the verdict is valid. It is there once the config
/// of the channel can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// The id of the channel: that of the payload's config on the offer's network.
    pub id: ChannelId,
    /// The kind of the payload.
    pub kind: Kind,
    /// The most that may be claimed from the channel over its whole life.
    pub max_claimable: Amount128,
    /// What the payload adds to the channel, if it is a deposit.
    pub deposit: Option<Amount128>,
    /// How much of a refund the payload names, if it does.
    pub refund: Option<Amount128>,
    /// In the phase `settle`, the sum of what was charged after this charge, if there is a record.
    pub charged: Option<Amount128>,
}

impl Report {
    /// The channel of a payment by `batch-settlement`.
    pub const fn channel(&self) -> Option<&Channel> {
        match self.particulars() {
            Some(crate::Particulars::Evm(particulars)) => particulars.channel.as_ref(),
            _ => None,
        }
    }
}
