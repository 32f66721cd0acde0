//! The limit of open payments, and how the layer returns below it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use x402_seller::Seller;

use crate::{
    Facilitator, Opened, Store,
    paywall::Shop,
    steps::{lost, within},
};

/// How long the count of open rows is used, and how long if it is too high.
const COUNTED: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(1)];
/// The time between two passes over the open rows when there are too many, and the most rows of each pass.
const BETWEEN: Duration = Duration::from_secs(5);
const MOST: usize = 1_000;
/// The most sellers whose rows are continued.
const SELLERS: usize = 1_000;

/// The open rows that are not in work.
#[derive(Default)]
pub(crate) struct LeftOpen {
    counted: Mutex<Counted>,
    /// The bytes of the open rows whose payments are in work here.
    in_work: AtomicU64,
    /// The running pass.
    pass: Arc<tokio::sync::Mutex<()>>,
    /// The sellers of the routes, which can close their rows.
    sellers: Mutex<Vec<Seller>>,
}

#[derive(Default)]
struct Counted {
    bytes: u64,
    at: Option<Instant>,
    /// `true` if the store took no new row, which may be because of the open rows.
    is_full: bool,
    passed: Option<Instant>,
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
    fn counted(&self) -> MutexGuard<'_, Counted> {
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
    fn sellers(&self, seller: &Seller) -> Vec<Seller> {
        let mut sellers = self.sellers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !sellers.iter().any(|known| known.resource() == seller.resource()) {
            sellers.push(seller.clone());
        }
        sellers
    }
}

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// `true` if so much is open that no payment begins. The store is asked now and then, because other processes leave
    /// rows open, too.
    pub(crate) async fn is_too_much_open(&self) -> bool {
        let most = self.options.open_bytes;
        let (bytes, at) = {
            let counted = self.left_open.counted();
            (counted.bytes, counted.at)
        };
        let [long, short] = COUNTED;
        let lasts = if bytes < most { long } else { short };
        if at.is_none_or(|at| at.elapsed() >= lasts) {
            self.count().await;
        }
        self.left_open.counted().bytes >= most
    }

    /// Counts the open rows, for the metrics too.
    async fn count(&self) {
        // A request that comes in the meantime uses the previous count.
        self.left_open.counted().at = Some(Instant::now());
        let Opened { rows, bytes } = match within(self.options.timeout, self.store.opened()).await {
            Ok(opened) => opened,
            Err(error) => return lost("open", &error),
        };
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a gauge is a float")]
        for (name, value) in [("x402_open_rows", rows as f64), ("x402_open_bytes", bytes as f64)] {
            metrics::gauge!(name).set(value);
        }
        let in_work = self.left_open.in_work.load(Ordering::Relaxed);
        self.left_open.counted().bytes = bytes.saturating_sub(in_work);
    }

    /// Asks about the open payments in a separate task if there are too many: one that has ended and is refused is
    /// closed. Only one pass runs at a time.
    pub(crate) fn relieve(self: &Arc<Self>, seller: &Seller) {
        let is_due = {
            let mut counted = self.left_open.counted();
            let is_over = counted.is_full || counted.bytes >= self.options.open_bytes;
            let is_due = is_over && counted.passed.is_none_or(|passed| passed.elapsed() >= BETWEEN);
            if is_due {
                (counted.passed, counted.is_full) = (Some(Instant::now()), false);
            }
            is_due
        };
        let Some(pass) = is_due.then(|| Arc::clone(&self.left_open.pass).try_lock_owned().ok()).flatten() else {
            return;
        };
        let (shop, sellers) = (Arc::clone(self), self.left_open.sellers(seller));
        tokio::spawn(async move {
            for seller in sellers {
                if let Err(error) = shop.go_on(MOST, |stored, now| seller.give_up(stored, now)).await {
                    lost("open", &error);
                }
            }
            shop.count().await;
            shop.left_open.counted().passed = Some(Instant::now());
            drop(pass);
        });
    }
}
