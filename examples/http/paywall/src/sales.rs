//! The memory of what was sold, so that nothing is served twice for one payment.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use x402_types::UnixSeconds;
use x402_verify::{Authorized, ReplayKey};

/// What was sold, until the payment expires: then it is refused for its age. A seller of several processes keeps this where
/// all of them see it.
#[derive(Default)]
pub(crate) struct Sales(Mutex<BTreeMap<ReplayKey, Sale>>);

struct Sale {
    /// Without an end the payment is remembered for good.
    until: Option<UnixSeconds>,
    /// By which the facilitator knows that it is asked the same again.
    attempt: String,
    state: State,
}

#[derive(PartialEq)]
enum State {
    /// Nothing was served, and whoever comes with the payment may try again.
    Open,
    /// Being settled.
    Reserved,
    /// Served.
    Sold,
}

impl Sales {
    /// Reserves a payment for the caller, so that of two equal requests at once one is refused. `None` if somebody else is
    /// served for it, or was.
    pub(crate) fn reserve(&self, authorized: &Authorized, now: u64) -> Option<Reservation<'_>> {
        let mut sales = self.lock();
        sales.retain(|_, sale| sale.until.is_none_or(|until| until > now.into()));
        let key = authorized.replay_key();
        let fresh = || Sale { until: authorized.valid_until, attempt: attempt(), state: State::Open };
        let sale = sales.entry(key).or_insert_with(fresh);
        if sale.state != State::Open {
            return None;
        }
        sale.state = State::Reserved;
        Some(Reservation { sales: self, key, attempt: sale.attempt.clone(), state: State::Open })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ReplayKey, Sale>> {
        self.0.lock().expect("nothing panics while it holds this lock")
    }
}

/// A payment that is being settled. If nothing is sold for it, also because the buyer has hung up, the payment may come
/// again.
pub(crate) struct Reservation<'a> {
    sales: &'a Sales,
    key: ReplayKey,
    attempt: String,
    state: State,
}

impl Reservation<'_> {
    /// The same for every attempt to settle this payment.
    pub(crate) fn attempt(&self) -> &str {
        &self.attempt
    }

    /// Remembers that the payment was used.
    pub(crate) fn sold(mut self) {
        self.state = State::Sold;
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if let Some(sale) = self.sales.lock().get_mut(&self.key) {
            sale.state = std::mem::replace(&mut self.state, State::Open);
        }
    }
}

fn attempt() -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the system has random bytes");
    format!("\"{:032x}\"", u128::from_be_bytes(random))
}
