//! The seller takes the turn of a channel for its own transactions, outside of a sale.

use alloc::boxed::Box;
use core::time::Duration;

use crate::record::{Record, State, Stored};

/// The payment of a turn that the seller itself takes.
const NOBODY: [u8; 32] = [0; 32];

impl Record {
    /// Returns the record of a channel whose turn the seller takes, for its own transactions such as a refund. No
    /// request is served from the channel until the turn is [released](Self::released), or until its whole seconds have
    /// passed. `None` if a request is in work, or if this is not a record of a channel. Write it with the stored
    /// revision as the expected one.
    #[must_use]
    pub fn held(stored: Option<&Stored>, turn: Duration, now: u64) -> Option<Self> {
        let fresh = || Self::of_state(State::Channel(Box::default()));
        let mut record = stored.map_or_else(fresh, |stored| stored.record.clone());
        let State::Channel(channel) = &mut record.state else { return None };
        if channel.turn.as_ref().is_some_and(|turn| now < turn.lease) {
            return None;
        }
        channel.hold(NOBODY, now.saturating_add(turn.as_secs()));
        Some(record)
    }

    /// Returns the record with the turn of its channel released.
    #[must_use]
    pub fn released(mut self) -> Self {
        if let State::Channel(channel) = &mut self.state {
            channel.release(NOBODY);
        }
        self
    }
}
