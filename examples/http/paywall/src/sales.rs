//! Remembers which payments were used, so that nothing is served twice for one payment.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use x402_types::UnixSeconds;
use x402_verify::{Authorized, ReplayKey};

/// The payments of which something is known, until they expire; from then on verification refuses them. A seller that runs
/// several processes keeps this where all of them see it.
#[derive(Default)]
pub(crate) struct Sales(Mutex<BTreeMap<ReplayKey, Sale>>);

struct Sale {
    /// `None`: the payment is remembered for good.
    until: Option<UnixSeconds>,
    /// The `Idempotency-Key` of all requests to settle this payment.
    attempt: String,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// Nothing was served, and the same payment may come again.
    Open,
    /// Being settled.
    Reserved,
    /// Something was served for it.
    Sold,
}

impl Sales {
    /// Reserves a payment for the caller. `None`: another request with this payment was served, or is being settled.
    pub(crate) fn reserve(&self, authorized: &Authorized, now: u64) -> Option<Reservation<'_>> {
        let mut sales = self.lock();
        sales.retain(|_, sale| sale.until.is_none_or(|until| until > now.into()));
        let key = authorized.replay_key();
        let fresh = || Sale { until: authorized.expires.time(), attempt: attempt(), state: State::Open };
        let sale = sales.entry(key).or_insert_with(fresh);
        if sale.state != State::Open {
            return None;
        }
        sale.state = State::Reserved;
        Some(Reservation { sales: self, key, attempt: sale.attempt.clone(), left: Some(State::Open) })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ReplayKey, Sale>> {
        self.0.lock().expect("nothing panics while it holds this lock")
    }
}

/// A payment that is being settled. When this is dropped without a sale, for instance because the buyer has hung up, the
/// same payment may come again.
pub(crate) struct Reservation<'a> {
    sales: &'a Sales,
    key: ReplayKey,
    attempt: String,
    /// What is left of the sale. `None`: nothing.
    left: Option<State>,
}

impl Reservation<'_> {
    /// The `Idempotency-Key`.
    pub(crate) fn attempt(&self) -> &str {
        &self.attempt
    }

    /// Remembers that the payment was used.
    pub(crate) fn sold(mut self) {
        self.left = Some(State::Sold);
    }

    /// Forgets the payment, because it was not settled, and will not be by any request that was made. If it comes again, the
    /// request to settle it is a new one.
    pub(crate) fn forget(mut self) {
        self.left = None;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        let mut sales = self.sales.lock();
        match self.left.take() {
            None => drop(sales.remove(&self.key)),
            Some(state) => {
                if let Some(sale) = sales.get_mut(&self.key) {
                    sale.state = state;
                }
            }
        }
    }
}

fn attempt() -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the system has random bytes");
    format!("\"{:032x}\"", u128::from_be_bytes(random))
}
