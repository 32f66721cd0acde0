//! What was spent so far, which the caller keeps.

#[cfg(feature = "batch-settlement")]
use alloc::collections::BTreeMap;
use alloc::{boxed::Box, string::String, vec::Vec};
use core::convert::Infallible;

use x402_types::{Amount, Network, Uint256};

use crate::Limits;

/// The number of seconds within which payments add up: a day, which ends now.
pub const DAY: u64 = 86_400;

/// A signed payment. It counts for a day, or until the chain shows that nothing settled it and nothing can, whatever the seller says
/// (F-6). The struct gets no further members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of the payment: the random bytes from which its nonce was made.
    pub id: [u8; 32],
    /// The host that is paid.
    pub host: String,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as each allowance writes it.
    pub asset: String,
    /// The most that can be taken, in atomic units.
    pub amount: Amount,
    /// When it was signed, in Unix seconds.
    pub at: u64,
}

/// Keeps what was signed. The limits hold for all programs that share a ledger.
///
/// In SQL, `reserve` is one statement: `INSERT … SELECT … WHERE` both sums with the new amount are within the limits, and how many
/// rows that inserted. It has to run in a serializable transaction, or behind a lock: two of them at once would both see the sums
/// without the other.
pub trait Ledger {
    /// Why the ledger cannot be read or written.
    type Error: Into<Box<dyn core::error::Error + Send + Sync>>;

    /// The sum of the entries of this asset that are younger than `since`, for this host or for all.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<Amount, Self::Error>;

    /// Adds the entry if both sums of the last [`DAY`] stay within the limits with it, and if none of that day has its id, in
    /// one transaction. Whether it did.
    ///
    /// # Errors
    /// The ledger cannot be written. Nothing is signed then.
    fn reserve(&mut self, entry: &Entry, limits: &Limits) -> Result<bool, Self::Error>;

    /// Forgets the entry. The payment can no longer be settled, or was never signed.
    ///
    /// # Errors
    /// The ledger cannot be written. The entry counts until it is a day old.
    fn release(&mut self, id: &[u8; 32]) -> Result<(), Self::Error>;
}

impl<L: Ledger> Ledger for &mut L {
    type Error = L::Error;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<Amount, L::Error> {
        (**self).spent(network, asset, host, since)
    }

    fn reserve(&mut self, entry: &Entry, limits: &Limits) -> Result<bool, L::Error> {
        (**self).reserve(entry, limits)
    }

    fn release(&mut self, id: &[u8; 32]) -> Result<(), L::Error> {
        (**self).release(id)
    }
}

/// A ledger in memory, which forgets everything when the program ends. It keeps a day of entries, and all channels.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    entries: Vec<Entry>,
    #[cfg(feature = "batch-settlement")]
    pub(crate) channels: BTreeMap<x402_schemes::evm::batch_settlement::ChannelId, crate::Channel>,
}

impl MemoryLedger {
    /// An empty ledger.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
            #[cfg(feature = "batch-settlement")]
            channels: BTreeMap::new(),
        }
    }

    /// The entries, the oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn sum(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Amount {
        let counts = |entry: &&Entry| {
            let is_here = host.is_none_or(|host| entry.host == host);
            is_here && entry.at > since && entry.network == *network && entry.asset == asset
        };
        self.entries.iter().filter(counts).fold(Amount::from(0), |sum, entry| added(sum, entry.amount))
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<Amount, Infallible> {
        Ok(self.sum(network, asset, host, since))
    }

    fn reserve(&mut self, entry: &Entry, limits: &Limits) -> Result<bool, Infallible> {
        let since = entry.at.saturating_sub(DAY);
        let fits = |at_most: Option<Amount>, host: Option<&str>| {
            let sum = self.sum(&entry.network, &entry.asset, host, since);
            at_most.is_none_or(|at_most| sum.checked_add(entry.amount).is_some_and(|sum| sum <= at_most))
        };
        let has_it = self.entries.iter().any(|other| other.id == entry.id && other.at > since);
        if has_it || !fits(limits.per_host, Some(&entry.host)) || !fits(limits.per_day, None) {
            return Ok(false);
        }
        self.entries.retain(|entry| entry.at > since);
        self.entries.push(entry.clone());
        Ok(true)
    }

    fn release(&mut self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.entries.retain(|entry| entry.id != *id);
        Ok(())
    }
}

/// The sum, or the largest amount if the sum is larger.
fn added(left: Amount, right: Amount) -> Amount {
    left.checked_add(right).unwrap_or_else(|| Uint256::MAX.into())
}
