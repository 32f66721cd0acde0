//! The signed payments: the sums that count against the limits, and the payments that may be sent again.

#[cfg(feature = "sqlite")]
mod sqlite;

use alloc::{
    boxed::Box,
    collections::{BTreeMap, btree_map},
    vec::Vec,
};
use core::{convert::Infallible, ops::Deref};

use x402_types::{AmountSum, Network};

use crate::{DAY, Entry, KeptPayment, Limits, lock::Locked};

#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteError, SqliteLedger};

/// The payments that are being sent now. A kept payment that is not among them is lost: its answer is, or the program
/// that sent it. Each ledger has a value of this type, so that buyers that share the ledger do not treat each other's
/// payments as lost.
#[derive(Debug, Default)]
pub struct Sending(Locked<BTreeMap<[u8; 32], Earlier>>);

/// The times that a payment was sent before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// Each of them was answered, or there were none.
    AllAnswered,
    /// An answer may have been lost, so the payment may be settled.
    MayBeSettled,
}

/// The payment is being sent already.
pub(crate) struct AlreadySent;

impl Sending {
    /// Creates an empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Locked::new(BTreeMap::new()))
    }

    /// Adds a payment that is not being sent already.
    pub(crate) fn begin(&self, id: [u8; 32], earlier: Earlier) -> Result<(), AlreadySent> {
        self.0.with(|sending| match sending.entry(id) {
            btree_map::Entry::Vacant(entry) => {
                entry.insert(earlier);
                Ok(())
            }
            btree_map::Entry::Occupied(_) => Err(AlreadySent),
        })
    }

    /// Returns the earlier times. Nothing is known of a payment that was not added.
    pub(crate) fn earlier(&self, id: &[u8; 32]) -> Earlier {
        self.0.with(|sending| sending.get(id).copied()).unwrap_or(Earlier::MayBeSettled)
    }

    /// Removes a payment.
    pub(crate) fn end(&self, id: &[u8; 32]) {
        self.0.with(|sending| sending.remove(id));
    }
}

/// Keeps the signed payments. A [`Buyer`](crate::Buyer) owns a ledger, so the limits hold for all its purchases. They
/// hold for all buyers that share one: `&L`, `Arc<L>` and any other pointer to a ledger is a ledger, too.
///
/// The methods take `&self`, because purchases run at the same time. A ledger in SQL implements `reserve` as one
/// statement: `INSERT … SELECT … WHERE` both sums with the new amount are within the limits, and the number of inserted
/// rows is the result. The statement needs a serializable transaction or a lock, because two of them at once would each
/// see the sums without the other.
pub trait Ledger {
    /// The error of a ledger that cannot be read or written.
    type Error: Into<Box<dyn core::error::Error + Send + Sync>>;

    /// Returns the sum of the entries of this asset that are younger than `since`, for this host or for all. Write the
    /// amounts as text, and add them up with [`AmountSum`]: most databases round sums of such decimals.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, Self::Error>;

    /// Adds the entry if both sums of the last [`DAY`] stay within the limits with it, and if no entry of that day has
    /// its id, in one transaction. Returns `true` if it was added.
    ///
    /// # Errors
    /// The ledger cannot be written. Then nothing is signed.
    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, Self::Error>;

    /// Removes the entry of a payment that can no longer be settled, or that was never signed.
    ///
    /// # Errors
    /// The ledger cannot be written. The entry counts until it is a day old.
    fn release(&self, id: &[u8; 32]) -> Result<(), Self::Error>;

    /// Writes a signed payment before it is sent. It replaces a payment with the same id.
    ///
    /// # Errors
    /// The ledger cannot be written. Then the payment is not sent.
    fn keep(&self, payment: &KeptPayment) -> Result<(), Self::Error>;

    /// Returns the kept payments, the oldest first. A ledger that several programs share must leave out those that a
    /// different program is sending, because they are not lost.
    ///
    /// # Errors
    /// The ledger cannot be read.
    fn kept(&self) -> Result<Vec<KeptPayment>, Self::Error>;

    /// Removes a kept payment whose outcome is known. Its entry still counts.
    ///
    /// # Errors
    /// The ledger cannot be written. The payment is sent again for the same request.
    fn forget(&self, id: &[u8; 32]) -> Result<(), Self::Error>;

