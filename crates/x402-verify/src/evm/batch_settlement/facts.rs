//! What the contract knows of channels.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
use x402_types::Uint256;

#[cfg(feature = "batch-settlement")]
use crate::evm;

/// The state of a channel in the contract (N-19). A channel that does not exist has a balance of zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelState {
    /// All deposits, without refunds and withdrawals. What is claimed stays in it.
    pub balance: Amount128,
    /// The sum of the claims.
    pub total_claimed: Amount128,
    /// How many refunds the channel has had. `None` if it is not known.
    pub refund_nonce: Option<Uint256>,
    /// The withdrawal that the payer's side has requested.
    pub withdrawal: Option<Withdrawal>,
}

/// A withdrawal that the payer's side has requested. The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The time of the request, in seconds since 1970-01-01 UTC.
    pub requested_at: u64,
    /// How much it takes. `None` for all that is not claimed.
    pub amount: Option<Amount128>,
}

impl ChannelState {
    /// The state of a channel with this balance, of which nothing was claimed.
    #[must_use]
    pub fn of_balance(balance: Amount128) -> Self {
        Self { balance, ..Self::default() }
    }

    /// How much of the balance was not claimed.
    #[cfg(feature = "batch-settlement")]
    pub(super) const fn unclaimed(&self) -> u128 {
        self.balance.get().saturating_sub(self.total_claimed.get())
    }
}

/// A fact about a channel. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// What the contract knows of a channel. How fresh it has to be is for the caller to say.
    Channel {
        /// The channel.
        channel: ChannelId,
        /// Its state.
        state: ChannelState,
    },
}

/// The state of a channel, if the caller knows it.
#[cfg(feature = "batch-settlement")]
pub(super) fn state_of(facts: &crate::Facts, about: ChannelId) -> Option<ChannelState> {
    facts.last(|fact| {
        let crate::Fact::Evm(evm::Fact::Room(evm::RoomFact::BatchSettlement(fact))) = fact else { return None };
        let Fact::Channel { channel, state } = fact;
        (*channel == about).then_some(*state)
    })
}
