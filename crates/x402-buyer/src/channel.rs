//! Payments from channels of `batch-settlement`: the state that the caller keeps of each channel.

mod pay;
mod payment;

use core::ops::Deref;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, Ledger as Sums};

use crate::{Ledger, MemoryLedger};

pub use payment::ChannelPayment;

/// The state of a channel that a buyer keeps. The struct gets no further fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The sum that the seller has charged, in atomic units. The next voucher is for this sum and the price (N-21).
    pub charged: Amount128,
    /// The deposited sum without refunds, in atomic units. It includes an open deposit once an answer reports that it
    /// was made.
    pub balance: Amount128,
    /// The last signed deposit, until the chain shows it.
    pub open: Option<OpenDeposit>,
}

/// A signed deposit that may still be made. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDeposit {
    /// The id of its [entry](crate::Entry) in the ledger.
    pub id: [u8; 32],
    /// The deposited amount in atomic units, minus refunds of it.
    pub amount: Amount128,
    /// The end of its window, in Unix seconds.
    pub until: u64,
    /// `true` if an answer reports that it was made. Such an answer is enough to sign vouchers, but not to sign a
    /// second deposit.
    pub answered: bool,
}

impl OpenDeposit {
    /// The last second at which the node may not show the deposit although it was made, because a block may be late.
    const fn last(&self) -> u64 {
        self.until.saturating_add(60)
    }
}

impl Channel {
    /// Returns the part of the balance that is not charged yet, in atomic units.
    #[must_use]
    pub const fn rest(&self) -> Amount128 {
        Amount128::new(self.balance.get().saturating_sub(self.charged.get()))
    }

    const fn sums(&self) -> Sums {
        Sums { charged: self.charged, balance: self.balance }
    }
}

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
