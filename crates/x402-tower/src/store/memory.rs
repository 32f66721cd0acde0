//! A store in memory.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    ops::Bound,
    sync::{Mutex, PoisonError},
};

use x402_seller::Key;

use super::{Open, Opened, Row, Store, Write};
use crate::BoxError;

/// A store in memory, for one process. Its rows end with the process. It forgets rows that have ended. When it is full,
/// the seller rejects new payments until old rows end.
///
/// The rows of payments that have begun are kept, however large they get, because money may have moved. So some answers
/// exceed the limit: those of payments in work when the limit is reached, at most
/// [`Options::capacity`](crate::Options::capacity), and those of open payments whose work comes after the settlement,
/// so that their rows have no answer yet. A row takes 4/3 of the body of its answer, which
/// [`Options::response_body`](crate::Options::response_body) limits, and a few KiB for the payment and the headers. The
/// row of a refused payment takes about 450 bytes. [`Options::open_bytes`](crate::Options::open_bytes) limits the open
/// payments.
#[derive(Debug)]
pub struct Memory {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    rows: HashMap<Key, Kept>,
    /// The rows that may be forgotten, by their end.
    ends: BTreeSet<(u64, Key)>,
    /// The rows that are open, by the time of the last write.
    open: BTreeSet<(u64, Key)>,
    bytes: usize,
    /// The bytes of the open rows.
    open_bytes: usize,
}

#[derive(Debug)]
struct Kept {
    row: Row,
    ends: u64,
    written: u64,
}

/// The approximate bytes of a row in addition to its text.
const OVERHEAD: usize = 256;

impl Default for Memory {
    /// Creates a store that takes no new rows beyond 64 MiB.
    fn default() -> Self {
        Self::new(64 << 20)
    }
}

impl Memory {
    /// Creates a store that takes no new rows beyond about this many bytes. Rows of payments that have begun can take
    /// more.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, held: Mutex::default() }
    }
}

impl Held {
    fn forget(&mut self, key: Key) {
        if let Some(Kept { row, ends, written }) = self.rows.remove(&key) {
            self.bytes = self.bytes.saturating_sub(row.text.len() + OVERHEAD);
            self.ends.remove(&(ends, key));
            if self.open.remove(&(written, key)) {
                self.open_bytes = self.open_bytes.saturating_sub(row.text.len());
            }
        }
    }

    fn rows_of(&self, keys: impl Iterator<Item = Key>, most: usize) -> Vec<(Key, Row)> {
        keys.filter_map(|key| Some((key, self.rows.get(&key)?.row.clone()))).take(most).collect()
    }

    fn swap(&mut self, write: Write, most: usize) -> Result<bool, Full> {
        while let Some((ends, key)) = self.ends.first().copied()
            && ends <= write.now
        {
            self.forget(key);
        }
        // The caller holds the lock of all rows, so no other write comes between this comparison and the insertion.
        let old = self.rows.get(&write.key).map(|kept| &kept.row);
        if old.map_or(0, |row| row.revision) != write.expected {
            return Ok(false);
        }
        let freed = old.map_or(0, |row| row.text.len() + OVERHEAD);
        // A payment that has begun is finished, whatever its row takes.
        if write.expected == 0 && self.bytes + write.text.len() + OVERHEAD - freed > most {
            return Err(Full);
        }
        self.forget(write.key);
        self.bytes += write.text.len() + OVERHEAD;
        if write.is_open {
            self.open.insert((write.now, write.key));
            self.open_bytes += write.text.len();
        } else {
            self.ends.insert((write.ends, write.key));
        }
        let row = Row { revision: write.expected + 1, text: write.text };
        self.rows.insert(write.key, Kept { row, ends: write.ends, written: write.now });
        Ok(true)
    }
}

impl Store for Memory {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(held.rows.get(&key).map(|kept| kept.row.clone()))
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(held.swap(write, self.most)?)
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let first = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = held.open.range((first, Bound::Unbounded));
        let row =
            |(since, key): &(u64, Key)| Some(Open { since: *since, key: *key, row: held.rows.get(key)?.row.clone() });
        Ok(rows.filter_map(row).take(most).collect())
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let first =
            after.map_or(Bound::Included((u64::MAX, Key::new([0; 32]))), |key| Bound::Excluded((u64::MAX, key)));
        let keys = held.ends.range((first, Bound::Unbounded)).map(|(_, key)| *key);
        Ok(held.rows_of(keys, most))
    }

    async fn opened(&self) -> Result<Opened, BoxError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Opened { rows: held.open.len().try_into()?, bytes: held.open_bytes.try_into()? })
    }
}

/// The store in memory is full, and takes no new row. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store in memory is full")
    }
}

impl std::error::Error for Full {}
