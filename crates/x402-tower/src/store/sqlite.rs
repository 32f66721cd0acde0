//! A store in an SQLite file.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

use rusqlite::{Connection, Error, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, ffi, params};
use tokio::sync::oneshot;
use x402_seller::Key;

use super::{FORMAT, Open, Opened, Row, Store, Write, behind, behind_open, later, signed};
use crate::BoxError;

/// A store in an SQLite file. A row written with [`swap`](Store::swap) survives a crash of the process and of the
/// machine. A row written with [`swap_unsynced`](Store::swap_unsynced) survives a crash of the process, and the next
/// `swap` makes it survive one of the machine. Several processes of one machine can share the file.
///
/// One thread writes. Rows that arrive while it waits for the disk are written together next, so that many sales share
/// one wait.
#[derive(Clone, Debug)]
pub struct Sqlite(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    writer: Arc<Mutex<Connection>>,
    /// Reading does not wait while the other connection waits for the disk. A database in memory has only the writing
    /// connection.
    reader: Option<Arc<Mutex<Connection>>>,
    /// The rows to write, and the thread that writes them. Both are set until the end.
    queue: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

/// A row to write.
#[derive(Debug)]
struct Waiting {
    write: Write,
    durability: Durability,
    /// Receives whether the row was written, or why that is unknown.
    answer: oneshot::Sender<Result<bool, String>>,
}

/// What a row survives once it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Durability {
    /// The process. The row may be lost with the power.
    Process,
    /// The power, because the disk has it.
    Disk,
}

/// The open rows are in one index, and the rows that may be forgotten in another.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS x402_sales (
        key BLOB PRIMARY KEY, revision INTEGER NOT NULL, text TEXT NOT NULL, ends INTEGER NOT NULL, open_since INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS x402_sales_ends ON x402_sales (ends) WHERE open_since IS NULL;
    CREATE INDEX IF NOT EXISTS x402_sales_open ON x402_sales (open_since, key) WHERE open_since IS NOT NULL;
";
const INSERT: &str = "INSERT INTO x402_sales (key, revision, text, ends, open_since) VALUES (?1, 1, ?2, ?3, ?4)
    ON CONFLICT (key) DO NOTHING";
const UPDATE: &str = "UPDATE x402_sales SET revision = revision + 1, text = ?2, ends = ?3, open_since = ?4
    WHERE key = ?1 AND revision = ?5";
/// Forgets a few rows for each new one, so that no write waits for many.
const FORGET: &str = "DELETE FROM x402_sales WHERE key IN
    (SELECT key FROM x402_sales WHERE open_since IS NULL AND ends <= ?1 ORDER BY ends LIMIT 10)";
const LOAD: &str = "SELECT revision, text FROM x402_sales WHERE key = ?1";
const OPEN: &str = "SELECT key, revision, text, open_since FROM x402_sales
    WHERE open_since IS NOT NULL AND (open_since, key) > (?1, ?2) ORDER BY open_since, key LIMIT ?3";
const ENDLESS: &str = "SELECT key, revision, text FROM x402_sales WHERE open_since IS NULL AND ends = ?1 AND key > ?2
    ORDER BY key LIMIT ?3";
const OPENED: &str =
    "SELECT count(*), coalesce(sum(octet_length(text)), 0) FROM x402_sales WHERE open_since IS NOT NULL";

/// How long to wait for a lock of a different connection.
const LOCKED: Duration = Duration::from_secs(5);

/// The most rows that are written together.
const TOGETHER: usize = 64;
/// The number of pages in the log after which they are copied into the file, which waits for the disk twice more: about
/// 16 MB.
const PAGES: i64 = 4000;

/// The bytes `x402`: the file is a store of this crate, and its `user_version` is the [`FORMAT`].
const APPLICATION: i32 = i32::from_be_bytes(*b"x402");

impl Sqlite {
    /// Opens the store in this file, and creates the file if there is none. The call waits some seconds while other
    /// processes write to the file.
    ///
    /// # Errors
    /// The file cannot be opened, is not a database, is a store of a later version, or stays locked.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let writer = Connection::open(&path)?;
        writer.busy_timeout(LOCKED)?;
        let began = Instant::now();
        // SQLite itself does not wait while the kind of the journal changes, which happens when several processes open
        // a new file at once.
        while let Err(error) = prepare(&writer) {
            if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) || began.elapsed() >= LOCKED {
                return Err(error);
            }
            sleep(Duration::from_millis(5));
        }
        let is_file = writer.path().is_some_and(|path| !path.is_empty());
        let reader = is_file.then(|| Connection::open(path)).transpose()?;
        if let Some(reader) = &reader {
            reader.busy_timeout(LOCKED)?;
        }
        let (writer, reader) = (Arc::new(Mutex::new(writer)), reader.map(|reader| Arc::new(Mutex::new(reader))));
        let (queue, waiting) = channel();
        let connection = Arc::clone(&writer);
        let thread = thread::spawn(move || write_all(&connection, &waiting));
        Ok(Self(Arc::new(Shared { writer, reader, queue: Some(queue), thread: Some(thread) })))
    }

    /// Runs the call on a thread that may wait for the disk.
    async fn with<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, BoxError> {
        let connection = Arc::clone(self.0.reader.as_ref().unwrap_or(&self.0.writer));
        Ok(tokio::task::spawn_blocking(move || call(&lock(&connection))).await??)
    }

    async fn write(&self, write: Write, durability: Durability) -> Result<bool, BoxError> {
        let (answer, written) = oneshot::channel();
        let queue = self.0.queue.as_ref().ok_or("the store is closed")?;
        queue.send(Waiting { write, durability, answer })?;
        Ok(written.await??)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // The queue is written first.
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the thread of the store broke off");
        }
    }
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn prepare(connection: &Connection) -> Result<(), Error> {
    // A store of a later version is not changed.
    is_this_store(connection)?;
    // Readers do not wait for writers, and each write is on the disk before it counts.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", PAGES)?;
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let is_this_store = is_this_store(&transaction)?;
    transaction.execute_batch(TABLE)?;
    if is_this_store {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}

/// `true` if the file contains only a store, so that its two numbers belong to this crate. The file may also contain
/// the tables of a different program.
fn is_this_store(connection: &Connection) -> Result<bool, Error> {
    const OTHERS: &str = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name <> 'x402_sales'";
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let is_this_store = match number("application_id")? {
        APPLICATION => true,
        0 => connection.query_row(OTHERS, [], |row| row.get::<_, i64>(0))? == 0,
        _ => false,
    };
    // This crate has never written a version below 0.
    let format = number("user_version")?.try_into().unwrap_or(u32::MAX);
    match later(format).filter(|_| is_this_store) {
        None => Ok(is_this_store),
        Some(later) => Err(Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CANTOPEN), Some(later))),
    }
}

