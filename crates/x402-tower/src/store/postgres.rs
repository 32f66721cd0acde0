//! A store in a PostgreSQL.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::Mutex;
use tokio_postgres::{
    Client, Config, NoTls, Socket,
    tls::{MakeTlsConnect, TlsConnect},
};
use x402_seller::Key;

use super::{Open, Row, Store, Write, behind, behind_open, signed};
use crate::BoxError;

/// A store in a PostgreSQL, which any number of processes can share. What is written survives what the server survives.
///
/// It has a few connections, and makes each anew once it is broken.
pub struct Postgres<T = NoTls> {
    config: Config,
    tls: T,
    clients: [Mutex<Option<Arc<Client>>>; 4],
    next: AtomicUsize,
}

/// The rows that are open are in one index, and those that may be forgotten in another.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS x402_sales (
        key BYTEA PRIMARY KEY, revision BIGINT NOT NULL, text TEXT NOT NULL, ends BIGINT NOT NULL, open_since BIGINT
    );
    CREATE INDEX IF NOT EXISTS x402_sales_ends ON x402_sales (ends) WHERE open_since IS NULL;
    CREATE INDEX IF NOT EXISTS x402_sales_open ON x402_sales (open_since, key) WHERE open_since IS NOT NULL;
";
const INSERT: &str = "INSERT INTO x402_sales (key, revision, text, ends, open_since) VALUES ($1, 1, $2, $3, $4)
    ON CONFLICT (key) DO NOTHING";
const UPDATE: &str = "UPDATE x402_sales SET revision = revision + 1, text = $2, ends = $3, open_since = $4
    WHERE key = $1 AND revision = $5";
/// A few for each new row, so that no write waits for many. Rows that another connection forgets are passed over.
const FORGET: &str = "DELETE FROM x402_sales WHERE key IN
    (SELECT key FROM x402_sales WHERE open_since IS NULL AND ends <= $1 ORDER BY ends LIMIT 10 FOR UPDATE SKIP LOCKED)";
const LOAD: &str = "SELECT revision, text FROM x402_sales WHERE key = $1";
const OPEN: &str = "SELECT key, revision, text, open_since FROM x402_sales
    WHERE open_since IS NOT NULL AND (open_since, key) > ($1, $2) ORDER BY open_since, key LIMIT $3";
const ENDLESS: &str = "SELECT key, revision, text FROM x402_sales WHERE open_since IS NULL AND ends = $1 AND key > $2
    ORDER BY key LIMIT $3";

impl Postgres {
    /// The store in this database, whose table is made if there is none. `url` is `postgres://user:password@host/database` or the
    /// words of libpq. The connections are not encrypted.
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
        let store = Self { config: url.parse()?, tls, clients: Default::default(), next: AtomicUsize::new(0) };
        let client = store.client().await?;
        // Two processes that begin at once must not both make it.
        client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock(402); {TABLE} COMMIT;")).await?;
        Ok(store)
    }

    /// A connection that is not known to be broken. Several requests share each.
    async fn client(&self) -> Result<Arc<Client>, BoxError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.clients.len();
        let slot = self.clients.get(number).ok_or("no connections")?;
        let mut slot = slot.lock().await;
        if let Some(client) = &*slot
            && !client.is_closed()
        {
            return Ok(Arc::clone(client));
        }
        let (client, connection) = self.config.connect(self.tls.clone()).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "a connection to the store broke off");
            }
        });
        // Whatever the server's default is, what is written is on its disk before it counts.
        client.batch_execute("SET synchronous_commit = on").await?;
        Ok(Arc::clone(slot.insert(Arc::new(client))))
    }
}

impl<T> Store for Postgres<T>
where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>,
    T: Clone + Send + Sync + 'static,
{
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        let row = self.client().await?.query_opt(LOAD, &[&&key.to_bytes()[..]]).await?;
        row.map(|row| Ok(Row { revision: row.try_get::<_, i64>(0)?.try_into()?, text: row.try_get(1)? })).transpose()
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        let Write { key, expected, text, ends, is_open, now } = write;
        let (key, ends, open_since) = (&key.to_bytes()[..], signed(ends), is_open.then_some(signed(now)));
        let client = self.client().await?;
        let changed = if expected == 0 {
            client.execute(FORGET, &[&signed(now)]).await?;
            client.execute(INSERT, &[&key, &text, &ends, &open_since]).await?
        } else {
            client.execute(UPDATE, &[&key, &text, &ends, &open_since, &signed(expected)]).await?
        };
        Ok(changed == 1)
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        let ((since, key), most) = (behind_open(after), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = self.client().await?.query(OPEN, &[&since, &key, &most]).await?;
        let open = |row| {
            let (key, found) = read(row)?;
            Ok(Open { since: row.try_get::<_, i64>(3)?.try_into()?, key, row: found })
        };
        rows.iter().map(open).collect()
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        let (never, after, most) = (signed(u64::MAX), behind(after), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = self.client().await?.query(ENDLESS, &[&never, &after, &most]).await?;
        rows.iter().map(read).collect()
    }
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
