//! Remembers the outcome of each payment, so that none is settled twice.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use x402_types::UnixSeconds;
use x402_verify::{Authorized, Paid, ReplayKey};

use crate::chain::Settlement;

/// A payment whose transaction was sent.
pub struct Record {
    /// The payer's authorization. A payer who signs one nonce twice makes a different authorization with the same
    /// replay key.
    pub authorized: Authorized,
    /// Settled, or pending.
    pub settlement: Settlement,
    /// The `Idempotency-Key` of the request that got this answer.
    pub attempt: Option<String>,
}

type Slot = Arc<AsyncMutex<Option<Record>>>;

/// How many seconds after its end a payment is remembered: its transaction may be confirmed after the end, and shops
/// ask for its outcome.
const REMEMBERED: u64 = 3_600;

/// The payments that were sent, until some time after they expire. After that, verification refuses them.
#[derive(Default)]
pub struct Ledger(Mutex<BTreeMap<ReplayKey, (Option<UnixSeconds>, Slot)>>);

impl Ledger {
    /// Returns the record of a payment, for one caller at a time. A second caller waits until the first is done, and
    /// then sees the first one's record. `None`: nothing was sent for this payment.
    pub async fn reserve(&self, paid: &Paid, now: u64) -> OwnedMutexGuard<Option<Record>> {
        let slot = {
            let mut slots = self.0.lock().expect("nothing panics while it holds this lock");
            slots.retain(|_, (until, _)| until.is_none_or(|until| until > now.saturating_sub(REMEMBERED).into()));
            let fresh = || (paid.authorized().expires.time(), Slot::default());
            Arc::clone(&slots.entry(paid.replay_key()).or_insert_with(fresh).1)
        };
        slot.lock_owned().await
    }

    /// Returns the record of a payment as [`reserve`](Self::reserve) does, or `None` if the payment was never reserved.
    pub async fn find(&self, payment: ReplayKey) -> Option<OwnedMutexGuard<Option<Record>>> {
        let slot = {
            let slots = self.0.lock().expect("nothing panics while it holds this lock");
            slots.get(&payment).map(|(_, slot)| Arc::clone(slot))
        };
        Some(slot?.lock_owned().await)
    }
}
