//! Answers under payment identifiers, in memory.

use std::{
    collections::{HashMap, hash_map},
    convert::Infallible,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use tokio::time::sleep;
use x402_extensions::payment_identifier::{Attempt, Entry, Fingerprint, Key, PaymentDigest, Place, Reservation, Store};

use crate::Answer;

/// How often a request asks again while another one is at work, and how long it waits in between.
const ASK_AGAIN: (u32, Duration) = (100, Duration::from_millis(100));

/// Forgets nothing while the process runs. A store that outlives the process forgets an answer once the payment has expired.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<Key, Entry<Answer>>>);

impl Memory {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Entry<Answer>>> {
        self.0.lock().expect("nothing panics while it holds this lock")
    }

    fn open(&self, key: &Key) {
        if let Some(entry) = self.lock().get_mut(key) {
            entry.leave_open();
        }
    }

    /// Waits until it is this request's turn, or there is an answer. `Err`: another request is still at work.
    pub(crate) async fn turn(&self, key: Key, attempt: &Attempt) -> Result<Turn<'_>, Reservation<Answer>> {
        let (times, pause) = ASK_AGAIN;
        for _ in 0..times {
            let Ok(reservation) = self.reserve(&key, attempt).await;
            match reservation {
                Reservation::First => return Ok(Turn { store: self, key, is_over: false }),
                Reservation::InWork => sleep(pause).await,
                Reservation::Answered(_) | Reservation::Conflict => return Err(reservation),
            }
        }
        Err(Reservation::InWork)
    }
}

impl Store for Memory {
    type Response = Answer;
    type Error = Infallible;

    async fn recall(
        &self,
        place: &Place,
        payment: &PaymentDigest,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Answer>, Infallible> {
        let entries = self.lock();
        let mut here = entries.iter().filter(|(key, _)| key.place == *place);
        Ok(here.find_map(|(_, entry)| entry.recall(payment, fingerprint).cloned()))
    }

    async fn reserve(&self, key: &Key, attempt: &Attempt) -> Result<Reservation<Answer>, Infallible> {
        Ok(match self.lock().entry(key.clone()) {
            hash_map::Entry::Occupied(mut entry) => entry.get_mut().ask(attempt),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(Entry::first(*attempt));
                Reservation::First
            }
        })
    }

    async fn complete(&self, key: &Key, response: Answer) -> Result<(), Infallible> {
        if let Some(entry) = self.lock().get_mut(key) {
            entry.complete(response);
        }
        Ok(())
    }

    async fn leave_open(&self, key: &Key) -> Result<(), Infallible> {
        self.open(key);
        Ok(())
    }

    async fn give_up(&self, key: &Key) -> Result<(), Infallible> {
        self.lock().remove(key);
        Ok(())
    }
}

/// A request whose turn it is. When this is dropped before the work is over, for instance because the buyer has hung up,
/// the same payment may take the work up again.
pub(crate) struct Turn<'a> {
    store: &'a Memory,
    key: Key,
    is_over: bool,
}

impl Turn<'_> {
    pub(crate) async fn complete(mut self, answer: Answer) {
        self.is_over = true;
        let Ok(()) = self.store.complete(&self.key, answer).await;
    }

    pub(crate) async fn give_up(mut self) {
        self.is_over = true;
        let Ok(()) = self.store.give_up(&self.key).await;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.store.open(&self.key);
        }
    }
}
