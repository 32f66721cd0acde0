//! What is kept of payments.

use std::{fmt, sync::Arc};

use x402_seller::Key;

use crate::BoxError;

mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::{Full, Memory};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;

/// A table of rows, each with a key and a revision.
///
/// A store keeps a row at least as long as it [is open](Write::is_open) or has not [ended](Write::ends).
pub trait Store: Send + Sync + 'static {
    /// The row of a key.
    fn load(&self, key: Key) -> impl Future<Output = Result<Option<Row>, BoxError>> + Send;

    /// Writes a row if its revision is still the expected one, else answers `false`. The written row has the next revision. Once this
    /// answers `true`, the row survives whatever the store promises to survive. An error means that nobody knows whether it was written.
    fn swap(&self, write: Write) -> impl Future<Output = Result<bool, BoxError>> + Send;

    /// The same for a row that [may be lost](x402_seller::Swap::may_be_lost), if that can only happen together with every process that
    /// shares the store: it has to survive the process, and the store need not wait for its disk. By default it is written like any other.
    fn swap_unsynced(&self, write: Write) -> impl Future<Output = Result<bool, BoxError>> + Send {
        self.swap(write)
    }

    /// Open rows, at most so many, the ones written longest ago first, and behind the one with this time and key.
    fn open(&self, after: Option<(u64, Key)>, most: usize) -> impl Future<Output = Result<Vec<Open>, BoxError>> + Send;

    /// Rows that never [end](Write::ends) and are not open, with their keys, at most so many, in the order of the keys and behind
    /// this one. Those of channels are among them.
    fn endless(
        &self,
        after: Option<Key>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(Key, Row)>, BoxError>> + Send;

    /// How many rows are open, and about how many bytes their texts have together. The layer asks now and then. By default all open rows
    /// are read.
    fn opened(&self) -> impl Future<Output = Result<Opened, BoxError>> + Send {
        async {
            let (mut opened, mut after) = (Opened::default(), None);
            loop {
                let rows = self.open(after, PAGE).await?;
                let Some(last) = rows.last() else { return Ok(opened) };
                after = Some((last.since, last.key));
                for Open { row, .. } in &rows {
                    opened.rows += 1;
                    opened.bytes += u64::try_from(row.text.len())?;
                }
            }
        }
    }
}

/// The same store in several places, such as in a paywall and in a program that looks into it.
impl<S: Store> Store for Arc<S> {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        S::load(self, key).await
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        S::swap(self, write).await
    }

    async fn swap_unsynced(&self, write: Write) -> Result<bool, BoxError> {
        S::swap_unsynced(self, write).await
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        S::open(self, after, most).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        S::endless(self, after, most).await
    }

    async fn opened(&self) -> Result<Opened, BoxError> {
        S::opened(self).await
    }
}

/// How many rows are read at once.
pub(crate) const PAGE: usize = 100;

/// What is open in a store. The struct gets no further members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The number of rows.
    pub rows: u64,
    /// The bytes of their texts, about.
    pub bytes: u64,
}

/// A row of a store. The struct gets no further members.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// How often the row was written, from 1.
    pub revision: u64,
    /// What was written.
    pub text: String,
}

/// A log gets neither the goods nor the signature.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { revision, text } = self;
        f.debug_struct("Row").field("revision", revision).field("bytes", &text.len()).finish_non_exhaustive()
    }
}

/// A row that is [open](Write::is_open). The struct gets no further members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// When it was written last.
    pub since: u64,
    /// The key.
    pub key: Key,
    /// The row.
    pub row: Row,
}

/// A row to be written. The struct gets no further members.
#[derive(Clone, PartialEq, Eq)]
pub struct Write {
    /// The key.
    pub key: Key,
    /// The revision that the row has to have. 0: there is no row.
    pub expected: u64,
    /// What is written.
    pub text: String,
    /// From this second since 1970 on, the store may forget the row, unless the row is open. 2^64 − 1: never.
    pub ends: u64,
    /// Whether nobody knows yet what becomes of the payment. Such a row is never forgotten.
    pub is_open: bool,
    /// The time.
    pub now: u64,
}

/// A log gets neither the goods nor the signature.
impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, expected, text, ends, is_open, now } = self;
        f.debug_struct("Write")
            .field("key", key)
            .field("expected", expected)
            .field("bytes", &text.len())
            .field("ends", ends)
            .field("is_open", is_open)
            .field("now", now)
            .finish_non_exhaustive()
    }
}

/// The format of the databases that this version makes: the table, its columns, and what keeps them. Each record has a version of its own.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
const FORMAT: u32 = 1;

/// Why a database of this format is not opened. `None` if it is.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn later(format: u32) -> Option<String> {
    (format > FORMAT).then(|| {
        format!(
            "the store has format {format}, of a later version of x402-tower, and this version reads formats up to {FORMAT}: \
             start the later version, or name another store"
        )
    })
}

/// Numbers of a database, which has no unsigned ones. A second that it cannot hold is never.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What is before all open rows, or this one.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn behind_open(after: Option<(u64, Key)>) -> (i64, Vec<u8>) {
    after.map_or((-1, Vec::new()), |(since, key)| (signed(since), key.to_bytes().to_vec()))
}

/// What is before all keys, or this key.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn behind(after: Option<Key>) -> Vec<u8> {
    after.map(|key| key.to_bytes().to_vec()).unwrap_or_default()
}
