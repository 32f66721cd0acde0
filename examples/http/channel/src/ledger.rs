//! What a server keeps of its channels: the ledger of `docs/batch-settlement.md`, with what the next claim needs. A real one is
//! a table with a row for each channel.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, ClaimRow, Commitment};

/// A channel. Its sums only grow.
#[derive(Default)]
struct Channel {
    /// What was charged so far, claimed or not. `None`: there is no record yet.
    charged: Option<Amount128>,
    /// What the chain shows as claimed.
    claimed: Amount128,
    /// The voucher that covers what was charged. `None` before the first charge.
    commitment: Option<Commitment>,
    /// Whether a request is being served.
    busy: bool,
}

/// The channels of a shop.
#[derive(Default)]
pub struct Ledger(Mutex<BTreeMap<ChannelId, Channel>>);

/// One request on a channel. Until it is dropped, there is no other.
pub struct Turn<'a> {
    ledger: &'a Ledger,
    id: ChannelId,
}

impl Ledger {
    fn channels(&self) -> MutexGuard<'_, BTreeMap<ChannelId, Channel>> {
        self.0.lock().expect("nothing panics while it holds this lock")
    }

    /// What was charged on a channel. `None`: there is no record, which is another statement than zero (N-22).
    pub fn charged(&self, id: ChannelId) -> Option<Amount128> {
        self.channels().get(&id).and_then(|channel| channel.charged)
    }

    /// The last voucher that was charged, by which a client finds its own sums again (N-34).
    pub fn commitment(&self, id: ChannelId) -> Option<Commitment> {
        self.channels().get(&id).and_then(|channel| channel.commitment.clone())
    }

    /// Begins a request. `None`: another one is being served. The state of the channel is asked for in the turn, so that nothing
    /// is refunded between the two.
    pub fn begin(&self, id: ChannelId) -> Option<Turn<'_>> {
        let mut channels = self.channels();
        let channel = channels.entry(id).or_default();
        // Lazily: to drop a turn ends it.
        (!std::mem::replace(&mut channel.busy, true)).then(|| Turn { ledger: self, id })
    }

    /// The rows of the next claim. The voucher of a request that is being served is not among them.
    pub fn rows(&self) -> Vec<ClaimRow> {
        let channels = self.channels();
        channels.values().filter_map(Channel::row).collect()
    }

    /// Notes what the chain shows as claimed.
    pub fn claimed(&self, id: ChannelId, total: Amount128) {
        if let Some(channel) = self.channels().get_mut(&id) {
            channel.claimed = channel.claimed.max(total);
        }
    }
}

impl Channel {
    /// The row that claims all that was charged, if anything of it was not claimed.
    fn row(&self) -> Option<ClaimRow> {
        let charged = self.charged.filter(|charged| *charged > self.claimed)?;
        Some(ClaimRow::new(self.commitment.clone()?, charged))
    }
}

impl Turn<'_> {
    /// Notes what the chain shows as claimed. Without a record that much was charged (N-22).
    pub fn know(&self, total_claimed: Amount128) {
        if let Some(channel) = self.ledger.channels().get_mut(&self.id) {
            channel.charged = channel.charged.or(Some(total_claimed));
            channel.claimed = channel.claimed.max(total_claimed);
        }
    }

    /// Notes a charge, after the service: the sum behind it, as the report of the phase `settle` has it, and the voucher that
    /// covers it.
    pub fn charge(&self, charged: Amount128, commitment: Commitment) {
        if let Some(channel) = self.ledger.channels().get_mut(&self.id) {
            channel.charged = channel.charged.max(Some(charged));
            channel.commitment = Some(commitment);
        }
    }

    /// The row that claims all that was charged, if anything of it was not claimed.
    pub fn row(&self) -> Option<ClaimRow> {
        self.ledger.channels().get(&self.id).and_then(Channel::row)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut channels = self.ledger.channels();
        let Some(channel) = channels.get_mut(&self.id) else { return };
        channel.busy = false;
        // A channel that nobody has filled leaves nothing behind.
        if channel.charged.is_none() {
            channels.remove(&self.id);
        }
    }
}