    /// Returns the payments that are being sent through this ledger: a field of the ledger, in memory.
    fn sending(&self) -> &Sending;
}

/// A pointer to a ledger is the same ledger.
impl<P> Ledger for P
where
    P: Deref,
    P::Target: Ledger,
{
    type Error = <P::Target as Ledger>::Error;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, Self::Error> {
        (**self).spent(network, asset, host, since)
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, Self::Error> {
        (**self).reserve(entry, limits)
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), Self::Error> {
        (**self).release(id)
    }

    fn keep(&self, payment: &KeptPayment) -> Result<(), Self::Error> {
        (**self).keep(payment)
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, Self::Error> {
        (**self).kept()
    }

    fn forget(&self, id: &[u8; 32]) -> Result<(), Self::Error> {
        (**self).forget(id)
    }

    fn sending(&self) -> &Sending {
        (**self).sending()
    }
}

/// A ledger in memory, which starts empty and ends with the program. Create one for the program, not one for each
/// purchase. It keeps a day of entries, payments until their outcome is known, and all channels.
///
/// With the feature `std`, threads can share it. It is not `Clone`, because a copy would have its own sums: share it
/// through `&` or `Arc`.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    state: Locked<State>,
    sending: Sending,
}

#[derive(Debug, Default)]
struct State {
    entries: Vec<Entry>,
    kept: Vec<KeptPayment>,
    #[cfg(feature = "batch-settlement")]
    channels: BTreeMap<x402_schemes::evm::batch_settlement::ChannelId, crate::Channel>,
}

impl MemoryLedger {
    /// Creates an empty ledger.
    #[must_use]
    pub const fn new() -> Self {
        let state = State {
            entries: Vec::new(),
            kept: Vec::new(),
            #[cfg(feature = "batch-settlement")]
            channels: BTreeMap::new(),
        };
        Self { state: Locked::new(state), sending: Sending::new() }
    }

    /// Returns the entries, the oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.state.with(|state| state.entries.clone())
    }

    #[cfg(feature = "batch-settlement")]
    pub(crate) fn with_channels<R>(
        &self,
        call: impl FnOnce(&mut BTreeMap<x402_schemes::evm::batch_settlement::ChannelId, crate::Channel>) -> R,
    ) -> R {
        self.state.with(|state| call(&mut state.channels))
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, Infallible> {
        Ok(self.state.with(|state| sum(&state.entries, network, asset, host, since)))
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, Infallible> {
        let since = entry.at.saturating_sub(DAY);
        // One lock for the sums and the new entry: otherwise two purchases could fit the limits only one by one.
        Ok(self.state.with(|state| {
            let spent = |host: Option<&str>| {
                Ok::<_, Infallible>(sum(&state.entries, &entry.network, &entry.asset, host, since))
            };
            let Ok(is_allowed) = limits.allow(entry, spent);
            // The same random bytes would give two payments the same nonce, and on the XRP Ledger both payments would use
            // one sequence number.
            if !is_allowed || state.entries.iter().any(|other| other.id == entry.id && other.at > since) {
                return false;
            }
            state.entries.retain(|entry| entry.at > since);
            state.entries.push(entry.clone());
            true
        }))
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.state.with(|state| state.entries.retain(|entry| entry.id != *id));
        Ok(())
    }

    fn keep(&self, payment: &KeptPayment) -> Result<(), Infallible> {
        self.state.with(|state| match state.kept.iter_mut().find(|kept| kept.entry.id == payment.entry.id) {
            Some(kept) => *kept = payment.clone(),
            None => state.kept.push(payment.clone()),
        });
        Ok(())
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, Infallible> {
        Ok(self.state.with(|state| state.kept.clone()))
    }

    fn forget(&self, id: &[u8; 32]) -> Result<(), Infallible> {
        self.state.with(|state| state.kept.retain(|kept| kept.entry.id != *id));
        Ok(())
    }

    fn sending(&self) -> &Sending {
        &self.sending
    }
}

fn sum(entries: &[Entry], network: &Network, asset: &str, host: Option<&str>, since: u64) -> AmountSum {
    let counts = |entry: &&Entry| {
        let is_here = host.is_none_or(|host| entry.host == host);
        is_here && entry.at > since && entry.network == *network && entry.asset == asset
    };
    entries.iter().filter(counts).fold(AmountSum::ZERO, |sum, entry| sum.saturating_add(&entry.amount))
}
