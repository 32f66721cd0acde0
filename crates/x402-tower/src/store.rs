//! The stores of payments.

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
    /// Returns the row of a key, if there is one.
    fn load(&self, key: Key) -> impl Future<Output = Result<Option<Row>, BoxError>> + Send;

    /// Writes a row if its revision is still the expected one, and returns `false` otherwise. The written row has the
    /// next revision. Once this returns `true`, the row survives whatever the store promises to survive. After an error
    /// it is unknown whether the row was written.
    fn swap(&self, write: Write) -> impl Future<Output = Result<bool, BoxError>> + Send;

    /// Writes a row that [may be lost](x402_seller::Swap::may_be_lost), as [`swap`](Self::swap) does. The row must
    /// survive the process, but the store need not wait for its disk if the row can be lost only together with every
    /// process that shares the store. The default implementation calls `swap`.
    fn swap_unsynced(&self, write: Write) -> impl Future<Output = Result<bool, BoxError>> + Send {
        self.swap(write)
    }

    /// Returns at most `most` open rows, the ones written longest ago first, and after the one with this time and key.
    fn open(&self, after: Option<(u64, Key)>, most: usize) -> impl Future<Output = Result<Vec<Open>, BoxError>> + Send;

    /// Returns at most `most` rows that never [end](Write::ends) and are not open, with their keys, in the order of the
    /// keys and after the key `after`. The rows of channels are among them.
    fn endless(
        &self,
        after: Option<Key>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(Key, Row)>, BoxError>> + Send;

    /// Returns the number of open rows, and approximately how many bytes their texts have together. The layer calls
    /// this now and then. The default implementation reads all open rows.
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

/// Shares a store, for example between a paywall and a program that inspects it.
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

/// The number of rows that are read at once.
pub(crate) const PAGE: usize = 100;

/// The open rows of a store. The struct gets no further fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The number of rows.
    pub rows: u64,
    /// The approximate number of bytes of their texts.
    pub bytes: u64,
}

/// A row of a store. The struct gets no further fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The number of times that the row was written, starting at 1.
    pub revision: u64,
    /// The written text.
    pub text: String,
}

/// Hides the goods and the signature from logs.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { revision, text } = self;
        f.debug_struct("Row").field("revision", revision).field("bytes", &text.len()).finish_non_exhaustive()
    }
}

/// A row that is [open](Write::is_open). The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The time of the last write, in seconds since 1970.
    pub since: u64,
    /// The key.
    pub key: Key,
    /// The row.
    pub row: Row,
}

/// A row to write. The struct gets no further fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Write {
    /// The key.
    pub key: Key,
    /// The revision that the row must have, or 0 if there must be no row.
    pub expected: u64,
    /// The text to write.
    pub text: String,
    /// The second since 1970 from which the store may forget the row, unless the row is open. 2^64 − 1 means never.
    pub ends: u64,
    /// `true` if the outcome of the payment is not known yet. The store never forgets such a row.
    pub is_open: bool,
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// Hides the goods and the signature from logs.
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

/// The format of the databases that this version creates: the table, its columns, and its indexes. Each record has its
/// own version.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
const FORMAT: u32 = 1;

/// The reason why a database of this format is not opened. `None` if it can be opened.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn later(format: u32) -> Option<String> {
    (format > FORMAT).then(|| {
        format!(
            "the store has format {format}, of a later version of x402-tower, and this version reads formats up to {FORMAT}: \
             start the later version, or name a different store"
        )
    })
}

/// A number for a database, which has no unsigned ones. A second that is too large for it means never.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The lower bound of all open rows, or of those after this one.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn behind_open(after: Option<(u64, Key)>) -> (i64, Vec<u8>) {
    after.map_or((-1, Vec::new()), |(since, key)| (signed(since), key.to_bytes().to_vec()))
}

/// The lower bound of all keys, or of those after this key.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn behind(after: Option<Key>) -> Vec<u8> {
    after.map(|key| key.to_bytes().to_vec()).unwrap_or_default()
}