/// Writes the rows of the queue until the queue is closed.
fn write_all(connection: &Mutex<Connection>, queue: &Receiver<Waiting>) {
    while let Ok(first) = queue.recv() {
        let mut waiting = vec![first];
        // These arrived while the thread waited for the disk.
        waiting.extend(queue.try_iter().take(TOGETHER - 1));
        // A caller that no longer waits treats the outcome as unknown, and may try again.
        waiting.retain(|waiting| !waiting.answer.is_closed());
        let connection = lock(connection);
        match together(&connection, &waiting) {
            Ok(written) => {
                for (waiting, written) in waiting.into_iter().zip(written) {
                    reply(waiting, Ok(written));
                }
            }
            // None of the rows is written. A row that cannot be written must not keep out the others, unless the file
            // is locked.
            Err(error) if waiting.len() > 1 && error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) => {
                for waiting in waiting {
                    let written = together(&connection, std::slice::from_ref(&waiting));
                    let written = written.map(|written| written == [true]).map_err(|error| error.to_string());
                    reply(waiting, written);
                }
            }
            Err(error) => {
                for waiting in waiting {
                    reply(waiting, Err(error.to_string()));
                }
            }
        }
    }
}

fn reply(waiting: Waiting, written: Result<bool, String>) {
    // A caller that no longer waits does not need the answer.
    let _ = waiting.answer.send(written);
}

/// Writes these rows in one transaction, one after the other. After an error none of them is written, as far as SQLite
/// knows.
fn together(connection: &Connection, waiting: &[Waiting]) -> Result<Vec<bool>, Error> {
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    // With `normal` the log is written without waiting for the disk. The next transaction with `full` waits for both.
    let may_be_lost = waiting.iter().all(|waiting| waiting.durability == Durability::Process);
    connection.pragma_update(None, "synchronous", if may_be_lost { "normal" } else { "full" })?;
    // `Immediate` takes the write lock at the start, so a locked file is found before any row is written.
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let written = waiting.iter().map(|waiting| swap(&transaction, &waiting.write)).collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(written)
}

fn swap(connection: &Connection, write: &Write) -> Result<bool, Error> {
    let Write { key, expected, text, ends, is_open, now } = write;
    let (ends, open_since) = (signed(*ends), is_open.then_some(signed(*now)));
    let key = key.to_bytes();
    // One statement compares the revision and writes. The second of two writers changes no row.
    let changed = if *expected == 0 {
        connection.prepare_cached(FORGET)?.execute(params![signed(*now)])?;
        connection.prepare_cached(INSERT)?.execute(params![key, text, ends, open_since])?
    } else {
        connection.prepare_cached(UPDATE)?.execute(params![key, text, ends, open_since, signed(*expected)])?
    };
    Ok(changed == 1)
}

fn read(row: &rusqlite::Row<'_>) -> Result<(Key, Row), Error> {
    Ok((Key::new(row.get(0)?), Row { revision: row.get(1)?, text: row.get(2)? }))
}

impl Store for Sqlite {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        let read = move |connection: &Connection| {
            let row = |row: &rusqlite::Row<'_>| Ok(Row { revision: row.get(0)?, text: row.get(1)? });
            connection.prepare_cached(LOAD)?.query_row(params![key.to_bytes()], row).optional()
        };
        self.with(read).await
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        self.write(write, Durability::Disk).await
    }

    async fn swap_unsynced(&self, write: Write) -> Result<bool, BoxError> {
        self.write(write, Durability::Process).await
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        let ((since, key), most) = (behind_open(after), i64::try_from(most).unwrap_or(i64::MAX));
        let open = |row: &rusqlite::Row<'_>| {
            let (key, found) = read(row)?;
            Ok(Open { since: row.get(3)?, key, row: found })
        };
        let rows = move |connection: &Connection| {
            connection.prepare_cached(OPEN)?.query_map(params![since, key, most], open)?.collect()
        };
        self.with(rows).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        let (after, most) = (behind(after), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = move |connection: &Connection| {
            connection.prepare_cached(ENDLESS)?.query_map(params![signed(u64::MAX), after, most], read)?.collect()
        };
        self.with(rows).await
    }

    async fn opened(&self) -> Result<Opened, BoxError> {
        let opened = |row: &rusqlite::Row<'_>| Ok(Opened { rows: row.get(0)?, bytes: row.get(1)? });
        self.with(move |connection| connection.prepare_cached(OPENED)?.query_row([], opened)).await
    }
}
