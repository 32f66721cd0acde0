//! A store in a PostgreSQL.

use std::{
    fmt, mem,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::{sync::Mutex, task::AbortHandle};
use tokio_postgres::{
    Client, Config, Error, NoTls, Socket,
    tls::{MakeTlsConnect, TlsConnect},
};
use x402_seller::Key;

use super::{Open, Row, Store, Write, behind, behind_open, signed};
use crate::{BoxError, steps::with_causes};

/// A store in a PostgreSQL, which any number of processes can share. What is written survives what the server survives.
///
/// It has a few connections. It makes one anew once that is broken, or once a call of it is dropped without an answer, such as by
/// [`Options::timeout`](crate::Options::timeout).
pub struct Postgres<T = NoTls> {
    config: Config,
    tls: T,
    connections: [Mutex<Option<Arc<Connection>>>; 4],
    next: AtomicUsize,
}

struct Connection {
    client: Client,
    /// Whether a call was dropped without an answer. Nothing else tells of a connection that is silent.
    is_given_up: AtomicBool,
    task: AbortHandle,
}

/// The rows that are open are in one index, and those that may be forgotten in another.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS x402_sales (
        key BYTEA PRIMARY KEY, revision BIGINT NOT NULL, text TEXT NOT NULL, ends BIGINT NOT NULL, open_since BIGINT
    );
    CREATE INDEX IF NOT EXISTS x402_sales_ends ON x402_sales (ends) WHERE open_since IS NULL;
    CREATE INDEX IF NOT EXISTS x402_sales_open ON x402_sales (open_since, key) WHERE open_since IS NOT NULL;
";
/// The last index is there only with the table and the other one.
const IS_MADE: &str = "SELECT 1 WHERE to_regclass('x402_sales_open') IS NOT NULL";
/// Whatever the server's defaults are: what is written is on its disk before it counts. Who comes second finds another revision, and no
/// error. A server's call that nobody waits for any more ends at some time, so that connections which were given up do not become many.
const SESSION: &str = "
    SET synchronous_commit = on;
    SET default_transaction_isolation = 'read committed';
    SELECT set_config('statement_timeout', '30s', false) WHERE current_setting('statement_timeout') = '0';
";
const INSERT: &str = "INSERT INTO x402_sales (key, revision, text, ends, open_since) VALUES ($1, 1, $2, $3, $4)
    ON CONFLICT (key) DO NOTHING";
const UPDATE: &str = "UPDATE x402_sales SET revision = revision + 1, text = $2, ends = $3, open_since = $4
    WHERE key = $1 AND revision = $5";
/// A few for each new row, so that no write waits for many. Rows that another connection forgets are passed over. A writer's clock may be
/// ahead, so what it takes for ended has to be so by the server's, too.
const FORGET: &str = "DELETE FROM x402_sales WHERE key IN
    (SELECT key FROM x402_sales WHERE open_since IS NULL
        AND ends <= LEAST($1, floor(extract(epoch FROM now()))::bigint) ORDER BY ends LIMIT 10 FOR UPDATE SKIP LOCKED)";
const LOAD: &str = "SELECT revision, text FROM x402_sales WHERE key = $1";
const OPEN: &str = "SELECT key, revision, text, open_since FROM x402_sales
    WHERE open_since IS NOT NULL AND (open_since, key) > ($1, $2) ORDER BY open_since, key LIMIT $3";
const ENDLESS: &str = "SELECT key, revision, text FROM x402_sales WHERE open_since IS NULL AND ends = $1 AND key > $2
    ORDER BY key LIMIT $3";

impl Postgres {
    /// The store in this database, whose table is made if there is none. The role needs rights to make it, or to select, insert, update
    /// and delete its rows. `url` is `postgres://user:password@host/database` or the words of libpq. The connections are not encrypted.
    ///
    /// # Errors
    /// The text is no address of a database. There is no connection. The table cannot be made.
    pub async fn connect(url: &str) -> Result<Self, BoxError> {
        Self::connect_with(url, NoTls).await
    }
}

