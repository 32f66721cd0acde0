//! Payments from channels of `batch-settlement`: what the caller keeps of each channel.

mod pay;
mod payment;

use core::ops::Deref;

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, Ledger as Sums};

use crate::{Ledger, MemoryLedger};

pub use payment::ChannelPayment;

/// What a buyer keeps of a channel. The struct gets no further members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The sum of what the seller has charged, in atomic units. The next voucher is over this sum and the price (N-21).
    pub charged: Amount128,
    /// What was deposited, without refunds, in atomic units. An open deposit is in it once an answer says that it was made.
    pub balance: Amount128,
    /// The last deposit that was signed, until the chain shows it.
    pub open: Option<OpenDeposit>,
}

/// A deposit that was signed and may still be made. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDeposit {
    /// The name of its [entry](crate::Entry) in the ledger.
    pub id: [u8; 32],
    /// How much is deposited, in atomic units. What a refund gives back of it is taken off.
    pub amount: Amount128,
    /// The end of its window, in Unix seconds.
    pub until: u64,
    /// Whether an answer says that it was made. Vouchers are signed by such an answer, and another deposit is not.
    pub answered: bool,
}

impl OpenDeposit {
    /// The last second at which the node may not show yet that it was made: a block may be late.
    const fn last(&self) -> u64 {
        self.until.saturating_add(60)
    }
}

impl Channel {
    /// How much of the balance is not charged yet, in atomic units.
    #[must_use]
    pub const fn rest(&self) -> Amount128 {
        Amount128::new(self.balance.get().saturating_sub(self.charged.get()))
    }

    const fn sums(&self) -> Sums {
        Sums { charged: self.charged, balance: self.balance }
    }
}

/// A ledger that also keeps channels. One that is lost is found again: the chain knows the balance, and the seller proves what was
/// charged.
pub trait Channels: Ledger {
    /// The channel with this id. `None` if the ledger does not have it.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, Self::Error>;

    /// Writes the channel if it still is as it was `before`, in one transaction. Whether it did. In SQL this is an `UPDATE … WHERE` all
    /// members are those of `before` (`IS NOT DISTINCT FROM`, because `open` may be null), or an `INSERT` that does nothing on a conflict.
    ///
    /// # Errors
    /// The ledger cannot be written. Nothing is signed then.
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
