//! The open payments that the layer knows of.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::time::Instant;
use x402_seller::Seller;

/// The most sellers whose rows are continued.
const SELLERS: usize = 1_000;

/// The open rows that are not in work.
#[derive(Default)]
pub(crate) struct LeftOpen {
    counted: Mutex<Counted>,
    /// The bytes of the open rows whose payments are in work here.
    pub(crate) in_work: AtomicU64,
    /// The running pass.
    pub(crate) pass: Arc<tokio::sync::Mutex<()>>,
    /// The sellers of the routes, which can close their rows.
    sellers: Mutex<Vec<Seller>>,
}

#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) bytes: u64,
    pub(crate) at: Option<Instant>,
    /// `true` if the store took no new row, which may be because of the open rows.
    pub(crate) is_full: bool,
    pub(crate) passed: Option<Instant>,
}

/// The open row of one payment in work.
pub(crate) struct InWork<'a> {
    all: &'a LeftOpen,
    /// Its bytes, as long as it is open.
    bytes: Option<u64>,
}

impl InWork<'_> {
    /// The row is written, with this many bytes. It stays open if the work ends now.
    pub(crate) fn is_open_with(&mut self, bytes: usize) {
        self.set(Some(u64::try_from(bytes).unwrap_or(u64::MAX)));
    }

    pub(crate) fn is_closed(&mut self) {
        self.set(None);
    }

    fn set(&mut self, bytes: Option<u64>) {
        self.all.in_work.fetch_add(bytes.unwrap_or_default(), Ordering::Relaxed);
        self.all.in_work.fetch_sub(self.bytes.unwrap_or_default(), Ordering::Relaxed);
        self.bytes = bytes;
    }
}

impl Drop for InWork<'_> {
    fn drop(&mut self) {
        let left = self.bytes;
        self.set(None);
        if let Some(bytes) = left {
            let mut counted = self.all.counted();
            counted.bytes = counted.bytes.saturating_add(bytes);
        }
    }
}

impl LeftOpen {
    pub(crate) fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn in_work(&self) -> InWork<'_> {
        InWork { all: self, bytes: None }
    }

    /// The store took no new row.
    pub(crate) fn is_full(&self) {
        self.counted().is_full = true;
    }

    /// This seller has a route.
    pub(crate) fn sells(&self, seller: &Seller) {
        let mut sellers = self.sellers.lock().unwrap_or_else(PoisonError::into_inner);
        sellers.retain(|known| known.resource() != seller.resource());
        sellers.push(seller.clone());
        // If a program creates routes without end, the last ones are enough.
        let too_many = sellers.len().saturating_sub(SELLERS);
        sellers.drain(..too_many);
    }

    /// The sellers of the routes, and this one.
    pub(crate) fn sellers(&self, seller: &Seller) -> Vec<Seller> {
        let mut sellers = self.sellers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !sellers.iter().any(|known| known.resource() == seller.resource()) {
            sellers.push(seller.clone());
        }
        sellers
    }
}
