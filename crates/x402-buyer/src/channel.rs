//! Payments from channels of `batch-settlement`: the state that the caller keeps of each channel.

mod pay;
mod payment;
mod state;

use core::ops::Deref;

use x402_schemes::evm::batch_settlement::ChannelId;

use crate::{Ledger, MemoryLedger};

pub use payment::ChannelPayment;
pub use state::{Channel, OpenDeposit};

/// A ledger that also keeps channels. A lost channel can be found again: the chain knows the balance, and the seller
/// proves the charged sum.
pub trait Channels: Ledger {
    /// Returns the channel with this id, or `None` if the ledger does not have it.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Self::Error>;

    /// Writes the channel if it is still equal to `before`, in one transaction. Returns `true` if it did. In SQL this
    /// is an `UPDATE … WHERE` all fields are those of `before` (`IS NOT DISTINCT FROM`, because `open` may be null), or
    /// an `INSERT` that does nothing on a conflict.
    ///
    /// # Errors
    /// The ledger cannot be written. Then nothing is signed.
    fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, Self::Error>;
}

impl<P> Channels for P
where
    P: Deref,
    P::Target: Channels,
{
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Self::Error> {
        (**self).channel(id)
    }

    fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, Self::Error> {
        (**self).replace(id, before, after)
    }
}

impl Channels for MemoryLedger {
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Self::Error> {
        Ok(self.with_channels(|channels| channels.get(id).copied()))
    }

    fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, Self::Error> {
        Ok(self.with_channels(|channels| {
            let is_as_before = channels.get(id) == before;
            if is_as_before {
                channels.insert(*id, *after);
            }
            is_as_before
        }))
    }
}
