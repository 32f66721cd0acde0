//! The operations of a seller on its channels outside of a sale: it claims the charged sums, and refunds the rest.

use std::time::Duration;

use x402_seller::{Channel, Key, Record, State, Stored};

use crate::{BoxError, Facilitator, Paywall, Row, Store, Write, calls::within, shop::Shop};

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Returns at most `most` channels of the store, in the order of their keys and after the key `after`. A claim
    /// needs [`Channel::charged`] and [`Channel::voucher`]. A charge during a claim is part of the next one.
    ///
    /// # Errors
    /// The store cannot be read, or contains rows that this crate did not write.
    pub async fn channels(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Channel)>, BoxError> {
        let mut found = Vec::new();
        let mut after = after;
        while found.len() < most {
            let rows = within(self.0.options.timeout, self.0.store.endless(after, most)).await?;
            let Some((last, _)) = rows.last() else { break };
            after = Some(*last);
            for (key, row) in rows {
                if let State::Channel(channel) = Record::from_text(&row.text)?.state {
                    found.push((key, *channel));
                }
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// Takes the turn of a channel for this many seconds, for a change outside of a sale: a refund. Meanwhile no
    /// request is served from the channel. Returns `None` if a request is in work. The key is that of
    /// [`Once::InOrder`](x402_verify::Once::InOrder).
    ///
    /// # Errors
    /// The store cannot be read or written, or contains a row that this crate did not write.
    pub async fn hold(&self, key: Key, seconds: u64) -> Result<Option<Held<'_, F, S>>, BoxError> {
        let shop = &*self.0;
        let now = (shop.options.clock)();
        let row = within(shop.options.timeout, shop.store.load(key)).await?;
        let stored = |row: Row| Record::from_text(&row.text).map(|record| Stored { revision: row.revision, record });
        let stored = row.map(stored).transpose()?;
        let Some(record) = Record::held(stored.as_ref(), Duration::from_secs(seconds), now) else { return Ok(None) };
        let revision = stored.map_or(0, |stored| stored.revision);
        let held = Held { shop, key, revision, record };
        Ok(if held.write(&held.record).await? {
            Some(Held { revision: revision.saturating_add(1), ..held })
        } else {
            None
        })
    }
}

/// A channel whose turn the seller has taken. [`release`](Self::release) ends the turn; otherwise it ends after its
/// seconds.
pub struct Held<'a, F, S> {
    shop: &'a Shop<F, S>,
    key: Key,
    revision: u64,
    record: Record,
}

impl<F: Facilitator, S: Store> Held<'_, F, S> {
    /// Returns the state of the channel in the store.
    #[must_use]
    pub const fn channel(&self) -> Option<&Channel> {
        if let State::Channel(channel) = &self.record.state { Some(channel) } else { None }
    }

    /// Ends the turn. Returns `false` if its seconds were over already and a request has begun.
    ///
    /// # Errors
    /// The store cannot be written. Then the turn ends after its seconds.
    pub async fn release(self) -> Result<bool, BoxError> {
        let record = self.record.clone().released();
        self.write(&record).await
    }

    async fn write(&self, record: &Record) -> Result<bool, BoxError> {
        let (key, expected, text, now) = (self.key, self.revision, record.to_text(), (self.shop.options.clock)());
        // A deposit with an unknown outcome.
        let is_open = record.request.is_some();
        // A channel without a charge and without a deposit is not kept for long, because anyone can sign for one that
        // does not exist.
        let ends = if let State::Channel(channel) = &record.state {
            self.shop.ends(channel.ends(now), self.shop.options.keep, now)
        } else {
            u64::MAX
        };
        within(self.shop.options.timeout, self.shop.store.swap(Write { key, expected, text, ends, is_open, now })).await
    }
}
