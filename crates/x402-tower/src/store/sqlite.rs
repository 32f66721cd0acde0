//! A store in a file, with SQLite.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use x402_seller::Key;

use super::{Open, Row, Store, Write, behind, behind_open, signed};
use crate::BoxError;

/// A store in a file, with SQLite. What is written survives a crash of the process and of the machine. Several processes of one
/// machine can share the file.
#[derive(Clone, Debug)]
pub struct Sqlite(Arc<Mutex<Connection>>);

/// The rows that are open are in one index, and those that may be forgotten in another.
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
/// A few for each new row, so that no write waits for many.
const FORGET: &str = "DELETE FROM x402_sales WHERE key IN
    (SELECT key FROM x402_sales WHERE open_since IS NULL AND ends <= ?1 ORDER BY ends LIMIT 10)";
const LOAD: &str = "SELECT revision, text FROM x402_sales WHERE key = ?1";
const OPEN: &str = "SELECT key, revision, text, open_since FROM x402_sales
    WHERE open_since IS NOT NULL AND (open_since, key) > (?1, ?2) ORDER BY open_since, key LIMIT ?3";
const ENDLESS: &str = "SELECT key, revision, text FROM x402_sales WHERE open_since IS NULL AND ends = ?1 AND key > ?2
    ORDER BY key LIMIT ?3";

/// For how long a lock of another connection is waited for.
const LOCKED: Duration = Duration::from_secs(5);

impl Sqlite {
    /// The store in this file, which is made if there is none. The call waits for some seconds while others write to the file.
    ///
    /// # Errors
    /// The file cannot be opened, is no database, or stays locked.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(LOCKED)?;
        let began = Instant::now();
        // SQLite does not wait by itself where the kind of the journal changes, which it does when several open a new file at once.
        while let Err(error) = prepare(&connection) {
            if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) || began.elapsed() >= LOCKED {
                return Err(error);
            }
            sleep(Duration::from_millis(5));
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs on a thread that may wait for the disk.
    async fn with<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> Result<T, BoxError> {
        let connection = Arc::clone(&self.0);
        let task =
            tokio::task::spawn_blocking(move || call(&connection.lock().unwrap_or_else(PoisonError::into_inner)));
        Ok(task.await??)
    }
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    // Readers do not wait for writers, and each write is on the disk before it counts.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(TABLE)
}

fn swap(connection: &Connection, write: &Write) -> Result<bool, rusqlite::Error> {
    let Write { key, expected, text, ends, is_open, now } = write;
    let (ends, open_since) = (signed(*ends), is_open.then_some(signed(*now)));
    let key = key.to_bytes();
    let changed = if *expected == 0 {
        connection.prepare_cached(FORGET)?.execute(params![signed(*now)])?;
        connection.prepare_cached(INSERT)?.execute(params![key, text, ends, open_since])?
    } else {
        connection.prepare_cached(UPDATE)?.execute(params![key, text, ends, open_since, signed(*expected)])?
    };
    Ok(changed == 1)
}

fn read(row: &rusqlite::Row<'_>) -> Result<(Key, Row), rusqlite::Error> {
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
        self.with(move |connection| swap(connection, &write)).await
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
}
