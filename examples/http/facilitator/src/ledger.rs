//! The memory of a facilitator: what became of each payment, so that none is settled twice.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use x402_types::UnixSeconds;
use x402_verify::{Authorized, ReplayKey, Verified};

use crate::chain::Settlement;

/// A payment that was brought to its chain.
pub struct Record {
    /// What was authorised. Another authorization may have the same replay key, if its payer signs one nonce twice.
    pub authorized: Authorized,
    /// Settled, or pending.
    pub settlement: Settlement,
    /// The `Idempotency-Key` of the request that was told so.
    pub attempt: Option<String>,
}

type Slot = Arc<AsyncMutex<Option<Record>>>;

/// What became of each payment, until the payment expires: from then on verification refuses it.
#[derive(Default)]
pub struct Ledger(Mutex<BTreeMap<ReplayKey, (Option<UnixSeconds>, Slot)>>);

impl Ledger {
    /// The record of a payment, for one caller at a time: of two that come at once the second waits here, and sees what
    /// the first has written.
    pub async fn reserve(&self, verified: &Verified, now: u64) -> OwnedMutexGuard<Option<Record>> {
        let slot = {
            let mut slots = self.0.lock().expect("nothing panics while it holds this lock");
            slots.retain(|_, (until, _)| until.is_none_or(|until| until > now.into()));
            let fresh = || (verified.authorized().valid_until, Slot::default());
            Arc::clone(&slots.entry(verified.replay_key()).or_insert_with(fresh).1)
        };
        slot.lock_owned().await
    }
}
