//! The channel in a report.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, Kind};

/// The channel of a payment, with the values of the payload. They are only claims until the verdict is valid. A report
/// contains the channel if its config can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// The id of the channel, from the payload's config and the offer's network.
    pub id: ChannelId,
    /// The kind of the payload.
    pub kind: Kind,
    /// The most that may be claimed from the channel over its whole life, in atomic units.
    pub max_claimable: Amount128,
    /// The amount that the payload adds to the channel, in atomic units, if it is a deposit.
    pub deposit: Option<Amount128>,
    /// The amount of a refund, in atomic units, if the payload names one.
    pub refund: Option<Amount128>,
    /// In the phase `settle`, the sum of all charges after this one, in atomic units, if there is a record.
    pub charged: Option<Amount128>,
}