impl<T> Postgres<T>
where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>,
    T: Clone + Send + Sync + 'static,
{
    /// The same, with connections that `tls` encrypts.
    ///
    /// # Errors
    /// As for [`connect`](Postgres::connect).
    pub async fn connect_with(url: &str, tls: T) -> Result<Self, BoxError> {
        let store = Self { config: url.parse()?, tls, connections: Default::default(), next: AtomicUsize::new(0) };
        let connection = store.connection().await?;
        // A role may have rights on the table, and none to make one.
        let is_made = connection.answer(connection.client.query_opt(IS_MADE, &[])).await?.is_some();
        if !is_made {
            // Two processes that begin at once must not both make it.
            let make = format!("BEGIN; SELECT pg_advisory_xact_lock(402); {TABLE} COMMIT;");
            connection.answer(connection.client.batch_execute(&make)).await?;
        }
        Ok(store)
    }

    /// A connection that is not known to be broken. Several requests share each.
    async fn connection(&self) -> Result<Arc<Connection>, BoxError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        let slot = self.connections.get(number).ok_or("no connections")?;
        let mut slot = slot.lock().await;
        if let Some(connection) = &*slot
            && !connection.client.is_closed()
            && !connection.is_given_up.load(Ordering::Relaxed)
        {
            return Ok(Arc::clone(connection));
        }
        let (client, connection) = self.config.connect(self.tls.clone()).await.map_err(|error| told(&error))?;
        let task = tokio::spawn(async move {
            if let Err(error) = connection.await {
                let error = told(&error);
                tracing::warn!(%error, "a connection to the store broke off");
            }
        });
        let connection = Connection { client, is_given_up: AtomicBool::new(false), task: task.abort_handle() };
        connection.answer(connection.client.batch_execute(SESSION)).await?;
        Ok(Arc::clone(slot.insert(Arc::new(connection))))
    }
}

impl Connection {
    /// What this call of the client returns. If the future is dropped before, the connection gets no further calls.
    async fn answer<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, BoxError> {
        struct GiveUp<'a>(&'a AtomicBool);
        impl Drop for GiveUp<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let give_up = GiveUp(&self.is_given_up);
        let answer = call.await;
        mem::forget(give_up);
        answer.map_err(|error| told(&error))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Its task would wait for the answers for ever.
        if *self.is_given_up.get_mut() {
            self.task.abort();
        }
    }
}

impl<T> Store for Postgres<T>
where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>,
    T: Clone + Send + Sync + 'static,
{
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        let connection = self.connection().await?;
        let row = connection.answer(connection.client.query_opt(LOAD, &[&&key.to_bytes()[..]])).await?;
        row.map(|row| Ok(Row { revision: row.try_get::<_, i64>(0)?.try_into()?, text: row.try_get(1)? })).transpose()
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        let Write { key, expected, text, ends, is_open, now } = write;
        let (key, ends, open_since) = (&key.to_bytes()[..], signed(ends), is_open.then_some(signed(now)));
        let connection = self.connection().await?;
        let client = &connection.client;
        let write = async {
            if expected == 0 {
                client.execute(FORGET, &[&signed(now)]).await?;
                client.execute(INSERT, &[&key, &text, &ends, &open_since]).await
            } else {
                client.execute(UPDATE, &[&key, &text, &ends, &open_since, &signed(expected)]).await
            }
        };
        Ok(connection.answer(write).await? == 1)
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        let ((since, key), most) = (behind_open(after), i64::try_from(most).unwrap_or(i64::MAX));
        let connection = self.connection().await?;
        let rows = connection.answer(connection.client.query(OPEN, &[&since, &key, &most])).await?;
        let open = |row| {
            let (key, found) = read(row)?;
            Ok(Open { since: row.try_get::<_, i64>(3)?.try_into()?, key, row: found })
        };
        rows.iter().map(open).collect()
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        let (never, after, most) = (signed(u64::MAX), behind(after), i64::try_from(most).unwrap_or(i64::MAX));
        let connection = self.connection().await?;
        let rows = connection.answer(connection.client.query(ENDLESS, &[&never, &after, &most])).await?;
        rows.iter().map(read).collect()
    }
}

/// The error with what the server or the system says, which its own text leaves out.
fn told(error: &Error) -> BoxError {
    with_causes(error).into()
}

fn read(row: &tokio_postgres::Row) -> Result<(Key, Row), BoxError> {
    let key: &[u8] = row.try_get(0)?;
    Ok((Key::new(key.try_into()?), Row { revision: row.try_get::<_, i64>(1)?.try_into()?, text: row.try_get(2)? }))
}

impl<T> fmt::Debug for Postgres<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The configuration has the password.
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}
